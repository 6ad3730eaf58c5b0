"""What is to be known of the server's own namespaces (OPC 10000-5, 6.3.13 and 6.3.14).

Contract: `NamespaceSpace(core, 1).show(…)` adds a NamespaceMetadata object for each of them, before any fork.
"""

from datetime import UTC, datetime

from asyncua import ua

from labs.opcua.machinery import DI, MACHINERY
from labs.opcua.names import NAMESPACE
from labs.opcua.space import SpaceBuilder
from labs.simulation.roles import Role

_IDS, _KINDS = ua.ObjectIds, ua.VariantType
VERSION, PUBLISHED = "1.0", datetime(2026, 11, 21, tzinfo=UTC)
"""When what the names of the namespace `NAMESPACE` mean was changed last, in a way that a client would notice."""

_OTHERS = {DI: ("1.05.0", datetime(2025, 11, 15, tzinfo=UTC)), MACHINERY: ("1.04.1", datetime(2026, 1, 1, tzinfo=UTC))}


class NamespaceSpace(SpaceBuilder):
    """Adds the metadata of namespaces to the server `core`."""

    def show(self, application_uri: str) -> None:
        """Add those of the server's own, of all plants (one server shows one), and of what plants use of others."""
        self._add(application_uri, VERSION, PUBLISHED, subset=False, static=[])
        self._add(NAMESPACE, VERSION, PUBLISHED, subset=True, static=[ua.IdType.String.value])
        for uri, (version, published) in _OTHERS.items():
            self._add(uri, version, published, subset=True, static=[ua.IdType.Numeric.value])

    def _add(self, uri: str, version: str, published: datetime, subset: bool, static: list[int]) -> None:
        """`static`: the kinds of node ids that mean the same on every server."""
        folder = ua.NodeId(_IDS.Server_Namespaces)
        node = self._object(folder, uri, uri, None, Role.OBSERVER, kind=_IDS.NamespaceMetadataType)
        for name, value, kind, data_type in (
            ("NamespaceUri", uri, _KINDS.String, _IDS.String),
            ("NamespaceVersion", version, _KINDS.String, _IDS.String),
            ("NamespacePublicationDate", published, _KINDS.DateTime, _IDS.DateTime),
            ("IsNamespaceSubset", subset, _KINDS.Boolean, _IDS.Boolean),
            ("StaticNodeIdTypes", static, _KINDS.Int32, _IDS.IdType),
            ("StaticNumericNodeIdRange", [], _KINDS.String, _IDS.NumericRange),
            ("StaticStringNodeIdPattern", "", _KINDS.String, _IDS.String),
        ):
            array = isinstance(value, list)
            rank = ua.ValueRank.OneDimension if array else ua.ValueRank.Scalar
            self._property(node, name, ua.Variant(value, kind, is_array=array), data_type, Role.OBSERVER, rank)
