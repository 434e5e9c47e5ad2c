"""What to think of declarations and observations beside each other, service by service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from checker.condition.truth import Truth
from checker.diagnostic import Location, Spot, many
from checker.kinds.parts.observed_shares import ObservedShare, share_of_each
from checker.kinds.parts.sightings import Offer, Seen, Side, best, same, same_model
from checker.record import dataclass
from checker.report import Decision, Ground, Subject, Unmet, Verdict, percent

_SHOWN = 3
"""Most observations that one message tells; the notes have more."""
NOTED = 20
"""Most observations in the notes of one finding."""
MAP = "map the caller to its service: callers in the configuration"
DECLARE = "declare a route for it, or take the use out"


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule asks."""

    within: int
    is_undeclared_allowed: bool
    is_unobserved_allowed: bool
    share_within: Fraction | None
    grounds: bool = False
    """Whether verdicts say what they rest on."""

    @property
    def points(self) -> str:
        """The tolerance of shares: ``10 points``."""
        return many_points(self.share_within or Fraction(0))

    def ground(self, decision: Decision, seen: Sequence[Seen] = (), routes: Sequence[Offer] = ()) -> Decision:
        """The decision with these observations and declarations, if that is asked; so many that people read them."""
        if not self.grounds:
            return decision
        share = {route.subject: f", share {percent(Fraction(*route.share))}" for route in routes if route.live}
        observed = [Ground(tell(one), one.observation.at) for one in seen[:NOTED]]
        declared = [
            Ground(f"{one.subject} declares {_name(one)}{share.get(one.subject, '')}", one.at) for one in routes
        ]
        return replace(decision, grounds=(*observed, *declared))


def many_points(part: Fraction) -> str:
    """A difference of two shares: ``12.5 points``."""
    return f"{percent(part).removesuffix('%')} points"


def judge_side(question: Question, side: Side, loose: Sequence[Seen]) -> Iterator[Decision]:
    """All verdicts about one service."""
    if side.unjudged is not None:
        yield side.unjudged
        return
    yield _all_declared(question, side)
    for declared in side.offers:
        if declared.live:
            yield _is_observed(question, side, declared, loose)
    if question.share_within is not None:
        yield from _shares(question, side, loose)


