# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
# ---
# %%
import os

from labs.apps.tuning_panel import open_panel

# %%
open_panel(LANGUAGE, os.environ)  # noqa: F821 - the builder sets LANGUAGE
