"""Browsing in portions, which asyncua 2.1.0 lacks: it ignores the client's maximum and answers no BrowseNext.

Contract: `Continuations` keeps the rest of a node's references under an unguessable point, at most `MOST` per
session; a point is good once. `ContinuingProcessor` answers the BrowseNext service with them.
"""

import secrets

from asyncua import ua
from asyncua.server.uaprocessor import UaProcessor
from asyncua.ua.ua_binary import struct_from_binary

MOST = 20
_BROWSE_NEXT = ua.NodeId(ua.ObjectIds.BrowseNextRequest_Encoding_DefaultBinary)


class Continuations:
    """The unfinished browses of one session."""

    def __init__(self) -> None:
        self._rest: dict[bytes, tuple[list[ua.ReferenceDescription], int]] = {}

    def portion(self, result: ua.BrowseResult, most: int) -> ua.BrowseResult:
        """Cut `result` down to `most` references (0 = all of them) and keep the rest."""
        if most and len(result.References) > most:
            if len(self._rest) >= MOST:
                return ua.BrowseResult(ua.StatusCode(ua.StatusCodes.BadNoContinuationPoints))
            result.ContinuationPoint = secrets.token_bytes(16)
            self._rest[result.ContinuationPoint] = (result.References[most:], most)
            result.References = result.References[:most]
        return result

    def next(self, point: bytes, release: bool) -> ua.BrowseResult:
        """Return the next portion, or just forget it."""
        if point not in self._rest:
            return ua.BrowseResult(ua.StatusCode(ua.StatusCodes.BadContinuationPointInvalid))
        references, most = self._rest.pop(point)
        if release:
            return ua.BrowseResult()
        return self.portion(ua.BrowseResult(ua.StatusCode(), None, references), most)


class ContinuingProcessor(UaProcessor):
    """asyncua's processor of one connection, with BrowseNext."""

    async def _process_message(self, typeid, requesthdr, seqhdr, body):
        if typeid != _BROWSE_NEXT or self.session is None or not self.session.is_activated():
            return await super()._process_message(typeid, requesthdr, seqhdr, body)
        self.session.touch()
        asked = struct_from_binary(ua.BrowseNextParameters, body)
        response = ua.BrowseNextResponse()
        response.Parameters.Results = await self.session.browse_next(asked)
        self.send_response(requesthdr.RequestHandle, seqhdr, response)
        return True
