"""A time stamp by RFC 3161 over a bundle's list of digests, made by others and kept beside the bundle.

Who trusts the authority that made it knows that all of the bundle was there by then. ``rfc3161-client``, which the
extra ``timestamp`` brings, reads the token and checks its signature and certificates; nothing is fetched.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from checker.record import dataclass
from checker.run.faults import Fault, needed
from checker.run.named import own_bytes

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

MAX_TOKEN = 1 << 20
"""Bytes of a token or of certificates that are looked at; a token has some thousand."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a token says, or why it is none of this bundle's."""

    when: dt.datetime | None
    why: str = ""
    trusted: bool = False
    """Whether its signature was checked, down to a certificate that was given."""


def read_stamp(token_file: str, roots_file: str | None, message: bytes) -> Stamped:
    """Whether a token is about a message, and signed by whom one trusts.

    Args:
        token_file: the answer of a time stamping authority, DER.
        roots_file: certificates that are trusted, PEM; None: the signature is not checked.
        message: what was stamped.

    Raises:
        Fault: a file cannot be read, or the library is missing.
    """
    with needed("timestamp", "rfc3161-client"):
        from rfc3161_client import VerificationError, decode_timestamp_response
    try:
        token = decode_timestamp_response(own_bytes(token_file, MAX_TOKEN, ".tsr"))
        when = token.tst_info.gen_time.astimezone(dt.UTC)
    except (ValueError, AttributeError):
        return Stamped(None, "is not the answer of a time stamping authority")
    try:
        if not _is_about(token, message):
            return Stamped(when, "is about something else")
        if roots_file is not None:
            _verify(token, _certificates(roots_file), message)
    except (VerificationError, ValueError) as error:
        return Stamped(when, f"is not good: {error}")
    return Stamped(when, trusted=roots_file is not None)


def _is_about(token: TimeStampResponse, message: bytes) -> bool:
    from cryptography.hazmat.primitives import hashes

    known = {
        "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
        "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
        "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
    }
    imprint = token.tst_info.message_imprint
    algorithm = known.get(imprint.hash_algorithm.dotted_string)
    if algorithm is None:
        raise ValueError("its digest is none of SHA-256, SHA-384 and SHA-512")
    digest = hashes.Hash(algorithm)
    digest.update(message)
    return bytes(imprint.message) == digest.finalize()


def _verify(token: TimeStampResponse, certificates: list[Certificate], message: bytes) -> None:
    """Check the signature, the chain at the time of the stamp, and that the certificate is for time stamps."""
    from rfc3161_client import VerifierBuilder

    roots = [entry for entry in certificates if entry.issuer == entry.subject]
    others = [entry for entry in certificates if entry.issuer != entry.subject]
    VerifierBuilder(roots=roots, intermediates=others).build().verify_message(token, message)


def _certificates(file: str) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(own_bytes(file, MAX_TOKEN, ".pem"))
    except ValueError:
        raise Fault(f"{file!r} holds no certificates in PEM") from None
