"""Observations of no service in particular: of callers that nobody knows, and what gateways offer; and the count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checker.condition.truth import Truth
from checker.diagnostic import many
from checker.kinds.parts.held_against import MAP, Question
from checker.kinds.parts.observed_uses import DECLARE, NOTED, distinct, places_of, tell, why_open
from checker.kinds.parts.sightings import Offer, Seen, Side, best, quote
from checker.report import Decision, Subject, Unmet, Verdict


def judge_unmapped(question: Question, loose: Sequence[Seen]) -> Iterator[Decision]:
    """What was observed of callers that are no service, each use by itself: whether that is declared is unknown."""
    by_use: dict[str, list[Seen]] = defaultdict(list)
    for one in loose:
        if one.when != "out":
            caller = one.observation.caller
            by_use[f"{f'caller {quote(caller)}' if caller else 'no caller'}: {one.shown}"].append(one)
    for use, seen in sorted(by_use.items()):
        subject = Subject(key=use)
        if question.is_undeclared_allowed:
            yield Decision(subject, Verdict.NOT_APPLICABLE, "uses that no route declares are allowed")
            continue
        listed = distinct(seen)
        message = f"{tell(listed[0])}, and {_name_caller(listed[0])} is no service of the fleet"
        more = tuple(tell(one) for one in listed[1 : 1 + NOTED])
        breaks = frozenset({Unmet("every caller must be a service")})
        yield Decision(subject, Verdict.UNKNOWN, message, tuple(places_of(listed)), message, MAP, more, breaks)


def _name_caller(one: Seen) -> str:
    caller, service = one.observation.caller or "nobody", one.observation.service
    return f"caller {caller}" if service in {"", caller} else f"caller {caller}, mapped to {service},"


def judge_offers(question: Question, offered: Sequence[Seen], sides: Sequence[Side] | None) -> Iterator[Decision]:
    """What gateways offer to anybody: some service must declare it. ``sides`` is None if not all services are here."""
    routes = [route for side in sides or () for route in side.offers]
    by_use: dict[str, list[Seen]] = defaultdict(list)
    for one in offered:
        by_use[one.shown].append(one)
    for use, seen in sorted(by_use.items()):
        subject = Subject(key=f"offer {use}")
        if sides is None or question.is_undeclared_allowed:
            why = "uses that no route declares are allowed" if sides is not None else "only a rule of all can tell"
            yield Decision(subject, Verdict.NOT_APPLICABLE, why)
        else:
            yield _judge_offer(subject, distinct(seen), routes, sides)


def _judge_offer(subject: Subject, seen: Sequence[Seen], routes: Sequence[Offer], sides: Sequence[Side]) -> Decision:
    """One model at one host, which a gateway may offer by several names: the worst of what these come to."""
    one = min(seen, key=lambda one: _WORST_FIRST.index(best(one, routes)))
    truth = best(one, routes)
    if truth is Truth.TRUE:
        return Decision(subject, Verdict.PASS, f"{tell(one)}, and a service declares it")
    incomplete = any(side.unjudged is not None or not side.certain for side in sides)
    verdict = Verdict.FAIL if truth is Truth.FALSE and not incomplete else Verdict.UNKNOWN
    unknown = f"whether a service declares it is unknown: {why_open(one, routes)}"
    said = f"{tell(one)}, and {'no service declares such a route' if verdict is Verdict.FAIL else unknown}"
    breaks = frozenset({Unmet("every offered model must be declared")})
    return Decision(subject, verdict, said, tuple(places_of([one])), said, DECLARE, breaks=breaks)


def count_all(sides: Sequence[Side], loose: Sequence[Seen], offered: Sequence[Seen], total: int) -> str:
    """What became of each observation. The numbers add up to all that there are."""
    numbers: dict[str, int] = defaultdict(int)
    routes = [route for side in sides for route in side.offers]
    for side in sides:
        for one in side.seen:
            numbers[_became(one, side.offers)] += 1
    for one in loose:
        numbers["out of the window" if one.when == "out" else "unmapped"] += 1
    for one in offered:
        numbers[_became(one, routes)] += 1
    numbers["of services that the rule is not about"] += total - sum(numbers.values())
    listed = [f"{numbers[name]} {name}" for name in CLASSES if numbers[name]]
    return f"{many(total, 'observation')}: {', '.join(listed)}" if listed else "nothing was observed"


CLASSES = (
    "matched", "undeclared", "undecided", "unmapped", "out of the window", "of services that the rule is not about",
)  # fmt: skip
_WORST_FIRST = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
_BECAME: Mapping[Truth, str] = {Truth.TRUE: "matched", Truth.FALSE: "undeclared", Truth.UNKNOWN: "undecided"}


def _became(one: Seen, offers: Sequence[Offer]) -> str:
    return "out of the window" if one.when == "out" else _BECAME[best(one, offers)]
