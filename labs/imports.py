"""What need not be imported.

Contract: changes `sys.modules` only, and only when it is called; call it before anything imports nbformat.
"""

import sys


def skip_address_grammar() -> None:
    """Let jsonschema do without its grammar of internationalised addresses where it was not imported yet.

    Building it takes a second of each command's start, for a check that notebooks never ask for. jsonschema does
    without `rfc3987_syntax` where it is missing; None in `sys.modules` makes it missing (Python reference, 5.3.1).
    """
    sys.modules.setdefault("rfc3987_syntax", None)
