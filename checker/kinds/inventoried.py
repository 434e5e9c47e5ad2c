"""Has every service of the inventory a manifest that agrees with it?

The configuration says where the inventory lies. A service without a manifest
fails here, and widens every share, because nobody knows what it depends on. A
manifest must agree on lifecycle, tier and regulation, where the inventory says
something about them. A service that the inventory does not list is not judged.

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

from collections.abc import Iterator
from typing import ClassVar, Literal

from checker.diagnostic import Place
from checker.fleet import Service, World
from checker.inventory import Entry
from checker.kinds.kind import Breach, Conclusion, Kind, Member
from checker.kinds.verdicts import Judged, concluded, undecided_unless_selected
from checker.report import Decision, Subject, Unmet, Verdict


class Inventoried(Kind[Judged]):
    """Has every service of the inventory a manifest that agrees with it?"""

    fleet_wide: ClassVar[bool] = True

    kind: Literal["inventoried"]

    def sentence(self) -> str:
        return "Every service of the inventory must have a manifest that agrees with it."

    def collect(self, world: World, member: Member) -> tuple[Judged, ...]:
        service = member.service
        subject = Subject(service.name)
        if world.inventory is None:
            return (Judged(service.name, Decision(subject, Verdict.UNKNOWN, "no inventory is configured")),)
        entry = world.inventory.get(service.name)
        if entry is None:
            return (Judged(service.name, Decision(subject, Verdict.NOT_APPLICABLE, "the inventory does not list it")),)
        differing = list(_differences(service, entry))
        if not differing:
            return (Judged(service.name, Decision(subject, Verdict.PASS)),)
        return (self._disagrees(service, entry, differing, member),)

    def without_manifest(self, world: World, entry: Entry) -> tuple[Judged, ...]:  # noqa: ARG002 - the entry says it all
        subject = Subject(entry.listed.service)
        owner = f" (owner {entry.listed.owner})" if entry.listed.owner else ""
        reason = f"the inventory lists it, and it has no manifest{owner}"
        help_ = "add its model-manifest.yaml; until then every share is an interval"
        breach = Breach(subject, Verdict.FAIL, f"{subject}: {reason}", (entry.location,), help_)
        return (Judged(entry.listed.service, Decision(subject, Verdict.FAIL, reason), breach),)

    def conclude(self, pieces: tuple[Judged, ...], at: Place) -> Conclusion:
        without = [piece for piece in pieces if piece.decision.verdict is Verdict.UNKNOWN and piece.breach is None]
        if not without:
            return concluded(pieces, "the inventory lists no service that is selected")
        help_ = "name the inventory in the configuration: inventory: [inventory.yaml]"
        breach = Breach(Subject(), Verdict.UNKNOWN, "no inventory is configured", (at,), help_)
        return Conclusion((Decision(Subject(), Verdict.UNKNOWN, breach.message),), (breach,))

    def _disagrees(
        self, service: Service, entry: Entry, differing: list[tuple[str, str, str]], member: Member
    ) -> Judged:
        subject = Subject(service.name)
        verdict = undecided_unless_selected(Verdict.FAIL, member)
        reason = "; ".join(f"{key} is {here} here and {there} in the inventory" for key, here, there in differing)
        places = [Place(service.document.file, (key,), f"{key}: {here}") for key, here, _ in differing]
        help_ = "correct the manifest or the inventory"
        breaks = frozenset(Unmet(f"{key} must agree", str(here)) for key, here, _ in differing)
        breach = Breach(subject, verdict, f"{subject}: {reason}", (*places, entry.location), help_, breaks=breaks)
        return Judged(service.name, Decision(subject, verdict, reason), breach)


def _differences(service: Service, entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Key, what the manifest says, what the inventory says."""
    manifest, listed = service.manifest, entry.listed
    for key in ("lifecycle", "tier"):
        here, there = getattr(manifest, key), getattr(listed, key)
        if there is not None and here != there:
            yield key, here, there
    if listed.regulation is not None and set(listed.regulation) != set(manifest.regulation):
        yield "regulation", ", ".join(sorted(manifest.regulation)), ", ".join(sorted(listed.regulation))
