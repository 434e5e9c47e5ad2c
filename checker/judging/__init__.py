"""Judges every rule over the fleet. Reads nothing, writes nothing.

``look`` and ``gather`` of ``docket`` go through services; here their results become verdicts and findings. What they
were collected from need not be there any more: a manifest is asked for again only where a finding shows a place in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import Location, Place, Spot
from checker.fleet import Fleet, Population
from checker.judging.docket import (
    AnyPolicy,
    Docket,
    Group,
    Looked,
    Pieces,
    PiecesOf,
    describe_crash,
    gather,
    look,
    open_docket,
)  # fmt: skip
from checker.judging.grounds import LocateAll, place_grounds
from checker.judging.names import rule_foreign
from checker.judging.not_judged import not_read, nothing_selected, only
from checker.judging.pulls import name_pulls
from checker.judging.selection import Selection, complete
from checker.kinds import AnyKind
from checker.kinds.kind import Conclusion
from checker.policy import Origin
from checker.progress import follow
from checker.record import dataclass
from checker.report import Decision, Finding, Ruling, Subject, Verdict, worst
from checker.report.decided import count_verdicts, say_more
from checker.source import Document

__all__ = ["AnyPolicy", "Judgement", "conclude", "judge_rules", "locate_in"]


@dataclass(frozen=True, slots=True)
class Judgement:
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]


def judge_rules(policies: Sequence[AnyPolicy], fleet: Fleet) -> Judgement:
    """Every rule's ruling and every finding; of a fleet that is not complete no fleet rule is judged."""
    docket = open_docket(policies, fleet.world)
    looked, members = look(docket, fleet.services)
    population = Population(looked.names, fleet.world, fleet.unread, fleet.complete)
    # NOTE: of one question after the other, so that few pieces are kept at a time.
    return conclude(docket, population, looked, lambda group: gather(fleet.world, group, members), locate_in(fleet))


def locate_in(fleet: Fleet) -> LocateAll:
    """Looks up places in the manifests of a fleet."""
    documents = {service.document.file: service.document for service in fleet.services}
    return lambda places: {place: documents[place.file].locate(place) for place in places}


def conclude(
    docket: Docket, population: Population, looked: Looked, pieces_of: PiecesOf, locate: LocateAll
) -> Judgement:
    """What was collected from all services, as rulings and findings.

    Args:
        docket: what was asked.
        population: everybody, those without a manifest too.
        looked: what is known of those with a manifest.
        pieces_of: what a question collected from them.
        locate: looks up places in manifests.
    """
    selections = {
        name: complete(looked.chosen[name], condition, docket.world, population.unseen)
        for name, condition in docket.conditions.items()
    }
    context = _Context(docket, population)
    found: dict[int, Ruling] = {}
    for group in follow(docket.groups, "judging rules", len(docket.groups)):
        asked = _Asked(group, selections[group.selection], pieces_of)
        found.update((number, _rule(number, asked, context)) for number in group.rules)
    found.update(name_pulls([(rule, found[number]) for number, (_, rule, _) in enumerate(docket.rules)]))
    rulings = [found[number] for number in range(len(docket.rules))]
    findings = _place([told for number, ruling in enumerate(rulings) for told in _tell(number, ruling, docket)], locate)
    if docket.world.grounds:
        rulings = place_grounds(rulings, findings, locate)
    foreign = rule_foreign(looked.foreign, population.names)
    if foreign is not None:
        rulings.append(foreign[0])
        findings += foreign[1]
    return Judgement(tuple(rulings), tuple(sorted(findings, key=lambda finding: finding.sort_key)))


@dataclass(eq=False)
class _Asked:
    """A question with what was collected, from those without a manifest too."""

    group: Group
    selection: Selection
    pieces_of: PiecesOf
    collected: Pieces | None = None

    def pieces(self, context: _Context) -> Pieces:
        if self.collected is None:
            rule, world = self.group.rule, context.docket.world
            seen = self.pieces_of(self.group)
            if seen.crash is None:
                unseen = tuple(piece for m in self.selection.unseen for piece in rule.collect_unseen(world, m))
                names = {*context.population.names, *(service.name for service in context.population.unseen)}
                beyond = rule.collect_beyond(world, names)
                seen = Pieces(rule.merge(seen.found, (*unseen, *beyond)))
            self.collected = seen
        return self.collected


