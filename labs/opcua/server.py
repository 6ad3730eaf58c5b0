"""One plant as an OPC UA server.

Contract: `PlantServer(plant, accounts=…)` shows any `Plant` in the namespace `urn:smartlab:plant`: the machine under
Objects/<Name>, beside it Clock, Faults and Truth. `prepare()` does all that is costly and may run before a fork, in a
loop that is gone by then; after `rebind()` of what the fork is to serve, `start()` listens within milliseconds. Without
encryption and on loopback only: endpoint None. With `certificates`: Basic256Sha256 and Aes256_Sha256_RsaPss too. With
`trust`: these alone, for applications that the trust list knows, and for users by password or by certificate.
Values are pulled when somebody reads or watches them. Source timestamps are virtual time, server timestamps real.
"""

import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path

from labs.opcua.access import Account, AccountManager
from labs.opcua.ahead import Ahead
from labs.opcua.certificates import Pair, own_certificate
from labs.opcua.clock import PlantClock
from labs.opcua.core import PlantCore
from labs.opcua.decoding import refuse_arrays_of_nothing
from labs.opcua.endpoints import bound, offered, trust_list
from labs.opcua.limits import PlantLimits
from labs.opcua.names import REAL_TIME
from labs.opcua.plant_space import PlantSpace, plant_space
from labs.opcua.quiet import quiet_asyncua
from labs.opcua.transport import ListeningServer
from labs.simulation.plant import Plant
from labs.simulation.roles import Role

APPLICATION_URI = "urn:smartlab:plant:server"


