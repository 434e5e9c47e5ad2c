"""Whether a snapshot of a fleet is what ``collect`` wrote, and who signed it: what ``verify`` says of one."""

from __future__ import annotations

import os
from collections.abc import Iterator

from checker.audit.bundle.checked import Checked
from checker.audit.bundle.vouched import VerifyOptions, check_bytes_stamp, check_envelope
from checker.diagnostic import many
from checker.run.faults import Fault
from checker.run.fleet_file import FleetFile
from checker.run.fleet_reading import MAX_FLEET, is_fleet, read_fleet
from checker.run.named import own_bytes
from checker.run.signed import MAX_ENVELOPE, sidecar_of, statement_of

ENDINGS = (".jsonl", ".jsonl.gz")
_START = 64
"""Bytes of a file that tell what it is meant to be."""
NAMED = 10
"""Most repositories that are named."""


def is_snapshot(place: str) -> bool:
    """Whether it is meant to be a snapshot, and no bundle."""
    if not os.path.isfile(place):
        return False
    if place.endswith(ENDINGS):
        return True
    with open(place, "rb") as file:
        return is_fleet(file.read(_START))


def verify_snapshot(place: str, asked: VerifyOptions) -> Checked:
    """What holds, and what differs; a snapshot that was changed or cut off is a difference.

    Raises:
        Fault: it, the signature or the key cannot be read.
    """
    found = Checked()
    raw = own_bytes(place, MAX_FLEET)
    name = os.path.basename(place)
    try:
        fleet = read_fleet(name, raw)
    except Fault as fault:
        found.differences.append(str(fault))
    else:
        found.held += _tell(fleet, asked)
    beside = sidecar_of(place)
    envelope = own_bytes(beside, MAX_ENVELOPE) if os.path.lexists(beside) else None
    check_envelope(os.path.basename(beside), envelope, statement_of({"": raw}), asked, found)
    check_bytes_stamp(name, raw, asked, found)
    return found


def _tell(fleet: FleetFile, asked: VerifyOptions) -> Iterator[str]:
    count = f"{many(len(fleet.records), 'manifest')} of {len(fleet.repositories)} repositories"
    age = (asked.today - fleet.day).days
    when = f", {many(age, 'day')} ago" if age > 0 else ""
    yield f"snapshot: {count} as of {fleet.day}{when}, each with its digest"
    yield f"made by version {fleet.tool}, with the built-in catalog {fleet.catalog or 'of no known release'}"
    if age < 0:
        yield f"note: its day is later than today, {asked.today}"
    gone = [entry.name for entry in fleet.repositories if entry.state != "read"]
    if gone:
        yield f"not read: {', '.join(gone[:NAMED])}{' ...' if gone[NAMED:] else ''}"
