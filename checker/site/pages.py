"""All files of a site by their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.audit.dossier import Dossier
from checker.audit.tables import as_csv, findings, population_csv
from checker.audit.tables import services as services_table
from checker.site import addresses
from checker.site.change import change
from checker.site.controls import controls
from checker.site.evidence import evidence
from checker.site.exceptions import exceptions
from checker.site.models import model_facts
from checker.site.overview import overview
from checker.site.rules import rule_page, rules
from checker.site.scene import Matter, Scene, set_scene
from checker.site.services import owner_page, owners, service_page, services
from checker.site.trend import trend
from checker.site.vendors import vendors


def make_pages(dossier: Dossier, matter: Matter, link: str) -> Mapping[str, bytes]:
    scene = set_scene(dossier, matter, link)
    files = {
        addresses.OVERVIEW.file: overview(scene),
        addresses.RULES.file: rules(scene),
        addresses.SERVICES.file: services(scene),
        addresses.OWNERS.file: owners(scene),
        addresses.VENDORS.file: vendors(scene),
        addresses.CHANGE.file: change(scene),
        addresses.TREND.file: trend(scene),
        addresses.CONTROLS.file: controls(scene),
        addresses.EXCEPTIONS.file: exceptions(scene),
        addresses.FACTS.file: model_facts(scene),
        addresses.EVIDENCE.file: evidence(scene),
        "data/findings.csv": as_csv(findings(dossier.report)).encode(),
        "data/population.csv": population_csv(dossier).encode(),
        "data/services.csv": as_csv(services_table(dossier)).encode(),
    }
    return files | dict(_each(scene.below()))


def _each(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """A page for every rule, service and owner."""
    yield from (rule_page(scene, ruling) for ruling in scene.dossier.report.rulings)
    yield from (service_page(scene, entry) for entry in scene.services.values())
    yield from (owner_page(scene, name, entries) for name, entries in scene.owners().items())
