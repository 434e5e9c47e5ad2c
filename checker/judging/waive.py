"""A judgement with its waivers: what they remove, and what is wrong with them.

A waiver changes verdicts only. Services stay in every population, numerator
and denominator, and what is waived stays in the report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import Diagnostic, did_you_mean
from checker.files.waivers import Placed, Target
from checker.fleet import Population
from checker.judging import Judgement
from checker.judging.docket import AnyPolicy
from checker.judging.names import FLEET_TOO_OLD
from checker.judging.names import RULE as KNOWN_NAMES
from checker.judging.waiver_case import Case, Flaw, Held, show_limit, state
from checker.judging.waiver_flaws import TITLES, WAIVABLE, flaws
from checker.record import dataclass
from checker.report import Decision, Finding, JudgedWaiver, Ruling, Subject, Verdict, WaiverState, worst
from checker.report.judged_waiver import ABOUT_WAIVERS

BUILTIN = frozenset({KNOWN_NAMES, FLEET_TOO_OLD, *(f"waiver-{flaw}" for flaw in TITLES)})
"""Rules that no policy holds. No one may approve a waiver of them."""


def unknown_rules(waivers: Sequence[Placed], policies: Sequence[AnyPolicy]) -> Iterator[Diagnostic]:
    """Waivers of rules that no policy holds."""
    known = BUILTIN.union(rule.id for policy in policies for rule in policy.rules)
    for placed in waivers:
        rule = placed.waiver.rule
        if rule not in known:
            at = (placed.locate("rule"),)
            message = f"waiver {placed.waiver.id} is for rule {rule!r}, which no policy holds"
            yield Diagnostic("unknown-rule", message, at, did_you_mean(rule, known - BUILTIN))


@dataclass(frozen=True, slots=True)
class _Judged:
    """A waiver's case, and what came of it."""

    case: Case
    flaws: tuple[Flaw, ...]

    @property
    def enough(self) -> bool:
        return not self.case.findings or self.case.covers()

    @property
    def states(self) -> tuple[WaiverState, ...]:
        found = tuple(dict.fromkeys(flaw.state for flaw in self.flaws))
        return found or (("active",) if self.enough else ("not-enough",))


def waive(
    judgement: Judgement,
    waivers: Sequence[Placed],
    policies: Sequence[AnyPolicy],
    fleet: Population,
) -> tuple[Judgement, tuple[JudgedWaiver, ...]]:
    """The judgement with its waivers, and what every waiver is worth, soonest to expire first.

    Args:
        judgement: what was found.
        waivers: each for another finding.
        policies: those that were judged by. Waivers of other rules are ignored.
        fleet: who was judged.
    """
    if not waivers:
        return judgement, ()
    held = {rule.id: Held(policy, index) for policy in policies for index, rule in enumerate(policy.rules)}
    rulings = {ruling.id: ruling for ruling in judgement.rulings}
    counting = {p.waiver.finding for p in waivers if state(p.waiver, fleet.world.as_of) == "active"}
    judged: list[_Judged] = []
    for placed in sorted(waivers, key=lambda placed: placed.sort_key):
        rule = placed.waiver.rule
        if rule not in held and rule not in BUILTIN:
            continue
        own = rulings.get(rule) if rule in held else None
        case = Case(placed, held.get(rule), own, (), fleet)
        case = replace(case, findings=_find_named(case, judgement), relieved=_relieved(case, counting))
        judged.append(_Judged(case, tuple(flaws(case))))
    done = _apply(judgement, judged)
    about = sorted((found for one in judged for found in _findings(one)), key=lambda found: found.sort_key)
    every = sorted((*done.findings, *about), key=lambda found: found.sort_key)
    states = {one.case.placed.sort_key: one.states for one in judged}
    listed = [_judged_waiver(p, fleet, states.get(p.sort_key, ("rule-not-loaded",))) for p in waivers]
    listed.sort(key=lambda waiver: (waiver.expires, waiver.id))
    return Judgement((*done.rulings, *_rulings(about)), tuple(every)), tuple(listed)


def _relieved(case: Case, counting: Collection[tuple[str, Target]]) -> bool:
    return case.now != "active" and case.waiver.finding in counting


