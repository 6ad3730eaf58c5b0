"""Browsing: everything is found, in one go or in portions, and hidden things are not."""

from asyncua import ua
from asyncua.server.address_space import ViewService

from labs.opcua.continuation import MOST
from labs.opcua.views import Views
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


async def test_who_knows_the_plant_looks_around_no_more(as_role):
    known = {}
    async with as_role(Role.OPERATOR, known=known) as first, as_role(Role.OPERATOR, known=known) as second:
        assert second.entries is first.entries
        assert (await second.read(["Clock.Tick"]))[0].Value.Value == 0
        async with as_role(Role.ENGINEER, known=known) as other:  # may write more
            assert other.entries != first.entries
        async with as_role(Role.OPERATOR, known=known, language="ko") as korean:
            assert korean.entry("Door.Open").title == "문 열림"
        async with as_role(Role.OPERATOR) as fresh:
            assert (fresh.machine, fresh.entries) == (second.machine, second.entries)


async def test_kinds_of_references_are_those_of_the_standard_s_tree(served):
    core = served.server._core
    slow, quick = ViewService(core.aspace), Views(core.aspace)
    kinds = [number for name, number in vars(ua.ObjectIds).items() if name.startswith(("Has", "Hierarchical", "Orga"))]
    for number in [*kinds, ua.ObjectIds.References, ua.ObjectIds.ObjectsFolder]:
        wanted = asked(ua.NodeId(ua.ObjectIds.Server), 0).NodesToBrowse[0]
        wanted.ReferenceTypeId, wanted.BrowseDirection = ua.NodeId(number), ua.BrowseDirection.Both
        assert quick._browse(wanted) == quick._browse(wanted) == slow._browse(wanted)
