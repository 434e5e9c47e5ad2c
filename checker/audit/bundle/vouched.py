"""Who vouches for a bundle: whether its statement is signed, and whether its list of digests is stamped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from checker.audit.bundle.checked import Checked
from checker.bundle import layout
from checker.record import dataclass

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """How to check. A signature that nothing was checked with shows nothing."""

    key_file: str | None
    today: dt.date
    must_be_signed: bool = False
    timestamp: str | None = None
    """A token over the list of digests."""
    authorities: str | None = None
    """Certificates that are trusted to make such tokens."""
    since: str | None = None
    """The last bundle, to derive the difference to it again."""


def check_signature(files: Files, asked: VerifyOptions, found: Checked) -> None:
    """Step two. A signature without a key says nothing but that it is there."""
    check_envelope(layout.ENVELOPE, files.get(layout.ENVELOPE), files[layout.STATEMENT], asked, found)


def check_envelope(name: str, envelope: bytes | None, statement: bytes, asked: VerifyOptions, found: Checked) -> None:
    """The same of an envelope that has a name, and is about a statement; None: there is none."""
    from checker.run.signing import find_signer, key_id, public_key

    keys = {} if asked.key_file is None else {"the key that was given": public_key(asked.key_file)}
    _, why = find_signer(envelope, statement, keys) if envelope is not None else ("", "")
    if envelope is None and keys:
        found.differences.append(f"removed or never there: {name}, and a key was given")
    elif why:
        found.differences.append(f"{name} {why}")
    elif envelope is None:
        _unsigned("none", "there is no signature", asked, found)
    elif not keys:
        _unsigned("there, and not checked without --key", "the signature was not checked", asked, found)
    else:
        found.held.append(f"signature: good, by the key {key_id(*keys.values())}")


def _unsigned(held: str, but: str, asked: VerifyOptions, found: Checked) -> None:
    """Nothing shows who made the bundle: a difference where a signature is required."""
    if asked.must_be_signed:
        found.differences.append(f"{but}, and --require-signature asks for one that is good")
    else:
        found.held.append(f"signature: {held}")
        found.but.append(but)


def check_stamp(files: Files, asked: VerifyOptions, found: Checked) -> None:
    """Of step two as well: whether all of it was there on a day that others say."""
    check_bytes_stamp(layout.SUMS, files[layout.SUMS], asked, found)


def check_bytes_stamp(name: str, raw: bytes, asked: VerifyOptions, found: Checked) -> None:
    """The same of one file."""
    if asked.timestamp is None:
        return
    from checker.audit.bundle.timestamp import read_stamp

    stamp = read_stamp(asked.timestamp, asked.authorities, raw)
    if stamp.why:
        found.differences.append(f"the time stamp {stamp.why}")
        return
    found.held.append(f"time stamp: {stamp.when:%Y-%m-%d %H:%M:%S} UTC, over {name}")
    if not stamp.trusted:
        found.but.append("the time stamp's signature was not checked without --timestamp-ca")
