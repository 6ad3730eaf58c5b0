"""What the desk refuses, each with its HTTP status.

Contract: every class is a `SmartLabError`; `status` is the HTTP status the service answers with, and the class
the client raises for an answer is found by `error_for`.
"""

from labs.language import SmartLabError


class DeskError(SmartLabError):
    """The desk itself failed."""

    status = 500


class BadRequest(DeskError):
    """What was sent cannot be used."""

    status = 400


class NotSignedIn(DeskError):
    """No token, or one that nobody owns."""

    status = 401


class Forbidden(DeskError):
    """The person is known and may not do this."""

    status = 403


class NotFound(DeskError):
    """There is no such thing, or none that this person may know of."""

    status = 404


class Conflict(DeskError):
    """It exists already."""

    status = 409


class TooLarge(DeskError):
    """More files or bytes than the desk takes."""

    status = 413


class TooMany(DeskError):
    """Asked too often."""

    status = 429


class Unavailable(DeskError):
    """A part that is needed does not answer."""

    status = 503


class Full(DeskError):
    """No room left on the disk."""

    status = 507


def error_for(status: int, ko: str, en: str) -> DeskError:
    """Return the error class of `status` (DeskError where none fits), speaking the two sentences."""
    classes = {kind.status: kind for kind in DeskError.__subclasses__()}
    return classes.get(status, DeskError)(ko, en)