class PlantServer:
    """Serves `plant` to `accounts`.

    `listener`: a listening (or bound) TCP socket to accept on, from then on the server's; else `host` and `port` (0 =
    any free) are bound in `start()`. `mode`: "real-time", "scaled" or "lockstep"; `speed`: simulated seconds in a
    real one.
    `language`: names for clients that ask for neither Korean nor English. `operator_clock`: whether an operator may
    call Advance, or only an engineer.
    `certificates`: the folder of the server's own certificate (made there if missing), or the certificate with its key,
    good or not. `trust`: the folder of a `TrustList`. SmartLabError where the port is taken, where a listener that is
    not on loopback has no certificates, or where there is a trust list and none.
    """

    def __init__(
        self,
        plant: Plant,
        *,
        accounts: Sequence[Account],
        listener: socket.socket | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        mode: str = REAL_TIME,
        speed: float = 1.0,
        certificates: Path | Pair | None = None,
        trust: Path | None = None,
        language: str = "ko",
        operator_clock: bool = True,
    ) -> None:
        self.plant = plant
        self.listener = listener
        self.host, self.port = host, port
        self.certificates = certificates
        self.trust = trust
        self.language = language
        self._accounts = tuple(accounts)
        self._stepper = Role.OPERATOR if operator_clock else Role.ENGINEER
        self._conductor = Role.ENGINEER
        self._mode, self._speed = mode, speed
        self._server: ListeningServer | None = None
        self._core: PlantCore | None = None
        self._space: PlantSpace | None = None
        self._ahead: Ahead | None = None
        self._described = False
        self.clock: PlantClock | None = None

    # -- life ------------------------------------------------------------------------------------------------------

    async def prepare(self) -> None:
        """Build the whole address space and load the certificate; costs about a second. Idempotent.

        Leaves no task, thread, socket or file behind, so the process may fork afterwards.
        """
        await self.prepare_base()
        if not self._described:
            self._describe()

    async def prepare_base(self) -> None:
        """Do the part of `prepare` that is the same for every machine, and nearly all of its cost. Idempotent.

        Afterwards `rebind` takes a plant of any machine, until `prepare` or `start` has described one.
        """
        if self._server is not None:
            return
        quiet_asyncua()
        refuse_arrays_of_nothing()
        core = PlantCore(AccountManager(self._accounts), self.language)
        server = ListeningServer(core)
        server.name = "SmartLab"
        server.product_uri, server.manufacturer_name = "urn:smartlab", "SmartLab"
        server.limits = PlantLimits()
        await server.init()
        await server.set_application_uri(APPLICATION_URI)
        if isinstance(self.certificates, Pair):
            server.show_certificate(self.certificates)
        elif self.certificates is not None:
            certificate, key = own_certificate(self.certificates, APPLICATION_URI)
            await server.load_certificate(certificate)
            await server.load_private_key(key)
        if self.trust is not None:
            core.require_trust(trust_list(self.trust))
        self.clock = PlantClock(lambda: self.plant, self._mode, self._speed, self._stepper, self._conductor)
        core.subscription_service.sampler.until_move = self.clock.until_round
        self._space = await plant_space(server, APPLICATION_URI)
        self._server, self._core = server, core

    async def prepare_machines(self, plants: Iterable[Plant]) -> None:
        """Do `prepare_base`, and describe these machines ahead, so that a fork need not describe the one it serves."""
        await self.prepare_base()
        self._ahead = Ahead(self._core)
        for plant in plants:
            self.plant = plant
            self._ahead.keep(plant.name, self._build)

    @contextmanager
    def understudy(self, plant: Plant) -> Iterator["PlantServer"]:
        """Yield a server of `plant`, described ahead, to be rebound, started, visited and stopped.

        Of what it lives through nothing stays here but what the interpreter learns by it.
        """
        self.plant = plant
        self._ahead.show(plant.name)
        other = copy(self)
        other._server = self._server.understudy()
        other._core = other._server.iserver
        other._described = True
        other.clock = PlantClock(lambda: other.plant, self._mode, self._speed, self._stepper, self._conductor)
        try:
            yield other
        finally:
            self._ahead.hide(plant.name)

    def _describe(self) -> None:
        if self._ahead is None or not self._ahead.show(self.plant.name):
            self._build()
        self._described = True

    def _build(self) -> None:
        """Add the nodes of the present plant; what they read and call is asked of whatever plant is served then."""
        self._space.describe(self.plant, lambda: self.plant, self.clock)

    def rebind(
        self,
        plant: Plant,
        *,
        accounts: Sequence[Account] | None = None,
        listener: socket.socket | None = None,
        mode: str | None = None,
        speed: float | None = None,
        conductor: Role | None = None,
        certificates: Pair | None = None,
    ) -> None:
        """Serve another plant of the same machine from now on (and other accounts, socket, clock, certificate).

        Made for a fork that decides seed, scenario and users after `prepare()`. `conductor` is the lowest role that
        may reset the run or change its clock: `Role.INSTRUCTOR` for an examination. `certificates` is shown to whoever
        connects from now on; a server started without one offers no encryption. ValueError for another machine.
        """
        same = plant.name == self.plant.name and list(plant.signals) == list(self.plant.signals)
        if self._described and not same:
            raise ValueError(f"prepared for {self.plant.name}, not for {plant.name}")
        self.plant = plant
        self.listener = listener or self.listener
        if accounts is not None:
            self._accounts = tuple(accounts)
            if self._core is not None:
                self._core.set_user_manager(AccountManager(accounts))
        if certificates is not None:
            self.certificates = certificates
            if self._server is not None:
                self._server.show_certificate(certificates)
        self._mode, self._speed = mode or self._mode, speed or self._speed
        self._conductor = self._conductor if conductor is None else conductor
        if self.clock is not None:
            self.clock.set(mode, speed)
            self.clock.conductor = self._conductor

    async def start(self) -> None:
        """Listen and let time run."""
        await self.prepare()
        listener = self.listener or bound(self.host, self.port)
        try:
            self.host, self.port = listener.getsockname()[:2]
            policies = offered(self.host, self.certificates is not None, self.trust is not None)
            self._server.set_security_policy(policies)
            self._server.set_endpoint(self.url)
            await self._server.listen(listener)
        except BaseException:
            listener.close()
            raise
        self.clock.start()

    async def stop(self) -> None:
        """End the sessions, close the socket, stop the clock. The server cannot be started again."""
        if self._server is None or self._server.bserver is None:
            return
        self.clock.stop()
        self._core.subscription_service.sampler.stop()
        self._core.condition_events.stop()
        subscriptions = list(self._core.subscription_service.subscriptions)
        await self._core.subscription_service.delete_subscriptions(subscriptions)
        with suppress(OSError):
            await self._server.stop()
        self._server.bserver = None

    async def __aenter__(self) -> "PlantServer":
        await self.start()
        return self

    async def __aexit__(self, *_exception) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address to connect to, once started."""
        return f"opc.tcp://{self.host}:{self.port}"

    @property
    def sessions(self) -> int:
        """How many clients are logged in now."""
        return 0 if self._core is None else self._core.live_sessions
