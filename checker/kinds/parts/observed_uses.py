"""Each use that was observed of a service, and no route of it declares: a finding of its own.

So a waiver, a baseline or a base excuses the uses that it names, and no use that comes later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.condition.truth import Truth
from checker.diagnostic import Location, Spot, many
from checker.kinds.parts.sightings import Offer, Seen, Side, best, same_model
from checker.report import Decision, Subject, Unmet, Verdict

NOTED = 20
"""Most observations in the notes of one finding."""
DECLARE = "declare a route for it, or take the use out"


def judge_uses(side: Side, *, is_undeclared_allowed: bool) -> Iterator[Decision]:
    """Whether each observation of a service is of one of its routes; a finding for each model at a host that is not."""
    service = Subject(side.service)
    counted = [one for one in side.seen if one.when != "out"]
    judged = [(one, best(one, side.offers)) for one in counted]
    broken: dict[str, list[tuple[Seen, Truth]]] = defaultdict(list)
    for one, truth in judged:
        if truth is not Truth.TRUE:
            broken[one.shown].append((one, truth))
    if not counted:
        yield Decision(service, Verdict.NOT_APPLICABLE, "nothing of it was observed in these days")
    elif not broken:
        yield Decision(service, Verdict.PASS, f"{many(len(counted), 'observation')}, each of a declared route")
    elif is_undeclared_allowed:
        yield Decision(service, Verdict.NOT_APPLICABLE, "uses that it does not declare are allowed")
    else:
        yield from (_undeclared(side, use, seen) for use, seen in sorted(broken.items()))


def _undeclared(side: Side, use: str, seen: Sequence[tuple[Seen, Truth]]) -> Decision:
    """One model at one host that no route declares, or perhaps none, by all that saw it."""
    wrong = distinct([one for one, truth in seen if truth is Truth.FALSE])
    open_ = distinct([one for one, truth in seen if truth is Truth.UNKNOWN])
    sure = [one for one in wrong if one.when == "in"]
    listed = [*sure, *(one for one in wrong if one.when != "in"), *open_]
    said = [_say(one, side, is_open=one in open_) for one in listed]
    return Decision(
        Subject(side.service, key=use),
        Verdict.FAIL if sure and side.certain else Verdict.UNKNOWN,
        said[0],
        (*([side.at] if side.at is not None else []), *places_of(listed), *side.applies),
        said[0],
        DECLARE if sure else "name model and host where that is not known, or correct the evidence",
        tuple(said[1 : 1 + NOTED]),
        frozenset({Unmet("every observed use must be declared", use)}),
    )


def distinct(seen: Sequence[Seen]) -> list[Seen]:
    """One observation of each model and host, the first; requests of one kind of evidence are added up."""
    kept: dict[tuple[object, ...], Seen] = {}
    for one in seen:
        about = one.observation
        key = (one.told.models, one.told.host, about.model if one.told.models is None else "", about.host, one.when)
        first = kept.get((*key, about.source))
        joined = one if first is None else replace(first, observation=first.observation.plus(about))
        kept[*key, about.source] = joined
    return list(kept.values())


def places_of(seen: Sequence[Seen]) -> Iterator[Spot]:
    for one in seen[:NOTED]:
        yield replace(one.observation.at, label="observed here")


def _say(one: Seen, side: Side, *, is_open: bool) -> str:
    """An observation, and why it is not declared, or why that is not known."""
    if is_open:
        return f"{tell(one)}, and whether {side.service} declares it is unknown: {why_open(one, side.offers)}"
    elsewhere = next((route for route in side.offers if same_model(one, route) is Truth.TRUE), None)
    if elsewhere is not None:
        return f"{tell(one)}, and {elsewhere.subject} declares it at {elsewhere.told.host}"
    part = "" if one.when == "in" else ", perhaps before these days"
    return f"{tell(one)}{part}, and {side.service} declares no such route"


def why_open(one: Seen, offers: Sequence[Offer]) -> str:
    if one.told.models is None and not any(one.observation.model in route.names for route in offers):
        return "no catalog knows the name"
    if one.told.models is not None and len(one.told.models) > 1:
        return "the name can be more than one model"
    if one.told.host is None:
        return "the evidence does not tell the host" if one.observation.host is None else "no catalog knows the host"
    return "host or model is not known of its routes"


def tell(one: Seen) -> str:
    """Who says what: ``src/llm.py:41 calls gpt-5.4-mini``."""
    seen = one.observation
    place = seen.where or _place(seen.at)
    host = seen.host or one.told.host
    at = f" at {host}" if host else ""
    if seen.offered:
        return f"{place} offers {seen.model}{at}"
    if seen.requests is not None:
        return f"{place} counts {many(seen.requests, 'request')} of {seen.model}{at}"
    verb = "bills" if seen.shows_use else "serves" if seen.source == "litellm" else "calls"
    return f"{place} {verb} {seen.model}{at}"


def _place(at: Location) -> str:
    return f"{at.file}:{at.span.line}" if at.span else at.file
