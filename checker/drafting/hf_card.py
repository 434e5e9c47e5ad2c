"""A model card of an own fine-tune at Hugging Face: which models it was made from, under which license, behind a gate.

A card describes a model and no service: who uses it, and how it is served, is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import Diagnostic, Location, Place
from checker.drafting.draft import Ask, Context, Draft, Drafted, DraftRoute, DraftUse, Given, parse
from checker.drafting.route import ask_access, identifier
from checker.foreign.secret import looks_secret
from checker.shape.scalars import is_foreign_name
from checker.source import Document, Plain
from checker.source.characters import fold
from checker.source.front_matter import front_matter
from checker.source.lenient import word, words

_GATE = "extra_gated_"
_HUB = ("https://huggingface.co/", "https://hf.co/", "hf:")
_WHICH = "which service uses it?"
_BASES = "which models was it made from? the card names none"
_OF_BASE = frozenset({"quantized"})
"""Relations to a base that make no other model of it."""


def read(files: Sequence[Given], context: Context) -> Drafted:
    """The draft of a service that uses the model of a card."""
    found = Drafted("model card")
    if len(files) != 1 or context.repository is None:
        why = "one card at a time, with --repo ORG/NAME, because a card does not say what it is of"
        found.faults.append(Diagnostic("which-model", why, (Location(files[-1].path),)))
        return found
    (given,) = files
    part = front_matter(given.raw)
    if part is None:
        why = "it does not begin as a model card does: '---', lines of YAML, and '---'"
        found.faults.append(Diagnostic("no-card", why, (Location(given.path),)))
        return found
    for document in parse(Given(given.path, part), found)[:1]:
        found.drafts += _drafts(document, context, context.repository)
        found.taken += 1
    return found


def _drafts(document: Document, context: Context, repository: str) -> list[Draft]:
    at = Location(document.file)
    use = DraftUse("main", (_route(document, context, repository),))
    if context.services:
        return [Draft(service, at, (use,)) for service in context.services]
    return [Draft(identifier(repository.rpartition("/")[2], "model"), at, (use,), asks=(Ask(("service",), _WHICH),))]


def _route(document: Document, context: Context, repository: str) -> DraftRoute:
    data = document.data
    known = context.catalog.resolver.index.named([f"hf:{repository}"])
    at = document.locate(Place(document.file, ("base_model",)))
    owner, _, name = repository.rpartition("/")
    own, hub = f"{context.own or owner}/{name}", f"hf:{repository}"
    is_own = fold(owner) == fold(context.own or "")
    model = known or (own if is_own and is_foreign_name(own) else None)
    sure = f"exact, from {hub}" if known else f"an own model, from the card of {repository}"
    route = DraftRoute(model, at, sure, id=identifier(name, "main"))
    if model is None:
        route = route.asking("model", "is it your own? its name with your vendor id, or another's", (own, hub))
    if known is None:
        route = _based(route, data, context)
    return ask_access(_licensed(route, data))


def _based(route: DraftRoute, data: Mapping[str, Plain], context: Context) -> DraftRoute:
    """The route with the models that it was made from; each by its id where a catalog knows it."""
    bases = [_base(written, context) for written in words(data.get("base_model"))]
    kept = tuple(dict.fromkeys(base for base in bases if base))
    if not kept:
        return route.asking("derived-from", _BASES)
    relation = word(data.get("base_model_relation"))
    said = f"base_model of the card{f', {relation}' if relation.isalpha() else ''}"
    if len(kept) < len(bases):
        said += "; one of its names cannot be written here"
    if relation in _OF_BASE:
        said += ": the same model in another form; if nothing else was changed, name the base as the model"
    return replace(route, derived_from=kept).remarking("derived-from", said)


def _base(written: str, context: Context) -> str:
    name = next((written.removeprefix(start) for start in _HUB if written.startswith(start)), written).strip("/")
    hub = f"hf:{name}"
    if not is_foreign_name(hub) or looks_secret(name):
        return ""
    return context.catalog.resolver.resolve(hub).model.value or hub


def _licensed(route: DraftRoute, data: Mapping[str, Plain]) -> DraftRoute:
    """The route with what the card says of terms: a manifest holds no license, a catalog of the organization does."""
    license_ = word(data.get("license_name")) or ", ".join(words(data.get("license")))
    said = [f"license {license_}" if license_ and not looks_secret(license_) else "no license named"]
    said += ["gated"] if any(key.startswith(_GATE) for key in data) else []
    return replace(route, sure=f"{route.sure}; {', '.join(said)}: its facts belong into your catalog")
