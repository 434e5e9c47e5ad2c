"""models.dev: ``models.json`` (facts of the labs' models), ``api.json`` (what hosts serve), or both, ``catalog.json``.

Weights come from ``models.json`` only: hosts' rows contradict each other about
them, and so do the vendors' own. Of a host's file only the vendor's own rows
count. ``base_model`` there says where metadata is inherited from; it is no lineage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from checker.catalog import Catalog, KnownModel
from checker.catalog.claims import Fact, resolve
from checker.files.catalog import Model
from checker.importing.found import Basis, Found
from checker.licenses import listed_id
from checker.shape.scalars import day
from checker.source import Plain
from checker.source.lenient import fields, word, words
from checker.vocabulary import Modality

_LABS = {"zai": "zhipuai", "llama": "meta"}
"""models.dev's name of a lab or of its own host to our vendor, where they differ."""
_OPEN = "the dataset says open, not whether access is gated"

Row = tuple[str, str, Mapping[str, Plain], bool]
"""Lab or host, the model's name there, what is said, and whether it is the lab's own entry."""


def models_dev(data: Mapping[str, Plain], catalog: Catalog, basis: Basis) -> Found:
    """Weights, release, modalities and licenses of models that the catalog knows."""
    found = Found()
    names = catalog.resolver.index
    claimed: dict[str, dict[str, object]] = {}
    for lab, name, row, is_own in _rows(data):
        where = f"{lab}/{name}"
        owner = _LABS.get(lab, lab)
        model = names.named((f"{owner}/{name}", where)) or names.alike(f"{owner}/{name}")
        released = _day(row)
        if not row:
            found.skip("no row of a model", where)
        elif not is_own and owner not in catalog.vendors:
            found.skip("a row of a host", lab)
        elif model is None or not names.owns(owner, model):
            found.skip("the model is not in the catalog, or the row is not its vendor's", where)
        elif released is None:
            found.skip("no day of release", where)
        else:
            known = catalog.models[model]
            own = {"value": released, "from": released} | basis.stated()
            facts = {"released": [own], **_facts(known, row, own, basis, is_own=is_own)}
            claimed[model] = facts | claimed.get(model, {}) if not is_own else claimed.get(model, {}) | facts
            found.taken += 1
    for model, facts in sorted(claimed.items()):
        known = catalog.models[model]
        found.models.append(Model.model_validate({"id": model, "vendor": known.vendor, "facts": facts}))
    return found


def _rows(data: Mapping[str, Plain]) -> Iterator[Row]:
    """The rows of any of the three files."""
    if {"models", "providers"} <= set(data):
        yield from _rows(fields(data["models"]))
        yield from _rows(fields(data["providers"]))
        return
    for key, value in data.items():
        entry = fields(value)
        if "models" not in entry:
            lab, _, name = key.partition("/")
            yield lab, name, entry, True
            continue
        for name, row in fields(entry["models"]).items():
            yield key, name, fields(row), False


def _facts(
    known: KnownModel, row: Mapping[str, Plain], dated: dict[str, object], basis: Basis, *, is_own: bool
) -> dict[str, object]:
    facts: dict[str, object] = {}
    weights = word(row.get("open_weights")) if is_own else ""
    if weights == "false":
        facts["weights"] = [dated | {"value": "none"}]
    elif weights == "true":
        facts["weights"] = [dated | {"value": _open(known, basis), "note": _OPEN}]
    license_ = listed_id(word(row.get("license"))) if is_own else None
    if license_:
        facts["license"] = [dated | {"value": license_}]
    content = {way: words(fields(row.get("modalities")).get(way)) for way in ("input", "output")}
    listed = [kind for kinds in content.values() for kind in kinds]
    # NOTE: an embedding model's output is called text there.
    if all(content.values()) and set(listed) <= set(get_args(Modality)) and "embed" not in known.id:
        facts["modalities"] = [dated | {"value": {way: list(dict.fromkeys(kinds)) for way, kinds in content.items()}}]
    return facts


def _open(known: KnownModel, basis: Basis) -> str:
    """``public`` or ``gated``, as the catalog has it; the careful one of the two where it has neither."""
    fact = resolve(known.facts.weights, basis.today, "reported")
    return fact.value if isinstance(fact, Fact) and fact.value in {"public", "gated"} else "gated"


def _day(row: Mapping[str, Plain]) -> str | None:
    try:
        return day(word(row.get("release_date"))).isoformat()
    except ValueError:
        return None
