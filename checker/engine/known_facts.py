"""What is known about a model on the as-of date, fact by fact, with status and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.catalog.claims import Fact
from checker.catalog.files import Facts
from checker.catalog.sourced import Claim, Sourced
from checker.condition.truth import Unknown
from checker.fleet import World
from checker.report.dossier import FactEntry, SourceEntry
from checker.shape import Shape

NAMES = tuple(name.replace("_", "-") for name in Facts.model_fields)


def facts_of(world: World, model: str) -> Iterator[FactEntry]:
    """Every fact in the catalog's order; one entry says why, if nothing can be known of the model."""
    known = world.catalog.model(model)
    if known is None:
        said = "the organization's own: judged by what it was made from" if world.is_own(model) else ""
        reason = said or world.unlisted(model).reason
        yield FactEntry(model, "all facts", "", "own" if said else "unknown", reason, ())
        return
    for name in NAMES:
        if name == "derived-from":
            for claims in known.bases or ((),):
                yield _entry(model, name, world.resolved(known, name, claims, "reported"))
        else:
            yield _entry(model, name, world.facts(model, name, "reported"))


def _entry(model: str, name: str, found: Fact[object] | Unknown) -> FactEntry:
    if isinstance(found, Unknown):
        return FactEntry(model, name, "", "unknown", found.reason, ())
    basis = found.basis
    since = f"since {basis.from_}" if isinstance(basis, Claim) else ""
    decided = f"decided by {basis.decided.by} on {basis.decided.on}: {basis.decided.why}" if basis.decided else ""
    reason = "; ".join(filter(None, (since, decided)))
    return FactEntry(model, name, _shown(found.value), basis.status, reason, tuple(_sources(basis)))


def _sources(basis: Sourced) -> Iterator[SourceEntry]:
    yield from (SourceEntry(source.what, source.where, source.class_, source.read) for source in basis.sources)


def _shown(value: object) -> str:
    """A value in words; an empty list is the statement that there is none."""
    if isinstance(value, Shape):
        given = [(name.replace("_", "-"), part) for name, part in value if part is not None]
        return "; ".join(f"{name}: {_shown(part)}" for name, part in given) or "none"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
