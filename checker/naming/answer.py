"""What the resolver answers, put together from what was read off a name and what the catalog lists."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, Literal, TypeVar

from checker import names
from checker.naming.index import Listed
from checker.naming.reading import Reading, read_routes
from checker.record import dataclass
from checker.vocabulary import SELF_HOST

Sure = Literal["exact", "by grammar", "ambiguous", "unknown"]
T = TypeVar("T")

_MOVING = "latest"
_BY_SHAPE = ("aws.bedrock", "gcp.vertex")
"""Hosts that call a model as nobody else does."""


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One thing that a name says, and how sure it is."""

    value: T | None = None
    sure: Sure = "unknown"


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a written name says."""

    written: str
    model: Part[str] = Part()
    version: Part[str] = Part()
    """What stands beside the name that is listed: a snapshot, a revision, ``latest``."""
    host: Part[str] = Part()
    region: Part[str] = Part()
    """Code of ISO 3166, or EU; another word is a place that is no country, such as ``global``."""
    precision: Part[str] = Part()
    variant: Part[str] = Part()
    """How it is served: ``free``, ``turbo``, ``instant``."""
    listed: str = ""
    """The name in the catalog that it means; the written one where there is none."""
    candidates: tuple[str, ...] = ()
    """The models that an ambiguous name could mean."""
    core: str = ""
    """The name without what stands around it, where no catalog lists it."""
    why: str = ""
    """Why it tells no model, where that is known."""
    remedy: str = ""
    is_contradictory: bool = False
    """Whether its parts say two versions, whatever else is declared."""


def say(written: str, reading: Reading, found: Listed | None, model: Part[str]) -> Resolved:
    return Resolved(
        written,
        model,
        version=_part(_version(reading, found, written)),
        host=_part(_host(reading, found)),
        region=_part((reading.area.region or reading.area.code) if reading.area else None),
        precision=_part(reading.precision),
        variant=_part(reading.variant),
        listed=found.name if found is not None else written,
    )


def place_of(host: str, name: str) -> Resolved:
    """What a host's own name for a model says of where it is served."""
    reading = replace(read_routes(name, host), states_host=True)
    region = (reading.area.region or reading.area.code) if reading.area else None
    return Resolved(f"{host}:{name}", host=Part(host, "exact"), region=_part(region))


def _host(reading: Reading, found: Listed | None) -> str | None:
    """The host that a name states: by what stands before it, or because only one host calls the model so."""
    if reading.host is None and found is not None:
        return next((host for host in _BY_SHAPE if found.name.startswith(f"{host}:")), None)
    return reading.host if reading.states_host else None


def _version(reading: Reading, found: Listed | None, written: str) -> str | None:
    """The version in the name that is listed, else the one beside it, else the one in what was written."""
    if reading.version == _MOVING:
        return _MOVING  # whatever day is in the name before it
    listed = names.version_in(found.name, found.model) if found is not None else None
    if listed is not None or reading.version is None:
        return listed if found is not None else names.version_in(written, written)
    day = names.day_of(reading.version)
    return day.isoformat() if day else reading.version


def _part(value: str | None) -> Part[str]:
    return Part(value, "by grammar") if value else Part()


def contradict(found: Resolved, stated: str, host: str) -> Resolved:
    """Not the model that the name means elsewhere."""
    where = "we serve it ourselves" if host == SELF_HOST else f"the route is at {host}"
    why, remedy = f"is a name at {stated}, and {where}", "let both say the same"
    return replace(found, model=Part(), host=Part(stated, "by grammar"), candidates=(), listed=found.written, why=why,
                   remedy=remedy)  # fmt: skip


def tells(found: Resolved) -> tuple[object, ...]:
    """What two answers must have in common to be one; a version that the route declares is compared elsewhere."""
    return found.model, found.host, found.region, found.candidates, found.why
