"""What is to be known of the server's own namespaces (OPC 10000-5, 6.3.13 and 6.3.14).

Contract: `NamespaceSpace(core, 1).show(…)` adds a NamespaceMetadata object for each of them, before any fork.
"""

from datetime import UTC, datetime

from asyncua import ua

from labs.opcua.names import NAMESPACE
from labs.opcua.space import SpaceBuilder
from labs.simulation.roles import Role

_IDS, _KINDS = ua.ObjectIds, ua.VariantType
VERSION, PUBLISHED = "1.0", datetime(2026, 11, 21, tzinfo=UTC)
"""When what the names of the namespace `NAMESPACE` mean was changed last, in a way that a client would notice."""


class NamespaceSpace(SpaceBuilder):
    """Adds the metadata of namespaces to the server `core`."""

    def show(self, application_uri: str) -> None:
        """Add those of the server's own and of all plants, of which one server shows one."""
        self._add(application_uri, subset=False, static=[])
        self._add(NAMESPACE, subset=True, static=[ua.IdType.String.value])

    def _add(self, uri: str, subset: bool, static: list[int]) -> None:
        """`static`: the kinds of node ids that mean the same on every server."""
        folder = ua.NodeId(_IDS.Server_Namespaces)
        node = self._object(folder, uri, uri, None, Role.OBSERVER, kind=_IDS.NamespaceMetadataType)
        for name, value, kind, data_type in (
            ("NamespaceUri", uri, _KINDS.String, _IDS.String),
            ("NamespaceVersion", VERSION, _KINDS.String, _IDS.String),
            ("NamespacePublicationDate", PUBLISHED, _KINDS.DateTime, _IDS.DateTime),
            ("IsNamespaceSubset", subset, _KINDS.Boolean, _IDS.Boolean),
            ("StaticNodeIdTypes", static, _KINDS.Int32, _IDS.IdType),
            ("StaticNumericNodeIdRange", [], _KINDS.String, _IDS.NumericRange),
            ("StaticStringNodeIdPattern", "", _KINDS.String, _IDS.String),
        ):
            array = isinstance(value, list)
            rank = ua.ValueRank.OneDimension if array else ua.ValueRank.Scalar
            self._property(node, name, ua.Variant(value, kind, is_array=array), data_type, Role.OBSERVER, rank)
