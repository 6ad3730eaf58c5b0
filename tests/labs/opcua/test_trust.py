"""Certificates: who is let in, who is refused and why, and what a client makes of the server's."""

from datetime import UTC, datetime, timedelta

import pytest
from asyncua import Client, ua
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from labs.equipment.registry import create_plant
from labs.opcua.background import LoopThread
from labs.opcua.certificates import Pair, facts, make_certificate
from labs.opcua.client import PlantClient
from labs.opcua.problems import CertificateRefused, NotAllowed
from labs.opcua.security import Offer, Security, secure, server_offer, trusts
from labs.opcua.server import PlantServer
from labs.opcua.trust import CLIENT, MOST_REJECTED, SERVER, TrustList, judge
from labs.session import connect
from labs.simulation.roles import Role
from tests.labs.opcua.conftest import PASSWORDS, accounts

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
URI = "urn:school:client"
OPERATOR = ("operator", PASSWORDS[Role.OPERATOR])
codes = ua.StatusCodes


@pytest.fixture(scope="module")
def made():
    """Certificates of every kind, made once: each costs a search for two primes."""
    authority = make_certificate(None, name="School CA", purpose="authority")
    pairs = {
        "good": make_certificate(URI, purpose="client"),
        "stranger": make_certificate(URI, purpose="client", name="../Stranger"),
        "expired": make_certificate(URI, purpose="client", begins=NOW - 2 * DAY, ends=NOW - DAY),
        "early": make_certificate(URI, purpose="client", begins=NOW + DAY),
        "server": make_certificate(URI, purpose="server"),
        "issued": make_certificate(URI, purpose="client", issuer=authority),
        "revoked": make_certificate(URI, purpose="client", issuer=authority),
        "engineer": make_certificate(None, name="kim", purpose="user"),
        "late": make_certificate(None, name="lee", purpose="user", begins=NOW - 2 * DAY, ends=NOW - DAY),
    }
    pairs["forged"] = make_certificate(URI, purpose="client", issuer=pairs["good"])
    return {"authority": authority, **pairs}


@pytest.fixture(scope="module")
def trust(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trust")
    trust = TrustList(folder)
    for name in ("good", "expired", "early", "server", "authority"):
        (folder / "trusted" / f"{name}.der").write_bytes(made[name].der)
    (folder / "trusted" / "damaged.der").write_bytes(b"damaged")
    pem = made["engineer"].certificate.public_bytes(Encoding.PEM)
    (folder / "users" / "engineer" / "kim.pem").write_bytes(pem)
    (folder / "users" / "engineer" / "lee.der").write_bytes(made["late"].der)
    revoked = x509.RevokedCertificateBuilder(made["revoked"].certificate.serial_number, NOW).build()
    builder = x509.CertificateRevocationListBuilder(
        made["authority"].certificate.subject, NOW, NOW + DAY, [], [revoked]
    )
    (folder / "crl" / "school.crl").write_bytes(
        builder.sign(made["authority"].key, hashes.SHA256()).public_bytes(Encoding.DER)
    )
    return trust


@pytest.fixture(scope="module")
def secured(trust, tmp_path_factory):
    loop = LoopThread("secured-server")
    own = tmp_path_factory.mktemp("secured") / "own"
    plant = create_plant("furnace")
    server = PlantServer(plant, accounts=accounts(), mode="lockstep", certificates=own, trust=trust.folder)
    loop.run(server.start())
    yield server
    loop.run(server.stop())
    loop.close()


def client_with(secured, own, user=None, **options) -> PlantClient:
    person = () if user else OPERATOR
    return PlantClient(secured.url, *person, security=Security(own, user=user, **options))


def refused_with(code: int):
    return pytest.raises(CertificateRefused, match=ua.StatusCode(code).name)


@pytest.mark.parametrize("name", ["good", "issued"])
@pytest.mark.parametrize("policy", ["Basic256Sha256", "Aes256_Sha256_RsaPss"])
async def test_a_trusted_application_comes_in(secured, made, name, policy):
    async with client_with(secured, made[name], policy=policy) as client:
        assert await client.call("Clock.Advance", 1.0)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("stranger", codes.BadCertificateUntrusted),
        ("expired", codes.BadCertificateTimeInvalid),
        ("early", codes.BadCertificateTimeInvalid),
        ("server", codes.BadCertificateUseNotAllowed),
        ("revoked", codes.BadCertificateRevoked),
        ("forged", codes.BadCertificateUntrusted),
        ("authority", codes.BadCertificateUseNotAllowed),
    ],
)
async def test_another_application_is_refused_with_the_reason(secured, made, name, code):
    with refused_with(code) as caught:
        await client_with(secured, made[name]).connect()
    assert all(caught.value.message)


async def test_an_application_that_calls_itself_otherwise_is_refused(secured, made):
    client = Client(secured.url)
    client.set_user(OPERATOR[0])
    client.set_password(OPERATOR[1])
    await secure(client, Security(made["good"]))
    client.application_uri = "urn:somebody:else"
    with pytest.raises(ua.uaerrors.BadCertificateUriInvalid):
        await client.connect()


