"""Judges every rule over the fleet. Reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from checker.diagnostic import Location, Place
from checker.fleet import Fleet, World
from checker.judging.names import foreign_names
from checker.judging.selection import Selection, select
from checker.kinds import AnyKind
from checker.kinds.kind import Conclusion
from checker.kinds.parts.shares import some_of
from checker.policy import Origin, Policy
from checker.report import Cause, Decision, Finding, Ruling, Subject, Verdict, worst
from checker.source import Document

AnyPolicy = Policy[AnyKind]


@dataclass(frozen=True, slots=True)
class Judgement:
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class _Asked:
    """What rules share that ask the same of the same services: it is collected once."""

    rule: AnyKind
    """Any of them."""
    selection: Selection
    world: World

    @cached_property
    def pieces(self) -> tuple[Any, ...]:  # of each kind another type, which its own ``conclude`` takes
        rule, world = self.rule, self.world
        seen = tuple(piece for member in self.selection.members for piece in rule.collect(world, member))
        unseen = tuple(piece for member in self.selection.unseen for piece in rule.collect_unseen(world, member))
        return rule.merge(seen, unseen)


def judge_rules(policies: Sequence[AnyPolicy], fleet: Fleet) -> Judgement:
    """Every rule's ruling and every finding; of a fleet that is not complete no fleet rule is judged."""
    documents = {document.file: document for policy in policies for document in policy.documents}
    documents |= {service.document.file: service.document for service in fleet.services}
    context = _Context(fleet, documents)
    rules = [
        (policy, rule, origin)
        for policy in sorted(policies, key=lambda policy: policy.document.file)
        for rule, origin in zip(policy.rules, policy.origins, strict=True)
    ]
    found = _judge_in_groups(rules, context)
    results = [found[number] for number in range(len(rules))]
    foreign = foreign_names(fleet)
    if foreign is not None:
        results.append(foreign)
    findings = sorted((finding for _, found in results for finding in found), key=lambda finding: finding.sort_key)
    return Judgement(tuple(ruling for ruling, _ in results), tuple(findings))


def _judge_in_groups(
    rules: Sequence[tuple[AnyPolicy, AnyKind, Origin]], context: _Context
) -> dict[int, tuple[Ruling, list[Finding]]]:
    """By its number, what each rule came to. Of one question after the other, so that few pieces are kept at a time."""
    selections: dict[tuple[str, str], Selection] = {}
    groups: dict[Hashable, list[int]] = {}
    for number, (policy, rule, _) in enumerate(rules):
        name = (policy.document.file, rule.of)
        if name not in selections:
            selections[name] = select(policy, rule.of, context.fleet)
        groups.setdefault((name, rule.question), []).append(number)
    results: dict[int, tuple[Ruling, list[Finding]]] = {}
    for numbers in groups.values():
        policy, rule, _ = rules[numbers[0]]
        asked = _Asked(rule, selections[policy.document.file, rule.of], context.fleet.world)
        results.update((number, _rule(*rules[number], asked, context)) for number in numbers)
    return results


@dataclass(frozen=True, slots=True)
class _Context:
    fleet: Fleet
    documents: Mapping[str, Document]
    """Every file that a place may name: policies, and manifests."""


def _rule(
    policy: AnyPolicy, rule: AnyKind, origin: Origin, asked: _Asked, context: _Context
) -> tuple[Ruling, list[Finding]]:
    level, selection = rule.level_on(context.fleet.world.as_of), asked.selection
    conclusion = _contain_crash(rule, origin.at, asked, context)
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
        selected=selection.certain,
        possible=selection.possible,
        excluded=selection.excluded,
        decisions=conclusion.decisions,
        measures=conclusion.measures,
        reason=conclusion.reason,
        bound=rule.bound,
        unseen=tuple(member.service.name for member in selection.unseen),
        fleet_wide=rule.fleet_wide,
    )
    told = [found for found in conclusion.decisions if found.places or found.verdict.broken]
    return ruling, [_finding(rule, ruling, origin, found, context) for found in told]


