"""What a waiver is worth on a date: whether it is active, and what keeps it from being so.

A waiver with a flaw of its own removes nothing. Each flaw is a soft finding at
the waiver's own line, under the built-in rule ``waiver-<flaw>``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from checker.diagnostic import Location, Place, did_you_mean
from checker.engine.unused import unused
from checker.fleet import Fleet
from checker.kinds import AnyKind
from checker.policy import Policy
from checker.report import Finding, Measure, Ruling, Subject, Verdict, WaiverState, amount, limit_text
from checker.waivers import Limit, Placed, Waiver

WAIVABLE = (Verdict.FAIL, Verdict.UNKNOWN)

TITLES: Mapping[WaiverState, str] = {
    "expired": "A waiver ends on its last day",
    "upcoming": "A waiver counts from its approval on",
    "unused": "A waiver names something that is broken",
    "self-approved": "Nobody approves a waiver of their own",
    "approver": "A waiver is approved by someone whom the rule's policy lists",
    "too-long": "A waiver lasts no longer than the rule's policy allows",
    "hard-rule": "A hard rule accepts no waiver",
    "limit": "A waiver of a limit over the fleet weakens it within bounds, and never lifts it",
}


def state(waiver: Waiver, as_of: dt.date) -> Literal["upcoming", "active", "expired"]:
    """Whether a waiver counts on a date, by its own dates alone: from approved-on to expires, both included."""
    if as_of < waiver.approved_on:
        return "upcoming"
    return "active" if as_of <= waiver.expires else "expired"


@dataclass(frozen=True, slots=True)
class Held:
    """A rule, and the policy that holds it."""

    policy: Policy[AnyKind]
    index: int

    @property
    def rule(self) -> AnyKind:
        return self.policy.rules[self.index]

    @property
    def name(self) -> str:
        return self.policy.header.policy

    def locate(self, label: str, *path: str | int) -> Location:
        return self.policy.document.locate(Place(self.policy.document.file, path, label))


@dataclass(frozen=True, slots=True)
class Case:
    """A waiver, with all that decides on it. ``held`` and ``ruling`` are None for a built-in rule."""

    placed: Placed
    held: Held | None
    ruling: Ruling | None
    findings: tuple[Finding, ...]
    """The findings that it names."""
    fleet: Fleet
    complete: bool
    """Whether every manifest could be read; if not, nothing is called unused."""

    @property
    def waiver(self) -> Waiver:
        return self.placed.waiver

    @property
    def subject(self) -> Subject:
        target = self.waiver.for_
        return Subject(target.service, target.use, target.route, target.key)

    @property
    def as_of(self) -> dt.date:
        return self.fleet.world.as_of

    def covers(self) -> bool:
        """Whether the rule certainly holds at the waiver's limit; always so where there is no limit over the fleet."""
        if self.held is None or self.ruling is None or self.held.rule.bound is None:
            return True
        if self.complete and not (self.ruling.selected or self.ruling.possible or self.fleet.missing):
            return True  # an empty population is beyond no limit
        measure = next((m for m in self.ruling.measures if m.key == self.subject.key), None)
        limit = self.waiver.limit
        return measure is not None and limit is not None and _holds(measure, limit, self.held.rule.bound)


