"""What a student's or a teacher's JupyterLab is told: language, extensions, no calls to the internet.

Contract: `server_files` returns the files of one server's read-only configuration folder as text by relative path;
nothing here touches the disk. The folder is named by JUPYTER_CONFIG_PATH inside the sandbox.
"""

import json

# jsonschema builds the grammar of internationalised addresses when it is imported: two seconds of each server's and
# each kernel's start, for a check that Jupyter never asks for. jsonschema does without it where it is missing.
NO_GRAMMAR = """raise ImportError("left out: building its grammar takes two seconds")\n"""
LOCALES = {"ko": "ko_KR", "en": "en"}
TEACHER_ONLY = ("formgrader", "course-list", "create-assignment")
# Lab looks for extensions and news on the internet; a classroom has none.
INTERNET_PLUGINS = ("@jupyterlab/apputils-extension:announcements", "@jupyterlab/extensionmanager-extension:plugin")
UNUSED_PLUGINS = (
    "jupyterlab-jupytext",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/fileeditor-extension:language-server",
    "@jupyterlab/notebook-extension:language-server",
)
# Each of these costs start time and serves nobody here: there is no language server, the interface is Lab.
UNUSED_SERVERS = ("jupyter_lsp", "notebook", "notebook_shim", "voila.server_extension", "jupyterlab_jupytext")


def server_files(*, role: str, language: str, idle_minutes: int) -> dict[str, str]:
    """Configuration of the server of a "teacher" or a "student", in "ko" or "en"."""
    return {
        "python/rfc3987_syntax.py": NO_GRAMMAR,
        "jupyter_server_config.json": _json(_server(role, idle_minutes)),
        "labconfig/page_config.json": _json(
            {"disabledExtensions": _disabled(role), "buildAvailable": False, "buildCheck": False}
        ),
        "labconfig/default_setting_overrides.json": _json(_overrides(language)),
    }


def _server(role: str, idle_minutes: int) -> dict:
    nbgrader = {
        "nbgrader.server_extensions.assignment_list": True,
        "nbgrader.server_extensions.validate_assignment": True,
        "nbgrader.server_extensions.formgrader": role == "teacher",
        "grader.formgrader_files": role == "teacher",
        "grader.class_lock": role == "teacher",
        "nbgrader.server_extensions.course_list": role == "teacher",
    }
    return {
        "ServerApp": {
            "log_level": 30,
            "jpserver_extensions": {**nbgrader, **dict.fromkeys(UNUSED_SERVERS, False)},
            "shutdown_no_activity_timeout": idle_minutes * 60,
            "terminado_settings": {"shell_command": ["/bin/bash"]},
            # JupyterHub's default, 'none', leaves nbgrader's own frames inside Lab blank. Same origin, own server.
            "tornado_settings": {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}},
        },
        # Other users share the loopback; a kernel's TCP ports would be theirs to reach.
        "KernelManager": {"transport": "ipc"},
        "MappingKernelManager": {"cull_idle_timeout": idle_minutes * 60},
        "LabApp": {
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "extension_manager": "readonly",
        },
    }


def _disabled(role: str) -> dict[str, bool]:
    nbgrader = dict.fromkeys((f"@jupyter/nbgrader:{name}" for name in TEACHER_ONLY), role != "teacher")
    return {**nbgrader, **dict.fromkeys((*INTERNET_PLUGINS, *UNUSED_PLUGINS), True)}


def _overrides(language: str) -> dict:
    return {
        "@jupyterlab/translation-extension:plugin": {"locale": LOCALES.get(language, "en")},
        "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
        # The other modes leave parts of a page blank while a pupil scrolls; a lesson has some fifty cells.
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
        "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
