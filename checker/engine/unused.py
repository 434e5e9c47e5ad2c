"""Why a waiver is unused: what it names is gone, misspelt, or not broken."""

from __future__ import annotations

from checker.diagnostic import did_you_mean
from checker.fleet import Fleet
from checker.report import Decision, Ruling, Subject, Verdict

LISTED = 5
"""Most findings that a hint names."""


def unused(subject: Subject, ruling: Ruling, fleet: Fleet) -> tuple[str, str]:
    """The reason as one phrase, and a hint, which may be empty."""
    return _gone(subject, fleet) or _holds(subject, ruling) or _elsewhere(subject, ruling)


def _gone(subject: Subject, fleet: Fleet) -> tuple[str, str] | None:
    """The service, use or route is in no manifest."""
    if subject.service is None:
        return None
    names = {service.name: service for service in fleet.services}
    if subject.service not in names:
        return f"no service {subject.service!r} is in the fleet", did_you_mean(subject.service, names)
    uses = {use.name: use for use in names[subject.service].uses}
    if subject.use is None:
        return None
    if subject.use not in uses:
        return f"service {subject.service!r} has no use {subject.use!r}", did_you_mean(subject.use, uses)
    routes = [route.name for route in uses[subject.use].routes]
    if subject.route is None or subject.route in routes:
        return None
    where = f"{subject.service}/{subject.use}"
    return f"{where} has no route {subject.route!r}", did_you_mean(subject.route, routes)


def _holds(subject: Subject, ruling: Ruling) -> tuple[str, str] | None:
    """The rule was judged for exactly this, and is not broken; or leaves its service out."""
    left_out = next((entry.reason for entry in ruling.excluded if entry.service == subject.service), None)
    if left_out is not None:
        return f"rule {ruling.id!r} leaves out service {subject.service!r}: {left_out}", ""
    decision = next((found for found in ruling.decisions if found.subject == subject), None)
    if decision is None:
        return None
    measure = next((found for found in ruling.measures if found.key == subject.key), None)
    if decision.verdict is Verdict.NOT_APPLICABLE:
        return f"rule {ruling.id!r} does not apply to {subject}: {decision.reason}", ""
    value = f": {measure.show()}, limit {measure.show_limit()}" if measure else ""
    return f"rule {ruling.id!r} holds for {subject}{value}", ""


def _elsewhere(subject: Subject, ruling: Ruling) -> tuple[str, str]:
    """The rule is broken for something else, if at all."""
    keys = [str(found.subject.key) for found in ruling.decisions if found.subject.key]
    if subject.key is not None and keys:
        return f"no service carries {subject.key!r}", did_you_mean(subject.key, keys)
    broken = [found for found in ruling.decisions if found.verdict.broken]
    near = [found for found in broken if _same_service(found, subject)] or broken
    listed = ", ".join(str(found.subject) for found in near[:LISTED])
    help_ = f"name a finding exactly as it stands: {listed}" if near else ""
    return f"rule {ruling.id!r} has no finding for {'the fleet' if subject == Subject() else subject}", help_


def _same_service(decision: Decision, subject: Subject) -> bool:
    return subject.service is not None and decision.subject.service == subject.service
