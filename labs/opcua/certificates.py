"""The server's own certificate, made on this machine.

Contract: `own_certificate(folder)` loads `certificate.der` and `key.pem`, or makes a self-signed pair when they are
missing or about to expire (0700 folder, 0600 key, written whole or not at all). No network. RSA 2048, SHA-256.
"""

import socket
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import NamedTemporaryFile

from asyncua.crypto.cert_gen import dump_private_key_as_pem, generate_private_key, generate_self_signed_app_certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

CERTIFICATE, KEY = "certificate.der", "key.pem"
_DAYS = 3650
_RENEW_BEFORE = timedelta(days=30)


def own_certificate(folder: Path, application_uri: str, client: bool = False) -> tuple[Path, Path]:
    """Return the paths of the certificate (DER) and of its private key (PEM) in `folder`, made if need be."""
    certificate, key = folder / CERTIFICATE, folder / KEY
    if not (key.is_file() and _usable(certificate, datetime.now(UTC))):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(certificate, key, application_uri, client)
    return certificate, key


def _usable(path: Path, now: datetime) -> bool:
    try:
        found = x509.load_der_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return False
    return found.not_valid_before_utc <= now < found.not_valid_after_utc - _RENEW_BEFORE


def _make(certificate: Path, key: Path, application_uri: str, client: bool) -> None:
    private = generate_private_key()
    names = [
        x509.UniformResourceIdentifier(application_uri),
        x509.DNSName(socket.gethostname()),
        x509.DNSName("localhost"),
        x509.IPAddress(IPv4Address("127.0.0.1")),
    ]
    usage = [ExtendedKeyUsageOID.CLIENT_AUTH if client else ExtendedKeyUsageOID.SERVER_AUTH]
    made = generate_self_signed_app_certificate(
        private, "SmartLab", {"organizationName": "SmartLab"}, names, usage, _DAYS
    )
    _write(key, dump_private_key_as_pem(private))
    _write(certificate, made.public_bytes(Encoding.DER))


def _write(path: Path, content: bytes) -> None:
    """Write a private file whole or not at all (mkstemp makes it 0600 from the start)."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