def _holds(measure: Measure, limit: Limit, bound: Literal["max", "min"]) -> bool:
    return measure.highest.value <= limit.value if bound == "max" else measure.lowest.value >= limit.value


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that keeps a waiver from being active; ``key`` is where that stands in the waiver."""

    state: WaiverState
    message: str
    key: str
    help: str
    other: tuple[Location, ...] = ()


def flaws(case: Case) -> Iterator[Flaw]:
    """Everything that is wrong with a waiver, all at once."""
    yield from _dates(case)
    yield from _people(case)
    if case.held is not None:
        yield from _policy(case, case.held)
        yield from _limit(case, case.held)
    yield from _use(case)


def _dates(case: Case) -> Iterator[Flaw]:
    waiver = case.waiver
    now = state(waiver, case.as_of)
    if now == "expired":
        again = "; what it named is broken again" if case.findings else "; what it named is not broken now"
        help_ = "correct that, or have a new waiver approved" if case.findings else "remove it"
        ago = _days((case.as_of - waiver.expires).days)
        message = f"waiver {waiver.id} expired on {waiver.expires}, {ago} ago{again if case.complete else ''}"
        yield Flaw("expired", message, "expires", help_)
    if now == "upcoming":
        ahead = _days((waiver.approved_on - case.as_of).days)
        message = f"waiver {waiver.id} does not count yet: it is approved on {waiver.approved_on}, {ahead} ahead"
        yield Flaw("upcoming", message, "approved-on", "correct approved-on, or add it when it is approved")


def _people(case: Case) -> Iterator[Flaw]:
    waiver, held = case.waiver, case.held
    if waiver.approved_by.strip().casefold() == waiver.requested_by.strip().casefold():
        message = f"waiver {waiver.id} is approved by {waiver.approved_by!r}, who requested it"
        yield Flaw("self-approved", message, "approved-by", "somebody else must approve it")
    if held is None:
        message = f"nobody may approve waiver {waiver.id}: rule {waiver.rule!r} is built in, so no policy lists who may"
        yield Flaw("approver", message, "rule", "correct what the rule found, and remove the waiver")
        return
    allowed = held.policy.header.waivers.approvers
    if not allowed:
        message = f"nobody may approve waiver {waiver.id}: policy {held.name!r} lists no approvers"
        help_ = "list approvers under waivers in the policy, or correct what the rule found"
        yield Flaw("approver", message, "approved-by", help_, (held.locate("lists no approvers", "policy"),))
    elif waiver.approved_by not in allowed:
        message = f"{waiver.approved_by!r} may not approve waiver {waiver.id}: policy {held.name!r} does not list them"
        listed = held.locate("who may approve", "waivers", "approvers")
        yield Flaw("approver", message, "approved-by", did_you_mean(waiver.approved_by, allowed), (listed,))


def _policy(case: Case, held: Held) -> Iterator[Flaw]:
    waiver, most = case.waiver, held.policy.header.waivers.max_days
    days = (waiver.expires - waiver.approved_on).days
    if most is not None and days > most:
        message = f"waiver {waiver.id} lasts {_days(days)}; policy {held.name!r} allows {most}"
        help_ = f"let it expire by {waiver.approved_on + dt.timedelta(most)}"
        yield Flaw("too-long", message, "expires", help_, (held.locate("the longest time", "waivers", "max-days"),))
    if held.rule.level == "hard":
        message = f"waiver {waiver.id} is for {waiver.rule!r}, a hard rule, which accepts no waiver"
        level = held.locate("the rule is hard", "rules", held.index, "level")
        yield Flaw("hard-rule", message, "rule", "correct what the rule found, and remove the waiver", (level,))


def _limit(case: Case, held: Held) -> Iterator[Flaw]:
    waiver, bound = case.waiver, held.rule.bound
    if bound is None:
        if waiver.limit is not None:
            message = f"waiver {waiver.id} gives a limit, and rule {waiver.rule!r} has none over the fleet"
            yield Flaw("limit", message, "limit", "remove limit")
        return
    own = Fraction(getattr(held.rule, bound))
    unit: Literal["%", ""] = "" if held.rule.counts_keys else "%"
    place = held.locate("the rule's limit", "rules", held.index, bound)
    than = f"{'above' if bound == 'max' else 'below'} {show_limit(Limit(own, unit))}"
    weaker = f"a waiver weakens a limit and never lifts it: write a limit {than}"
    why = _refused(waiver.limit, Limit(own, unit), bound)
    if why or waiver.limit is None:
        yield Flaw("limit", f"waiver {waiver.id} {why}", "limit", weaker, (place,))
    else:
        yield from _bound(waiver, waiver.limit, held, bound)


def _refused(limit: Limit | None, own: Limit, bound: Literal["max", "min"]) -> str:
    """Why a limit is not a weaker one than the rule's own."""
    if limit is None:
        return f"gives no limit, and the rule has one: {show_limit(own)}"
    shown = show_limit(limit)
    if limit.unit != own.unit:
        return f"gives the limit {shown}, and the rule's is {'a share' if own.unit else 'a number'}: {show_limit(own)}"
    if limit.value <= own.value if bound == "max" else limit.value >= own.value:
        return f"gives the limit {shown}, which is not weaker than the rule's: {show_limit(own)}"
    # Nothing is above 100%, below 0%, or spread like less than one key.
    lifted = limit.value >= 1 if bound == "max" else limit.value <= (0 if own.unit else 1)
    return f"gives the limit {shown}, which would lift the rule" if lifted else ""


def _bound(waiver: Waiver, limit: Limit, held: Held, bound: Literal["max", "min"]) -> Iterator[Flaw]:
    """A limit beyond what the policy lets anyone set its parameter to."""
    raw = str(held.policy.header.rules[held.index].get(bound))
    name = raw.removeprefix("$")
    param = held.policy.header.params.get(name) if raw.startswith("$") else None
    key = "at-most" if bound == "max" else "at-least"
    if param is None or param.allows(show_limit(limit), key):
        return
    allowed = f"may be {key.replace('-', ' ')} {param.at_most if bound == 'max' else param.at_least}"
    message = f"waiver {waiver.id} gives the limit {show_limit(limit)}, and parameter {name!r} {allowed}"
    place = held.locate("the parameter's bound", "params", name, key)
    yield Flaw("limit", message, "limit", "stay within the bound that the policy sets", (place,))


def _use(case: Case) -> Iterator[Flaw]:
    """A waiver for something that is not broken, as far as that can be told."""
    ruling = case.ruling
    if case.findings or ruling is None or not case.complete or state(case.waiver, case.as_of) != "active":
        return
    if ruling.verdict is Verdict.ERROR or (_unmeasured(ruling) and case.subject.key is not None):
        return
    why, help_ = unused(case.subject, ruling, case.fleet)
    yield Flaw("unused", f"waiver {case.waiver.id} is unused: {why}", "for", help_ or "remove it")


def _unmeasured(ruling: Ruling) -> bool:
    """A share that cannot be given says nothing about any key."""
    population = ruling.selected or ruling.possible
    return bool(population) and not ruling.measures and ruling.verdict is Verdict.UNKNOWN


def show_limit(limit: Limit) -> str:
    return limit_text(limit.value) if limit.unit else amount(limit.value)


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
