"""CycloneDX: bills of materials with models, as generators of the world write them (versions 1.5 to 1.7, JSON).

One document is one service, called after what the document is about. Each model in it is a use. How a model is reached
is known only where a service of the document leads to it, or where it comes with a digest of its weights.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.diagnostic import Location
from checker.drafting.bom_schema import schema_faults
from checker.drafting.draft import Context, Draft, Drafted, DraftRoute, DraftUse, Given, parse
from checker.drafting.route import access_of, ask_access, distinct, identifier
from checker.drafting.told import known_id, named_route, own_model, service_name, share_out, use_of
from checker.foreign.addresses import read_address
from checker.foreign.bom import MODEL, Bom, Entry, read_bom
from checker.foreign.bom_models import Identity, ancestors, digest, identify, maker
from checker.foreign.inside import entries
from checker.foreign.secret import looks_secret
from checker.shape.scalars import is_foreign_name
from checker.source import Bounds, Document
from checker.source.lenient import fields, word

BOUNDS = Bounds(64 << 20, 2_000_000, nulls=True)
"""A document with all packages of a large application has some ten megabytes."""
VERSIONS = ("1.5", "1.6", "1.7")
_WORKLOAD = "aibom.workload.kind"
"""A property of documents that were made of a workload: what runs in it is self-hosted."""
_LEGAL = re.compile(r"\b(?:inc|llc|ltd|limited|gmbh|corp|corporation|co|ag|sa|sas|se|pbc|plc|platforms|ai)\b")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def read(files: Sequence[Given], context: Context) -> Drafted:
    """The services of all files."""
    found = Drafted("model")
    for given in files:
        if given.path.endswith(".xml"):
            found.skip(Location(given.path), given.path, "XML is not read: convert it to JSON")
            continue
        for document in parse(given, found, BOUNDS):
            why_not = _why_not(document)
            if why_not:
                found.skip(Location(given.path), given.path, why_not)
            else:
                _take(document, context, found)
    return found


def _why_not(document: Document) -> str:
    version = word(document.data.get("specVersion"))
    if document.data.get("bomFormat") != "CycloneDX":
        return "no CycloneDX document: bomFormat is not CycloneDX"
    return "" if version in VERSIONS else f"its version is not one of {', '.join(VERSIONS)}, which have models"


def _take(document: Document, context: Context, found: Drafted) -> None:
    """Take the models of one document, and the services that reach models which it does not list."""
    found.skipped += schema_faults(document, word(document.data.get("specVersion")))
    bom = read_bom(document)
    uses = [*_model_uses(bom, context, found), *_service_uses(bom, context, found)]
    if not uses:
        found.skip(Location(document.file), document.file, f"lists no component of type {MODEL}, and no host of models")
        return
    ids = distinct([use.id for use in uses])
    named = tuple(replace(use, id=id_) for use, id_ in zip(uses, ids, strict=True))
    subject = bom.subject.name if bom.subject.value.get("type") != MODEL else ""
    stem = posixpath.basename(document.file).partition(".")[0]
    at = bom.subject.locate("name")
    for name, called in share_out(context, service_name(subject, identifier(stem, "service")), named, found, at):
        found.drafts.append(Draft(name, at, tuple(called)))


def _model_uses(bom: Bom, context: Context, found: Drafted) -> Iterator[DraftUse]:
    """A use for each model that something other than a model uses; the same one is in some documents twice."""
    seen: set[tuple[object, ...]] = set()
    for model in bom.models:
        identity = identify(model.value)
        key = (identity.names, identity.version) if identity.names else (model.at,)
        if bom.is_base(model):
            found.skip(model.locate(), model.name or MODEL, "only other models depend on it", in_doubt=False)
        elif key in seen:
            found.skip(model.locate(), model.name or MODEL, "is there twice", in_doubt=False)
        else:
            seen.add(key)
            found.taken += 1
            yield use_of(identifier(model.name.rpartition("/")[2], "model"), _route(bom, model, identity, context))


def _route(bom: Bom, model: Entry, identity: Identity, context: Context) -> DraftRoute:
    """The route of one model."""
    host, country = _host(bom.hosts_of(model), context)
    weights = digest(model)
    self_hosted = host is None and (weights is not None or bool(bom.subject.properties(_WORKLOAD)))
    access = "self-hosted" if self_hosted else access_of(context, host)
    at = model.locate("purl" if identity.is_hub and "purl" in model.value else "name")
    if not identity.names:
        route = DraftRoute(None, at, "no name of a model", access=access, host=host)
        return ask_access(
            route.asking("model", "which model is it? the component has no name that a manifest can hold")
        )
    route = named_route(context, identity.names[0], at, access=access, host=host, version=identity.version)
    route = replace(route, sure=_sure(route, identity), digest=weights)
    route = _doubted(route, identity, model, context)
    if country is not None and not route.jurisdictions:
        route = replace(route, jurisdictions=(country,))
    return _with_lineage(route, identity, model, context)


def _sure(route: DraftRoute, identity: Identity) -> str:
    dropped = " (its version is no revision, and is left out)" if identity.dropped else ""
    return f"{route.sure}, by {identity.by}{dropped}"


def _doubted(route: DraftRoute, identity: Identity, model: Entry, context: Context) -> DraftRoute:
    """The route with its model asked, where the document contradicts itself."""
    if len(identity.names) > 1:
        question = "package URL and address name two repositories: which one is it?"
        return replace(route, model=None).asking("model", question, identity.names)
    known = context.catalog.models.get(known_id(context, route.model or "", route) or "")
    made_by = maker(model.value)
    if known is None or not made_by or identity.is_hub:
        return route
    vendor = context.catalog.vendors.get(known.vendor)
    said = {_plain(name) for name in (known.vendor, vendor.name if vendor is not None else "") if name}
    if any(_plain(made_by).startswith(name) or name.startswith(_plain(made_by) or "-") for name in said):
        return route
    question = f"the name is that of a model of {known.vendor}, and another manufacturer is stated: which model is it?"
    return replace(route, model=None).asking("model", question, [known.id])


def _plain(name: str) -> str:
    """A company's name without its legal form."""
    return _NOT_A_LETTER.sub("", _LEGAL.sub("", name.lower()))


