"""What an auditor asks of a run beyond its verdicts: who uses what, facts with sources, dates, single losses.

It is made from the fleet once, by ``checker.audit.make``; formats only write it
down. Everything is sorted and nothing depends on the time of day or the machine.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import ClassVar, Literal

from checker.diagnostic import Location
from checker.form import Form
from checker.kinds.parts.side_by_side import SideRow
from checker.record import dataclass
from checker.report import Input, Report
from checker.run.stands import Commit
from checker.whatif import SingleLoss

Along = Literal["vendor", "lineage", "host", "gateway", "group"]
"""What services are set against, one table each."""

ALONG: tuple[Along, ...] = ("vendor", "lineage", "host", "gateway")
"""Those that tables for programs have; a group is what a vendor belongs to."""
EVERY_ALONG: tuple[Along, ...] = (*ALONG, "group")


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A policy that was judged by."""

    id: str
    version: str
    owner: str
    file: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The keys of a route in one dimension; ``gap`` says why there may be more, and is empty otherwise."""

    certain: tuple[str, ...]
    gap: str = ""


@dataclass(frozen=True, slots=True)
class RouteEntry:
    use: str
    required: bool
    route: str
    role: str
    model: str
    """By its id, followed by what the manifest writes where that differs."""
    access: str
    share: str
    """Of the use's requests, as a percentage; empty for a route that is not live."""
    keys: tuple[tuple[Along, Carried], ...]
    location: Location

    def along(self, dimension: Along) -> Carried:
        return dict(self.keys)[dimension]

    @property
    def vendor(self) -> Carried:
        return self.along("vendor")

    @property
    def lineage(self) -> Carried:
        return self.along("lineage")

    @property
    def host(self) -> Carried:
        return self.along("host")

    @property
    def gateway(self) -> Carried:
        return self.along("gateway")


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One service as its manifest declares it."""

    name: str
    owner: str
    lifecycle: str
    tier: str
    regulation: tuple[str, ...]
    data: tuple[str, ...]
    routes: tuple[RouteEntry, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class SourceEntry:
    FORM: ClassVar = Form("SourceEntry", "what where class read", {"class": "kind"})

    what: str
    where: str
    kind: str
    read: dt.date


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact about a model of the fleet or one of its ancestors. ``status`` is that of the claim, or ``unknown``."""

    FORM: ClassVar = Form("FactEntry", "name value status reason sources")

    model: str
    name: str
    value: str
    status: str
    reason: str
    """Why it is unknown, or since when it holds."""
    sources: tuple[SourceEntry, ...]


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model that routes name, or that one of those was made from."""

    FORM: ClassVar = Form("ModelEntry", "id services facts")

    id: str
    services: tuple[str, ...]
    """Services with a route, planned ones included, to it or to something made from it."""
    facts: tuple[FactEntry, ...]


@dataclass(frozen=True, slots=True)
class EndpointEntry:
    """A model at a host as routes use it, and when that ends; ``day`` is None where none is announced or known."""

    FORM: ClassVar = Form("EndpointEntry", "model host retires known said services", {"retires": "day"})

    model: str
    host: str
    day: dt.date | None
    said: str
    """What this rests on, or why it is unknown."""
    known: bool
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContractEntry:
    """A contract that routes name; ``supplier`` is empty where it is in no catalog."""

    id: str
    supplier: str
    end: dt.date | None
    """Its last day; None where no catalog says it."""
    notice: int | None
    """Days of notice; None where no catalog says it."""
    services: tuple[str, ...]

    @property
    def notice_by(self) -> dt.date | None:
        """The last day on which notice can be given; None where it is not known, or before all days."""
        if self.end is None or self.notice is None or self.notice >= self.end.toordinal():
            return None
        return self.end - dt.timedelta(days=self.notice)


FACTS = Form(
    "FactsFile",
    "as_of known_by models endpoints",
    {"as_of": "report.as_of", "known_by": "report.known_by"},
    format="modelbylaws/facts/v1",
)
"""The facts that a run rests on, of a dossier: models, their sources, and dates of endpoints."""


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """A file that says what is used, and what it came to."""

    file: str
    sha256: str
    observations: int
    left_out: tuple[tuple[str, int], ...]
    """Entries that are no observation, by the reason."""


@dataclass(frozen=True, slots=True)
class Observed:
    """Declared and observed routes next to each other, and the files that say what was observed."""

    rows: tuple[SideRow, ...]
    files: tuple[EvidenceEntry, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A report with everything that pictures, registers and evidence need beside it."""

    report: Report
    organization: str
    commit: Commit | None
    """None where git does not know."""
    policies: tuple[PolicyEntry, ...]
    services: tuple[ServiceEntry, ...]
    missing: tuple[str, ...] | None
    """Services of the inventory that have no manifest; None without an inventory."""
    models: tuple[ModelEntry, ...]
    endpoints: tuple[EndpointEntry, ...]
    losses: tuple[SingleLoss, ...]
    """Every single loss that stops, or may stop, or moves something, the worst first."""
    production: int
    """Services in production, which losses are counted over."""
    observed: Observed | None = None
    """What was seen of the use of models; None where no evidence is configured."""
    contracts: tuple[ContractEntry, ...] = ()
    """Every contract that a route names, by id."""

    @property
    def unread(self) -> tuple[Input, ...]:
        """Manifests of which no service could be read: they are in no count of services."""
        read = {service.location.file for service in self.services}
        return tuple(entry for entry in self.report.inputs if entry.role == "manifest" and entry.path not in read)


def run_id(report: Report) -> str:
    """A digest over the inputs, the dates and the version: runs that must agree have one, others have another."""
    inputs = sorted(f"{entry.sha256}  {entry.role}  {entry.path}" for entry in report.inputs)
    lines = "\n".join([report.version, report.show_time(), *inputs])
    return hashlib.sha256(lines.encode(errors="backslashreplace")).hexdigest()
