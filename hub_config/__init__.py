"""The composition root: settings, JupyterHub, the services and the command line. Nobody imports it."""