def _all_declared(question: Question, side: Side) -> Decision:
    """Whether each observation of a service is of one of its routes."""
    subject = Subject(side.service)
    counted = [one for one in side.seen if one.when != "out"]
    truths = [(one, best(one, side.offers)) for one in counted]
    wrong = distinct([one for one, truth in truths if truth is Truth.FALSE])
    open_ = distinct([one for one, truth in truths if truth is Truth.UNKNOWN])
    if not counted:
        return Decision(subject, Verdict.NOT_APPLICABLE, "nothing of it was observed in these days")
    if not wrong and not open_:
        passed = Decision(subject, Verdict.PASS, f"{many(len(counted), 'observation')}, each of a declared route")
        return question.ground(passed, distinct(counted))
    if question.is_undeclared_allowed:
        return Decision(subject, Verdict.NOT_APPLICABLE, "uses that it does not declare are allowed")
    sure = [one for one in wrong if one.when == "in"]
    verdict = Verdict.FAIL if sure and side.certain else Verdict.UNKNOWN
    listed = [*sure, *(one for one in wrong if one.when != "in"), *open_]
    said = [_say(one, side, is_open=one in open_) for one in listed]
    more = f"; and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    message = "; ".join(said[:_SHOWN]) + more
    return Decision(
        subject,
        verdict,
        message,
        (*([side.at] if side.at is not None else []), *places_of(listed), *side.applies),
        message,
        DECLARE if sure else "name model and host where that is not known, or correct the evidence",
        tuple(said[_SHOWN : _SHOWN + NOTED]),
        frozenset(Unmet("every observed use must be declared", one.shown) for one in listed),
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


def _is_observed(question: Question, side: Side, declared: Offer, loose: Sequence[Seen]) -> Decision:
    """Whether a live route was seen to be used."""
    used = [one for one in side.seen if one.observation.shows_use and one.when != "out"]
    sure = [one for one in used if one.when == "in" and same(one, declared) is Truth.TRUE]
    if sure:
        passed = Decision(declared.subject, Verdict.PASS, tell(distinct(sure)[0]))
        return question.ground(passed, distinct(sure), [declared])
    if question.is_unobserved_allowed:
        return Decision(declared.subject, Verdict.NOT_APPLICABLE, "routes that are not observed are allowed")
    others = [one for one in loose if one.observation.shows_use and one.when != "out"]
    perhaps = [one for one in (*used, *others) if same(one, declared) is not Truth.FALSE]
    days = f"in {question.within} days"
    name = _name(declared)
    verdict = Verdict.UNKNOWN
    shown: list[Seen] = perhaps[:_SHOWN]
    if perhaps:
        said = f"whether {name} was used {days} is unknown: it may be meant where {tell(perhaps[0])}"
        help_ = MAP if perhaps[0] in others else "let the evidence tell model, host and day"
    elif any(one.when == "in" for one in used):
        verdict = Verdict.FAIL if side.certain else Verdict.UNKNOWN
        shown = [one for one in used if one.when == "in"][:1]
        said = f"{declared.subject} declares {name}, and no evidence shows a use of it {days}"
        help_ = "take the route out if nobody uses it, or make it planned or a fallback"
    else:
        said = f"no evidence counts what {side.service} uses {days}, so whether {name} is used is unknown"
        help_ = "name a log, telemetry or a bill that covers the service under observed"
    places = (declared.at, *places_of(shown), *side.applies)
    breaks = frozenset({Unmet("every live route must be observed")})
    return Decision(declared.subject, verdict, said, places, said, help_, breaks=breaks)


def _name(declared: Offer) -> str:
    models = declared.told.models
    model = next(iter(models)) if models else next(iter(sorted(declared.names)), "a model that is not named")
    return f"{model} at {declared.told.host}" if declared.told.host else model


def _shares(question: Question, side: Side, loose: Sequence[Seen]) -> Iterator[Decision]:
    """Whether observed shares are what is declared, for each use with several live routes."""
    by_use: dict[str, list[Offer]] = defaultdict(list)
    for route in side.offers:
        by_use[str(route.subject.use)] += [route] if route.live else []
    for use, routes in by_use.items():
        if len(routes) > 1:
            others = [route for route in side.offers if route not in routes]
            found = share_of_each(routes, others, side.seen, loose)
            yield _share(question, side, use, found, routes)


def _share(
    question: Question, side: Side, use: str, found: Sequence[ObservedShare], routes: Sequence[Offer]
) -> Decision:
    subject = Subject(side.service, use)
    points = question.share_within or Fraction(0)
    judged = [(one, one.is_within(points)) for one in found]
    off = [one for one, truth in judged if truth is Truth.FALSE]
    open_ = [one for one, truth in judged if truth is Truth.UNKNOWN]
    if found and not off and not open_:
        return question.ground(Decision(subject, Verdict.PASS, _list_shares(found)), (), routes)
    verdict = Verdict.FAIL if off and side.certain else Verdict.UNKNOWN
    said = "; ".join(_say_share(one, question) for one in (off or open_)) or "no evidence counts requests of its routes"
    message = f"{subject}: {said}"
    places = (*(route.at for route in routes), *side.applies)
    help_ = "correct the shares in the manifest, or at the gateway" if off else "let the evidence count each route"
    breaks = frozenset(Unmet("shares must be as declared", str(one.route.subject.route)) for one in (off or open_))
    breaks = breaks or frozenset({Unmet("shares must be known")})
    return Decision(subject, verdict, said, places, message, help_, breaks=breaks)


def _say_share(one: ObservedShare, question: Question) -> str:
    exact = f" ({one.known} of {one.total} requests)" if one.lowest == one.highest else ""
    declared = percent(one.declared)
    off = one.lowest - one.declared if one.lowest > one.declared else one.declared - one.highest
    apart = f", {many_points(off)} off; the limit is {question.points}" if off > 0 else ""
    return f"{one.route.subject.route} has {declared} declared and {_show(one)}{exact} observed by {one.source}{apart}"


def _list_shares(found: Sequence[ObservedShare]) -> str:
    return ", ".join(f"{one.route.subject.route} {_show(one)} by {one.source}" for one in found)


def _show(one: ObservedShare) -> str:
    low, high = percent(one.lowest), percent(one.highest)
    return low if one.lowest == one.highest else f"between {low} and {high}"
