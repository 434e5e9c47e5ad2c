"""Reading the files that the configuration names as evidence of use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from checker.diagnostic import Diagnostic, Location
from checker.files.config import Observed
from checker.observed import Evidence, LeftOut, Observation
from checker.observed.once import Counted
from checker.observed.options import Found, Options
from checker.observed.rows import MAX_EVIDENCE
from checker.observed.sources import reader_of
from checker.observed.telemetry import overlapping
from checker.report import Input
from checker.report.finding import Note
from checker.run.fleets import Listing
from checker.run.reader import Reader, as_text

_NAMED = 10
"""Most files that a note names."""


def read_evidence(reader: Reader, listing: Listing, asked: Sequence[Observed]) -> Evidence:
    """All observations; of a file with a fault none counts, and the rules are told so."""
    observations: list[Observation] = []
    left: list[LeftOut] = []
    unread: list[str] = []
    counted = Counted()
    for number, entry in enumerate(asked):
        before = len(reader.faults)
        files = listing.pick_at(reader, "observed", entry.files, ("observed", number, entry.source))
        unread += entry.files if len(reader.faults) > before else ()
        for file in files:
            found = _read(reader, file, _options(entry, listing, counted))
            reader.faults += found.faults
            left += found.left_out
            observations += found.observations if not found.faults else ()
            unread += [file] if found.faults else []
    # NOTE: only sums of telemetry; a log says by ids which requests are the same, and a bill comes in several files.
    summed = ((seen.series, seen) for seen in observations if seen.source == "telemetry")
    twice = [*overlapping(summed, across=True)]
    reader.faults += twice
    unread += [at.file for fault in twice for at in fault.locations]
    order = tuple(dict.fromkeys(entry.source for entry in asked))
    in_order = tuple(sorted(observations, key=lambda seen: seen.sort_key))
    return Evidence(in_order, order, tuple(left), tuple(sorted({*unread})))


def _options(entry: Observed, listing: Listing, counted: Counted) -> Options:
    callers = listing.config.callers
    named = entry.service or "", entry.caller or "", entry.model or ""
    return Options(entry.source, callers, *named, in_utc=entry.time_zone is not None, counted=counted)


def _read(reader: Reader, file: str, options: Options) -> Found:
    raw = reader.sources.read_large(file, MAX_EVIDENCE)
    if isinstance(raw, Diagnostic):
        return Found(file, faults=[raw])
    if any(entry.path == file for entry in reader.inputs):
        message = "the file is read as something else already, or is named twice"
        return Found(file, faults=[Diagnostic("named-twice", message, (Location(file),), "name it once")])
    digest = hashlib.sha256(raw).hexdigest()
    same = next((entry.path for entry in reader.inputs if entry.role == "observed" and entry.sha256 == digest), None)
    reader.inputs.append(Input(file, "observed", digest))
    reader.texts[file] = as_text(raw)
    found = reader_of(options.source)(file, raw, options)
    if same is not None and any(one.shows_use for one in found.observations):
        places = (Location(file), Location(same, None, "the same bytes"))
        fault = Diagnostic("named-twice", "the file is a copy of another one, and counts the same", places, "name one")
        return Found(file, faults=[fault])
    return found


def note_left_out(left: Sequence[LeftOut]) -> Iterator[Note]:
    """What no observation was made of: one note a reason."""
    for reason in sorted({entry.reason for entry in left}):
        alike = [entry for entry in left if entry.reason == reason]
        files = sorted({entry.file for entry in alike})
        count = sum(entry.count for entry in alike)
        more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
        entries = "1 entry" if count == 1 else f"{count} entries"
        yield Note(f"{entries} of evidence left out ({reason}): ", files[:_NAMED], more)
