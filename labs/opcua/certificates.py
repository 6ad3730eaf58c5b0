"""X.509 certificates of applications and of users, made on this machine.

Contract: `make_certificate(…)` returns a certificate with its key, self-signed or issued by another, with the fields
that OPC 10000-6, 6.2.2 asks of an application instance certificate; `facts(der)` returns what stands in one.
`own_certificate(folder)` loads `certificate.der` and `key.pem`, or makes a self-signed pair when they are missing or
about to expire (0700 folder, 0600 files, written whole or not at all). No network. RSA 2048, SHA-256.
"""

import hashlib
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import NamedTemporaryFile

from asyncua.crypto.cert_gen import dump_private_key_as_pem, generate_private_key
from asyncua.crypto.uacrypto import x509_from_der
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CERTIFICATE, KEY = "certificate.der", "key.pem"
_DAYS = 3650
_CLOCKS_DIFFER = timedelta(hours=1)
_RENEW_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: RSAPrivateKey = field(repr=False)

    @property
    def der(self) -> bytes:
        """The certificate as DER, as it travels in OPC UA."""
        return self.certificate.public_bytes(Encoding.DER)

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write `certificate.der` and `key.pem` into `folder` and return their paths."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(folder / KEY, dump_private_key_as_pem(self.key))
        _write(folder / CERTIFICATE, self.der)
        return folder / CERTIFICATE, folder / KEY


@dataclass(frozen=True)
class Facts:
    """What stands in a certificate: names as text, times in UTC, the SHA-1 thumbprint as hexadecimal digits."""

    subject: str
    issuer: str
    application_uris: tuple[str, ...]
    host_names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    thumbprint: str
    self_signed: bool


def make_certificate(
    application_uri: str | None,
    *,
    name: str = "SmartLab",
    purpose: str = "server",
    begins: datetime | None = None,
    ends: datetime | None = None,
    issuer: Pair | None = None,
    key: RSAPrivateKey | None = None,
) -> Pair:
    """Return a new certificate, self-signed unless there is an `issuer`.

    purpose: "server", "client", "user" (no application: `application_uri` None) or "authority", which may issue others.
    Valid from `begins` (an hour ago) to `ends` (ten years later), both in UTC. `key`: one that is there already; a new
    one costs a search for two primes.
    """
    key, subject = key or generate_private_key(), _subject(name)
    begins = begins or datetime.now(UTC) - _CLOCKS_DIFFER
    authority = purpose == "authority"
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder(subject_name=subject, public_key=key.public_key())
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends or begins + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(_key_usage(authority, self_signed=issuer is None), critical=False)
    )
    if purpose in ("server", "client"):
        usage = ExtendedKeyUsageOID.CLIENT_AUTH if purpose == "client" else ExtendedKeyUsageOID.SERVER_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if application_uri is not None:
        builder = builder.add_extension(_alternative_names(application_uri), critical=False)
    return Pair(builder.sign(signer, hashes.SHA256()), key)


def own_certificate(folder: Path, application_uri: str, client: bool = False) -> tuple[Path, Path]:
    """Return the paths of the certificate (DER) and of its private key (PEM) in `folder`, made if need be."""
    certificate, key = folder / CERTIFICATE, folder / KEY
    if not (key.is_file() and _usable(certificate, datetime.now(UTC))):
        make_certificate(application_uri, purpose="client" if client else "server").write(folder)
    return certificate, key


def load_pair(folder: Path) -> Pair:
    """Return what `own_certificate` or `Pair.write` left in `folder`; OSError or ValueError if it is not there."""
    key = load_pem_private_key((folder / KEY).read_bytes(), password=None)
    return Pair(x509.load_der_x509_certificate((folder / CERTIFICATE).read_bytes()), key)


def facts(der: bytes) -> Facts:
    """Return what stands in the certificate `der` (of a chain: in the first). ValueError if it is none."""
    found = x509_from_der(der)
    if found is None:
        raise ValueError("no certificate")
    names = alternative_names(found)
    return Facts(
        found.subject.rfc4514_string(),
        found.issuer.rfc4514_string(),
        tuple(names.get_values_for_type(x509.UniformResourceIdentifier)) if names else (),
        tuple(names.get_values_for_type(x509.DNSName)) if names else (),
        found.not_valid_before_utc,
        found.not_valid_after_utc,
        thumbprint(found),
        found.subject == found.issuer,
    )


def alternative_names(certificate: x509.Certificate) -> x509.SubjectAlternativeName | None:
    """Return the certificate's subject alternative names, where an application's URI stands; None without any."""
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None


def thumbprint(certificate: x509.Certificate) -> str:
    """Return the SHA-1 of the certificate, by which OPC UA names it (OPC 10000-4, 3.1)."""
    return hashlib.sha1(certificate.public_bytes(Encoding.DER), usedforsecurity=False).hexdigest()


def _subject(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "SmartLab")]
    )


def _key_usage(authority: bool, self_signed: bool) -> x509.KeyUsage:
    """A self-signed certificate has signed one: itself (OPC 10000-6, 6.2.2 asks for keyCertSign there)."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=not authority,
        key_encipherment=not authority,
        data_encipherment=not authority,
        key_agreement=False,
        key_cert_sign=authority or self_signed,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative_names(application_uri: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName(
        [
            x509.UniformResourceIdentifier(application_uri),
            x509.DNSName(socket.gethostname()),
            x509.DNSName("localhost"),
            x509.IPAddress(IPv4Address("127.0.0.1")),
        ]
    )


def _usable(path: Path, now: datetime) -> bool:
    try:
        found = x509.load_der_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return False
    return found.not_valid_before_utc <= now < found.not_valid_after_utc - _RENEW_BEFORE


def _write(path: Path, content: bytes) -> None:
    """Write a private file whole or not at all (mkstemp makes it 0600 from the start)."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
