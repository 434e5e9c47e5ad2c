"""A run: what was read, and what the rules say of it. What every verb that judges shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, NamedTuple

from checker import __version__
from checker.catalog import Catalog
from checker.catalog.layered import Layered
from checker.diagnostic import Diagnostic, cap_faults, many
from checker.files.config import DEFAULT_MANIFESTS, Config
from checker.files.waivers import Placed
from checker.fleet import Fleet, Population, Service
from checker.judging import AnyPolicy, Judgement, conclude, locate_in
from checker.judging.docket import Looked, PiecesOf, gather, look, open_docket, put_together
from checker.judging.names import unknown_names
from checker.judging.unlisted import add_up, note_unlisted
from checker.judging.waive import waive
from checker.record import dataclass
from checker.report import Finding, Input, JudgedWaiver, Report
from checker.report.finding import Lead, Note
from checker.resources import STALE_AFTER, age_of
from checker.run.files import Sources
from checker.run.reader import Reader
from checker.run.request import Asked
from checker.source import Document

if TYPE_CHECKING:
    from checker.files.controls import ControlLists

if TYPE_CHECKING:
    from checker.judging.elsewhere import Elsewhere
    from checker.run.many import Many

LISTED = 20
"""Most services or files that a note names."""

NO_POLICY = "no policy found: looked for policies/*.yaml; to start: modelbylaws init"
NO_INVENTORY = "completeness is not shown: no inventory says which services must have a manifest"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What was read. Another fleet, date or waiver is another run, made by ``dataclasses.replace``."""

    asked: Asked
    sources: Sources
    config: Config
    """The configuration; its defaults if there is none, or if it has faults."""
    policies: tuple[AnyPolicy, ...] = ()
    fleet: Fleet | None = None
    """None without a sound configuration and catalog: then nothing can be judged."""
    waivers: tuple[Placed, ...] = ()
    inputs: tuple[Input, ...] = ()
    """Every file that was read, with its digest, in the order of reading."""
    faults: tuple[Diagnostic, ...] = ()
    """Why something is missing here."""
    notes: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    """Every manifest that can be judged, two of one service too."""
    controls: ControlLists | None = None
    """The organization's own controls and its answers; None where the configuration names no file of them."""
    layers: tuple[Sequence[Layered], ...] = ()
    """The catalog files that could be read, a sequence a layer, lowest first."""
    rule_files: tuple[str, ...] = ()
    """All files where policies, catalogs and waivers are looked for, read or not."""
    manifest_files: tuple[str, ...] = ()
    """All files where manifests are looked for."""
    beside: Many | None = None
    """The manifests of other repositories; None where none are asked for."""
    elsewhere: Elsewhere | None = None
    """The sums that stand for them; None where the manifests themselves are read."""
    fleets: frozenset[str] = frozenset()
    """Folders below the root with a configuration of their own."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    """The text of every file, also of one that could not be parsed."""

    @property
    def catalog(self) -> Catalog | None:
        return self.fleet.world.catalog if self.fleet is not None else None

    def with_read(self, reader: Reader) -> Run:
        """The run, with what a reader read besides."""
        return replace(
            self,
            inputs=(*self.inputs, *reader.inputs),
            faults=(*self.faults, *reader.faults),
            documents={**self.documents, **reader.documents},
            texts={**self.texts, **reader.texts},
        )

    def judge(self) -> Report:
        """What the rules say of what was read."""
        if self.fleet is None:
            return self.state(None)
        return self.state(_judge(self.policies, self.fleet, self.waivers, self.elsewhere))

    def state(self, judged: Judged | None) -> Report:
        """The report, with what was read; None: nothing could be judged."""
        asked = self.asked
        unlisted: tuple[Lead, ...] = ()
        if judged is not None:
            report, unlisted = judged.report, judged.unlisted
        else:
            report = Report(asked.as_of, __version__, (), 0, (), (), (), (NO_INVENTORY,), known_by=asked.known_by)
        faults = [*self.faults, *report.diagnostics]
        if self.beside is not None and self.beside.aged is not None:
            from checker.run.many import with_aged

            report = with_aged(report, self.beside.aged)
        return replace(
            report,
            inputs=tuple(sorted(self.inputs, key=lambda entry: (entry.path, entry.role))),
            diagnostics=tuple(cap_faults(faults)),
            notes=(*unlisted, *self.notes, *report.notes, *self._tell_age()),
            nothing=self._nothing() if judged is not None else "the configuration or a catalog has faults",
            sources=texts_of(self.texts, [*report.findings, *faults]),
            prefix=self.sources.prefix,
            catalog=self.sources.builtin.release,
            links={} if self.beside is None else self.beside.links(),
        )

    def _tell_age(self) -> Iterator[str]:
        """That the built-in catalog is old, on the day that is judged."""
        release = self.sources.builtin.release
        age = age_of(release, self.asked.as_of) if release else 0
        if age > STALE_AFTER:
            yield f"the built-in catalog {release} is {age} days old on {self.asked.as_of}; install a newer release"

    def _nothing(self) -> str:
        """Why there is nothing to judge, if so, though it was tried."""
        if not any(entry.role == "manifest" for entry in self.inputs):
            return self._looked_for()
        if self.faults and not self.policies:
            return "no policy could be read"
        if not any(entry.role == "policy" for entry in self.inputs):
            return NO_POLICY
        return ""

    def _looked_for(self) -> str:
        """What was looked for, when there was no manifest."""
        if self.fleets:
            return "no manifest found outside the fleets in this folder; to judge these: check --all-fleets"
        patterns = self.config.manifests
        shown = "model-manifest.yaml, .yml or .json" if patterns == DEFAULT_MANIFESTS else ", ".join(patterns)
        return (
            f"no manifest found: looked for {shown} among {len(self.manifest_files)} files; to start: modelbylaws init"
        )


def judge(policies: Sequence[AnyPolicy], fleet: Fleet, waivers: Sequence[Placed] = ()) -> Report:
    """What policies say of a fleet on its day: a report that knows of no files.

    Its diagnostics are the names in policies that no catalog knows.
    """
    return _judge(policies, fleet, waivers).report


class Judged(NamedTuple):
    """What the rules say, and what is behind many findings: models that no catalog knows."""

    report: Report
    unlisted: tuple[Lead, ...]
    contracts: frozenset[str]
    """Contracts that routes name."""


def _judge(
    policies: Sequence[AnyPolicy], fleet: Fleet, waivers: Sequence[Placed], elsewhere: Elsewhere | None = None
) -> Judged:
    """NOTE: of one question after the other, so that few pieces are kept at a time."""
    world = fleet.world
    docket = open_docket(policies, world, waivers)
    looked, members = look(docket, fleet.services)
    pieces_of: PiecesOf = lambda group: gather(world, group, members)  # noqa: E731
    if elsewhere is not None:
        looked, pieces_of = put_together([looked, elsewhere.looked()]), elsewhere.beside(pieces_of)
    population = Population(looked.names, world, fleet.unread, fleet.complete, looked.outlines)
    found = conclude(docket, population, looked, pieces_of, locate_in(fleet))
    return apply_waivers(found, policies, waivers, population, looked)


def apply_waivers(
    found: Judgement,
    policies: Sequence[AnyPolicy],
    waivers: Sequence[Placed],
    population: Population,
    looked: Looked,
) -> Judged:
    """A judgement with its waivers, as a report that knows of no files."""
    world = population.world
    judgement, judged = waive(found, waivers, policies, population)
    report = Report(
        as_of=world.as_of,
        known_by=world.known_by,
        version=__version__,
        inputs=(),
        services=len(population.names),
        rulings=judgement.rulings,
        findings=judgement.findings,
        diagnostics=tuple(unknown_names(policies, world)),
        notes=(*_aside(judged), _completeness(population)),
        waivers=judged,
        whose=looked.whose,
    )
    leads = note_unlisted(world, add_up(looked.unlisted.values()), report.findings)
    return Judged(report, leads, frozenset().union(*looked.contracts.values()))


def texts_of(texts: Mapping[str, str], found: Iterable[Finding | Diagnostic]) -> dict[str, str]:
    """Of all texts those of files that a finding or a diagnostic points at."""
    files = {at.file for entry in found for at in entry.locations}
    return {file: texts[file] for file in sorted(files) if file in texts}


def _aside(waivers: Iterable[JudgedWaiver]) -> list[str]:
    """Waivers of rules that are not judged now, because other policies were named."""
    aside = [waiver.id for waiver in waivers if waiver.states == ("rule-not-loaded",)]
    return [f"waivers of rules that no loaded policy holds: {', '.join(aside)}"] if aside else []


def _completeness(fleet: Population) -> str:
    """What the report can say about services without a manifest."""
    if fleet.world.inventory is None:
        return NO_INVENTORY
    without = _some([service.name for service in fleet.missing])
    unread = sorted({entry.location.file for entry in fleet.unread})
    said = [f"without a manifest: {without}"] if without else []
    count = len(fleet.world.inventory)
    counted = f"the inventory lists {many(count, 'service')}"
    if unread:
        return Note("; ".join([counted, *said, "not read: "]), unread[:LISTED], _more(unread))
    return "; ".join([counted, *said]) if said else f"{counted}, and all have a manifest"


def _some(names: list[str]) -> str:
    return f"{', '.join(names[:LISTED])}{_more(names)}"


def _more(names: list[str]) -> str:
    return f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
