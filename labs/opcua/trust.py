"""Whom a plant believes: certificates of applications and of users, kept as files in one folder.

Contract: `judge(…)` asks of one certificate what OPC 10000-4, 6.1.3 asks, in its order, and raises the status code of
the first thing that is wrong. `TrustList(folder)` adds whether it is trusted: it, or the authority that issued it,
stands as a DER or PEM file in

    trusted/                      applications
    users/{observer,operator,engineer,instructor}/    people, with the role of the folder
    crl/                          revocation lists of the authorities
    rejected/                     what was refused as unknown, the newest `MOST_REJECTED`, for somebody to move

Files are looked at again with each connection, so moving one takes effect at once. What cannot be read is not trusted.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from asyncua import ua
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from labs.opcua.certificates import alternative_names, thumbprint
from labs.simulation.roles import Role

MOST_REJECTED = 20
_MOST_FILES = 1000
_LARGEST_FILE = 64 * 1024

SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH


def judge(
    certificate: x509.Certificate,
    now: datetime,
    *,
    trust: "TrustList | None" = None,
    application_uri: str | None = None,
    usage: x509.ObjectIdentifier | None = None,
) -> None:
    """Raise UaStatusCodeError unless the application's `certificate` is good at the time `now`.

    `trust` None believes everybody; `application_uri` is what the other side says it is (None: not asked yet);
    `usage` what it has to be good for: `SERVER` or `CLIENT`.
    """
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey) or not 2048 <= key.key_size <= 4096 or _weak_hash(certificate):
        raise ua.UaStatusCodeError(ua.StatusCodes.BadCertificatePolicyCheckFailed)
    authority = trust.check_application(certificate) if trust is not None else None
    _check_time(certificate, now, authority)
    if application_uri is not None:
        names = alternative_names(certificate)
        uris = names.get_values_for_type(x509.UniformResourceIdentifier) if names else ()
        if application_uri not in uris:
            raise ua.UaStatusCodeError(ua.StatusCodes.BadCertificateUriInvalid)
    if usage is not None and not _good_for(certificate, usage):
        raise ua.UaStatusCodeError(ua.StatusCodes.BadCertificateUseNotAllowed)
    if trust is not None and authority is not None:
        trust.check_revocation(certificate, authority)


class TrustList:
    """The folder described above; it is made where it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._users = {role: folder / "users" / role.name.lower() for role in Role}
        for each in (folder / "trusted", folder / "crl", folder / "rejected", *self._users.values()):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)

    def check_application(self, certificate: x509.Certificate) -> x509.Certificate | None:
        """Return the authority that vouches for `certificate`, None where it is trusted itself. Else it is kept."""
        found, authority = _vouched(certificate, self.folder / "trusted")
        if not found:
            self.keep_rejected(certificate, "application")
            raise ua.UaStatusCodeError(ua.StatusCodes.BadCertificateUntrusted)
        return authority

    def check_revocation(self, certificate: x509.Certificate, authority: x509.Certificate) -> None:
        """Refuse what `authority` has revoked. An authority without a revocation list revokes nothing."""
        for path in _files(self.folder / "crl"):
            with suppress(OSError, ValueError):
                content = path.read_bytes()
                pem = content.startswith(b"-----")
                revoked = x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)
                if (
                    revoked.issuer == authority.subject
                    and revoked.is_signature_valid(authority.public_key())
                    and revoked.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
                ):
                    raise ua.UaStatusCodeError(ua.StatusCodes.BadCertificateRevoked)

    def user(self, certificate: x509.Certificate, now: datetime) -> tuple[str, Role]:
        """Return the name and the role of the person that `certificate` stands for; in doubt the lower role."""
        for role, folder in self._users.items():
            found, authority = _vouched(certificate, folder)
            if found:
                _check_time(certificate, now, authority)
                if authority is not None:
                    self.check_revocation(certificate, authority)
                if not _signs(certificate):
                    raise ua.UaStatusCodeError(ua.StatusCodes.BadCertificateUseNotAllowed)
                return common_name(certificate), role
        self.keep_rejected(certificate, "user")
        raise ua.UaStatusCodeError(ua.StatusCodes.BadCertificateUntrusted)

    def keep_rejected(self, certificate: x509.Certificate, kind: str) -> None:
        """Keep an unknown certificate for somebody to look at; the oldest gives way."""
        folder = self.folder / "rejected"
        name = re.sub(r"[^\w.-]", "_", common_name(certificate))[:40]
        path = folder / f"{kind}-{name}-{thumbprint(certificate)[:16]}.der"
        with suppress(OSError):  # a full disk must not let anybody in, nor keep anybody out
            path.write_bytes(certificate.public_bytes(Encoding.DER))
            kept = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime_ns, reverse=True)
            for old in kept[MOST_REJECTED:]:
                old.unlink()


def common_name(certificate: x509.Certificate) -> str:
    """Return the subject's common name, empty where it has none."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def _vouched(certificate: x509.Certificate, folder: Path) -> tuple[bool, x509.Certificate | None]:
    """Return whether `certificate` is in `folder`, or was issued by an authority there (and by which)."""
    authority = None
    for known in _certificates(folder):
        if known == certificate:
            return True, None
        if _may_issue(known) and _issued(certificate, known):
            authority = known
    return authority is not None, authority


def _certificates(folder: Path) -> Iterator[x509.Certificate]:
    for path in _files(folder):
        with suppress(OSError, ValueError):
            content = path.read_bytes()
            pem = content.startswith(b"-----")
            yield x509.load_pem_x509_certificate(content) if pem else x509.load_der_x509_certificate(content)


def _files(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        found = [Path(each.path) for each in entries if each.is_file() and each.stat().st_size <= _LARGEST_FILE]
        return sorted(found)[:_MOST_FILES]
    return []


def _may_issue(certificate: x509.Certificate) -> bool:
    """An authority says that it is one and is no application itself: those are self-signed and trusted alone."""
    try:
        limits = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return limits.ca and usage.key_cert_sign and usage.crl_sign


def _issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _check_time(certificate: x509.Certificate, now: datetime, authority: x509.Certificate | None) -> None:
    codes = ua.StatusCodes
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ua.UaStatusCodeError(codes.BadCertificateTimeInvalid)
    if authority is not None and not authority.not_valid_before_utc <= now <= authority.not_valid_after_utc:
        raise ua.UaStatusCodeError(codes.BadCertificateIssuerTimeInvalid)


def _weak_hash(certificate: x509.Certificate) -> bool:
    used = certificate.signature_hash_algorithm
    return used is None or used.digest_size < 32


def _good_for(certificate: x509.Certificate, usage: x509.ObjectIdentifier) -> bool:
    """Both policies sign and encrypt with the key, so it has to be made for that (OPC 10000-6, 6.2.2)."""
    try:
        key = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return key.digital_signature and key.key_encipherment and key.data_encipherment and usage in extended


def _signs(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        return True