@dataclass(frozen=True, slots=True)
class _Context:
    docket: Docket
    population: Population


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding whose places are still to be looked up."""

    rule: AnyKind
    ruling: Ruling
    found: Decision
    spots: tuple[Spot, ...]


def _rule(number: int, asked: _Asked, context: _Context) -> Ruling:
    policy, rule, origin = context.docket.rules[number]
    level, selection = rule.level_on(context.docket.world.as_of), asked.selection
    conclusion = _contain_crash(rule, origin.at, asked, context)
    return Ruling(
        id=rule.id,
        policy=policy.header.policy,
        kind=rule.kind,
        level=level,
        title=rule.title,
        sentence=rule.sentence(),
        location=policy.locate(origin.below("id")),
        verdict=conclusion.verdict or worst(count_verdicts(conclusion.decisions)),
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


def _tell(number: int, ruling: Ruling, docket: Docket) -> list[_Told]:
    policy, rule, origin = docket.rules[number]
    told = [found for found in say_more(ruling.decisions) if found.places or found.verdict.broken]
    return [_Told(rule, ruling, found, _spots(policy, origin, found)) for found in told]


def _spots(policy: AnyPolicy, origin: Origin, found: Decision) -> tuple[Spot, ...]:
    """Where a finding is; of places in policies, where they are in the file."""
    places = found.places or (origin.at,)  # a run fails for findings alone, so nothing broken may be without one
    spots = (spot if isinstance(spot, Location) else origin.place(spot) for spot in places)
    documents = {document.file: document for document in policy.documents}
    return tuple(_in_policy(spot, documents) for spot in spots)


def _in_policy(spot: Spot, documents: Mapping[str, Document]) -> Spot:
    here = documents.get(spot.file)
    return spot if isinstance(spot, Location) or here is None else here.locate(spot)


def _contain_crash(rule: AnyKind, at: Place, asked: _Asked, context: _Context) -> Conclusion:
    try:
        found = _conclude(rule, at, asked, context)
    except Exception as error:  # noqa: BLE001 - the one place a faulty kind is contained
        found = describe_crash(error)
    if isinstance(found, Conclusion):
        return found
    help_ = "this is a bug in modelbylaws, please report it"
    return only(Decision(Subject(), Verdict.ERROR, f"the rule itself failed: {found}", (at,), help=help_))


def _conclude(rule: AnyKind, at: Place, asked: _Asked, context: _Context) -> Conclusion | str:
    """What a rule came to, or how it failed for a service."""
    selection, population = asked.selection, context.population
    nobody = not selection.looked_at and not selection.unseen
    if (rule.fleet_wide or nobody) and not population.complete:
        return not_read(at, population)
    if nobody and rule.no_match == "ok":
        return Conclusion(verdict=Verdict.NOT_APPLICABLE, reason=f"selection {rule.of!r} selects no service")
    if nobody:
        count = len(population.names) + len(population.unseen)
        return nothing_selected(rule, at, f"none of {count} services")
    pieces = asked.pieces(context)
    if pieces.crash is not None:
        return pieces.crash[1]
    conclude_ = rule.conclude_with_grounds if context.docket.world.grounds else rule.conclude
    conclusion = conclude_(pieces.found, at)
    return conclusion if selection.looked_at else _by_nameonly(rule, at, selection, context, conclusion)


def _by_nameonly(
    rule: AnyKind, at: Place, selection: Selection, context: _Context, conclusion: Conclusion
) -> Conclusion:
    """A rule that looked at no manifest at all holds nothing, and may have a slip in its selection."""
    few = f"none of the {len(context.population.names)} services that have a manifest"
    if (conclusion.verdict or worst(count_verdicts(conclusion.decisions))) is Verdict.PASS:
        return nothing_selected(rule, at, few)
    if any(member.certain for member in selection.unseen):
        return conclusion
    note = f"selection {rule.of!r} selects {few}"
    noted = tuple(replace(found, notes=(*found.notes, note)) for found in conclusion.decisions)
    return replace(conclusion, decisions=noted)


def _place(told: Sequence[_Told], locate: LocateAll) -> list[Finding]:
    """The findings, with their places looked up: all those in one manifest at once."""
    wanted = {spot: None for one in told for spot in one.spots if isinstance(spot, Place)}
    located = locate(tuple(wanted))
    return [
        _finding(one, tuple(spot if isinstance(spot, Location) else located[spot] for spot in one.spots))
        for one in told
    ]


def _finding(told: _Told, locations: tuple[Location, ...]) -> Finding:
    rule, found = told.rule, told.found
    return Finding(
        rule.id,
        rule.title,
        told.ruling.level,
        found.verdict,
        found.subject,
        found.message or found.reason,
        locations,
        found.help,
        found.notes,
        rule.fix or "",
        breaks=found.breaks,
        cause=found.cause,
        count=found.count,
    )
