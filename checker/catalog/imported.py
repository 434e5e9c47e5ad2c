"""Statements by what they are about, and several imports of one dataset: the later one speaks for it.

The built-in catalog and an organization may each have imported a dataset, at
different times. Both are the same source, so they do not dispute each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from checker.catalog.files import CatalogFile, Endpoint, Model
from checker.catalog.sourced import Sourced

Key = tuple[str, str, str]
"""What a statement is about: model, host and snapshot of an endpoint; model, ``fact`` and its name of a claim."""

FACT = "fact"

S = TypeVar("S", bound=Sourced)


def statements(models: Iterable[Model], endpoints: Iterable[Endpoint]) -> dict[Key, list[Sourced]]:
    """Every claim and endpoint, by what it is about."""
    found: dict[Key, list[Sourced]] = {}
    for model in models:
        for name, claims in model.facts:
            for claim in claims or ():
                found.setdefault((model.id, FACT, name), []).append(claim)
    for endpoint in endpoints:
        found.setdefault(_about(endpoint), []).append(endpoint)
    return found


def _about(endpoint: Endpoint) -> Key:
    return (endpoint.model, endpoint.host, endpoint.snapshot.isoformat() if endpoint.snapshot else "")


def latest(files: Sequence[CatalogFile]) -> Iterator[CatalogFile]:
    """The files, lowest layer first, where a later import of the same dataset supersedes what an earlier one says."""
    said = [statements(file.models, file.endpoints) if file.imported else {} for file in files]
    for index, file in enumerate(files):
        others = [
            (said[n], n > index) for n, other in enumerate(files) if n != index and other.imported == file.imported
        ]
        yield _superseded(file, others) if file.imported and others else file


def _superseded(file: CatalogFile, others: Sequence[tuple[Mapping[Key, list[Sourced]], bool]]) -> CatalogFile:
    """``others`` holds what each other import says, and whether it stands above this one."""

    def checked(entry: S, key: Key) -> S:
        if entry.superseded is not None or entry.recorded is None:
            return entry
        later = [
            other.recorded
            for said, is_above in others
            for other in said.get(key, ())
            if other.recorded is not None
            if other.recorded > entry.recorded or (is_above and other.recorded == entry.recorded)
        ]
        return entry.model_copy(update={"superseded": min(later)}) if later else entry

    models = []
    for model in file.models:
        facts = {
            name: tuple(checked(claim, (model.id, FACT, name)) for claim in claims)
            for name, claims in model.facts
            if claims
        }
        models.append(model.model_copy(update={"facts": model.facts.model_copy(update=facts)}))
    endpoints = tuple(checked(endpoint, _about(endpoint)) for endpoint in file.endpoints)
    return file.model_copy(update={"models": tuple(models), "endpoints": endpoints})