def _with_lineage(route: DraftRoute, identity: Identity, model: Entry, context: Context) -> DraftRoute:
    """The route of a model that no catalog knows, with what it was made from."""
    if route.model is None or known_id(context, route.model, route) is not None:
        return route
    bases = [identify(value) for value in ancestors(model.value)]
    named = tuple(base.names[0] for base in bases if base.names)
    if not named:
        return route
    own = replace(own_model(context, route, named, model.name, is_own=False), version=identity.version)
    if not identity.is_hub and "/" not in route.model:
        return own
    asked = tuple(ask for ask in own.asks if ask.path == ("derived-from",))
    return replace(route, derived_from=own.derived_from, asks=(*route.asks, *asked))


def _host(services: Sequence[Entry], context: Context) -> tuple[str | None, str | None]:
    """Host and country of the services that a model is reached through, if they agree."""
    found = {(address.host, address.country) for one in services for address in map(read_address, _endpoints(one))}
    hosts = {host for host, _ in found if host is not None}
    if not hosts:
        providers = {_provider(one, context) for one in services} - {None}
        return (providers.pop(), None) if len(providers) == 1 else (None, None)
    countries = {country for _, country in found}
    return (hosts.pop() if len(hosts) == 1 else None), (countries.pop() if len(countries) == 1 else None)


def _endpoints(service: Entry) -> list[str]:
    return [word(endpoint) for endpoint in entries(service.value.get("endpoints")) if word(endpoint)]


def _provider(service: Entry, context: Context) -> str | None:
    """The host or vendor that a service says is its provider."""
    written = {word(fields(service.value.get("provider")).get("name")), word(service.value.get("group")), service.name}
    said = {_plain(name) for name in written if name}
    known = {id_: vendor.name for id_, vendor in context.catalog.vendors.items()}
    known |= {id_: host.name for id_, host in context.catalog.hosts.items()}
    hits = {id_ for id_, name in known.items() if {_plain(id_), _plain(name)} & said}
    return hits.pop() if len(hits) == 1 else None


def _service_uses(bom: Bom, context: Context, found: Drafted) -> Iterator[DraftUse]:
    """A use for each service of a host of models that leads to no model of the document."""
    listed = {model.ref for model in bom.models if model.ref}
    for service in bom.services:
        if bom.needs.get(service.ref, frozenset()) & listed:
            continue
        host, country = _host([service], context)
        access = access_of(context, host)
        if access is None or access == "self-hosted":
            found.skip(service.locate(), service.name or "service", "no host of models that is known")
            continue
        found.taken += 1
        where = (country,) if country is not None else ()
        route = DraftRoute(None, service.locate("name"), f"only its host is known: {host}", access=access, host=host)
        models = service.properties("cdx:ai:modelId")
        known = [name for name in models if is_foreign_name(name) and not looks_secret(name)]
        asked = replace(route, jurisdictions=where).asking("model", f"which model of {host} is used?", known)
        yield use_of(identifier(service.name, "service"), asked)