def _contain_crash(rule: AnyKind, at: Place, asked: _Asked, context: _Context) -> Conclusion:
    try:
        return _conclude(rule, at, asked, context)
    except Exception as error:  # noqa: BLE001 - the one place a faulty kind is contained
        message = f"the rule itself failed: {type(error).__name__}: {error}"
        help_ = "this is a bug in modelbylaws, please report it"
        return _only(Decision(Subject(), Verdict.ERROR, message, (at,), help=help_))


def _conclude(rule: AnyKind, at: Place, asked: _Asked, context: _Context) -> Conclusion:
    selection = asked.selection
    nobody = not selection.members and not selection.unseen
    if (rule.fleet_wide or nobody) and not context.fleet.complete:
        return _not_read(at, context.fleet)
    if nobody and rule.no_match == "ok":
        return Conclusion(verdict=Verdict.NOT_APPLICABLE, reason=f"selection {rule.of!r} selects no service")
    if nobody:
        count = len(context.fleet.services) + len(context.fleet.unseen)
        return _nothing_selected(rule, at, f"none of {count} services")
    conclusion = rule.conclude(asked.pieces, at)
    return conclusion if selection.members else _by_name_only(rule, at, selection, context, conclusion)


def _by_name_only(
    rule: AnyKind, at: Place, selection: Selection, context: _Context, conclusion: Conclusion
) -> Conclusion:
    """A rule that looked at no manifest at all holds nothing, and may have a slip in its selection."""
    few = f"none of the {len(context.fleet.services)} services that have a manifest"
    if (conclusion.verdict or worst([decision.verdict for decision in conclusion.decisions])) is Verdict.PASS:
        return _nothing_selected(rule, at, few)
    if any(member.certain for member in selection.unseen):
        return conclusion
    note = f"selection {rule.of!r} selects {few}"
    noted = tuple(replace(found, notes=(*found.notes, note)) for found in conclusion.decisions)
    return replace(conclusion, decisions=noted)


def _nothing_selected(rule: AnyKind, at: Place, of_whom: str) -> Conclusion:
    message = f"nothing-selected: selection {rule.of!r} selects {of_whom}"
    place = Place(at.file, (*at.path, "of"), "selects nothing")
    help_ = "correct the selection, or write no-match: ok if that is meant"
    return _only(Decision(Subject(), Verdict.UNKNOWN, message, (place,), help=help_))


def _not_read(at: Place, fleet: Fleet) -> Conclusion:
    """No share is given over a part of a population."""
    places = tuple(dict.fromkeys(entry.location for entry in fleet.unread))
    reasons = sorted({entry.reason for entry in fleet.unread}) or ["the manifests contradict each other"]
    files = some_of(sorted({place.file for place in places}))
    because = reasons[0] if len(reasons) == 1 else f"{files} could not be read"
    message = f"input-invalid: not judged, because {because}"
    cause = Cause("not-read", because, places)
    help_ = "correct the faults listed"
    return _only(Decision(Subject(), Verdict.UNKNOWN, message, (at, *places), help=help_, cause=cause))


def _only(decision: Decision) -> Conclusion:
    return Conclusion((decision,), verdict=decision.verdict, reason=decision.reason)


def _finding(rule: AnyKind, ruling: Ruling, origin: Origin, found: Decision, context: _Context) -> Finding:
    places = found.places or (origin.at,)  # a run fails for findings alone, so nothing broken may be without one
    spots = [spot if isinstance(spot, Location) else origin.place(spot) for spot in places]
    locations = tuple(
        spot if isinstance(spot, Location) else context.documents[spot.file].locate(spot) for spot in spots
    )
    return Finding(
        rule.id,
        rule.title,
        ruling.level,
        found.verdict,
        found.subject,
        found.message or found.reason,
        locations,
        found.help,
        found.notes,
        rule.fix or "",
        breaks=found.breaks,
        cause=found.cause,
    )
