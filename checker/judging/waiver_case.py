"""A waiver with all that decides on it, and what may be wrong with its limit.

A limit is weaker than the rule's own, within the bounds that the policy sets, and never lifts it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Literal, Protocol

from checker.diagnostic import Location, Place
from checker.files.waivers import Limit, Placed, Waiver
from checker.fleet import Fleet, Outline, Population, World
from checker.kinds import AnyKind
from checker.placed import written_in
from checker.policy import Policy
from checker.record import dataclass
from checker.report import Finding, Measure, Ruling, Subject, WaiverState, amount, limit_text

Now = Literal["upcoming", "active", "expired"]


def state(waiver: Waiver, as_of: dt.date) -> Now:
    """Whether a waiver counts on a date, by its own dates alone: from approved-on to expires, both included."""
    if as_of < waiver.approved_on:
        return "upcoming"
    return "active" if as_of <= waiver.expires else "expired"


class Outlined(Protocol):
    """A fleet, or no more of it than waivers need."""

    def outline(self, service: str, /) -> Outline | None: ...


def model_of(fleet: Outlined, subject: Subject) -> str | None:
    """The model of the route that a finding is about, by the name under which it is looked up."""
    outline = fleet.outline(subject.service) if subject.service is not None else None
    return (outline or {}).get(subject.use or "", {}).get(subject.route or "")


def model_to_name(fleet: Fleet, subject: Subject) -> str | None:
    """What a waiver calls the model of that route."""
    model = model_of(fleet, subject)
    return None if model is None else fleet.world.to_write(model)


def is_same_model(world: World, named: str, used: str) -> bool:
    """Whether a name is that of the model that a route uses; a name that says nothing is only like itself."""
    is_unknown_here = world.catalog.model(used) is None and named == written_in(used)
    return is_unknown_here or (world.canonical(named) or named) == (world.canonical(used) or used)


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
        """A place of the policy, in the file where it stands: what is inherited stands elsewhere."""
        if path[:1] == ("rules",):
            return self.policy.locate(replace(self.policy.origins[self.index].below(*path[2:]), label=label))
        document = self.policy.holding(path)
        return document.locate(Place(document.file, path, label))

    def parameters(self, key: str) -> Iterator[str]:
        """Parameters that a key of the rule is drawn from, in the policy and in those it is built on."""
        for document in self.policy.documents:
            rules = document.data.get("rules")
            for raw in rules if isinstance(rules, list) else ():
                written = raw.get(key) if isinstance(raw, dict) and raw.get("id") == self.rule.id else None
                if isinstance(written, str) and written.startswith("$"):
                    yield written.removeprefix("$")


@dataclass(frozen=True, slots=True)
class Case:
    """A waiver, with all that decides on it. ``held`` and ``ruling`` are None for a built-in rule."""

    placed: Placed
    held: Held | None
    ruling: Ruling | None
    findings: tuple[Finding, ...]
    """The findings that it names."""
    fleet: Population
    relieved: bool = False
    """Whether another waiver of the same finding counts on the date instead: its renewal, or the one it renews."""

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

    @property
    def now(self) -> Now:
        return state(self.waiver, self.as_of)

    def covers(self) -> bool:
        """Whether the rule certainly holds at the waiver's limit; always so where there is no limit over the fleet."""
        if self.held is None or self.ruling is None or self.held.rule.bound is None:
            return True
        if self.held.rule.keyed and self.fleet.complete and not (self.ruling.selected or self.ruling.possible):
            return True  # of a rule with keys only this is of the fleet, and an empty population is beyond no limit
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
    quiet: bool = False
    """Whether it is no finding, because another waiver stands in."""


def limit_flaws(case: Case, held: Held) -> Iterator[Flaw]:
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
    why = _why_refused(waiver.limit, Limit(own, unit), bound)
    if why or waiver.limit is None:
        yield Flaw("limit", f"waiver {waiver.id} {why}", "limit", weaker, (place,))
    else:
        yield from _bound(waiver, waiver.limit, held, bound)


def _why_refused(limit: Limit | None, own: Limit, bound: Literal["max", "min"]) -> str:
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
    key = "at-most" if bound == "max" else "at-least"
    for name in held.parameters(bound):
        param = held.policy.header.params.get(name)
        if param is None or param.allows(show_limit(limit), key):
            continue
        allowed = f"may be {key.replace('-', ' ')} {param.at_most if bound == 'max' else param.at_least}"
        message = f"waiver {waiver.id} gives the limit {show_limit(limit)}, and parameter {name!r} {allowed}"
        place = held.locate("the parameter's bound", "params", name, key)
        yield Flaw("limit", message, "limit", "stay within the bound that the policy sets", (place,))
        return


def show_limit(limit: Limit) -> str:
    return limit_text(limit.value) if limit.unit else amount(limit.value)