def _find_named(case: Case, judgement: Judgement) -> tuple[Finding, ...]:
    return tuple(
        f
        for f in judgement.findings
        if f.rule == case.waiver.rule and f.subject == case.subject and f.verdict in WAIVABLE
    )


def _apply(judgement: Judgement, judged: Sequence[_Judged]) -> Judgement:
    """What active waivers name is waived; a finding whose waiver is not enough says so."""
    sound = [one.case for one in judged if one.case.findings and not one.flaws]
    active = {(case.waiver.rule, case.subject): case.waiver.id for case in sound if case.covers()}
    short = {(case.waiver.rule, case.subject): _not_enough(case) for case in sound if not case.covers()}
    findings = tuple(_finding(found, active, short) for found in judgement.findings)
    return Judgement(tuple(_ruling(ruling, active) for ruling in judgement.rulings), findings)


_Named = Mapping[tuple[str, Subject], str]
"""Something said of a finding, by its rule and subject."""


def _not_enough(case: Case) -> str:
    limit = show_limit(case.waiver.limit) if case.waiver.limit else "none"
    return f"; the rule does not certainly hold at the limit of waiver {case.waiver.id} either: {limit}"


def _finding(found: Finding, active: _Named, short: _Named) -> Finding:
    named = (found.rule, found.subject)
    if named in active and found.verdict in WAIVABLE:
        return replace(found, verdict=Verdict.WAIVED, waiver=active[named], excused=found.verdict)
    return replace(found, message=f"{found.message}{short[named]}") if named in short else found


def _ruling(ruling: Ruling, active: _Named) -> Ruling:
    waived = {subject: waiver for (rule, subject), waiver in active.items() if rule == ruling.id}
    if not waived:
        return ruling
    decisions = tuple(
        replace(d, verdict=Verdict.WAIVED, reason=f"{d.reason}; waived by {waived[d.subject]}")
        if d.subject in waived and d.verdict in WAIVABLE
        else d
        for d in ruling.decisions
    )
    measures = tuple(
        replace(m, verdict=Verdict.WAIVED) if Subject(key=m.key) in waived and m.verdict in WAIVABLE else m
        for m in ruling.measures
    )
    verdict = worst([decision.verdict for decision in decisions])
    return replace(ruling, decisions=decisions, measures=measures, verdict=verdict)


def _findings(one: _Judged) -> Iterator[Finding]:
    placed = one.case.placed
    for flaw in (flaw for flaw in one.flaws if not flaw.quiet):
        locations = (placed.locate(flaw.key), *flaw.other)
        subject = Subject(key=placed.waiver.id)
        title = TITLES[flaw.state]
        yield Finding(f"waiver-{flaw.state}", title, "soft", Verdict.FAIL, subject, flaw.message, locations, flaw.help)


def _rulings(findings: Sequence[Finding]) -> Iterator[Ruling]:
    """One ruling for each built-in rule that a waiver breaks."""
    for rule in sorted({found.rule for found in findings}):
        own = [found for found in findings if found.rule == rule]
        yield Ruling(
            id=rule,
            policy="builtin",
            kind=ABOUT_WAIVERS,
            level="soft",
            title=own[0].title,
            sentence=f"{own[0].title}.",
            location=own[0].locations[0],
            verdict=Verdict.FAIL,
            why="An exception counts only as long as somebody who may has approved it, and no longer.",
            controls=(),
            selected=(),
            possible=(),
            excluded=(),
            decisions=tuple(Decision(found.subject, found.verdict, found.message) for found in own),
            measures=(),
            fleet_wide=True,
            builtin=True,
        )


def _judged_waiver(placed: Placed, fleet: Population, states: tuple[WaiverState, ...]) -> JudgedWaiver:
    waiver, target = placed.waiver, placed.waiver.for_
    return JudgedWaiver(
        id=waiver.id,
        rule=waiver.rule,
        subject=Subject(target.service, target.use, target.route, target.key),
        states=states,
        days_left=(waiver.expires - fleet.world.as_of).days,
        requested_by=waiver.requested_by,
        approved_by=waiver.approved_by,
        approved_on=waiver.approved_on,
        expires=waiver.expires,
        reason=waiver.reason,
        ticket=waiver.ticket or "",
        limit=show_limit(waiver.limit) if waiver.limit else "",
        location=placed.locate("id"),
        model=target.model or "",
    )
