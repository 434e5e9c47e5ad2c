"""Has every service of the inventory a manifest that agrees with it?

The configuration says where the inventory lies. A service without a manifest
fails here, is unknown under every other rule that may be about it, and widens
every share, because nobody knows what it depends on. A manifest must agree on
lifecycle, tier and regulation, where the inventory says something about them; a
lifecycle there that is none of ours is unknown, and so is whether they agree. A
service that the inventory does not list is not judged.

Fails:
    rule: {kind: inventoried}
    inventory: [payments-bot, claims-triage]
    services:
      claims-triage: [{model: google/gemma-4-31b-it, access: self-hosted}]

Passes:
    rule: {kind: inventoried}
    inventory: [claims-triage]
    services:
      claims-triage: [{model: google/gemma-4-31b-it, access: self-hosted}]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from checker.diagnostic import Place
from checker.files.inventory import Entry
from checker.fleet import Service, World
from checker.fleet.attributes import ATTRIBUTES
from checker.fleet.reading import OfService, value_of
from checker.fleet.view import View
from checker.kinds.kind import Conclusion, Member, UnseenMember
from checker.kinds.parts.grounds import tell
from checker.kinds.parts.verdicts import NO_MANIFEST, PerSubject, undecided_unless_selected
from checker.report import Decision, Ground, Subject, Unmet, Verdict
from checker.report.decided import say_more


class Inventoried(PerSubject):
    """Has every service of the inventory a manifest that agrees with it?"""

    fleet_wide: ClassVar[bool] = True

    kind: Literal["inventoried"]

    def demand(self) -> str:
        return "every service of the inventory must have a manifest that agrees with it"

    def collect(self, world: World, member: Member) -> tuple[Decision, ...]:
        service = member.service
        subject = Subject(service.name)
        if world.inventory is None:
            return (Decision(subject, Verdict.UNKNOWN, _NONE),)
        entry = world.inventory.get(service.name)
        if entry is None:
            return (Decision(subject, Verdict.NOT_APPLICABLE, "the inventory does not list it"),)
        differing = list(_differences(service, entry))
        if not differing and entry.unclear:
            help_ = "write one of these there, or list the service in an inventory file"
            here = Place(service.document.file, ("lifecycle",), service.name)
            said = f"{subject}: {entry.unclear}"
            return (Decision(subject, Verdict.UNKNOWN, entry.unclear, (here, entry.location), said, help_),)
        if not differing:
            return (_passed(world, service, entry),)
        reason = "; ".join(f"{key} is {here} here and {there} in the inventory" for key, here, there in differing)
        places = [Place(service.document.file, (key,), f"{key}: {here}") for key, here, _ in differing]
        return (
            Decision(
                subject,
                undecided_unless_selected(Verdict.FAIL, member),
                reason,
                (*places, entry.location),
                f"{subject}: {reason}",
                "correct the manifest or the inventory",
                breaks=frozenset(Unmet(f"{key} must agree", str(here)) for key, here, _ in differing),
            ),
        )

    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[Decision, ...]:
        service = member.service
        verdict = undecided_unless_selected(Verdict.FAIL, member)
        if service.unread or verdict is Verdict.UNKNOWN:
            return super().collect_unseen(world, member)
        help_ = "add its model-manifest.yaml; until then every share is an interval"
        subject = Subject(service.name)
        places, breaks = (service.location,), frozenset({NO_MANIFEST})
        return (Decision(subject, verdict, service.reason, places, service.message, help_, breaks=breaks),)

    def conclude(self, pieces: Sequence[Decision], at: Place) -> Conclusion:
        if not any(piece.verdict is Verdict.UNKNOWN and not piece.places for piece in say_more(pieces)):
            return super().conclude(pieces, at)
        help_ = "name the inventory in the configuration: inventory: [inventory.yaml]"
        return Conclusion((Decision(Subject(), Verdict.UNKNOWN, _NONE, (at,), help=help_),))

    def nobody(self) -> str:
        return "the inventory lists no service that is selected"


_NONE = "no inventory is configured"


def _passed(world: World, service: Service, entry: Entry) -> Decision:
    found = Decision(Subject(service.name), Verdict.PASS, "has a manifest that agrees with the inventory")
    if not world.grounds:
        return found
    rows = [row for row in ATTRIBUTES.values() if isinstance(row, OfService) and row.stated is not None]
    stated = [(row, row.stated(entry.listed)) for row in rows if row.stated is not None]
    view = View(world, service)
    here = (
        Ground(f"{tell(row.name, view.read(row), world.as_of)} in the manifest", view.place_of(row))
        for row, there in stated
        if there is not None
    )
    there = ", ".join(
        tell(row.name, value_of(said, row.name, world.as_of), world.as_of) for row, said in stated if said is not None
    )
    return replace(found, grounds=(*here, Ground(f"listed in the inventory: {there}", entry.location)))


def _differences(service: Service, entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Key, what the manifest says, what the inventory says."""
    manifest, listed = service.manifest, entry.listed
    for key in ("lifecycle", "tier"):
        here, there = getattr(manifest, key), getattr(listed, key)
        if there is not None and here != there:
            yield key, here, there
    if listed.regulation is not None and set(listed.regulation) != set(manifest.regulation):
        yield "regulation", ", ".join(sorted(manifest.regulation)), ", ".join(sorted(listed.regulation))
