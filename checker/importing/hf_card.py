"""A model card of Hugging Face: the YAML at the head of a repository's README.md.

A card of the vendor's own repository is a source of class ``vendor``, any other
one an ``aggregator``. What a card leaves out is unknown: no ``base_model`` does
not say that there is none, and no gate that there is none either.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.catalog import Catalog
from checker.files.catalog import Model
from checker.importing.found import Basis, Found
from checker.licenses import listed_id, own_id
from checker.naming import Index
from checker.source import Plain
from checker.source.lenient import word, words

_GATE = "extra_gated_"


def source_class(repository: str, catalog: Catalog) -> str:
    """How near the card is to the facts: ``vendor`` if the repository is the vendor's own."""
    names, owner = catalog.resolver.index, repository.partition("/")[0]
    model = names.named([f"hf:{repository}"])
    is_own = names.vendor_on_hub(owner) is not None if model is None else names.owns_on_hub(owner, model)
    return "vendor" if is_own else "aggregator"


def hf_card(data: Mapping[str, Plain], catalog: Catalog, basis: Basis, repository: str) -> Found:
    """What the card of a repository says about the model that it is a name of."""
    names = catalog.resolver.index
    model = names.named([f"hf:{repository}"])
    found = Found("field", only=model or repository)
    facts: dict[str, object] = {}
    for name, value, reason in claims_of(data, names):
        if model is None:
            found.skip("the model is not in the catalog", f"hf:{repository}")
        elif reason:
            found.skip(reason, name)
        else:
            facts[name] = [{"value": value, "from": basis.today.isoformat(), **basis.stated(note_of(name, data))}]
            found.taken += 1
    if model is not None and facts:
        vendor = catalog.models[model].vendor
        found.models.append(Model.model_validate({"id": model, "vendor": vendor, "facts": facts}))
    return found


def claims_of(data: Mapping[str, Plain], names: Index) -> list[tuple[str, object, str]]:
    """Fact, value, and why it cannot be imported."""
    claims: list[tuple[str, object, str]] = []
    if any(key.startswith(_GATE) for key in data):
        claims.append(("weights", "gated", ""))
    if "license" in data:
        license_ = _license(data)
        claims.append(("license", license_, "" if license_ else "an unknown license"))
    if "base_model" in data:
        bases = {base: names.named([f"hf:{base}"]) for base in words(data["base_model"])}
        unknown = [base for base, known in bases.items() if known is None]
        # A base that no catalog knows stays by its own name: the lineage holds the others, and is open.
        value = sorted({known or f"hf:{base}" for base, known in bases.items()})
        reason = "" if len(unknown) < len(bases) else "no base named"
        if bases and len(unknown) == len(bases):
            reason = f"a base that is not in the catalog: {', '.join(unknown)}"
        claims.append(("derived-from", value, reason))
    return claims


def _license(data: Mapping[str, Plain]) -> str | None:
    listed = words(data["license"])
    if len(listed) != 1:
        return None
    return own_id(word(data.get("license_name"))) if listed[0] == "other" else listed_id(listed[0])


def note_of(name: str, data: Mapping[str, Plain]) -> str:
    relation = word(data.get("base_model_relation"))
    return f"base_model_relation: {relation}" if name == "derived-from" and relation else ""
