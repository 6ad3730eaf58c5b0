"""Browsing: everything is found, in one go or in portions, and hidden things are not."""

from asyncua import ua

from labs.opcua.continuation import MOST
from labs.simulation.roles import Role


def asked(node: ua.NodeId, most: int) -> ua.BrowseParameters:
    wanted = ua.BrowseDescription()
    wanted.NodeId = node
    wanted.BrowseDirection = ua.BrowseDirection.Forward
    wanted.ReferenceTypeId = ua.NodeId(ua.ObjectIds.HierarchicalReferences)
    wanted.IncludeSubtypes = True
    wanted.ResultMask = ua.BrowseResultMask.All
    parameters = ua.BrowseParameters()
    parameters.RequestedMaxReferencesPerNode = most
    parameters.NodesToBrowse = [wanted]
    return parameters


def further(*points: bytes, release: bool = False) -> ua.BrowseNextParameters:
    return ua.BrowseNextParameters(release, list(points))


async def test_portions_make_up_the_whole(as_role):
    async with as_role(Role.OPERATOR) as client:
        services, clock = client._client.uaclient, client.entry("Clock.Tick").parent
        (whole,) = await services.browse(asked(clock, 0))
        assert not whole.ContinuationPoint
        (portion,) = await services.browse(asked(clock, 4))
        got = list(portion.References)
        while portion.ContinuationPoint:
            assert len(portion.References) == 4
            (portion,) = await services.browse_next(further(portion.ContinuationPoint))
            got += portion.References
        assert got == whole.References
        assert len(got) > 8


async def test_a_point_is_good_once_and_can_be_given_up(as_role):
    async with as_role(Role.OPERATOR) as client:
        services, clock = client._client.uaclient, client.entry("Clock.Tick").parent
        (first,) = await services.browse(asked(clock, 1))
        await services.browse_next(further(first.ContinuationPoint, release=True))
        (again,) = await services.browse_next(further(first.ContinuationPoint))
        assert again.StatusCode.value == ua.StatusCodes.BadContinuationPointInvalid
        results = [(await services.browse(asked(clock, 1)))[0].StatusCode for _ in range(MOST + 1)]
        assert all(status.is_good() for status in results[:MOST])
        assert results[MOST].value == ua.StatusCodes.BadNoContinuationPoints


async def test_another_session_s_point_is_worth_nothing(as_role):
    async with as_role(Role.INSTRUCTOR) as one, as_role(Role.OPERATOR) as two:
        root = ua.NodeId(ua.ObjectIds.ObjectsFolder)
        (first,) = await one._client.uaclient.browse(asked(root, 1))
        (stolen,) = await two._client.uaclient.browse_next(further(first.ContinuationPoint))
        assert stolen.StatusCode.value == ua.StatusCodes.BadContinuationPointInvalid


async def test_only_the_instructor_finds_faults_and_truth(as_role):
    for role, found in ((Role.ENGINEER, False), (Role.INSTRUCTOR, True)):
        async with as_role(role) as client:
            (result,) = await client._client.uaclient.browse(asked(ua.NodeId(ua.ObjectIds.ObjectsFolder), 0))
            names = {reference.BrowseName.Name for reference in result.References}
            assert {"Furnace", "Clock"} <= names
            assert ({"Faults", "Truth"} <= names) == found
            assert any(path.startswith("Truth.") for path in client.entries) == found
