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
from typing import Literal

from checker.condition import Outcome, Reading
from checker.condition.truth import Datum, Known, Members, Truth, Unknown, gap, show, show_value
from checker.fleet import World
from checker.fleet.remember import once_of_these
from checker.fleet.view import View
from checker.kinds.kind import Member, UnseenMember
from checker.kinds.parts.grounds import distance, with_grounds
from checker.kinds.parts.over_subjects import OverSubjects
from checker.kinds.parts.verdicts import PerSubject, decide_unseen, not_in_question
from checker.record import dataclass
from checker.report import Decision, Subject, Unmet, Verdict
from checker.report.finding import Worse
from checker.vocabulary import UNKNOWN


class Require(PerSubject, OverSubjects[Decision]):
    """Does every subject satisfy a condition?"""

    kind: Literal["require"]

    def demand(self) -> str:
        return f"every {self.name_subject()} must satisfy: {self.must}"

    def collect(self, world: World, member: Member) -> tuple[Decision, ...]:
        return tuple(self._decide(view, member) for view in self.views(world, member))

    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[Decision, ...]:
        return (decide_unseen(world, member, self.where),)

    def nobody(self) -> str:
        return f"no {self.each} of the selected services is in question"

    def _decide(self, view: View, member: Member) -> Decision:
        subject = (view.route or view.use or view.service).subject
        where = view.judge(self.where) if self.where else None
        if where is not None and (left_out := not_in_question(subject, where)) is not None:
            return with_grounds(left_out, view, where.deciding)
        if not view.world.grounds and (notes := view.notes(self.must)) is not None and not self.nothing_below(view):
            return Decision(subject, Verdict.PASS, "; ".join(notes))
        must = view.meets(self.must)
        if must.truth is not Truth.FALSE and self.nothing_below(view):
            return with_grounds(Decision(subject, Verdict.NOT_APPLICABLE, "it has no route in question"), view)
        if must.truth is Truth.TRUE:
            return with_grounds(Decision(subject, Verdict.PASS, "; ".join(must.notes)), view, must.deciding)
        return with_grounds(self._broken(view, subject, must, where, member), view, must.deciding)

    def _broken(self, view: View, subject: Subject, must: Outcome, where: Outcome | None, member: Member) -> Decision:
        told = _tell(view.world, must, where, member.outcome, member.certain)
        places = [view.place(reading, said) for reading, said in told.shown]
        about = f"{view.world.shown(view.route.model)}: " if view.route else ""
        return Decision(
            subject,
            told.verdict,
            f"{about}{told.message}",
            tuple(dict.fromkeys(places)),
            f"{subject}: {about}{told.message}",
            told.remedy,
            told.notes,
            told.breaks,
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """All that there is to say of a condition that does not hold but whose subject that is, and where."""

    verdict: Verdict
    message: str
    shown: tuple[tuple[Reading, str], ...]
    """What is shown of the subject, and what is said there."""
    remedy: str
    notes: tuple[str, ...]
    breaks: frozenset[Unmet]


@once_of_these
def _tell(world: World, must: Outcome, where: Outcome | None, of: Outcome, certain: bool) -> _Told:  # noqa: FBT001 - as the rest
    """The same of every subject of which the same was read: to put it together takes long."""
    selected = certain and (where is None or where.truth is Truth.TRUE)
    verdict = Verdict.FAIL if must.truth is Truth.FALSE and selected else Verdict.UNKNOWN
    deciding, chosen = must.deciding, (*of.deciding, *(where.deciding if where else ()))
    message = (", or " if must.choice else "; ").join(phrase(reading, world.as_of) for reading in deciding)
    if verdict is Verdict.UNKNOWN and must.truth is Truth.FALSE:
        message += "; whether the rule applies is unknown"
    shown = [(reading, label(reading)) for reading in deciding]
    for reading in chosen:
        perhaps = "may apply" if reading.truth is Truth.UNKNOWN else "applies"
        shown.append((reading, f"the rule {perhaps} because of this"))
    remedies = (mend(reading) for reading in (*deciding, *chosen))
    return _Told(
        verdict,
        message,
        tuple(shown),
        "; ".join(dict.fromkeys(filter(None, remedies))),
        must.notes,
        frozenset(part for reading in deciding for part in unmet(reading)),
    )


def phrase(reading: Reading, as_of: dt.date) -> str:
    name, value = reading.attribute.name, reading.value
    asked = f"{'not ' if reading.negated else ''}{reading.asked.phrase('be', 'have')}"
    missing = _missing(reading)
    if missing is None:
        why = f": {value.because}" if isinstance(value, Known) and value.remedy else ""
        return f"{name} must {asked}, but is {show_value(value)}{distance(value, as_of)}{why}"
    shown = UNKNOWN if reading.truth is Truth.UNKNOWN else show_value(value)
    return f"{name} must {asked}, but is {shown}: {missing.reason}"


def _missing(reading: Reading) -> Unknown | None:
    """What is not known, where that is why the condition does not hold, and what to do about it."""
    if reading.truth is Truth.UNKNOWN or reading.asked.operator.of_knowledge:
        return gap(reading.value) or reading.asked.doubt(reading.value)
    return None


def unmet(reading: Reading) -> Iterator[Unmet]:
    """A condition that does not hold, once for everything that breaks it."""
    name, value, operator = reading.attribute.name, reading.value, reading.asked.operator
    asked = f"{name} must {'not ' if reading.negated else ''}{reading.asked.phrase('be', 'have')}"
    missing = _lacking(reading)
    if missing:
        yield from (Unmet(asked, f"without {show(datum)}") for datum in missing)
    elif isinstance(value, Members) and value.certain:
        yield from (Unmet(asked, show(datum)) for datum in value.certain)
    elif isinstance(value, Known) and not operator.of_knowledge:
        yield Unmet(asked, show(value.value), _worse(reading))
    else:
        yield Unmet(asked)


def _lacking(reading: Reading) -> frozenset[Datum]:
    """What a set should hold and does not: there, less is worse. Licenses hold each other, so they are not counted."""
    value, asked = reading.value, reading.asked
    if not isinstance(value, Members) or not asked.operator.lacking or reading.negated or asked.names == "license":
        return frozenset()
    return frozenset(asked.values) - value.certain


def _worse(reading: Reading) -> Worse:
    """In which direction an amount or a day gets worse."""
    worse = reading.asked.operator.worse
    if not worse or not reading.negated:
        return worse
    return "more" if worse == "less" else "less"


def label(reading: Reading) -> str:
    unsure = reading.truth is Truth.UNKNOWN and gap(reading.value) is not None
    state = UNKNOWN if unsure else show_value(reading.value)
    return f"{reading.attribute.name}: {state}"


def mend(reading: Reading) -> str:
    """What to do about what is not known, or about a value that is wrong."""
    missing = _missing(reading)
    if missing is not None:
        return missing.remedy
    return reading.value.remedy if isinstance(reading.value, Known) and reading.truth is Truth.FALSE else ""
