"""Bills of materials with models, by CycloneDX: a scanner found these names in a service's code.

The caller is what the document is about. Where a service of the document leads to a model, its address is the host.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from checker.diagnostic import MAX_VALUE, Diagnostic, Place
from checker.foreign.addresses import read_address
from checker.foreign.bom import Bom, Entry, read_bom
from checker.foreign.bom_models import identify
from checker.foreign.inside import below_path, entries
from checker.foreign.secret import looks_secret
from checker.observed.days import first_day
from checker.observed.evidence import Observation
from checker.observed.options import Found, Options
from checker.observed.rows import MAX_EVIDENCE
from checker.observed.values import Unusable, caller_in
from checker.source import Bounds, Document, Unreadable, parse
from checker.source.lenient import fields, word

BOUNDS = Bounds(MAX_EVIDENCE, 2_000_000, nulls=True)


def read(file: str, raw: bytes, options: Options) -> Found:
    """The models of a document that something other than a model uses."""
    found = Found(file)
    document = parse(file, raw, BOUNDS)
    if isinstance(document, Unreadable):
        found.faults += document.diagnostics
        return found
    if document.data.get("bomFormat") != "CycloneDX":
        found.refuse(
            Unusable("this is no CycloneDX document: bomFormat is not CycloneDX"), Entry(document, (), {}).locate()
        )
        return found
    found.faults += _shapeless(document)
    bom = read_bom(document)
    caller = caller_in(bom.subject.name)
    day = _day(document, found)
    for model in bom.models:
        names = identify(model.value).names
        if bom.is_base(model):
            found.leave_out("only other models depend on it")
        elif not names or looks_secret(names[0]):
            found.refuse(Unusable("the component has no name that a model can have"), model.locate())
        else:
            found.observations.append(
                Observation(
                    options.source, options.service_of(caller), caller, names[0], _host(bom, model), day, day, None,
                    None, None, model.locate("name"), where=_occurrence(model),
                )
            )  # fmt: skip
    return found


def _shapeless(document: Document) -> Iterator[Diagnostic]:
    """Faults of components that nobody could look through."""
    for key in ("components", "services", "dependencies"):
        listed = document.data.get(key, [])
        if not isinstance(listed, list) or any(not isinstance(one, dict) for one in listed):
            at = document.locate(Place(document.file, (key,)))
            yield Diagnostic("bad-row", f"{key} is no list of mappings", (at,), "export the document again")


def _day(document: Document, found: Found) -> dt.date | None:
    written = word(fields(document.data.get("metadata")).get("timestamp"))
    try:
        return first_day(written, "metadata.timestamp", in_utc=True) if written else None
    except Unusable as error:
        found.refuse(error, Entry(document, ("metadata",), {}).locate("timestamp"))
        return None


def _host(bom: Bom, model: Entry) -> str | None:
    """The host of all the services that lead to a model, if it is one."""
    addresses = [word(end) for service in bom.hosts_of(model) for end in entries(service.value.get("endpoints"))]
    hosts = {read_address(address).host for address in addresses}
    return hosts.pop() if len(hosts) == 1 else None


def _occurrence(model: Entry) -> str:
    """Where in the code a scanner saw it first: ``src/llm.py:41``."""
    evidence = fields(model.value.get("evidence"))
    for _, occurrence in below_path(evidence, ("occurrences",)):
        place, line = word(occurrence.get("location")), word(occurrence.get("line"))
        if place and len(place) <= MAX_VALUE and not looks_secret(place):
            return f"{place}:{line}" if line.isdigit() else place
    return ""
