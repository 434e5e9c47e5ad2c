"""Where a snapshot is kept: what was written there before, and the new one with its signature."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from checker.formats.terminal import from_here
from checker.run.faults import Fault
from checker.run.fleet_file import FleetFile, compress, fleet_bytes
from checker.run.fleet_reading import MAX_FLEET, read_fleet
from checker.run.named import own_bytes
from checker.run.output import write
from checker.run.signed import MAX_ENVELOPE, sidecar_of, statement_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def find_key(key_file: str | None) -> Ed25519PrivateKey | None:
    """The key that signs; looked at before anything is collected.

    Raises:
        Fault: it cannot be used.
    """
    if key_file is None:
        return None
    from checker.run.signing import private_key

    return private_key(key_file)


def read_earlier(out: str, key: Ed25519PrivateKey | None) -> tuple[FleetFile | None, list[str]]:
    """What was written there before, and what is to be said of it.

    One that cannot be read says nothing of who was in the fleet. Neither does one that is to be replaced by a signed
    one, and has no signature of the same key: what somebody wrote into it would be signed.
    """
    if not os.path.lexists(out):
        return None, []
    try:
        raw = own_bytes(out, MAX_FLEET)
        if key is not None:
            _refuse_unsigned(out, {"": raw}, key)
        return read_fleet(from_here(out), raw), []
    except Fault as fault:
        return None, [f"the earlier snapshot counts for nothing: {fault}"]


def _refuse_unsigned(out: str, files: Mapping[str, bytes], key: Ed25519PrivateKey) -> None:
    from checker.run.signing import find_signer

    beside = sidecar_of(out)
    if not os.path.lexists(beside):
        raise Fault(f"{from_here(out)} is not signed, and the new one will be")
    envelope = own_bytes(beside, MAX_ENVELOPE)
    _, why = find_signer(envelope, statement_of(files), {"the same key": key.public_key()})
    if why:
        raise Fault(f"{from_here(beside)} {why}")


def keep(out: str, fleet: FleetFile, key: Ed25519PrivateKey | None) -> str:
    """Write the snapshot, then its signature; gives the name of the key.

    NOTE: between the two the old signature is none of the new snapshot, so nobody judges by it.

    Raises:
        Fault: one of them cannot be written.
    """
    raw = fleet_bytes(fleet)
    files = {"": compress(raw) if out.endswith(".gz") else raw}
    write(out, files[""])
    if key is None:
        return ""
    from checker.run.signing import key_id, sealed

    write(sidecar_of(out), sealed(statement_of(files), key))
    return key_id(key.public_key())


def tell_stale(out: str) -> list[str]:
    """That a signature lies there that is none of the snapshot, which was not signed now."""
    from checker.run.signing import NO_ENVELOPE, OTHER_STATEMENT, find_signer

    beside = sidecar_of(out)
    if not os.path.lexists(beside):
        return []
    _, why = find_signer(own_bytes(beside, MAX_ENVELOPE), statement_of({"": own_bytes(out, MAX_FLEET)}), {})
    if why not in {NO_ENVELOPE, OTHER_STATEMENT}:
        return []
    return [f"{from_here(beside)} is no signature of this snapshot: sign it with --sign, or take it away"]
