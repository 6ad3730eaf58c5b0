"""Who may come in: accounts with a password and a role, and people with a certificate that a trust list knows.

Contract: anonymous users are refused; a wrong name and a wrong password cannot be told apart, by their answer or by its
time. Names and passwords are compared in Unicode form NFC. An encrypted password and the signature of a certificate's
owner hold for the one session that they were made for.
"""

import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asyncua import ua
from asyncua.crypto import uacrypto
from asyncua.crypto.permission_rules import User, UserRole
from cryptography.exceptions import InvalidSignature

from labs.opcua.trust import TrustList
from labs.simulation.roles import Role

_OAEP = "http://www.w3.org/2001/04/xmlenc#rsa-oaep"
_OAEP_SHA256 = "http://opcfoundation.org/UA/security/rsa-oaep-sha2-256"
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_PSS_SHA256 = "http://opcfoundation.org/UA/security/rsa-pss-sha2-256"


@dataclass(frozen=True)
class Account:
    """One user of a plant. The password is kept out of `repr`."""

    user: str
    password: str = field(repr=False)
    role: Role


@dataclass
class PlantUser(User):
    """A user known to the server: asyncua's ordinary user, with the role in the plant beside it."""

    plant_role: Role = Role.OBSERVER


class AccountManager:
    """asyncua's user manager over a fixed list of accounts."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = tuple(accounts)

    def get_user(self, iserver, username=None, password=None, certificate=None) -> PlantUser | None:
        """Return the user, or None (asyncua then answers BadUserAccessDenied). Every account is compared every time."""
        if isinstance(certificate, PlantUser):
            return certificate  # verified by `certified_user`
        found = None
        name, word = _normal(username), _normal(password)
        for account in self.accounts:
            same_name = hmac.compare_digest(name, _normal(account.user))
            same_word = hmac.compare_digest(word, _normal(account.password))
            if same_name & same_word:
                found = account
        if found is None or username is None or not found.password:
            return None
        return PlantUser(role=UserRole.User, name=found.user, plant_role=found.role)


def password_in(token: ua.UserNameIdentityToken, key, nonce: bytes, secret_channel: bool) -> tuple[str, str]:
    """Return the name and the password in `token`. ValueError if it was not made for the session of this `nonce`.

    A server with a `key` takes a password in clear only over a channel that encrypts. asyncua 2.1.0 does not look at
    the nonce, and decrypts RSA 1.5 for whoever asks, which lets him decrypt anything with patience (Bleichenbacher).
    """
    content = token.Password or b""
    if not token.EncryptionAlgorithm:
        if content and key is not None and not secret_channel:
            raise ValueError("a password in clear")
        return token.UserName or "", content.decode()
    decrypt = {_OAEP: uacrypto.decrypt_rsa_oaep, _OAEP_SHA256: uacrypto.decrypt_rsa_oaep_sha256}
    plain = decrypt[token.EncryptionAlgorithm](key, content)
    length = int.from_bytes(plain[:4], "little")
    secret = plain[4 : 4 + length]
    if len(secret) != length or not secret.endswith(nonce):
        raise ValueError("made for another session")
    return token.UserName or "", secret[: length - len(nonce)].decode()


def certified_user(
    trust: TrustList | None, token: ua.X509IdentityToken, signature: ua.SignatureData, own_certificate, nonce: bytes
) -> PlantUser:
    """Return the person whose certificate `token` is; BadIdentityToken… or BadUserSignatureInvalid if he is not it."""
    try:
        certificate = uacrypto.x509_from_der(token.CertificateData)
        verify = {_RSA_SHA256: uacrypto.verify_sha256, _PSS_SHA256: uacrypto.verify_pss_sha256}[signature.Algorithm]
        challenge = uacrypto.der_from_x509(own_certificate) + nonce
    except (ValueError, KeyError) as error:
        raise ua.UaStatusCodeError(ua.StatusCodes.BadIdentityTokenInvalid) from error
    if certificate is None or trust is None:
        raise ua.UaStatusCodeError(ua.StatusCodes.BadIdentityTokenRejected)
    try:
        verify(certificate, challenge, signature.Signature or b"")
    except (InvalidSignature, AttributeError, TypeError) as error:  # a key that is not RSA verifies otherwise
        raise ua.UaStatusCodeError(ua.StatusCodes.BadUserSignatureInvalid) from error
    try:
        name, role = trust.user(certificate, datetime.now(UTC))
    except ua.UaStatusCodeError as error:
        raise ua.UaStatusCodeError(ua.StatusCodes.BadIdentityTokenRejected) from error
    return PlantUser(role=UserRole.User, name=name, plant_role=role)


def new_accounts(roles: Sequence[Role] = tuple(Role)) -> list[Account]:
    """Return one account for each role, named like it, with a fresh random password."""
    return [Account(role.name.lower(), secrets.token_urlsafe(18), role) for role in roles]


def _normal(text: str | None) -> bytes:
    return unicodedata.normalize("NFC", text or "").encode()
