"""What ``verify`` found out about a bundle, for people and for programs, and where two JSON files of it differ.

Lists of things with a name are compared by it, not by their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import field
from typing import ClassVar

from checker import __version__
from checker.diagnostic import many
from checker.form import Form
from checker.formats.terminal import escape
from checker.record import dataclass
from checker.report import Tool

MAX_SHOWN = 50
"""Differences that are written out; beyond that they are counted."""


@dataclass
class Checked:
    """What was found: lines that say what holds, and differences."""

    FORM: ClassVar = Form(
        "VerificationFile",
        "exit_code tool held differences reservations",
        {"reservations": "but"},
        format="modelbylaws/verification/v1",
        about="Whether an evidence bundle, or a snapshot of a fleet, is what it says it is.",
    )

    held: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    but: list[str] = field(default_factory=list)
    """What was not checked though nothing differs, for the last line."""

    @property
    def exit_code(self) -> int:
        """1 if anything differs."""
        return 1 if self.differences else 0

    @property
    def tool(self) -> Tool:
        return Tool(__version__)

    def shown(self) -> str:
        count = len(self.differences)
        wrong = [f"difference: {escape(line)}" for line in self.differences[:MAX_SHOWN]]
        wrong += [f"and {count - MAX_SHOWN} more differences"] if count > MAX_SHOWN else []
        verified = ", but ".join(["verified", *([", and ".join(self.but)] if self.but else [])])
        last = f"not verified: {many(count, 'difference')}" if count else verified
        return "".join(f"{line}\n" for line in (*map(escape, self.held), *wrong, last))


Flat = dict[str, str]
"""Every value below a file's root, by the way to it."""

_NAMES = ("id", "fingerprint", "path", "subject", "key", "service", "name")
_DECIDES = re.compile(
    r"as_of|known_by|exit_code|counts .*|inputs .* sha256|rules \S+ (verdict|level|selected"
    r"|measures .* (verdict|limit|lowest|highest)|subjects .* verdict)|findings .* (rule|verdict|waiver|level)"
)
"""Of a report, what another version of the program must come to as well; its words may differ."""


def flat(data: object) -> Flat:
    """The file's values; of one that is nested too deep only that, which no report is.

    Two values of one way, as of a key that looks like a way, are both kept, so that neither stands for the other.
    """
    found: Flat = {}
    try:
        for at, value in _flat(data, ""):
            found[at] = f"{found[at]} and {value}" if at in found else value
    except RecursionError:
        return {"": "nested too deep"}
    return found


def _flat(data: object, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _flat(value, f"{at} {key}")
    elif isinstance(data, list) and data:
        seen: set[str] = set()
        for index, value in enumerate(data):
            name = _name(value)
            step = name if name and name not in seen else f"{name}#{index}"
            seen.add(name)
            yield from _flat(value, f"{at} {step}")
    else:
        yield at.strip(), json.dumps(data)


def _name(value: object) -> str:
    """What an entry of a list is called: by the first of its names, without spaces."""
    if not isinstance(value, dict):
        return ""
    for name in _NAMES:
        if name in value:
            return re.sub(r"\s+", "", json.dumps(value[name]).strip('"'))
    return ""


def compared(was: Flat, now: Flat, *, all_of_it: bool) -> Iterator[str]:
    """Every difference, as ``rules vendor-cap verdict: "fail" in the bundle, "pass" when judged again``."""
    for at in sorted({*was, *now}):
        if was.get(at) != now.get(at) and (all_of_it or _DECIDES.fullmatch(at)):
            yield f"{at}: {was.get(at, 'nothing')} in the bundle, {now.get(at, 'nothing')} when judged again"


def decisive(found: Flat) -> int:
    """How many values are verdicts, measures and the like."""
    return sum(1 for at in found if _DECIDES.fullmatch(at))
