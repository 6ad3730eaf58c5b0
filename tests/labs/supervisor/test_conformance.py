"""Every plant's address space as a stranger sees it: what OPC 10000-3, -5, -8 and -9 ask of each node, over the wire.

A plain asyncua client walks it in both directions. The standard's own nodes are looked at once, with the first plant.
"""

import asyncio
from collections.abc import Iterator
from functools import cached_property

import pytest
from asyncua import Client, ua

from labs.equipment.registry import plant_names
from labs.opcua.names import NAMESPACE
from labs.supervisor.supervisor import Supervisor
from tests.labs.opcua.looking import UNREADABLE, Seen, Space, look, mandatory

ids, codes = ua.ObjectIds, ua.StatusCodes
OBJECTS = ua.NodeId(ids.ObjectsFolder)
SHARED = {ids.HasTypeDefinition, ids.HasModellingRule, ids.AlwaysGeneratesEvent, ids.HasSubStateMachine}
"""References that servers need not show from their other end, as those to methods that many conditions share."""


class Visit:
    """One plant with what was seen of it."""

    def __init__(self, name: str, plant, client: Client, space: Space) -> None:
        self.name, self.plant, self.client, self.space = name, plant, client, space

    @property
    def own(self) -> Iterator[Seen]:
        """The nodes that are not the standard's."""
        return (each for each in self.space.values() if each.node.NamespaceIndex)

    @cached_property
    def objects(self) -> set[ua.NodeId]:
        """Everything below Objects."""
        return self.below(OBJECTS)

    def below(self, top: ua.NodeId) -> set[ua.NodeId]:
        """Return everything that hierarchical references lead to from `top`."""
        found, waiting = set(), [top]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += [
                    each.NodeId
                    for each in self.space[node].references
                    if each.IsForward
                    and each.NodeId in self.space
                    and self.space.is_a(each.ReferenceTypeId, ids.HierarchicalReferences)
                ]
        return found


PLANTS = [pytest.param(name, marks=[pytest.mark.long] if name == "factory" else []) for name in plant_names()]
"""The factory's stations are these same machines; it takes as long as all of them together."""


class Standard:
    """The standard's own nodes, once seen: the `plain` ones, and those that references join with a plant's."""

    def __init__(self) -> None:
        self.plain, self.joined = Space(), [ua.NodeId(ids.RootFolder)]

    def keep(self, space: Space) -> None:
        mine = {node: seen for node, seen in space.items() if node.NamespaceIndex == 0}
        self.joined = [node for node, seen in mine.items() if any(r.NodeId.NamespaceIndex for r in seen.references)]
        self.plain = Space({node: seen for node, seen in mine.items() if node not in self.joined})


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def standard() -> Standard:
    return Standard()


@pytest.fixture(scope="module", params=PLANTS)
def visit(request, warm, loop, standard):
    async def visited(plant) -> Visit:
        client = Client(plant.url)
        client.set_user(plant.user)
        client.set_password(plant.password)
        await client.connect()
        space = await look(client, standard.joined, standard.plain)
        if not standard.plain:
            standard.keep(space)
        return Visit(request.param, plant, client, space)

    with Supervisor(warm) as supervisor:
        seen = loop.run(visited(supervisor.start_plant(request.param, role="instructor")))
        yield seen
        loop.run(seen.client.disconnect())


def wrong(problems: Iterator) -> list:
    """Return the first few problems, to be compared with none."""
    return list(problems)[:10]


def test_every_node_has_the_attributes_of_its_class(visit):
    assert (
        wrong(
            (each.node.to_string(), name, told and told.StatusCode.name)
            for each in visit.space.values()
            for name in mandatory(each.kind)
            if (told := each.attributes.get(name)) is None or told.StatusCode.value == codes.BadAttributeIdInvalid
            if not (name == "Value" and each.value("DataType") in UNREADABLE)
        )
        == []
    )
    assert (
        wrong(
            each.node.to_string()
            for each in visit.space.values()
            if each.value("NodeId") != each.node or not each.name or not each.value("DisplayName").Text
        )
        == []
    )


