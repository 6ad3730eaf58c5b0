"""The page of feedback that a pupil gets back for one notebook, in the class's language.

Contract: `FeedbackExporter` is what nbgrader's GenerateFeedback renders with (see grader.nbgrader_config): the page has
no script, loads nothing, and says so to the browser. Its words are in the reader's language of the process
(SMARTLAB_LANGUAGE), as everything else the class reads. The notebook comes cleaned by `grader.desk.sanitise`.
"""

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat.notebooknode import NotebookNode

from labs.language import Bilingual, reader_language

PAGES = str(Path(__file__).parent / "pages")


def settings() -> dict[str, Any]:
    """Return the exporter's own options, plain values; nbgrader's for HTMLExporter would else count."""
    return {"template_name": "feedback", "extra_template_basedirs": [PAGES]}


class FeedbackExporter(HTMLExporter):
    """A notebook with `metadata.nbgrader` scores (grader.feedback.ReadGrades) as one HTML page."""

    export_from_notebook = None  # not for Lab's menu

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and its resources."""
        resources = self._init_resources(resources)
        language = reader_language()
        self.environment.globals["language"] = language
        self.environment.globals["say"] = lambda ko, en: Bilingual(ko, en).show(language)
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3", parent=self))
        types = WidgetsDataTypeFilter(notebook_metadata={}, parent=self, resources=resources)
        self.register_filter("filter_data_type", types)
        # Not HTMLExporter's, which parses the finished page once more: twice the time, for marks that ours has itself.
        return super(HTMLExporter, self).from_notebook_node(nb, resources, **options)
