"""Public apps: anyone may look into the factory, without an account and without writing code."""
