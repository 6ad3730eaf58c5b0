"""What a session sees of the address space: only what its role may, named in its language.

Contract: a `ViewingSession` answers the View services for its own user; what a role may not see is neither listed nor
found. Long lists come in portions (`continuation`).
"""

from copy import copy

from asyncua import ua
from asyncua.common.utils import ServiceError

from labs.opcua import limits
from labs.opcua.continuation import Continuations
from labs.opcua.subscribing import SubscribingSession


class ViewingSession(SubscribingSession):
    """A session of a `PlantCore` with a `language`, for a user with a `role`."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.language: str = self.iserver.language
        self._continuations = Continuations()

    def title(self, node: ua.NodeId) -> ua.LocalizedText:
        """Return the name of `node` in the session's language."""
        return ua.LocalizedText(self.iserver.titles[node].show(self.language), self.language)

    async def browse(self, params: ua.BrowseParameters) -> list[ua.BrowseResult]:
        most = params.RequestedMaxReferencesPerNode
        if len(params.NodesToBrowse) > limits.MOST_OPERATIONS:
            raise ServiceError(ua.StatusCodes.BadTooManyOperations)
        for wanted in params.NodesToBrowse:
            self.iserver.look(wanted.NodeId)
        return [
            self._continuations.portion(self._browsed(result), most)
            for result in self.iserver.view_service.browse(params)
        ]

    async def translate_browsepaths_to_nodeids(self, params: list[ua.BrowsePath]) -> list[ua.BrowsePathResult]:
        results = []
        for path in params:
            if not path.RelativePath.Elements:
                results.append(ua.BrowsePathResult(ua.StatusCode(ua.StatusCodes.BadNothingToDo)))
                continue
            self.iserver.unfold_path(path)
            (result,) = self.iserver.view_service.translate_browsepaths_to_nodeids([path])
            found = [each for each in result.Targets or () if self.sees(each.TargetId)]
            if result.Targets and not found:
                result.StatusCode = ua.StatusCode(ua.StatusCodes.BadNoMatch)
            result.Targets = found
            results.append(result)
        return results

    async def browse_next(self, params: ua.BrowseNextParameters) -> list[ua.BrowseResult]:
        release = params.ReleaseContinuationPoints
        return [self._continuations.next(point, release) for point in params.ContinuationPoints or ()]

    def _browsed(self, result: ua.BrowseResult) -> ua.BrowseResult:
        core, seen = self.iserver, []
        for reference in result.References:
            if not self.sees(reference.NodeId):
                continue
            if reference.NodeId in core.titles:
                reference = copy(reference)
                reference.DisplayName = self.title(reference.NodeId)
            seen.append(reference)
        result.References = seen
        return result
