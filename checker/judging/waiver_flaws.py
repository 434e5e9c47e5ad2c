"""What a waiver is worth on a date: whether it is active, and what keeps it from being so.

A waiver with a flaw of its own removes nothing. Each flaw is a soft finding at
the waiver's own line, under the built-in rule ``waiver-<flaw>``.
An unused one says why: what it names is gone, misspelt, or not broken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from checker.diagnostic import MEANT, did_you_mean, many
from checker.fleet import Population, World
from checker.judging.waiver_case import Case, Flaw, Held, is_same_model, limit_flaws, model_of
from checker.names import is_among, person
from checker.report import Decision, Ruling, Subject, Verdict, WaiverState

LISTED = 5
"""Most findings that a hint names."""


def why_unused(subject: Subject, ruling: Ruling, fleet: Population) -> tuple[str, str]:
    """The reason as one phrase, and a hint, which may be empty."""
    return (
        _without_manifest(subject, fleet)
        or _gone(subject, fleet)
        or _holds(subject, ruling)
        or _elsewhere(subject, ruling)
    )


def _without_manifest(subject: Subject, fleet: Population) -> tuple[str, str] | None:
    """Nobody knows which uses and routes the service has."""
    known = next((known for known in fleet.unseen if known.name == subject.service), None)
    if known is None or subject.use is None:
        return None
    return f"there is no use {subject.use!r} that could be read: {known.message}", f"waive {known.name} as a whole"


def _gone(subject: Subject, fleet: Population) -> tuple[str, str] | None:
    """The service, use or route is in no manifest."""
    if subject.service is None:
        return None
    names = frozenset(fleet.names)
    if subject.service not in names and not any(known.name == subject.service for known in fleet.unseen):
        return f"no service {subject.service!r} is in the fleet", did_you_mean(subject.service, names)
    if subject.use is None:
        return None
    uses = fleet.outlines[subject.service]
    if subject.use not in uses:
        return f"service {subject.service!r} has no use {subject.use!r}", did_you_mean(subject.use, uses)
    routes = uses[subject.use]
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
    if subject.key is not None and keys and subject.service is None and ruling.bound is not None:
        return f"no service carries {subject.key!r}", did_you_mean(subject.key, keys)
    broken = [found for found in ruling.decisions if found.verdict.broken]
    near = [found for found in broken if _same_service(found, subject)] or broken
    listed = ", ".join(str(found.subject) for found in near[:LISTED])
    help_ = f"name a finding exactly as it is given here: {listed}" if near else ""
    return f"rule {ruling.id!r} has no finding for {'the fleet' if subject == Subject() else subject}", help_


def _same_service(decision: Decision, subject: Subject) -> bool:
    return subject.service is not None and decision.subject.service == subject.service


WAIVABLE = (Verdict.FAIL, Verdict.UNKNOWN)

TITLES: Mapping[WaiverState, str] = {
    "expired": "A waiver ends on its last day",
    "upcoming": "A waiver counts from its approval on",
    "unused": "A waiver names something that is broken",
    "self-approved": "Nobody approves a waiver of their own",
    "approver": "A waiver is approved by someone whom the rule's policy lists",
    "too-long": "A waiver lasts no longer than the rule's policy allows",
    "hard-rule": "A hard rule accepts no waiver",
    "limit": "A waiver of a limit over the fleet weakens it within bounds, and never lifts it",
    "other-model": "A waiver covers the model that it excused",
}


def flaws(case: Case) -> Iterator[Flaw]:
    """Everything that is wrong with a waiver, all at once. Of one that was renewed only that it is over."""
    yield from _dates(case)
    if case.relieved and case.now == "expired":
        return
    yield from _people(case)
    if case.held is not None:
        yield from _policy(case, case.held)
        yield from limit_flaws(case, case.held)
    yield from _model(case)
    yield from _use(case)


def _dates(case: Case) -> Iterator[Flaw]:
    waiver, now = case.waiver, case.now
    if now == "expired":
        again = "; what it named is broken again" if case.findings else "; what it named is not broken now"
        help_ = "correct that, or have a new waiver approved" if case.findings else "remove it"
        ago = many((case.as_of - waiver.expires).days, "day")
        message = f"waiver {waiver.id} expired on {waiver.expires}, {ago} ago{again if case.fleet.complete else ''}"
        yield Flaw("expired", message, "expires", help_, quiet=case.relieved)
    if now == "upcoming":
        ahead = many((waiver.approved_on - case.as_of).days, "day")
        message = f"waiver {waiver.id} does not count yet: it is approved on {waiver.approved_on}, {ahead} ahead"
        help_ = "correct approved-on, or add it when it is approved"
        yield Flaw("upcoming", message, "approved-on", help_, quiet=case.relieved)


def _people(case: Case) -> Iterator[Flaw]:
    waiver, held = case.waiver, case.held
    if person(waiver.approved_by).overlaps(person(waiver.requested_by)):
        asked = "" if waiver.approved_by == waiver.requested_by else f" as {waiver.requested_by!r}"
        message = f"waiver {waiver.id} is approved by {waiver.approved_by!r}, who requested it{asked}"
        yield Flaw("self-approved", message, "approved-by", "somebody else must approve it")
    if held is None:
        message = f"nobody may approve waiver {waiver.id}: rule {waiver.rule!r} is built in, so no policy lists who may"
        yield Flaw("approver", message, "rule", "correct what the rule found, and remove the waiver")
        return
    allowed = held.policy.header.waivers.approvers
    if not allowed:
        message = f"nobody may approve waiver {waiver.id}: policy {held.name!r} lists no approvers"
        help_ = "list approvers under waivers in the policy, or correct what the rule found"
        yield Flaw("approver", message, "approved-by", help_, (held.locate("lists no approvers", "policy"),))
    elif not is_among(waiver.approved_by, allowed):
        message = f"{waiver.approved_by!r} may not approve waiver {waiver.id}: policy {held.name!r} does not list them"
        listed = held.locate("who may approve", "waivers", "approvers")
        yield Flaw("approver", message, "approved-by", did_you_mean(waiver.approved_by, allowed), (listed,))


def _policy(case: Case, held: Held) -> Iterator[Flaw]:
    waiver, most = case.waiver, held.policy.header.waivers.max_days
    days = (waiver.expires - waiver.approved_on).days
    if most is not None and days > most:
        message = f"waiver {waiver.id} lasts {many(days, 'day')}; policy {held.name!r} allows {most}"
        help_ = f"let it expire by {waiver.approved_on + dt.timedelta(most)}"
        yield Flaw("too-long", message, "expires", help_, (held.locate("the longest time", "waivers", "max-days"),))
    if held.rule.level == "hard":
        message = f"waiver {waiver.id} is for {waiver.rule!r}, a hard rule, which accepts no waiver"
        level = held.locate("the rule is hard", "rules", held.index, "level")
        yield Flaw("hard-rule", message, "rule", "correct what the rule found, and remove the waiver", (level,))


def _model(case: Case) -> Iterator[Flaw]:
    """Another model on the route than the one that was approved."""
    excused, used = case.waiver.for_.model, model_of(case.fleet, case.subject)
    if excused is None or used is None or not case.findings or is_same_model(case.fleet.world, excused, used):
        return
    message = f"waiver {case.waiver.id} excused {excused!r}, and the route uses {used!r} now"
    near = _near_model(case.fleet.world, excused, used)
    help_ = near if near.startswith(MEANT) else "have the model of today approved, or remove the waiver"
    yield Flaw("other-model", message, "for", help_)


def _near_model(world: World, excused: str, used: str) -> str:
    """What a name that no catalog lists may have been meant to be; of our own models the one that is used."""
    if world.catalog.model(excused) is not None:
        return ""
    return did_you_mean(excused, [used]) if world.is_own(excused) else world.near(excused)


def _use(case: Case) -> Iterator[Flaw]:
    """A waiver for something that is not broken, as far as that can be told."""
    ruling = case.ruling
    if case.findings or ruling is None or not case.fleet.complete or case.now != "active":
        return
    if ruling.verdict is Verdict.ERROR or (_unmeasured(ruling) and case.subject.key is not None):
        return
    why, help_ = why_unused(case.subject, ruling, case.fleet)
    yield Flaw("unused", f"waiver {case.waiver.id} is unused: {why}", "for", help_ or "remove it")


def _unmeasured(ruling: Ruling) -> bool:
    """A share that cannot be given says nothing about any key."""
    population = ruling.selected or ruling.possible
    return bool(population) and ruling.bound is not None and not ruling.measures and ruling.verdict is Verdict.UNKNOWN
