"""Judging what was loaded: what every verb that judges shares."""

from __future__ import annotations

from collections.abc import Iterable

from checker import __version__
from checker.cli.reading.loaded import Loaded
from checker.cli.request import place_in_repository
from checker.config import DEFAULT_MANIFESTS
from checker.diagnostic import Diagnostic
from checker.engine import Judgement, judge
from checker.engine.names import unknown_names
from checker.engine.waived import waive
from checker.report import Finding, Report, Standing

NO_INVENTORY = "completeness is not shown: no inventory says which services must have a manifest"


def assess(loaded: Loaded) -> Report:
    """Judge what was loaded; nothing is judged without a sound configuration and catalog."""
    fleet = loaded.fleet
    judgement = Judgement((), ())
    waivers: tuple[Standing, ...] = ()
    diagnostics = list(loaded.diagnostics)
    if fleet is not None:
        diagnostics += unknown_names(loaded.policies, fleet.world)
        judgement = judge(loaded.policies, fleet, loaded.documents, complete=loaded.complete)
        judgement, waivers = waive(judgement, loaded.waivers, loaded.policies, fleet, complete=loaded.complete)
    return Report(
        as_of=loaded.request.as_of,
        known_by=loaded.request.known_by,
        version=__version__,
        inputs=tuple(sorted(loaded.inputs, key=lambda entry: (entry.path, entry.role))),
        services=len(fleet.services) if fleet is not None else 0,
        rulings=judgement.rulings,
        findings=judgement.findings,
        diagnostics=tuple(sorted(diagnostics, key=lambda found: found.sort_key)),
        notes=(*(note for tree in loaded.trees for note in tree.notes), *_aside(waivers), _completeness(loaded)),
        nothing=_nothing(loaded),
        waivers=waivers,
        sources=sources_of(loaded, [*judgement.findings, *diagnostics]),
        prefix=place_in_repository(loaded.request.root),
    )


def _aside(waivers: Iterable[Standing]) -> list[str]:
    """Waivers of rules that are not judged now, because other policies were named."""
    aside = [standing.id for standing in waivers if standing.states == ("rule-not-loaded",)]
    return [f"waivers of rules that no loaded policy holds: {', '.join(aside)}"] if aside else []


def sources_of(loaded: Loaded, found: Iterable[Finding | Diagnostic]) -> dict[str, str]:
    """The text of every file that a finding or a diagnostic points at."""
    files = {at.file for entry in found for at in entry.locations}
    return {file: loaded.sources[file] for file in sorted(files) if file in loaded.sources}


def _completeness(loaded: Loaded) -> str:
    """What the report can say about services without a manifest."""
    fleet = loaded.fleet
    if fleet is None or fleet.world.inventory is None:
        return NO_INVENTORY
    without = [entry.listed.service for entry in fleet.missing]
    said = f"; without a manifest: {', '.join(without)}" if without else ", and all have a manifest"
    return f"the inventory lists {len(fleet.world.inventory)} services{said}"


def _nothing(loaded: Loaded) -> str:
    if loaded.fleet is None:
        return "the configuration or a catalog has faults"
    if not any(entry.role == "manifest" for entry in loaded.inputs):
        return _looked_for(loaded)
    if loaded.diagnostics and not loaded.policies:
        return "no policy could be read"
    if not any(entry.role == "policy" for entry in loaded.inputs):
        return "no policy found: looked for policies/*.yaml; to start: modelbylaws init"
    return ""


def _looked_for(loaded: Loaded) -> str:
    """What was looked for, when there was no manifest."""
    patterns = loaded.config.manifests
    shown = "model-manifest.yaml, .yml or .json" if patterns == DEFAULT_MANIFESTS else ", ".join(patterns)
    return (
        f"no manifest found: looked for {shown} among {len(loaded.fleet_files.files)} files; to start: modelbylaws init"
    )
