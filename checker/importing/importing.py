"""``catalog import``: what a downloaded file says of known models, into a catalog file of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Mapping

from checker import source
from checker.catalog import Catalog
from checker.diagnostic import Diagnostic
from checker.files.facts import Source
from checker.formats.terminal import escape, from_here
from checker.importing.found import Basis, Found
from checker.importing.hf_card import hf_card, source_class
from checker.importing.import_report import differing, merge, summary
from checker.importing.import_target import Target, adopt, target_of
from checker.importing.litellm import litellm
from checker.importing.models_dev import models_dev
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.named import own_bytes, refuse_links
from checker.run.output import write
from checker.run.read import read_request
from checker.run.request import Request
from checker.source import Bounds, Document, Plain
from checker.source.front_matter import front_matter

BOUNDS = Bounds(16 << 20, 1_000_000, nulls=True)
"""LiteLLM's file has 3 MB and 141,000 nodes, the largest of models.dev 5 MB and some 600,000."""

_TITLES = {"litellm": "LiteLLM price file", "models-dev": "models.dev", "hf-card": "model card"}


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the command line says of the import."""

    what: str
    file: str
    into: str | None
    where: str | None
    stood: dt.date | None
    """The day of the file's content, where it is known."""
    repository: str | None
    dry_run: bool


def import_(request: Request, asked: ImportOptions) -> str:
    """Import the file; what came of it, for the user.

    Raises:
        Fault: something cannot be read, or the result would not be valid; nothing was changed.
    """
    if (asked.what == "hf-card") != (asked.repository is not None):
        raise Fault("a model card needs --repo ORG/NAME, because it does not say what it is of; nothing else takes it")
    raw = own_bytes(asked.file, BOUNDS.bytes, ".md" if asked.what == "hf-card" else ".json")
    document = read_document(asked, raw)
    target = target_of(read_request(request, manifests=False), request.root, asked.what, asked.into)
    basis = basis_of(asked, raw, target.before, request)
    found = _find(asked, document.data, target.before, basis)
    if not found.taken:
        what = summary(found).replace("\n", "; ")
        raise Fault(f"nothing in {asked.file} is about what the catalog knows, so nothing was changed: {what}")
    models = {model.id: model.vendor for model in target.before.models.values()}
    result = merge(target.old, found, basis, models, (*target.before.hosts, *target.before.vendors))
    text, after = adopt(target, result.file, None if found.only else basis.source)
    lines = [
        f"read {asked.file} ({basis.source.digest})",
        summary(found, result),
        *differing(found, target.before, after, request.as_of),
        _write(request.root, target, text, dry_run=asked.dry_run),
        *target.notes,
    ]
    return "".join(f"{escape(line)}\n" for part in lines for line in part.splitlines())


def _write(root: str, target: Target, text: str, *, dry_run: bool) -> str:
    """Write the file unless it says so already; what was done."""
    if os.path.lexists(target.whole) and own_bytes(target.whole, BOUNDS.bytes) == text.encode():
        return f"{from_here(target.path)} says so already"
    if dry_run:
        return f"would write {from_here(target.path)}"
    refuse_links(root, target.whole)
    try:
        os.makedirs(os.path.dirname(target.whole), exist_ok=True)
    except OSError as error:
        raise Fault(f"{os.path.dirname(target.path)} cannot be made: {error.strerror}") from None
    write(target.whole, text)
    return f"wrote {from_here(target.path)}"


def basis_of(asked: ImportOptions, raw: bytes, catalog: Catalog, request: Request) -> Basis:
    named = asked.where or (f"hf:{asked.repository} README.md" if asked.repository else os.path.basename(asked.file))
    made: dict[str, object] = {
        "what": _TITLES[asked.what],
        "where": " ".join(named.split()) or "a file without a name",
        "class": source_class(asked.repository, catalog) if asked.repository else "dataset",
        "read": request.as_of.isoformat(),
        **({"stood": asked.stood.isoformat()} if asked.stood else {}),
        "digest": f"sha256:{hashlib.sha256(raw).hexdigest()}",
    }
    if asked.stood and asked.stood > request.as_of:
        raise Fault(f"--stood {asked.stood} is after the day on which the file is read, {request.as_of}")
    return Basis(Source.model_validate(made), request.as_of)


def _find(asked: ImportOptions, data: Mapping[str, Plain], catalog: Catalog, basis: Basis) -> Found:
    if asked.repository is not None:
        return hf_card(data, catalog, basis, asked.repository)
    return litellm(data, catalog, basis) if asked.what == "litellm" else models_dev(data, catalog, basis)


def read_document(asked: ImportOptions, raw: bytes) -> Document:
    """The file that is imported.

    Raises:
        Fault: it cannot be read.
    """
    is_card = asked.what == "hf-card"
    part = front_matter(raw) if is_card else raw
    if part is None:
        raise Fault(f"{asked.file} does not begin as a model card does: '---', lines of YAML, and '---'")
    found = source.parse("card.yaml" if is_card else "dataset.json", part, BOUNDS)
    if isinstance(found, Document):
        return found
    raise Fault(f"{asked.file} cannot be read: {_show_fault(found.diagnostics[0])}")


def _show_fault(fault: Diagnostic) -> str:
    span = fault.locations[0].span
    return f"{fault.message}{f' (line {span.line}, column {span.column})' if span else ''}"
