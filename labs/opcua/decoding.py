"""A hole in asyncua 2.1.0's decoder, closed.

Contract: after `refuse_arrays_of_nothing()` an array of Nulls is a decoding error. A Null takes no bytes: asyncua makes
a list as long as 2^31 entries out of five bytes, in any request and before anybody has logged in (the additional header
of a request may hold a Variant). Every other element takes a byte at least, so that a message's size bounds it.
"""

from asyncua.common.utils import NotEnoughData
from asyncua.ua import ua_binary


class _ArrayOfNothing:
    """Stands where the decoder looks for a faster way to read an array of this type."""

    @staticmethod
    def unpack_array(data, length: int) -> tuple:
        if length > 0:
            raise NotEnoughData("an array of Nulls")
        return ()


def refuse_arrays_of_nothing() -> None:
    """Close it in this process; doing so twice does nothing more."""
    ua_binary.Primitives1.Null = _ArrayOfNothing
