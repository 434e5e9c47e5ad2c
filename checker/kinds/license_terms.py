"""Is the license allowed, and do its conditions hold for this organization?

Judged are the model of each route and all its ancestors: terms flow down. A
model whose weights nobody can have is not judged, because there the contract
holds the terms. A license is an SPDX expression: of `MIT OR X` one choice must be
allowed, of `MIT AND X` both; one that no list knows is unknown. Conditions are
compared with the organization's profile in the configuration; what the profile
does not say is unknown. A notice is shown, with whether it is due, and never judged.

Fails:
    rule: {kind: license-terms, allow: [MIT]}
    services:
      a: [{model: google/gemma-4-31b-it, access: self-hosted}]

Passes:
    rule: {kind: license-terms, never: [LicenseRef-llama-4-community], accept: reported}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      b: [{model: openai/gpt-oss-120b, access: self-hosted}]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal, Self

from checker.condition import licensing
from checker.condition.truth import Known, Truth, Unknown, every
from checker.fleet import Route, World
from checker.fleet.facts import fact, origins
from checker.fleet.remember import once
from checker.fleet.service import JUDGED_ROLES
from checker.kinds.kind import NameUse
from checker.kinds.parts.conditions import Term, judge_conditions
from checker.kinds.parts.verdicts import Opinion, PerRoute, Roles
from checker.licenses import License, Several, parse
from checker.record import dataclass
from checker.report import Unmet, Verdict
from checker.shape import Fault, reject
from checker.shape.marks import Field, model_validator
from checker.shape.scalars import Distinct, Text
from checker.vocabulary import Accept


class LicenseTerms(PerRoute):
    """Is the license allowed, and do its conditions hold for this organization?"""

    kind: Literal["license-terms"]
    allow: Annotated[tuple[Text, ...], Field(min_length=1), Distinct] | None = None
    """Licenses that are allowed, one by one; any, if it is left out."""
    never: Annotated[tuple[Text, ...], Distinct] = ()
    """Licenses that are not allowed, with whatever exception, and as `-or-later`."""
    roles: Roles = JUDGED_ROLES
    """Roles of the routes in question. Default: all but planned."""
    accept: Accept | None = None
    """What facts about license and conditions must be. Default: confirmed."""

    @model_validator(mode="after")
    def _allowed_or_forbidden(self) -> Self:
        allowed = set(licensing.terms(self.allow or ())) if self.never else set()
        both = [n for n, name in enumerate(self.never) if allowed.intersection(licensing.terms([name]))]
        if both:
            reject([Fault(("never", n), f"{self.never[n]!r} is allowed and forbidden") for n in both])
        return self

    def names(self) -> Iterator[NameUse]:
        for key, listed in (("allow", self.allow or ()), ("never", self.never)):
            for index, name in enumerate(listed):
                yield NameUse("license", name, (key, index))

    def demand(self) -> str:
        of_route = self.of_which_route()
        allow = f"be {' or '.join(self.allow)}" if self.allow else "be known"
        never = f", must not be {' or '.join(self.never)}," if self.never else ""
        return (
            f"the license of every model{of_route}, and of every ancestor, must {allow}{never} and its conditions must "
            "hold for the organization"
        )

    def of_route(self, world: World, route: Route) -> Opinion:
        return _of_model(world, route.model, self.accept, self.allow, self.never)


@once
def _of_model(
    world: World, written: str, accept: Accept | None, allow: tuple[str, ...] | None, never: tuple[str, ...]
) -> Opinion:
    """What to think of every route to a model: nothing else of a route matters."""
    licensed = _licensed_models(world, written, accept)
    if not licensed:
        return Opinion(Verdict.NOT_APPLICABLE, "its weights are not available, so its contract governs")
    asked = Demands(accept, None if allow is None else licensing.terms(allow), licensing.terms(never))
    terms = list(dict.fromkeys(term for model in licensed for term in asked.of(world, model)))
    truth = every(term.truth for term in terms)
    if truth is Truth.TRUE:
        rests_on = tuple(dict.fromkeys(term.evidence for term in terms if term.evidence))
        return Opinion(Verdict.PASS, "; ".join(term.reason for term in terms), notes=rests_on)
    broken = [term for term in terms if term.truth is truth]
    return Opinion(
        Verdict.FAIL if truth is Truth.FALSE else Verdict.UNKNOWN,
        "; ".join(dict.fromkeys(term.reason for term in broken)),
        "; ".join(dict.fromkeys(term.remedy for term in broken if term.remedy)),
        tuple(dict.fromkeys(term.evidence for term in broken if term.evidence)),
        breaks=frozenset(Unmet(term.reason) for term in broken),
    )


def _licensed_models(world: World, written: str, accept: Accept | None) -> tuple[str, ...]:
    """What a license governs, and no contract: of an own model each origin whose weights may be had."""
    found, gap = origins(world, written) if world.is_own(written) else ((written,), None)
    licensed = tuple(model for model in found if not _is_without_weights(world, model, accept))
    return (written,) if gap or licensed == found else licensed


def _is_without_weights(world: World, model: str, accept: Accept | None) -> bool:
    weights = fact(world, model, "weights", accept)
    return isinstance(weights, Known) and weights.value == "none"


@dataclass(frozen=True, slots=True)
class Demands:
    """What a rule asks of licenses: the acceptance of facts, what is allowed (None: anything), what never is."""

    accept: Accept | None
    allow: licensing.Terms | None
    never: licensing.Terms

    def of(self, world: World, written: str) -> Iterator[Term]:
        """What the licenses of the model and of its ancestors ask; own models have none of their own."""
        lineage = world.lineage(written)
        if (gap := lineage.models.open) is not None:
            whose = "its ancestors are unknown: " if world.catalog.model(written) else ""
            yield Term(Truth.UNKNOWN, f"{whose}{gap.reason}", gap.remedy)
        if world.canonical(written) is None:
            return
        for model in sorted(map(str, lineage.models.certain)):
            if world.is_own(model):
                continue
            yield self._license(world, model)
            yield from self._conditions(world, model)

    def _license(self, world: World, model: str) -> Term:
        value = fact(world, model, "license", self.accept)
        if isinstance(value, Unknown):
            return Term(Truth.UNKNOWN, value.reason, value.remedy)
        written = str(value.value) if isinstance(value, Known) else ""
        return _judge(f"{written} of {model}", written, self.allow, self.never, value.because)

    def _conditions(self, world: World, model: str) -> Iterator[Term]:
        found = world.fact(model, "conditions", self.accept)
        if isinstance(found, Unknown):
            yield Term(Truth.UNKNOWN, found.reason, found.remedy)
            return
        license_ = fact(world, model, "license", self.accept)
        written = str(license_.value) if isinstance(license_, Known) else "the license"
        yield from judge_conditions(world, model, written, found)


def _judge(what: str, written: str, allow: licensing.Terms | None, never: licensing.Terms, evidence: str) -> Term:
    """Whether some choice that the license leaves is allowed and not forbidden."""
    license_ = parse(written)
    truth = licensing.is_allowed(license_, allow, never)
    if truth is Truth.TRUE:
        return Term(truth, f"license {what}", "", evidence)
    if truth is Truth.UNKNOWN:
        unlisted = licensing.unlisted(sorted({term.shown for term in license_.terms() if not term.understood}))
        return Term(truth, f"license {what} cannot be judged: {unlisted.reason}", unlisted.remedy, evidence)
    if licensing.is_allowed(license_, None, never) is Truth.FALSE:
        if not isinstance(license_, Several):
            return Term(truth, f"license {what} is one of those never allowed", "", evidence)
        banned = [term.shown for term in license_.terms() if licensing.is_banned(term, never) is Truth.TRUE]
        return Term(truth, f"license {what} holds what is never allowed: {_listing(banned)}", "", evidence)
    listed = _listing([term.shown for term in allow or ()])
    also = " that is not forbidden" if never and isinstance(license_, Several) and license_.choice else ""
    is_not = f"leaves no choice{also}" if also else "is not allowed"
    return Term(truth, f"license {what} {is_not}; allowed: {listed}", _exceptions(license_, allow or ()), evidence)


def _listing(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _exceptions(license_: License, allow: licensing.Terms) -> str:
    """What to list where only the exception is missing."""
    bare = [term for term in license_.terms() if term.exception and replace(term, exception="") in allow]
    return "; ".join(f"if that is fine, list {term.shown!r}: an exception is allowed by name" for term in bare)
