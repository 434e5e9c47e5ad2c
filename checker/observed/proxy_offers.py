"""What a LiteLLM proxy offers: the models behind the names in its configuration.

A name that the configuration's table of callers gives to a service is used by that one; any other is offered to whoever
calls the proxy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.diagnostic import Diagnostic, Location, Place
from checker.foreign.addresses import is_filled_in
from checker.foreign.inside import at_path
from checker.foreign.proxy import Deployment, Proxy, configuration_in, included_by, take_document
from checker.foreign.secret import looks_secret
from checker.naming.routes import is_route
from checker.observed.evidence import Observation
from checker.observed.hosts import host_at
from checker.observed.options import Found, Options
from checker.observed.values import Unusable, caller_in, model_in
from checker.source import THEIRS, Document, Unreadable, parse_many
from checker.source.lenient import word


def read(file: str, raw: bytes, options: Options) -> Found:
    """The deployments of a proxy, without those of files that it includes."""
    found = Found(file)
    documents = parse_many(file, raw, THEIRS)
    if isinstance(documents, Unreadable):
        found.faults += documents.diagnostics
        return found
    proxy = Proxy(Location(file))

    def skip(_at: Location, _what: str, why: str, *, in_doubt: bool = True) -> None:  # noqa: ARG001 - as it is called
        found.leave_out(why)

    found.faults += _shapeless(documents)
    taken = [take_document(proxy, document, skip) for document in documents]
    for target, at in (pair for document in documents for pair in included_by(document)):
        message = f"the configuration includes {target!r}, which is not read"
        found.faults.append(Diagnostic("not-included", message, (at,), "name that file under observed, too"))
    if not any(taken):
        found.faults.append(Diagnostic("no-models", "this is no configuration of a LiteLLM proxy", (Location(file),)))
    for one in (one for group in proxy.groups.values() for one in group):
        _take(one, options, found)
    return found


def _shapeless(documents: Iterable[Document]) -> Iterator[Diagnostic]:
    """Faults of a list of models that is none."""
    for document in documents:
        at = (*configuration_in(document), "model_list")
        if not isinstance(at_path(document.data, at) or [], list):
            place = document.locate(Place(document.file, at))
            yield Diagnostic("no-models", "model_list is no list", (place,), "name one deployment an entry")


def _take(one: Deployment, options: Options, found: Found) -> None:
    written = word(one.params.get("model"))
    if "*" in written or is_filled_in(written) or looks_secret(written):
        found.leave_out("a wildcard, a variable or a secret in the place of a name")
        return
    provider, sign, name = written.partition("/")
    is_provider = bool(sign) and is_route(provider)
    told = word(one.info.get("base_model")) if provider in {"azure", "azure_ai"} else ""
    address = word(one.params.get("api_base")) or word(one.params.get("base_url"))
    host = host_at(address, word(one.params.get("custom_llm_provider")) or (provider if is_provider else ""))
    called = one.name in options.callers or bool(options.service)
    model = told or (name if is_provider else written)
    service = options.service_of(one.name) if called else ""
    try:
        model = model_in(model)
    except Unusable as error:
        found.refuse(error, one.at)
        return
    found.observations.append(
        Observation(
            options.source,
            service,
            caller_in(one.name),
            model,
            host,
            None,
            None,
            None,
            None,
            None,
            one.at,
            offered=not called,
        )
    )
