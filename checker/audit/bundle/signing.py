"""Ed25519 signatures over a statement, in a DSSE envelope, as in-toto's tools read them.

The key and the signature are the business of ``cryptography``, which the extra ``sign``
brings. The envelope is 20 lines: PyPI's ``dsse`` is something else altogether.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING

from checker.bundle.digests import parsed
from checker.bundle.layout import digest
from checker.run.faults import Fault, needed
from checker.run.named import own_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAX_KEY = 1 << 16
"""Bytes of a key file that are looked at; one has some hundred."""
PAYLOAD_TYPE = "application/vnd.in-toto+json"
_ED25519 = "ed25519"


def sealed(statement: bytes, key_file: str) -> bytes:
    """The envelope around a statement, signed; Ed25519 gives the same bytes each time.

    Raises:
        Fault: the key cannot be used.
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
    signature = {"keyid": key_id(key.public_key()), "sig": _text(key.sign(encoded(statement)))}
    envelope = {"payload": _text(statement), "payloadType": PAYLOAD_TYPE, "signatures": [signature]}
    return f"{json.dumps(envelope, sort_keys=True)}\n".encode()


def refused(envelope: bytes, statement: bytes, key_file: str | None) -> str:
    """Why an envelope is not the statement's, or not signed by the key; empty if it is. Without a key only the former.

    Raises:
        Fault: the key cannot be used.
    """
    opened = _opened(envelope)
    if opened is None:
        return "is not an envelope of an in-toto statement"
    payload, signatures = opened
    if payload != statement:
        return "holds another statement"
    if key_file is None:
        return ""
    return "" if _signed_by(public_key(key_file), statement, signatures) else "is not signed by the key that was given"


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


def public_key(key_file: str) -> Ed25519PublicKey:
    """A public key in PEM.

    Raises:
        Fault: it is not one of Ed25519.
    """
    with needed("sign", "cryptography"):
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    try:
        key = load_pem_public_key(_file(key_file))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise Fault(f"{key_file!r} is not an Ed25519 public key in PEM")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """Which key it is: the digest that securesystemslib derives, so that in-toto's tools find the key by it.

    Nothing is trusted for it. The form is theirs: canonical JSON of key type, scheme and the raw key in hexadecimal.
    """
    key_of = {"keytype": _ED25519, "keyval": {"public": key.public_bytes_raw().hex()}, "scheme": _ED25519}
    return digest(json.dumps(key_of, sort_keys=True, separators=(",", ":")).encode())


def encoded(statement: bytes) -> bytes:
    """DSSE's pre-authentication encoding."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(statement), statement)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _file(path: str) -> bytes:
    return own_bytes(path, MAX_KEY, ".pem")