def test_references_lead_to_nodes_that_are_what_they_say_and_lead_back(visit):
    space, problems = visit.space, []
    for seen in space.values():
        for each in seen.references:
            if not seen.follows(each) and each.NodeId not in space:
                continue
            target = space.get(each.NodeId)
            if target is None or target.kind != each.NodeClass or target.value("BrowseName") != each.BrowseName:
                problems.append((seen.node.to_string(), each.NodeId.to_string()))
                continue
            back = (seen.node, each.ReferenceTypeId, not each.IsForward)
            if back in ((b.NodeId, b.ReferenceTypeId, b.IsForward) for b in target.references):
                continue
            theirs = not target.node.NamespaceIndex and (
                target.kind == ua.NodeClass.Method
                or (not seen.node.NamespaceIndex and not space.is_a(each.ReferenceTypeId, ids.HierarchicalReferences))
            )
            if each.ReferenceTypeId.Identifier not in SHARED and not theirs:
                problems.append((seen.node.to_string(), each.ReferenceTypeId.Identifier, each.NodeId.to_string()))
    assert problems[:10] == []


def test_everything_hangs_below_the_root_and_is_of_one_concrete_type(visit):
    space = visit.space
    reached = visit.below(ua.NodeId(ids.RootFolder))
    assert wrong(each.node.to_string() for each in visit.own if each.node not in reached) == []
    classes = {
        ua.NodeClass.Object: (ua.NodeClass.ObjectType, ids.BaseObjectType),
        ua.NodeClass.Variable: (ua.NodeClass.VariableType, ids.BaseVariableType),
    }
    problems = []
    for node in visit.objects:
        seen = space[node]
        if seen.kind in classes:
            kind, base = classes[seen.kind]
            of = space.get(seen.type)
            if of is None or of.kind != kind or of.value("IsAbstract") or not space.is_a(of.node, base):
                problems.append((node.to_string(), seen.type))
    assert problems[:10] == []


def test_what_a_type_makes_mandatory_is_there(visit):
    space, problems = visit.space, []
    for node in visit.objects:
        seen, kind = space[node], space[node].type
        present = {(r.BrowseName.Name) for r in seen.references if r.IsForward}
        while kind is not None:
            problems += [
                (node.to_string(), space[part].name)
                for part in space[kind].targets(ids.HasComponent) + space[kind].targets(ids.HasProperty)
                if ua.NodeId(ids.ModellingRule_Mandatory) in space[part].targets(ids.HasModellingRule)
                and space[part].name not in present
            ]
            above = space[kind].targets(ids.HasSubtype, forward=False)
            kind = above[0] if above else None
    assert problems[:10] == []


def test_properties_are_properties_and_have_no_parts(visit):
    space = visit.space
    parents = [space[node] for node in visit.objects]
    properties = [space[node] for each in parents for node in each.targets(ids.HasProperty)]
    assert (
        wrong(
            each.node.to_string()
            for each in properties
            if each.kind != ua.NodeClass.Variable
            or not space.is_a(each.type, ids.PropertyType)
            or each.targets(ids.HasProperty) + each.targets(ids.HasComponent)
        )
        == []
    )


def test_values_are_of_their_data_type_and_rank(visit):
    space, problems = visit.space, []
    for node in visit.objects:
        seen = space[node]
        if seen.kind != ua.NodeClass.Variable or seen.value("DataType") in UNREADABLE:
            continue
        data_type, rank, told = seen.value("DataType"), seen.value("ValueRank"), seen.attributes["Value"]
        dimensions, value = seen.value("ArrayDimensions"), told.Value
        expected = space.built_in(data_type)
        if data_type not in space or rank not in (-2, -1, 0, 1) or (dimensions and len(dimensions) != rank):
            problems.append((node.to_string(), data_type, rank, dimensions))
        elif value is None or value.Value is None:
            if told.StatusCode.is_good() and seen.name not in MAY_BE_NULL:
                problems.append((node.to_string(), "null"))
        elif expected is not None and value.VariantType != expected:
            problems.append((node.to_string(), expected, value.VariantType))
        elif rank in (-1, 1) and value.is_array != (rank == 1):
            problems.append((node.to_string(), rank, value.is_array))
        elif expected == ua.VariantType.ExtensionObject:
            parts = value.Value if value.is_array else [value.Value]
            problems += [(node.to_string(), x) for x in parts if not space.is_a(x.data_type, data_type.Identifier)]
    assert problems[:10] == []


