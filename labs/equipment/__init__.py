"""The machines: physics and state only, with their scenarios as data."""
