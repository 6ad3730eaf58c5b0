"""Who may do what on a plant.

Contract: roles are ordered; a higher role may do all that a lower one may. `role.name.lower()` is the name of the
role everywhere outside Python (OPC UA users, recordings, settings).
"""

from enum import IntEnum


class Role(IntEnum):
    """Observer reads, operator commands, engineer tunes, instructor injects faults and sees the truth."""

    OBSERVER = 0
    OPERATOR = 1
    ENGINEER = 2
    INSTRUCTOR = 3