MAY_BE_NULL = {"ClientUserId", "CurrentState", "Id", "Comment", "EventId", "ClientCertificate", "ServerUri"}
"""Null is the value of these where nobody has commented, and where an alarm is not active."""


def test_ranges_and_units_are_sound(visit):
    problems, ranged, with_unit = [], 0, 0
    for seen in visit.own:
        properties = visit.space.properties(seen)
        extent, unit = properties.get("EURange"), properties.get("EngineeringUnits")
        if extent is not None:
            ranged += 1
            low, high = extent.value().Low, extent.value().High
            value = seen.value()
            inside = (
                value is None or isinstance(value, str) or low <= value <= high or seen.value("AccessLevel") & 2 == 0
            )
            if not (low < high and inside):
                problems.append((seen.node.to_string(), low, high, value))
        if unit is not None:
            with_unit += 1
            told = unit.value()
            code = told.UnitId.to_bytes(4, "big").lstrip(b"\0").decode() if told.UnitId > 0 else ""
            known = told.NamespaceUri == "http://www.opcfoundation.org/UA/units/un/cefact"
            if known != bool(code) or not told.DisplayName.Text or not told.Description.Text:
                problems.append((seen.node.to_string(), told))
    assert problems[:10] == [] and ranged and with_unit


def test_access_levels_are_what_writing_does(visit, loop):
    """Each value is written back as it is; what the plant's state forbids at the moment is no matter of access."""
    variables = [each for each in visit.own if each.kind == ua.NodeClass.Variable and each.value() is not None]
    values = [ua.DataValue(each.attributes["Value"].Value, None) for each in variables]
    wanted = [
        ua.WriteValue(each.node, ua.AttributeIds.Value, None, value)
        for each, value in zip(variables, values, strict=True)
    ]

    async def write() -> list[ua.StatusCode]:
        return [
            status
            for begin in range(0, len(wanted), 500)
            for status in await visit.client.uaclient.write(ua.WriteParameters(wanted[begin : begin + 500]))
        ]

    problems, refusals = [], (codes.BadNotWritable, codes.BadUserAccessDenied)
    for each, status in zip(variables, loop.run(write()), strict=True):
        level, mine = each.value("AccessLevel"), each.value("UserAccessLevel")
        refused = status.value in refusals
        if refused == bool(mine & 2) or mine & ~level or (not refused and not status.is_good() and
                                                          status.value != codes.BadInvalidState):  # fmt: skip
            problems.append((each.node.to_string(), level, mine, status.name))
    assert problems[:10] == []


def test_methods_tell_their_arguments_and_hold_callers_to_them(visit, loop):
    space, problems, calls = visit.space, [], []
    for method in visit.own:
        if method.kind != ua.NodeClass.Method:
            continue
        for name in ("InputArguments", "OutputArguments"):
            listed = space.properties(method).get(name)
            for argument in listed.value() if listed else ():
                if argument.DataType not in space or not argument.Name or argument.ValueRank != -1:
                    problems.append((method.node.to_string(), argument))
        inputs = space.properties(method).get("InputArguments")
        parent = next(r.NodeId for r in method.references if not r.IsForward)
        count = len(inputs.value()) if inputs else 0
        calls.append((ua.CallMethodRequest(parent, method.node, [ua.Variant(1)] * (count + 1)), "BadTooManyArguments"))
        if count:
            calls.append((ua.CallMethodRequest(parent, method.node, []), "BadArgumentsMissing"))

    async def call() -> list[ua.CallMethodResult]:
        found = []
        for begin in range(0, len(calls), 100):
            found += await visit.client.uaclient.call([request for request, _code in calls[begin : begin + 100]])
        return found

    for (request, expected), result in zip(calls, loop.run(call()), strict=True):
        if result.StatusCode.name != expected:
            problems.append((request.MethodId.to_string(), expected, result.StatusCode.name))
    assert problems[:10] == []


