"""``catalog import``: what a downloaded file says of known models, into a catalog file of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping
from functools import partial

from checker import source
from checker.catalog import Catalog
from checker.diagnostic import Diagnostic, Span
from checker.files.facts import Source
from checker.formats.terminal import escape, from_here
from checker.importing.found import Basis, Found
from checker.importing.hf_card import hf_card, source_class
from checker.importing.import_report import differing, merge, summary
from checker.importing.import_target import Target, adopt, target_of
from checker.importing.litellm import litellm
from checker.importing.models_dev import models_dev
from checker.importing.vendor_days import PAGES, vendor_days
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.named import own_bytes, refuse_links
from checker.run.output import write
from checker.run.read import read_request
from checker.run.request import Request
from checker.source import Bounds, Document
from checker.source.characters import TextFault, decode
from checker.source.front_matter import front_matter
from checker.vocabulary import Imported

BOUNDS = Bounds(16 << 20, 1_000_000, nulls=True)
"""LiteLLM's file has 3 MB and 141,000 nodes, the largest of models.dev 5 MB and some 600,000."""

_TITLES: Mapping[Imported, str] = {
    "litellm": "LiteLLM price file",
    "models-dev": "models.dev",
    "hf-card": "model card",
    **{what: page.title for what, page in PAGES.items()},
}


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the command line says of the import."""

    what: Imported
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
    raw = own_bytes(asked.file, BOUNDS.bytes, _ending(asked.what))
    find = _finder(asked, raw)
    target = target_of(read_request(request, manifests=False), request.root, asked.what, asked.into)
    basis = basis_of(asked, raw, target.before, request)
    found = find(target.before, basis)
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
        "class": "vendor" if asked.what in PAGES else "dataset",
        **({"class": source_class(asked.repository, catalog)} if asked.repository else {}),
        "read": request.as_of.isoformat(),
        **({"stood": asked.stood.isoformat()} if asked.stood else {}),
        "digest": f"sha256:{hashlib.sha256(raw).hexdigest()}",
    }
    if asked.stood and asked.stood > request.as_of:
        raise Fault(f"--stood {asked.stood} is after the day on which the file is read, {request.as_of}")
    return Basis(Source.model_validate(made), request.as_of)


def _ending(what: Imported) -> str:
    page = PAGES.get(what)
    return page.ending if page else ".md" if what == "hf-card" else ".json"


def _finder(asked: ImportOptions, raw: bytes) -> Callable[[Catalog, Basis], Found]:
    """What reads the file, once it is known what the catalog says.

    Raises:
        Fault: the file cannot be read.
    """
    page = PAGES.get(asked.what)
    if page is not None:
        return partial(vendor_days, page, _read_text(asked.file, raw))
    data = read_document(asked, raw).data
    if asked.repository is not None:
        return partial(hf_card, data, repository=asked.repository)
    return partial(litellm if asked.what == "litellm" else models_dev, data)


def _read_text(path: str, raw: bytes) -> str:
    try:
        return decode(raw, BOUNDS.bytes)
    except TextFault as fault:
        raise Fault(f"{path} cannot be read: {_place(fault.message, fault.span)}") from None


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
    return _place(fault.message, fault.locations[0].span)


def _place(message: str, span: Span | None) -> str:
    return f"{message}{f' (line {span.line}, column {span.column})' if span else ''}"
