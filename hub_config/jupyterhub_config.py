"""What JupyterHub reads; everything is decided in hub_config.configuration from the settings `smartlab up` wrote."""

import os

from hub_config.configuration import configure
from hub_config.settings import Settings

configure(get_config(), Settings.read(os.environ))  # noqa: F821