def test_names_are_shown_in_the_language_of_the_session(visit, loop):
    """What the plant itself names; the names of the standard's own nodes and properties are not translated."""

    async def names(language: str) -> list[ua.LocalizedText]:
        client = Client(visit.plant.url)
        client.set_user(visit.plant.user)
        client.set_password(visit.plant.password)
        client.set_locale([language])
        async with client:
            index = await client.get_namespace_index(NAMESPACE)
            wanted = [each.node for each in visit.own if each.value("BrowseName").NamespaceIndex == index]
            asked = [ua.ReadValueId(node, ua.AttributeIds.DisplayName) for node in wanted]
            told = await client.uaclient.read(ua.ReadParameters(NodesToRead=asked))
            return [each.Value.Value for each in told]

    korean, english = loop.run(names("ko")), loop.run(names("en"))
    assert {each.Locale for each in korean} == {"ko"} and {each.Locale for each in english} == {"en"}
    assert all(each.Text for each in korean + english)
    assert any(one.Text != other.Text for one, other in zip(korean, english, strict=True))


def test_the_plant_is_a_machine_with_a_name_plate_and_states(visit):
    """OPC 40001-1: below Machines, with Identification and, where it has them, MachineryItemState and OperationMode."""
    space, uris = visit.space, visit.space[ua.NodeId(ids.Server_NamespaceArray)].value()
    di, machinery = (uris.index(f"http://opcfoundation.org/UA/{name}/") for name in ("DI", "Machinery"))
    (machine,) = space[ua.NodeId(1001, machinery)].targets(ids.Organizes)
    assert space[machine].name.lower() == visit.name
    add_ins = [space[each] for each in space[machine].targets(ids.HasAddIn)]
    plate = next(each for each in add_ins if each.value("BrowseName") == ua.QualifiedName("Identification", di))
    assert plate.type == ua.NodeId(1012, machinery)
    told = {name: each.value() for name, each in space.properties(plate).items()}
    assert told["ProductInstanceUri"].startswith(f"urn:smartlab:{visit.name}:{told['Model'].Text}")
    assert told["SerialNumber"] in told["ProductInstanceUri"] and told["Manufacturer"].Text
    assert 2000 < told["YearOfConstruction"] < 2030
    signals = {each.name: each.value() for each in visit.own if ".Status." in str(each.node.Identifier)}
    states = [each for each in add_ins if each.value("BrowseName").NamespaceIndex == machinery]
    assert len(states) == len({"ItemState", "OperationMode"} & set(signals))
    for node in states:
        (state,) = node.targets(ids.HasComponent)
        current = space[space.properties(space[state])["Id"].value()]
        number = space.properties(current)["StateNumber"].value()
        assert current.node in space[node.type].targets(ids.HasComponent)
        assert number == signals[node.name.removeprefix("Machinery")] and space[state].value().Text


def test_the_server_describes_itself(visit, loop):
    space = visit.space

    def of(name: str) -> object:
        return space[ua.NodeId(getattr(ids, name))].value()

    assert of("Server_ServerStatus").State == of("Server_ServerStatus_State") == ua.ServerState.Running
    assert of("Server_ServerStatus_BuildInfo_ProductName") == "SmartLab"
    assert of("Server_ServerRedundancy_RedundancySupport") == ua.RedundancySupport.None_
    assert of("Server_ServiceLevel") == 255 and of("Server_Auditing") is False
    assert of("Server_ServerArray") == ["urn:smartlab:plant:server"]
    uris = of("Server_NamespaceArray")
    described = {
        space.properties(space[node])["NamespaceUri"].value()
        for node in space[ua.NodeId(ids.Server_Namespaces)].targets(ids.HasComponent)
    }
    assert described == set(uris) and NAMESPACE in uris
    limits = space.properties(space[ua.NodeId(ids.Server_ServerCapabilities_OperationLimits)])
    assert all(each.value() > 0 for each in limits.values()) and "MaxNodesPerRead" in limits
