"""Browsing, with the kinds of references known.

Contract: answers as asyncua's view service does. asyncua 2.1.0 walks down the tree of reference types anew for every
reference it looks at, which is half of what a client's first look around costs a plant.
"""

from collections.abc import Iterable

from asyncua import ua
from asyncua.server.address_space import AddressSpace, ViewService


class Views(ViewService):
    """asyncua's view service over `aspace`, whose reference types stay what they are once somebody has browsed."""

    def __init__(self, aspace: AddressSpace) -> None:
        super().__init__(aspace)
        self._below: dict[ua.NodeId, frozenset[ua.NodeId]] = {}

    def _get_sub_ref(self, ref: ua.NodeId) -> Iterable[ua.NodeId]:
        below = self._below.get(ref)
        if below is None:
            below = frozenset(super()._get_sub_ref(ref))
            if below:  # what is no reference type is not kept: anybody may ask for anything
                self._below[ref] = below
        return below