async def test_what_was_refused_is_kept_and_moving_it_lets_it_in(secured, trust, made):
    stranger = made["stranger"]
    with refused_with(codes.BadCertificateUntrusted):
        await client_with(secured, stranger).connect()
    print_of = facts(stranger.der).thumbprint[:16]
    (kept,) = [each for each in (trust.folder / "rejected").iterdir() if print_of in each.name]
    assert kept.read_bytes() == stranger.der
    moved = kept.rename(trust.folder / "trusted" / kept.name)
    async with client_with(secured, stranger):
        pass
    moved.unlink()
    with refused_with(codes.BadCertificateUntrusted):
        await client_with(secured, stranger).connect()


def test_only_the_newest_refused_are_kept(tmp_path, made):
    trust = TrustList(tmp_path)
    for number in range(MOST_REJECTED + 3):
        (tmp_path / "rejected" / f"{number}.der").write_bytes(b"old")
    trust.keep_rejected(made["good"].certificate, "application")
    kept = list((tmp_path / "rejected").iterdir())
    assert len(kept) == MOST_REJECTED
    assert any(each.read_bytes() == made["good"].der for each in kept)


async def test_a_user_s_certificate_gives_the_role_of_its_folder(secured, made):
    async with client_with(secured, made["good"], made["engineer"]) as client:
        assert client.entry("Zone1.Controller.Gain").allowed
        with pytest.raises(NotAllowed):
            await client.write({"Zone1.Temperature": 1.0})


@pytest.mark.parametrize("name", ["late", "good", "stranger"])
async def test_another_user_s_certificate_is_refused(secured, made, name):
    with refused_with(codes.BadIdentityTokenRejected):
        await client_with(secured, made["good"], made[name]).connect()


async def test_a_certificate_without_its_key_is_worth_nothing(secured, made):
    client = Client(secured.url)
    await secure(client, Security(made["good"], user=made["engineer"]))
    client.user_private_key = made["stranger"].key
    with pytest.raises(ua.uaerrors.BadUserSignatureInvalid):
        await client.connect()


async def test_with_a_trust_list_nobody_comes_in_without_encryption(secured):
    client = Client(secured.url)
    assert {each.SecurityMode.name for each in await client.connect_and_get_server_endpoints()} == {
        "Sign",
        "SignAndEncrypt",
    }
    with pytest.raises(ua.uaerrors.BadSecurityPolicyRejected):
        await client.connect()
    with pytest.raises(NotAllowed, match="encrypted"):
        await PlantClient(secured.url, *OPERATOR).connect()


# -- the client's side: whose server is it? --


@pytest.fixture
def shown(served):
    """Return a function that lets the server under test show another certificate, until the test ends."""
    core = served.server._core
    own = Pair(core.certificate, core.private_key)

    def show(pair) -> None:
        served.inside(lambda: served.server.rebind(served.server.plant, certificates=pair))

    yield show
    show(own)


@pytest.mark.parametrize(
    ("uri", "begins", "known", "code"),
    [
        ("urn:smartlab:plant:server", NOW - DAY, True, None),
        ("urn:smartlab:plant:server", NOW - DAY, False, codes.BadCertificateUntrusted),
        ("urn:smartlab:plant:server", NOW - 20 * 365 * DAY, True, codes.BadCertificateTimeInvalid),
        ("urn:somebody:else", NOW - DAY, True, codes.BadCertificateUriInvalid),
    ],
)
def test_a_client_judges_the_server_before_it_sends_anything(served, shown, made, tmp_path, uri, begins, known, code):
    pair = make_certificate(uri, begins=begins)
    mine = TrustList(tmp_path)
    if known:
        (tmp_path / "trusted" / "plant.der").write_bytes(pair.der)
    shown(pair)
    offer = server_offer(served.url)
    assert offer == Offer(pair.der, "urn:smartlab:plant:server")
    assert facts(offer.certificate).application_uris == (uri,)
    login = {"user": OPERATOR[0], "password": OPERATOR[1]}
    security = Security(made["good"], judge=trusts(mine.folder))
    if code is None:
        with connect(url=served.url, security=security, **login) as plant:
            assert plant.advance(1.0) == 1.0
    else:
        with refused_with(code):
            connect(url=served.url, security=security, **login)
        assert served.server.sessions == 0


def test_a_pupil_s_own_judge_is_asked(served, made):
    seen = []

    def judge_it(offer: Offer) -> None:
        seen.append(offer)
        raise PermissionError("not today")

    with pytest.raises(PermissionError, match="not today"):
        connect(url=served.url, user="operator", password="x", security=Security(made["good"], judge=judge_it))
    assert seen == [server_offer(served.url)]


def test_the_order_of_the_questions_is_the_standard_s(made, trust):
    """OPC 10000-4, table 100: trust, time, URI, use."""
    wrong = {"application_uri": "urn:else", "usage": SERVER}
    for name, code in (("stranger", codes.BadCertificateUntrusted), ("expired", codes.BadCertificateTimeInvalid)):
        with pytest.raises(ua.UaStatusCodeError) as caught:
            judge(made[name].certificate, NOW, trust=trust, **wrong)
        assert caught.value.code == code
    with pytest.raises(ua.uaerrors.BadCertificateUriInvalid):
        judge(made["good"].certificate, NOW, trust=trust, **wrong)
    with pytest.raises(ua.uaerrors.BadCertificateUseNotAllowed):
        judge(made["good"].certificate, NOW, trust=trust, application_uri=URI, usage=SERVER)
    judge(made["good"].certificate, NOW, trust=trust, application_uri=URI, usage=CLIENT)
