"""The built-in catalog as one file that others can use without this program: JSON, in the format of catalog files.

What several files say of one model, vendor or host is put together, and every claim has its own day of recording.
What was imported is among the other claims: whoever reads it decides which of them counts, or asks this program.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from checker.catalog.layered import Layered
from checker.files.catalog import CatalogFile, Model
from checker.shape.written import as_file

Json = dict[str, Any]


def published(layers: Sequence[Layered], release: str | None) -> str:
    """The JSON text, ending with a line feed; the same catalog gives the same bytes."""
    files = [layered.catalog for layered in layers]
    models: dict[str, Model] = {}
    for model in (model for file in files for model in file.models):
        known = models.get(model.id)
        models[model.id] = model if known is None else _joined(known, model)
    whole = CatalogFile(
        format="modelbylaws/catalog/v1",
        release=release,
        vendors=_last(entry for file in files for entry in file.vendors),
        hosts=_last(entry for file in files for entry in file.hosts),
        models=tuple(models.values()),
        endpoints=tuple(endpoint for file in files for endpoint in file.endpoints),
    )
    written: Json = as_file(whole, without_defaults=True)
    return f"{json.dumps({'format': whole.format, **written}, indent=1, ensure_ascii=False, default=str)}\n"


def _last(entries: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({entry.id: entry for entry in entries}.values())


def _joined(known: Model, more: Model) -> Model:
    facts = {fact.field: (*(known.facts.of(fact) or ()), *claims) for fact, claims in more.facts.given()}
    aliases = tuple(dict.fromkeys((*known.aliases, *more.aliases)))
    return known.model_copy(update={"facts": known.facts.model_copy(update=facts), "aliases": aliases})
