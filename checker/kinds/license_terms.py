"""Is the license allowed, and do its conditions hold for this organization?

Judged are the model of each route and all its ancestors: terms flow down. A
model whose weights nobody can have is not judged, because there the contract
holds the terms. Conditions are compared with the organization's profile in the
configuration; what the profile does not say is unknown. A notice is shown only.

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
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from checker.catalog.claims import Fact
from checker.catalog.files import Conditions
from checker.condition.truth import Known, Truth, Unknown, every, show
from checker.config import Organization
from checker.diagnostic import Place
from checker.fleet import Route, World
from checker.fleet.facts import DEFAULT_ACCEPT, fact
from checker.fleet.service import JUDGED_ROLES
from checker.fleet.world import rests_on
from checker.kinds.kind import Breach, Conclusion, Kind, Member
from checker.kinds.verdicts import Judged, applies_because, concluded, undecided_unless_selected
from checker.regions import expand
from checker.report import Decision, Subject, Unmet, Verdict
from checker.shape import Fault, reject
from checker.shape.scalars import Distinct, Text
from checker.vocabulary import Accept, Role


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a license asks, whether it holds, and why."""

    truth: Truth
    reason: str
    remedy: str = ""
    evidence: str = ""


class LicenseTerms(Kind[Judged]):
    """Is the license allowed, and do its conditions hold for this organization?"""

    fleet_wide: ClassVar[bool] = False

    kind: Literal["license-terms"]
    allow: Annotated[tuple[Text, ...], Field(min_length=1), Distinct] | None = None
    """License ids that are allowed; any, if it is left out."""
    never: Annotated[tuple[Text, ...], Distinct] = ()
    """License ids that are not allowed."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1), Distinct] = JUDGED_ROLES
    """Roles of the routes in question. Default: all but planned."""
    accept: Accept | None = None
    """What facts about license and conditions must be. Default: confirmed."""

    @model_validator(mode="after")
    def _allowed_or_forbidden(self) -> Self:
        both = set(self.allow or ()) & set(self.never)
        if both:
            reject([Fault(("never", self.never.index(min(both))), f"{min(both)!r} is allowed and forbidden")])
        return self

    def sentence(self) -> str:
        allow = f" is {' or '.join(self.allow)}" if self.allow else " is known"
        never = f", is not {' or '.join(self.never)}," if self.never else ""
        return (
            f"The license of every model and ancestor behind the services in selection {self.of!r}{allow}{never} and "
            "its conditions hold for the organization."
        )

    def collect(self, world: World, member: Member) -> tuple[Judged, ...]:
        return tuple(self._judge(world, route, member) for route in member.service.routes(self.roles))

    def conclude(self, pieces: tuple[Judged, ...], at: Place) -> Conclusion:  # noqa: ARG002 - see manifests
        return concluded(pieces, "no route of the selected services is in question")

    def _judge(self, world: World, route: Route, member: Member) -> Judged:
        service, written = route.service.name, route.declared.model
        subject = Subject(service, route.use.name, route.name)
        weights = fact(world, written, "weights", self.accept)
        if isinstance(weights, Known) and weights.value == "none":
            reason = "its weights are not to be had, so its contract holds the terms"
            return Judged(service, Decision(subject, Verdict.NOT_APPLICABLE, reason))
        terms = list(self._terms(world, written))
        truth = every(term.truth for term in terms)
        if truth is Truth.TRUE:
            return Judged(service, Decision(subject, Verdict.PASS, "; ".join(term.reason for term in terms)))
        verdict = undecided_unless_selected(Verdict.FAIL if truth is Truth.FALSE else Verdict.UNKNOWN, member)
        broken = [term for term in terms if term.truth is truth]
        reason = "; ".join(dict.fromkeys(term.reason for term in broken))
        place = Place(route.service.document.file, (*route.path, "model"), "this model")
        breach = Breach(
            subject,
            verdict,
            f"{subject}: {world.shown(written)}: {reason}",
            (place, *applies_because(world, member)),
            "; ".join(dict.fromkeys(term.remedy for term in broken if term.remedy)),
            tuple(dict.fromkeys(term.evidence for term in broken if term.evidence)),
            frozenset(Unmet(term.reason) for term in broken),
        )
        return Judged(service, Decision(subject, verdict, reason), breach)

    def _terms(self, world: World, written: str) -> Iterator[Term]:
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
        license_ = str(value.value) if isinstance(value, Known) else ""
        evidence = value.because
        if license_ in self.never:
            return Term(Truth.FALSE, f"license {license_} of {model} is one of those never allowed", "", evidence)
        if self.allow is not None and license_ not in self.allow:
            listed = ", ".join(self.allow)
            return Term(Truth.FALSE, f"license {license_} of {model} is not allowed; allowed: {listed}", "", evidence)
        return Term(Truth.TRUE, f"license {license_} of {model}")

    def _conditions(self, world: World, model: str) -> Iterator[Term]:
        found = world.facts(model, "conditions", self.accept or DEFAULT_ACCEPT["conditions"])
        if isinstance(found, Unknown):
            yield Term(Truth.UNKNOWN, found.reason, found.remedy)
            return
        yield from _conditions(world, model, found)


def _conditions(world: World, model: str, found: Fact[Conditions]) -> Iterator[Term]:
    asked, profile = found.value, world.organization
    evidence = rests_on("license conditions", model, _listed(asked), found.basis)
    for key, name in (
        ("monthly_active_users", "monthly active users"),
        ("monthly_revenue_usd", "monthly revenue in USD"),
    ):
        limit, have = getattr(asked, f"max_{key}"), getattr(profile, key)
        if limit is not None:
            yield _at_most(model, name, limit, have, key, evidence)
    if asked.excluded_territory:
        yield _territory(world, model, asked.excluded_territory, profile, evidence)
    if asked.non_commercial:
        yield Term(Truth.FALSE, f"the license of {model} excludes commercial use", "", evidence)


def _at_most(model: str, name: str, limit: int, have: int | None, key: str, evidence: str) -> Term:
    if have is None:
        remedy = f"declare organization.{key.replace('_', '-')} in the configuration"
        return Term(Truth.UNKNOWN, f"{model} allows at most {limit} {name}, and ours are not declared", remedy)
    reason = f"{model} allows at most {limit} {name}; we have {have}"
    return Term(Truth.of(have <= limit), reason, "", evidence)


def _territory(world: World, model: str, excluded: tuple[str, ...], profile: Organization, evidence: str) -> Term:
    seat, listed = profile.jurisdiction, ", ".join(excluded)
    if seat is None:
        remedy = "declare organization.jurisdiction in the configuration"
        return Term(Truth.UNKNOWN, f"the license of {model} excludes {listed}, and our seat is not declared", remedy)
    members = [expand(region, world.as_of) for region in excluded]
    if any(countries is not None and seat in countries for countries in members):
        return Term(
            Truth.FALSE, f"the license of {model} excludes organizations in {listed}; our seat is {seat}", "", evidence
        )
    if None in members:
        return Term(Truth.UNKNOWN, f"members of {listed} on {world.as_of} are not in the tables", "", evidence)
    return Term(Truth.TRUE, f"our seat {seat} is outside of {listed}", "", evidence)


def _listed(asked: Conditions) -> str:
    found = {name.replace("_", "-"): value for name, value in asked if value is not None}
    shown = [f"{name} {' '.join(value) if isinstance(value, tuple) else show(value)}" for name, value in found.items()]
    return ", ".join(shown) or "none"
