"""What a rule decided about a subject; one thing wrong, where, and what makes it the same tomorrow; and notes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from fractions import Fraction
from typing import ClassVar, Literal, Self

from checker.diagnostic import Locate, Location, Spot, shorten_values
from checker.form import Form
from checker.packed import packs
from checker.record import dataclass
from checker.report.ground import Ground, located_all
from checker.report.verdict import Cause, Verdict
from checker.vocabulary import Level, hardness

Part = Literal["service", "use", "route", "key"]

Worse = Literal["", "less", "more"]
"""Of an amount or a day, in which direction it gets worse; empty where another value is just another one."""

_BUT = ", but is "


@packs
@dataclass(frozen=True, slots=True)
class Subject:
    """What a verdict is about: a service, use or route, or a key, or the fleet (nothing set)."""

    service: str | None = None
    use: str | None = None
    route: str | None = None
    key: str | None = None

    def as_dict(self) -> dict[Part, str]:
        parts: dict[Part, str | None] = {
            "service": self.service, "use": self.use, "route": self.route, "key": self.key,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value is not None}

    def __str__(self) -> str:
        where = "/".join(part for part in (self.service, self.use, self.route) if part)
        return ": ".join(part for part in (where, self.key) if part) or "fleet"


@packs
@dataclass(frozen=True, slots=True, order=True)
class Unmet:
    """One demand of a rule that a subject does not meet, and the value that breaks it.

    The value is empty where it is unknown. Of an amount or a day, which only get
    worse in one direction, ``worse`` says in which; days do not change with as-of.
    """

    demand: str
    value: str = ""
    worse: Worse = ""

    def __str__(self) -> str:
        return f"{self.demand}{_BUT}{self.value}" if self.value else self.demand

    def among(self, known: Collection[str]) -> bool:
        """Whether it is one of these, as ``str`` writes them, or no worse than one.

        Without a value it is one of those with its demand; and of an amount that was
        held without its value, as older baselines do, nobody can tell that it got worse.
        """
        values = [
            said.removeprefix(f"{self.demand}{_BUT}") for said in known if said.startswith(f"{self.demand}{_BUT}")
        ]
        if not self.value or not self.worse:
            return str(self) in known or (not self.value and bool(values))
        return self.demand in known or any(self._no_worse(value) for value in values)

    def _no_worse(self, before: str) -> bool:
        now, then = _size(self.value), _size(before)
        if now is None or then is None:  # what is absent is the worst
            return then is None
        return now >= then if self.worse == "less" else now <= then


def _size(value: str) -> Fraction | None:
    """A day or an amount as a number; None for a word."""
    try:
        return Fraction(dt.date.fromisoformat(value).toordinal()) if value.count("-") > 1 else Fraction(value)
    except ValueError:
        return None


def further(breaks: Iterable[Unmet], known: Collection[str]) -> str:
    """In which further ways a rule is broken, as a phrase; nothing if in none."""
    found = sorted(str(unmet) for unmet in breaks if not unmet.among(known))
    return f"broken in a further way: {'; '.join(found)}" if found else ""


def fingerprint(rule: str, subject: Subject) -> str:
    """What makes a finding the same one tomorrow."""
    identity = json.dumps([rule, subject.as_dict()], sort_keys=True)
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


@packs
@dataclass(frozen=True, slots=True)
class Decision:
    """One rule's verdict for one subject. With places it is a finding, too: what is wrong, where, and the next step."""

    FORM: ClassVar = Form("DecisionEntry", "subject verdict reason grounds?", {"subject": "subject.as_dict"})

    subject: Subject
    verdict: Verdict
    reason: str = ""
    places: tuple[Spot, ...] = ()
    """The first is the primary one."""
    message: str = ""
    """What the finding says, if that is more than the reason."""
    help: str = ""
    notes: tuple[str, ...] = ()
    breaks: frozenset[Unmet] = frozenset()
    """What is not met, where a rule demands several things of one subject."""
    cause: Cause | None = None
    """Where nobody could look, so that the same is to be said under other rules."""
    grounds: tuple[Ground, ...] = ()
    """What was read that decides it; none where no output shows them."""
    movers: tuple[str, ...] = ()
    """Services that the next step moves elsewhere."""
    count: int = 1
    """How many it stands for, where partial sums have only their number."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", shorten_values(self.reason))

    @property
    def service(self) -> str:
        return self.subject.service or ""

    def with_grounds(self, grounds: tuple[Ground, ...]) -> Decision:
        return self._with(self.places, grounds)

    def _with(self, places: tuple[Spot, ...], grounds: tuple[Ground, ...]) -> Decision:
        """NOTE: ``replace`` takes four times as long, for each subject of each rule."""
        return Decision(
            self.subject, self.verdict, self.reason, places, self.message, self.help, self.notes, self.breaks,
            self.cause, grounds, self.movers, self.count,
        )  # fmt: skip

    def located(self, locate: Locate) -> Decision:
        """The same with its places looked up."""
        if not self.places and not self.grounds:
            return self
        return self._with(tuple(map(locate, self.places)), located_all(self.grounds, locate))


@packs
@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. The first location is the primary one; there is always one."""

    FORM: ClassVar = Form(
        "FindingEntry",
        "rule level verdict message help fix notes subject fingerprint waiver locations",
        {"subject": "subject.as_dict"},
    )

    rule: str
    title: str
    level: Level
    verdict: Verdict
    subject: Subject
    message: str
    locations: tuple[Location, ...]
    help: str = ""
    notes: tuple[str, ...] = ()
    fix: str = ""
    """What the policy's authors say is the usual next step."""
    waiver: str | None = None
    """Id of the waiver that removes it; the verdict is waived then."""
    excused: Verdict | None = None
    """What the verdict would be without that waiver."""
    breaks: frozenset[Unmet] = frozenset()
    """What is not met: a subject that breaks a rule may come to break it in a further way."""
    cause: Cause | None = None
    """Where it says only that nobody could look: people are told that once, not once for every rule."""
    count: int = 1
    """How many it stands for, where partial sums have only their number."""

    def __post_init__(self) -> None:
        for name in ("message", "help"):
            object.__setattr__(self, name, shorten_values(getattr(self, name)))
        object.__setattr__(self, "notes", tuple(map(shorten_values, self.notes)))

    @property
    def fingerprint(self) -> str:
        """Identity over time: rule and subject, never line, value or message."""
        return fingerprint(self.rule, self.subject)

    @property
    def fails(self) -> bool:
        """Whether the run ends with 1 for it."""
        return self.verdict.broken and self.level != "advisory"

    @property
    def sort_key(self) -> tuple[bool, bool, int, int, str, str]:
        """Advice after the rest and what is waived last; failures first, the harder level first, then rule, subject."""
        waived, advice = self.verdict is Verdict.WAIVED, self.level == "advisory"
        return (waived, advice, self.verdict.rank, -hardness(self.level), self.rule, str(self.subject))


class Note(str):
    """A note with paths in it: from the root, as in all files for programs; people may be told them from elsewhere."""

    __slots__ = ("after", "before", "paths")
    before: str
    paths: tuple[str, ...]
    after: str

    def __new__(cls, before: str, paths: Sequence[str], after: str = "") -> Self:
        made = super().__new__(cls, f"{before}{', '.join(paths)}{after}")
        made.before, made.paths, made.after = before, tuple(paths), after
        return made


class Lead(Note):
    """A note of what is behind many findings: people read it before them."""

    __slots__ = ()


def show_note(note: str, shown: Callable[[str], str]) -> str:
    """The note with its paths as somebody reads them."""
    return f"{note.before}{', '.join(map(shown, note.paths))}{note.after}" if isinstance(note, Note) else note
