"""nbgrader's exchange for the command line: the desk's files directly, without a hub or a token.

Contract: each class does what its parent does, on the desk's store at `desk_folder`.
Only the owner of the school's data folder can run this.
"""

from pathlib import Path

from traitlets import Unicode

from grader.desk.store import Store, as_json
from grader.exchange import DeskCollect, DeskList, DeskReleaseFeedback
from hub_config.desk_store import store_at


class StoreDesk:
    """A store that answers like `grader.desk.client.Desk`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.assignments = store.assignments
        self.submission_files = store.submission_files
        self.release_feedback = store.release_feedback

    def submissions(self, class_id: str, assignment: str | None = None) -> list[dict]:
        return [as_json(item) for item in self._store.submissions(class_id, assignment=assignment)]


class LocalList(DeskList):
    """Lists the class's releases; nbgrader's API asks for them whenever it is made."""

    desk_folder = Unicode().tag(config=True)

    @property
    def desk(self) -> StoreDesk:
        return StoreDesk(store_at(Path(self.desk_folder)))


class LocalCollect(DeskCollect):
    """Takes submissions out of the store."""

    desk_folder = Unicode().tag(config=True)

    @property
    def desk(self) -> StoreDesk:
        return StoreDesk(store_at(Path(self.desk_folder)))


class LocalReleaseFeedback(DeskReleaseFeedback):
    """Puts feedback into the store."""

    desk_folder = Unicode().tag(config=True)

    @property
    def desk(self) -> StoreDesk:
        return StoreDesk(store_at(Path(self.desk_folder)))
