"""The client's side of a secure connection: its own certificate, and what it makes of the server's.

Contract: with a `Security` a client signs and encrypts, shows `own`, and before anything secret is sent asks `judge`
whether the server is who it should be. `server_offer(url)` fetches the server's certificate for somebody who wants to
look at it first; nothing in the answer is proven until a connection with that certificate stands.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asyncua import Client, ua
from asyncua.crypto import security_policies
from asyncua.crypto.uacrypto import x509_from_der
from cryptography import x509

from labs.opcua.background import LoopThread
from labs.opcua.certificates import Pair, alternative_names, load_pair, own_certificate
from labs.opcua.problems import certificate_refused, unavailable
from labs.opcua.quiet import quiet_asyncua
from labs.opcua.trust import SERVER, TrustList, judge

POLICIES = {
    "Basic256Sha256": security_policies.SecurityPolicyBasic256Sha256,
    "Aes256_Sha256_RsaPss": security_policies.SecurityPolicyAes256Sha256RsaPss,
}
CLIENT_URI = "urn:smartlab:client"
_ENCRYPTED = ua.MessageSecurityMode.SignAndEncrypt


@dataclass(frozen=True)
class Offer:
    """What a server says of itself: its certificate (DER) and its application URI."""

    certificate: bytes
    application_uri: str


Judge = Callable[[Offer], None]
"""Raises whatever it likes, best a SmartLabError, when the server is not to be trusted."""


@dataclass(frozen=True)
class Security:
    """How to connect: SignAndEncrypt with `policy`, one of `POLICIES`.

    `user`: the person's certificate with its key, in place of a user name and a password.
    """

    own: Pair
    policy: str = "Basic256Sha256"
    judge: Judge | None = None
    user: Pair | None = None

    @property
    def application_uri(self) -> str:
        """The URI that our certificate was made for: a server compares the two."""
        names = alternative_names(self.own.certificate)
        uris = names.get_values_for_type(x509.UniformResourceIdentifier) if names else ()
        return uris[0] if uris else CLIENT_URI


def application_certificate(folder: Path | str, application_uri: str = CLIENT_URI) -> Pair:
    """Return the client's own certificate and key kept in `folder`, made there the first time."""
    own_certificate(Path(folder), application_uri, client=True)
    return load_pair(Path(folder))


def trusts(folder: Path | str) -> Judge:
    """Return a judge that trusts what the `TrustList` in `folder` does, and otherwise raises CertificateRefused."""
    trust = TrustList(Path(folder))

    def check(offer: Offer) -> None:
        try:
            certificate = x509_from_der(offer.certificate)
            judge(certificate, datetime.now(UTC), trust=trust, application_uri=offer.application_uri, usage=SERVER)
        except ua.UaStatusCodeError as error:
            raise certificate_refused(error.code, ours=False) from error
        except ValueError as error:
            raise certificate_refused(ua.StatusCodes.BadCertificateInvalid, ours=False) from error

    return check


def server_offer(url: str, timeout: float = 15.0) -> Offer:
    """Return what the server at `url` offers, unproven. PlantUnavailable; works where a loop runs already."""
    loop = LoopThread("smartlab-offer")
    try:
        return loop.run(fetch_offer(Client(url, timeout=timeout), "Basic256Sha256"))
    finally:
        loop.close()


async def fetch_offer(client: Client, policy: str) -> Offer:
    """Ask for the endpoint of `policy` over a connection of its own. PlantUnavailable where there is none."""
    quiet_asyncua()
    try:
        endpoints = await asyncio.wait_for(client.connect_and_get_server_endpoints(), client.uaclient._timeout)
        found = Client.find_endpoint(endpoints, _ENCRYPTED, POLICIES[policy].URI)
    except (OSError, TimeoutError, ua.UaError, ValueError) as error:
        raise unavailable(client.server_url.geturl()) from error
    return Offer(bytes(found.ServerCertificate), found.Server.ApplicationUri)


async def secure(client: Client, security: Security) -> None:
    """Prepare asyncua's `client`, not yet connected; what the judge raises goes through."""
    offer = await fetch_offer(client, security.policy)
    if security.judge is not None:
        security.judge(offer)
    try:
        server = x509_from_der(offer.certificate)
    except ValueError as error:
        raise certificate_refused(ua.StatusCodes.BadCertificateInvalid, ours=False) from error
    client.application_uri = security.application_uri
    client.security_policy = POLICIES[security.policy](
        server, security.own.certificate, security.own.key, _ENCRYPTED, host_cert_chain=[]
    )
    client.uaclient.set_security(client.security_policy)
    if security.user is not None:
        client.user_certificate, client.user_private_key = security.user.certificate, security.user.key
