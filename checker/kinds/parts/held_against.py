"""What to think of declarations and observations beside each other, service by service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from checker.condition.truth import Truth
from checker.kinds.parts.observed_shares import ObservedShare, share_of_each
from checker.kinds.parts.observed_uses import distinct, judge_uses, places_of, tell
from checker.kinds.parts.sightings import Offer, Seen, Side, same
from checker.record import dataclass
from checker.report import Decision, Subject, Unmet, Verdict, percent

_SHOWN = 3
"""Most observations that one finding shows of what may be a use of its route."""
MAP = "map the caller to its service: callers in the configuration"


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule asks."""

    within: int
    is_undeclared_allowed: bool
    is_unobserved_allowed: bool
    share_within: Fraction | None

    @property
    def points(self) -> str:
        """The tolerance of shares: ``10 points``."""
        return many_points(self.share_within or Fraction(0))


def many_points(part: Fraction) -> str:
    """A difference of two shares: ``12.5 points``."""
    return f"{percent(part).removesuffix('%')} points"


def judge_side(question: Question, side: Side, loose: Sequence[Seen]) -> Iterator[Decision]:
    """All verdicts about one service."""
    if side.unjudged is not None:
        yield side.unjudged
        return
    yield from judge_uses(side, is_undeclared_allowed=question.is_undeclared_allowed)
    for declared in side.offers:
        if declared.live:
            yield _is_observed(question, side, declared, loose)
    if question.share_within is not None:
        yield from _shares(question, side, loose)


def _is_observed(question: Question, side: Side, declared: Offer, loose: Sequence[Seen]) -> Decision:
    """Whether a live route was seen to be used."""
    used = [one for one in side.seen if one.observation.shows_use and one.when != "out"]
    sure = [one for one in used if one.when == "in" and same(one, declared) is Truth.TRUE]
    if sure:
        return Decision(declared.subject, Verdict.PASS, tell(distinct(sure)[0]))
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
    """Whether observed shares are what is declared, for each live route of a use that has several, by each source."""
    by_use: dict[str, list[Offer]] = defaultdict(list)
    for route in side.offers:
        by_use[str(route.subject.use)] += [route] if route.live else []
    for use, routes in by_use.items():
        if len(routes) > 1:
            others = [route for route in side.offers if route not in routes]
            found = share_of_each(routes, others, side.seen, loose)
            yield from (_share(question, side, one) for one in found)
            if not found:
                yield _unknown_shares(side, Subject(side.service, use), routes)


def _share(question: Question, side: Side, one: ObservedShare) -> Decision:
    """NOTE: a finding for each route and source, so that a waiver of one does not cover another."""
    subject = replace(one.route.subject, key=f"share by {one.source}")
    truth = one.is_within(question.share_within or Fraction(0))
    if truth is Truth.TRUE:
        return Decision(subject, Verdict.PASS, f"{_show(one)} by {one.source}")
    is_off = truth is Truth.FALSE
    said = _say_share(one, question)
    return Decision(
        subject,
        Verdict.FAIL if is_off and side.certain else Verdict.UNKNOWN,
        said,
        (one.route.at, *side.applies),
        f"{one.route.subject}: {said}",
        "correct the shares in the manifest, or at the gateway" if is_off else "let the evidence count each route",
        breaks=frozenset({Unmet(_NEAR, str(one.off * 100) if is_off else "", "more")}),
    )


_NEAR = "points that the observed share is off the declared one"


def _unknown_shares(side: Side, subject: Subject, routes: Sequence[Offer]) -> Decision:
    said = "no evidence counts requests of its routes"
    places = (*(route.at for route in routes), *side.applies)
    breaks = frozenset({Unmet("shares must be known")})
    help_ = "let the evidence count each route"
    return Decision(subject, Verdict.UNKNOWN, said, places, f"{subject}: {said}", help_, breaks=breaks)


def _say_share(one: ObservedShare, question: Question) -> str:
    exact = f" ({one.known} of {one.total} requests)" if one.lowest == one.highest else ""
    declared = percent(one.declared)
    apart = f", {many_points(one.off)} off; the limit is {question.points}" if one.off else ""
    return f"it has {declared} declared and {_show(one)}{exact} observed by {one.source}{apart}"


def _show(one: ObservedShare) -> str:
    low, high = percent(one.lowest), percent(one.highest)
    return low if one.lowest == one.highest else f"between {low} and {high}"
