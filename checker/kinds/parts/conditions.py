"""What the conditions of a license ask of the organization, term by term.

An organization's profile in the configuration answers; what it does not say is unknown. Money is in US dollars.
Where the conditions bind only some uses (``scope``), they hold for an organization with none of these, and nobody can
tell for one that does not say what it does with models. Notices are told, and never judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.catalog.claims import Fact, join_lines, show_fact
from checker.condition.truth import Truth
from checker.files.conditions import Conditions
from checker.files.config import Organization
from checker.fleet import World
from checker.fleet.evidence import rests_on
from checker.record import dataclass
from checker.vocabulary import expand

AMOUNTS = {
    "monthly_active_users": "monthly active users",
    "monthly_revenue_usd": "monthly revenue in USD",
    "annual_revenue_usd": "annual revenue in USD",
}
"""What licenses have limits of: the key in the organization's profile, and its words. Limits are ``max_KEY``, and what
a notice is due above is ``notice_above_KEY``."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a license asks, whether it holds, and why."""

    truth: Truth
    reason: str
    remedy: str = ""
    evidence: str = ""


def judge_conditions(world: World, model: str, license_: str, found: Fact[Conditions]) -> Iterator[Term]:
    """What the license of a model asks, each with whether it holds."""
    asked, profile = found.value, world.organization
    evidence = rests_on("license conditions", model, show_fact(asked), found.basis)
    for term in _terms(world, model, license_, asked):
        bound = _in_scope(model, asked, profile, term)
        yield replace(bound, evidence=evidence) if bound.truth is not Truth.TRUE and not bound.remedy else bound
    if asked.notice or asked.notice_file:
        yield Term(Truth.TRUE, "; ".join(_notices(model, asked, profile)))


def _terms(world: World, model: str, license_: str, asked: Conditions) -> Iterator[Term]:
    for key in AMOUNTS:
        limit = getattr(asked, f"max_{key}")
        if limit is not None:
            yield _at_most(model, limit, getattr(world.organization, key), key)
    if asked.excluded_territory:
        yield _territory(world, model, asked.excluded_territory)
    if asked.non_commercial:
        yield Term(Truth.FALSE, f"the license of {model} excludes commercial use")
    if asked.needs_authorization:
        yield _authorized(model, license_, world.organization)
    if asked.indemnity:
        yield _indemnified(model, world.organization)


def _declare(key: str) -> str:
    return f"declare organization.{key.replace('_', '-')} in the configuration"


def _at_most(model: str, limit: int, have: int | None, key: str) -> Term:
    what = f"{model} allows at most {limit} {AMOUNTS[key]}"
    if have is None:
        return Term(Truth.UNKNOWN, f"{what}, and ours are not declared", _declare(key))
    return Term(Truth.of(have <= limit), f"{what}; we have {have}")


def _territory(world: World, model: str, excluded: tuple[str, ...]) -> Term:
    seat, listed = world.organization.jurisdiction, ", ".join(excluded)
    if seat is None:
        reason = f"the license of {model} excludes {listed}, and our seat is not declared"
        return Term(Truth.UNKNOWN, reason, _declare("jurisdiction"))
    members = [expand(region, world.as_of) for region in excluded]
    if any(countries is not None and seat in countries for countries in members):
        return Term(Truth.FALSE, f"the license of {model} excludes organizations in {listed}; our seat is {seat}")
    if None in members:
        return Term(Truth.UNKNOWN, f"members of {listed} on {world.as_of} are not in the tables")
    return Term(Truth.TRUE, f"our seat {seat} is outside {listed}")


def _authorized(model: str, license_: str, profile: Organization) -> Term:
    what = f"{license_} of {model} asks for an authorization by the licensor"
    if profile.authorizations is None:
        return Term(Truth.UNKNOWN, f"{what}, and which we have is not declared", _declare("authorizations"))
    if license_ in profile.authorizations:
        return Term(Truth.TRUE, f"{what}, which we have")
    return Term(Truth.FALSE, f"{what}, which we do not have")


def _indemnified(model: str, profile: Organization) -> Term:
    what = f"the license of {model} asks to indemnify the licensor"
    if profile.accepts_indemnity is None:
        return Term(Truth.UNKNOWN, f"{what}, and whether we accept that is not declared", _declare("accepts_indemnity"))
    return Term(
        Truth.of(profile.accepts_indemnity), f"{what}, which we {'' if profile.accepts_indemnity else 'do not '}accept"
    )


def _in_scope(model: str, asked: Conditions, profile: Organization, term: Term) -> Term:
    """The term where it binds the organization; one that does not bind it holds."""
    if asked.scope is None or term.truth is Truth.TRUE:
        return term
    bound = f"binds only {', '.join(asked.scope)}"
    if profile.scope is None:
        if term.truth is Truth.UNKNOWN:
            return term
        return Term(Truth.UNKNOWN, f"{term.reason}; that {bound}, and what we do is not declared", _declare("scope"))
    if set(asked.scope).isdisjoint(profile.scope):
        return Term(Truth.TRUE, f"the license of {model} {bound}; we have {', '.join(profile.scope)}")
    return term


def _notices(model: str, asked: Conditions, profile: Organization) -> Iterator[str]:
    if asked.notice_file:
        yield f"{model} asks for a notice file: {join_lines(asked.notice_file)!r}"
    if asked.notice:
        yield f"{model} asks to display {join_lines(asked.notice)!r}{_when_due(asked, profile)}"


def _when_due(asked: Conditions, profile: Organization) -> str:
    """Whether thresholds of a notice are passed: above any one of them it is due."""
    limits = {key: getattr(asked, f"notice_above_{key}") for key in AMOUNTS}
    above = [
        (
            f"{limit} {AMOUNTS[key]}",
            Truth.UNKNOWN if (have := getattr(profile, key)) is None else Truth.of(have > limit),
        )
        for key, limit in limits.items()
        if limit is not None
    ]
    if not above:
        return ""
    passed = [text for text, truth in above if truth is Truth.TRUE]
    if passed:
        return f", since we have more than {' and '.join(passed)}"
    open_ = [text for text, truth in above if truth is Truth.UNKNOWN]
    if open_:
        return f" above {' or '.join(open_)}, and ours are not declared"
    return f" above {' or '.join(text for text, _ in above)}, which we do not have"
