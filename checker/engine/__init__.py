"""Judges every rule over the fleet. Reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.condition import Outcome, Reading
from checker.condition.truth import Truth, show_value
from checker.diagnostic import Location, Place
from checker.engine.names import foreign_names
from checker.fleet import Fleet
from checker.fleet.view import View
from checker.kinds import AnyKind
from checker.kinds.kind import Breach, Conclusion, Member
from checker.policy import Origin, Policy
from checker.report import Decision, Exclusion, Finding, Ruling, Subject, Verdict, worst
from checker.source import Document

AnyPolicy = Policy[AnyKind]

EVERYONE = Outcome(Truth.TRUE, ())
"""The outcome of the selection ``all``."""


@dataclass(frozen=True, slots=True)
class Judgement:
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Who a selection picks, certainly or possibly, and why the others are left out."""

    members: tuple[Member, ...]
    excluded: tuple[Exclusion, ...]


def judge(
    policies: Sequence[AnyPolicy], fleet: Fleet, documents: Mapping[str, Document], *, complete: bool
) -> Judgement:
    """Every rule's ruling and every finding.

    Args:
        policies: what to judge by.
        fleet: whom to judge.
        documents: every file that a place may name, by its name.
        complete: whether every manifest could be read; if not, no fleet rule is judged.
    """
    selections: dict[tuple[str, str], Selection] = {}
    results: list[tuple[Ruling, list[Finding]]] = []
    for policy in sorted(policies, key=lambda policy: policy.document.file):
        for rule, origin in zip(policy.rules, policy.origins, strict=True):
            name = (policy.document.file, rule.of)
            if name not in selections:
                selections[name] = select(policy, rule.of, fleet)
            results.append(_rule(policy, rule, origin, selections[name], _Context(fleet, documents, complete)))
    foreign = foreign_names(fleet, documents)
    if foreign is not None:
        results.append(foreign)
    findings = sorted((finding for _, found in results for finding in found), key=lambda finding: finding.sort_key)
    return Judgement(tuple(ruling for ruling, _ in results), tuple(findings))


@dataclass(frozen=True, slots=True)
class _Context:
    fleet: Fleet
    documents: Mapping[str, Document]
    complete: bool


def select(policy: AnyPolicy, name: str, fleet: Fleet) -> Selection:
    """Apply a selection of a policy to every service."""
    condition = policy.selection(name)
    members: list[Member] = []
    excluded: list[Exclusion] = []
    for service in fleet.services:
        view = View(fleet.world, service)
        if condition is None:
            members.append(Member(service, EVERYONE, certain=True))
            continue
        outcome = view.judge(condition)
        if outcome.truth is Truth.FALSE:
            excluded.append(Exclusion(service.name, _why_not(outcome.deciding)))
        else:
            members.append(Member(service, outcome, certain=outcome.truth is Truth.TRUE))
    return Selection(tuple(members), tuple(excluded))


def _why_not(deciding: tuple[Reading, ...]) -> str:
    return "; ".join(dict.fromkeys(f"{r.attribute.name} is {show_value(r.value)}" for r in deciding))


def _rule(
    policy: AnyPolicy, rule: AnyKind, origin: Origin, selection: Selection, context: _Context
) -> tuple[Ruling, list[Finding]]:
    level = rule.level_on(context.fleet.world.as_of)
    conclusion = _contained(rule, origin.at, selection, context)
    members = selection.members
    ruling = Ruling(
        id=rule.id,
        policy=policy.header.policy,
        kind=rule.kind,
        level=level,
        title=rule.title,
        sentence=rule.sentence(),
        location=context.documents[origin.at.file].locate(origin.below("id")),
        verdict=conclusion.verdict or worst([decision.verdict for decision in conclusion.decisions]),
        why=rule.why or "",
        controls=rule.controls,
        selected=tuple(member.service.name for member in members if member.certain),
        possible=tuple(member.service.name for member in members if not member.certain),
        excluded=selection.excluded,
        decisions=conclusion.decisions,
        measures=conclusion.measures,
        reason=conclusion.reason,
        bound=rule.bound,
    )
    return ruling, [_finding(rule, ruling, origin, breach, context) for breach in conclusion.breaches]


def _contained(rule: AnyKind, at: Place, selection: Selection, context: _Context) -> Conclusion:
    try:
        return _conclude(rule, at, selection, context)
    except Exception as error:  # noqa: BLE001 - the one place a faulty kind is contained
        message = f"the rule itself failed: {type(error).__name__}: {error}"
        help_ = "this is a bug in modelbylaws, please report it"
        return _only(Breach(Subject(), Verdict.ERROR, message, (at,), help_), Verdict.ERROR)


def _conclude(rule: AnyKind, at: Place, selection: Selection, context: _Context) -> Conclusion:
    members = selection.members
    if (rule.fleet_wide or not members) and not context.complete:
        message = "input-invalid: not judged, because not every manifest or inventory could be read"
        return _only(Breach(Subject(), Verdict.UNKNOWN, message, (at,), "correct the faults listed"), Verdict.UNKNOWN)
    world = context.fleet.world
    unseen = tuple(piece for entry in context.fleet.missing for piece in rule.without_manifest(world, entry))
    if not members and not unseen and rule.no_match == "ok":
        return Conclusion(verdict=Verdict.NOT_APPLICABLE, reason=f"selection {rule.of!r} selects no service")
    if not members and not unseen:
        count = len(context.fleet.services)
        message = f"nothing-selected: selection {rule.of!r} selects none of {count} services"
        place = Place(at.file, (*at.path, "of"), "selects nothing")
        help_ = "correct the selection, or write no-match: ok if that is meant"
        return _only(Breach(Subject(), Verdict.UNKNOWN, message, (place,), help_), Verdict.UNKNOWN)
    seen = tuple(piece for member in members for piece in rule.collect(world, member))
    return rule.conclude(rule.merge(seen, unseen), at)


def _only(breach: Breach, verdict: Verdict) -> Conclusion:
    decision = Decision(breach.subject, verdict, breach.message)
    return Conclusion((decision,), (breach,), verdict=verdict, reason=breach.message)


def _finding(rule: AnyKind, ruling: Ruling, origin: Origin, breach: Breach, context: _Context) -> Finding:
    spots = [spot if isinstance(spot, Location) else origin.place(spot) for spot in breach.places]
    locations = tuple(
        spot if isinstance(spot, Location) else context.documents[spot.file].locate(spot) for spot in spots
    )
    return Finding(
        rule.id,
        rule.title,
        ruling.level,
        breach.verdict,
        breach.subject,
        breach.message,
        locations,
        breach.help,
        breach.notes,
        rule.fix or "",
        breaks=breach.breaks,
    )
