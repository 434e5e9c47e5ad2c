"""Does every subject satisfy a condition?

A subject is each service, use or route (``each``) of the selection. A subject
for which a fact is unknown, disputed or below the accepted status is unknown,
which counts as broken. A service or use without a route in question is not
applicable when the condition is about routes.

Fails:
    rule: {kind: require, each: route, must: {access: [self-hosted, on-device]}}
    services:
      support-chat: [{model: openai/gpt-5.4, access: vendor-api}]

Passes:
    rule: {kind: require, each: route, must: {access: [self-hosted, on-device]}}
    services:
      claims-triage: [{model: google/gemma-4-31b-it, access: self-hosted}]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar, Literal

from checker.condition import Outcome, Reading
from checker.condition.truth import Known, Members, Truth, Unknown, Value, show, show_value
from checker.diagnostic import Place
from checker.fleet import World
from checker.fleet.view import View
from checker.kinds.kind import Breach, Conclusion, Member
from checker.kinds.subjects import OverSubjects
from checker.kinds.verdicts import Judged, concluded
from checker.report import Decision, Subject, Unmet, Verdict


class Require(OverSubjects[Judged]):
    """Does every subject satisfy a condition?"""

    fleet_wide: ClassVar[bool] = False

    kind: Literal["require"]

    def sentence(self) -> str:
        return f"Every {self.each}{self.in_question()} of selection {self.of!r} must satisfy: {self.must}."

    def collect(self, world: World, member: Member) -> tuple[Judged, ...]:
        return tuple(self._judge(view, member) for view in self.views(world, member))

    def conclude(self, pieces: tuple[Judged, ...], at: Place) -> Conclusion:  # noqa: ARG002 - see manifests
        return concluded(pieces, f"no {self.each} of the selected services is in question")

    def _judge(self, view: View, member: Member) -> Judged:
        subject = Subject(
            view.service.name, view.use.name if view.use else None, view.route.name if view.route else None
        )
        name = view.service.name
        where = view.judge(self.where) if self.where else None
        if where is not None and where.truth is Truth.FALSE:
            seen = "; ".join(f"{r.attribute.name} is {show_value(r.value)}" for r in where.deciding)
            return Judged(name, Decision(subject, Verdict.NOT_APPLICABLE, f"not in question: {seen}"))
        must = view.judge(self.must)
        if must.truth is not Truth.FALSE and self.nothing_below(view):
            return Judged(name, Decision(subject, Verdict.NOT_APPLICABLE, "it has no route in question"))
        if must.truth is Truth.TRUE:
            rests_on = "; ".join(dict.fromkeys(note for reading in must.deciding for note in _because(reading.value)))
            return Judged(name, Decision(subject, Verdict.PASS, rests_on))
        breach = self._breach(view, subject, must, where, member)
        reason = breach.message.removeprefix(f"{subject}: ")
        return Judged(name, Decision(subject, breach.verdict, reason), breach)

    def _breach(self, view: View, subject: Subject, must: Outcome, where: Outcome | None, member: Member) -> Breach:
        selected = member.certain and (where is None or where.truth is Truth.TRUE)
        verdict = Verdict.FAIL if must.truth is Truth.FALSE and selected else Verdict.UNKNOWN
        deciding = must.deciding
        message = (", or " if must.choice else "; ").join(_phrase(reading, view.as_of) for reading in deciding)
        if verdict is Verdict.UNKNOWN and must.truth is Truth.FALSE:
            message += "; whether the rule applies is unknown"
        places = [view.place(reading, _label(reading)) for reading in deciding]
        for outcome in (member.outcome, where):
            for reading in outcome.deciding if outcome else ():
                certain = "" if reading.truth is not Truth.UNKNOWN else "may "
                places.append(view.place(reading, f"the rule {certain}appl{'y' if certain else 'ies'} because of this"))
        return Breach(
            subject,
            verdict,
            f"{subject}: {f'{view.world.shown(view.route.declared.model)}: ' if view.route else ''}{message}",
            tuple(dict.fromkeys(places)),
            _remedy(deciding, where, member),
            tuple(dict.fromkeys(note for reading in deciding for note in _because(reading.value))),
            frozenset(part for reading in deciding for part in _unmet(reading)),
        )


def _phrase(reading: Reading, as_of: dt.date) -> str:
    name, value = reading.attribute.name, reading.value
    gap = _gap(value)
    asked = f"{'not ' if reading.negated else ''}{reading.asked.phrase('be', 'have')}"
    if reading.truth is Truth.UNKNOWN and gap is not None:
        return f"{name} must {asked}, but is unknown: {gap.reason}"
    return f"{name} must {asked}, but is {show_value(value)}{_distance(value, as_of)}"


def _unmet(reading: Reading) -> Iterator[Unmet]:
    """A condition that does not hold, once for everything that breaks it; amounts and dates only come nearer."""
    name, value = reading.attribute.name, reading.value
    asked = f"{name} must {'not ' if reading.negated else ''}{reading.asked.phrase('be', 'have')}"
    if isinstance(value, Members) and value.certain:
        yield from (Unmet(asked, show(datum)) for datum in value.certain)
    elif isinstance(value, Known) and isinstance(value.value, str | bool):
        yield Unmet(asked, show(value.value))
    else:
        yield Unmet(asked)


def _distance(value: Value, as_of: dt.date) -> str:
    """How far a date lies from the as-of date."""
    if not isinstance(value, Known) or not isinstance(value.value, dt.date):
        return ""
    days = (value.value - as_of).days
    return f" ({days} days ahead)" if days > 0 else f" ({-days} days ago)"


def _gap(value: Value) -> Unknown | None:
    if isinstance(value, Members):
        return value.open
    return value if isinstance(value, Unknown) else None


def _label(reading: Reading) -> str:
    state = "unknown" if reading.truth is Truth.UNKNOWN else show_value(reading.value)
    return f"{reading.attribute.name}: {state}"


def _because(value: Value) -> tuple[str, ...]:
    because = "" if isinstance(value, Unknown) else value.because
    return (because,) if because else ()


def _remedy(deciding: tuple[Reading, ...], where: Outcome | None, member: Member) -> str:
    readings = [*deciding, *member.outcome.deciding, *(where.deciding if where else ())]
    gaps = [_gap(reading.value) for reading in readings if reading.truth is Truth.UNKNOWN]
    return "; ".join(dict.fromkeys(gap.remedy for gap in gaps if gap is not None and gap.remedy))
