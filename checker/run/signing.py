"""Ed25519 signatures over a statement, in a DSSE envelope, as in-toto's tools read them.

The key and the signature are the business of ``cryptography``, which the extra ``sign``
brings. The envelope is 20 lines: PyPI's ``dsse`` is something else altogether.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from checker.run.faults import Fault, needed
from checker.run.fleet_file import digest_of
from checker.run.named import own_bytes
from checker.run.strict_json import parsed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_KEY = 1 << 16
"""Bytes of a key file that are looked at; one has some hundred."""
PAYLOAD_TYPE = "application/vnd.in-toto+json"
NO_ENVELOPE = "is not an envelope of an in-toto statement"
OTHER_STATEMENT = "holds another statement"
_ED25519 = "ed25519"


def sealed(statement: bytes, key: Ed25519PrivateKey) -> bytes:
    """The envelope around a statement, signed; Ed25519 gives the same bytes each time."""
    signature = {"keyid": key_id(key.public_key()), "sig": _text(key.sign(encoded(statement)))}
    envelope = {"payload": _text(statement), "payloadType": PAYLOAD_TYPE, "signatures": [signature]}
    return f"{json.dumps(envelope, sort_keys=True)}\n".encode()


def find_signer(envelope: bytes, statement: bytes, keys: Mapping[str, Ed25519PublicKey]) -> tuple[str, str]:
    """Which of the keys, by their names, signed the statement; and why none did, or empty if one did.

    Without a key nobody is the signer, and only what the envelope holds is looked at.
    """
    opened = _opened(envelope)
    if opened is None:
        return "", NO_ENVELOPE
    payload, signatures = opened
    if payload != statement:
        return "", OTHER_STATEMENT
    signer = next((name for name, key in keys.items() if _signed_by(key, statement, signatures)), "")
    return signer, f"is not signed by {' or '.join(keys)}" if keys and not signer else ""


def _opened(envelope: bytes) -> tuple[bytes, list[bytes]] | None:
    try:
        data = parsed(envelope)  # a key twice is none: another program might take the other one
        if not isinstance(data, dict) or data["payloadType"] != PAYLOAD_TYPE:
            return None
        found = [base64.b64decode(entry["sig"], validate=True) for entry in data["signatures"]]
        return base64.b64decode(data["payload"], validate=True), found
    except (ValueError, TypeError, KeyError, binascii.Error):
        return None


def _signed_by(key: Ed25519PublicKey, statement: bytes, signatures: list[bytes]) -> bool:
    from cryptography.exceptions import InvalidSignature

    for signature in signatures:
        try:
            key.verify(signature, encoded(statement))
        except InvalidSignature:
            continue
        return True
    return False


def private_key(key_file: str) -> Ed25519PrivateKey:
    """A private key in PEM, without a password.

    Raises:
        Fault: it cannot be read, or is not one of Ed25519.
    """
    with needed("sign", "cryptography"):
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    try:
        key = load_pem_private_key(_file(key_file), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Fault(f"{key_file!r} is not an Ed25519 private key in PEM without a password")
    return key


def public_key(key_file: str) -> Ed25519PublicKey:
    """A public key in PEM.

    Raises:
        Fault: it cannot be read, or is not one of Ed25519.
    """
    return public_key_in(key_file, _file(key_file))


def public_key_in(name: str, raw: bytes) -> Ed25519PublicKey:
    """The key that a file holds; ``name`` is what people call the file.

    Raises:
        Fault: it is not one of Ed25519.
    """
    with needed("sign", "cryptography"):
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    try:
        key = load_pem_public_key(raw)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise Fault(f"{name!r} is not an Ed25519 public key in PEM")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """Which key it is: the digest that securesystemslib derives, so that in-toto's tools find the key by it.

    Nothing is trusted for it. The form is theirs: canonical JSON of key type, scheme and the raw key in hexadecimal.
    """
    key_of = {"keytype": _ED25519, "keyval": {"public": key.public_bytes_raw().hex()}, "scheme": _ED25519}
    return digest_of(json.dumps(key_of, sort_keys=True, separators=(",", ":")).encode())


def encoded(statement: bytes) -> bytes:
    """DSSE's pre-authentication encoding."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(statement), statement)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _file(path: str) -> bytes:
    return own_bytes(path, MAX_KEY, ".pem")
