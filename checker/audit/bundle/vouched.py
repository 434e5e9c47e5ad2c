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
    from checker.audit.bundle.signing import key_id, public_key, refused

    envelope, key_file = files.get(layout.ENVELOPE), asked.key_file
    why = refused(envelope, files[layout.STATEMENT], key_file) if envelope is not None else ""
    if envelope is None and key_file is not None:
        found.differences.append(f"removed or never there: {layout.ENVELOPE}, and a key was given")
    elif why:
        found.differences.append(f"{layout.ENVELOPE} {why}")
    elif envelope is None:
        _unsigned("none", "there is no signature", asked, found)
    elif key_file is None:
        _unsigned("there, and not checked without --key", "the signature was not checked", asked, found)
    else:
        found.held.append(f"signature: good, by the key {key_id(public_key(key_file))}")


def _unsigned(held: str, but: str, asked: VerifyOptions, found: Checked) -> None:
    """Nothing shows who made the bundle: a difference where a signature is required."""
    if asked.must_be_signed:
        found.differences.append(f"{but}, and --require-signature asks for one that is good")
    else:
        found.held.append(f"signature: {held}")
        found.but.append(but)


def check_stamp(files: Files, asked: VerifyOptions, found: Checked) -> None:
    """Of step two as well: whether all of it was there on a day that others say."""
    if asked.timestamp is None:
        return
    from checker.audit.bundle.timestamp import read_stamp

    stamp = read_stamp(asked.timestamp, asked.authorities, files[layout.SUMS])
    if stamp.why:
        found.differences.append(f"the time stamp {stamp.why}")
        return
    found.held.append(f"time stamp: {stamp.when:%Y-%m-%d %H:%M:%S} UTC, over {layout.SUMS}")
    if not stamp.trusted:
        found.but.append("the time stamp's signature was not checked without --timestamp-ca")
