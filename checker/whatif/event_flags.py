"""Events that flags give: the file that would hold them, and the flag that a fault in that file is about."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import Diagnostic, Location, Span
from checker.formats.terminal import escape
from checker.run.faults import Fault

Flags = Sequence[tuple[str, str]]
"""Names of flags with what was written, in their order."""

COMMAND_LINE = "command-line.json"
"""What the file that the flags stand for is called among inputs."""
FLAGS = "command-line"
"""Where faults say that they stand: a line is a flag."""

_EVENT = "    {"
"""How the line begins at which an event begins."""


def event_of(name: str, written: str) -> dict[str, object]:
    """``--move lineage=meta,to=x`` as the event that a file would hold.

    Raises:
        Fault: it is not of that form.
    """
    if name == "advance":
        return {name: written}
    pairs = [part.partition("=") for part in written.split(",")]
    if not all(key and equals and value for key, equals, value in pairs):
        raise Fault(f"--{name} {written!r} is not of the form vendor=meta")
    if len({"to-model" if key == "to" else key for key, _, _ in pairs}) < len(pairs):
        raise Fault(f"--{name} {written!r} names something twice")
    given: dict[str, object] = {key: value for key, _, value in pairs if not (name == "move" and key.startswith("to"))}
    if name == "move":
        given["to"] = {
            "model" if key == "to" else key.removeprefix("to-"): value
            for key, _, value in pairs
            if key.startswith("to")
        }
    return {name: given}


def as_file(events: Sequence[Mapping[str, object]]) -> bytes:
    """Events as the file that would hold them; days may be dates."""
    return json.dumps({"format": "modelbylaws/events/v1", "events": list(events)}, indent=2, default=str).encode()


def text_of(flags: Flags) -> str:
    """The flags as people wrote them, one a line."""
    return "".join(f"--{name} {escape(written)}\n" for name, written in flags)


def at_flag(fault: Diagnostic, flags: Flags) -> Diagnostic:
    """The fault where its flag has what it is about; where that is not to be found in it, at the whole flag."""
    span = fault.primary.span
    if span is None:
        return replace(fault, locations=(Location(FLAGS),))
    lines = as_file([event_of(*flag) for flag in flags]).decode().splitlines()
    number = max(1, sum(line.startswith(_EVENT) for line in lines[: span.line]))
    text = text_of(flags).split("\n")[number - 1]
    about = lines[span.line - 1][span.column - 1 : span.end_column - 1].strip('"')
    found = re.search(rf"(?<=[ ,=]){re.escape(about)}(?=[,=]|$)", text) if about else None
    first, last = found.span() if found else (0, len(text))
    return replace(fault, locations=(Location(FLAGS, Span(number, first + 1, number, last + 1)),))
