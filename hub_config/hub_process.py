"""The hub's own process: JupyterHub, tied to the life of `smartlab up`.

Contract: `python -m hub_config.hub_process -f CONFIG` behaves as `jupyterhub -f CONFIG`, and is told to stop (SIGTERM)
when the process that started it ends. Its files are the owner's alone.
"""

import os
import sys

from hub_config.lifeline import end_with_parent


def main() -> None:
    end_with_parent()
    os.umask(0o077)
    from jupyterhub.app import JupyterHub

    JupyterHub.launch_instance(sys.argv[1:])


if __name__ == "__main__":
    main()
