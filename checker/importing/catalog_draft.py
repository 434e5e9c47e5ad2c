"""``catalog draft``: a catalog file with a stub for each model that the fleet uses and no catalog lists.

A stub claims nothing that nobody read. Its vendor is a question, ``TODO``, which keeps the file from being read; a fact
without a claim stays unknown. What a model card says becomes claims, with the card as their source.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from checker import names
from checker.catalog import Catalog
from checker.diagnostic import MEANT, many
from checker.files.facts import FACTS, Facts
from checker.fleet import Fleet
from checker.formats.terminal import escape, from_here
from checker.importing.found import Basis
from checker.importing.hf_card import claims_of, note_of
from checker.importing.import_target import Inline, dump, say_unread
from checker.importing.importing import BOUNDS, ImportOptions, basis_of, read_document
from checker.judging.unlisted import Usage, find_unlisted
from checker.naming.hints import likely_vendor
from checker.placed import parse_placed
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.named import below, own_bytes, write_below
from checker.run.read import read_request
from checker.run.request import Request
from checker.shape import describe_fields
from checker.shape.marks import ValidationError
from checker.shape.scalars import is_foreign_name
from checker.shape.unanswered import OPEN
from checker.shape.written import as_file
from checker.vocabulary import SELF_HOST

_NO_SIGN = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """What the command line says: the file to write, and a card with its repository."""

    into: str | None = None
    card: str | None = None
    repository: str | None = None


@dataclass
class Stub:
    """An entry to be: the names that are in use for the model, where, and what is asked besides its facts."""

    id: str
    vendor: str | None
    """Whose model it may be."""
    owner: str = ""
    """Who stands before the name, where that is no vendor: the same name of another one may be another model."""
    aliases: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    claims: dict[str, object] = field(default_factory=dict)


def draft(request: Request, asked: DraftOptions) -> str:
    """Write the file, or give its text; what is told to the user.

    Raises:
        Fault: something cannot be read, or the file exists; nothing was written.
    """
    if (asked.card is None) != (asked.repository is None):
        raise Fault("--card and --repo go together: a card does not say of which repository it is")
    path = _target(request.root, asked.into)
    run = read_request(request)
    if run.fleet is None:
        raise Fault("nothing can be drafted while the configuration or a catalog has faults: see modelbylaws check")
    stubs, hidden = collect(run.fleet)
    if asked.card is not None and asked.repository is not None:
        _take_card(stubs, run.fleet.world.catalog, asked.card, asked.repository, request)
    if run.faults:
        hidden.append(f"{many(len(run.faults), 'fault')}: what cannot be read is not here; see modelbylaws check")
    if not stubs:
        return "".join(
            f"{escape(line)}\n" for line in ["nothing to draft: no name is left that could be listed", *hidden]
        )
    text = generate(stubs.values(), hidden, str(request.as_of))
    if path is None:
        return text
    write_below(request.root, path, text)
    lines = [f"wrote {from_here(path)}: {many(len(stubs), 'model')}, each with a question: its vendor is {OPEN}"]
    return "".join(f"{escape(line)}\n" for line in [*lines, *hidden, *say_unread(run, path)])


def _target(root: str, into: str | None) -> str | None:
    if into is None:
        return None
    if os.path.lexists(into):
        raise Fault(f"{into!r} exists: what is answered there is not overwritten; name another file")
    if not into.endswith((".yaml", ".yml")) or not os.path.isdir(os.path.dirname(into) or "."):
        raise Fault(f"{into!r} is no YAML file in a folder that exists")
    return below(root, into)


def collect(fleet: Fleet) -> tuple[dict[str, Stub], list[str]]:
    """Stubs by id, and why some names get none."""
    stubs: dict[str, Stub] = {}
    hidden: list[str] = []
    for name, used in sorted(find_unlisted(fleet.world, fleet.services).items()):
        found = fleet.world.catalog.resolver.resolve(name)
        if found.why or found.candidates:
            reason = fleet.world.unlisted(name)
            hidden.append(f"{name}: {reason.reason}; {reason.remedy} ({_show_places(used)})")
        else:
            _add(stubs, fleet, name, used)
    return stubs, hidden


def _add(stubs: dict[str, Stub], fleet: Fleet, name: str, used: Usage) -> None:
    resolver = fleet.world.catalog.resolver
    placed, bare = parse_placed(name), resolver.bare_name(name)
    stub = _stub(stubs, fleet.world.catalog, bare, likely_vendor(resolver, bare))
    whole = f"{placed.written}-{placed.version}" if placed.version else placed.written
    alias = f"{placed.host}:{whole}" if placed.host not in {None, SELF_HOST} else whole
    if alias not in {stub.id, *stub.aliases}:
        stub.aliases.append(alias)
    stub.places.append(f"{name}: {_show_places(used)}")
    near = fleet.world.near(name)
    if near.startswith(MEANT):
        stub.questions.append(f"{near} Then correct the manifest, and remove this entry.")


def _stub(stubs: dict[str, Stub], catalog: Catalog, bare: str, vendor: str | None) -> Stub:
    """The stub of a name. Never under an id that is listed: then it would be that model, with all its facts."""
    proposed, owner = _id(vendor, bare), "" if vendor else bare.rpartition("/")[0].lower()
    made = _id(None, bare) if proposed in catalog.models else proposed
    if made in stubs and stubs[made].owner != owner:
        made = f"{OPEN}/{_sign(bare.lower())}"
    stub = stubs.setdefault(made, Stub(made, vendor, owner))
    question = f"is it {proposed}? Then write that in the manifest, and remove this entry."
    if proposed in catalog.models and question not in stub.questions:
        stub.questions.append(question)
    return stub


def _show_places(used: Usage) -> str:
    return f"{', '.join(used.places)}{used.more}"


def _id(vendor: str | None, bare: str) -> str:
    """``vendor/name``, without the day of a snapshot."""
    own = re.split(r"[/]|(?<=[a-z])\.(?=[a-z])", names.without_snapshot(bare))[-1]
    return f"{vendor or OPEN}/{_sign(own.lower()) or OPEN}"


def _sign(name: str) -> str:
    """A name in the signs of an id."""
    return _NO_SIGN.sub("-", name).strip("-.")


def _take_card(stubs: dict[str, Stub], catalog: Catalog, card: str, repository: str, request: Request) -> None:
    """Claims of a card, in the stub of its model."""
    if repository.count("/") != 1 or not is_foreign_name(f"hf:{repository}"):
        raise Fault(f"{repository!r} is no repository: write ORG/NAME")
    if catalog.model(f"hf:{repository}") is not None:
        raise Fault(f"the model of {repository} is listed: see modelbylaws catalog import hf-card")
    options = ImportOptions("hf-card", card, None, None, None, repository, dry_run=False)
    raw = own_bytes(card, BOUNDS.bytes, ".md")
    data, basis = read_document(options, raw).data, basis_of(options, raw, catalog, request)
    vendor = catalog.resolver.index.vendor_on_hub(repository.partition("/")[0])
    stub = _stub(stubs, catalog, repository, vendor)
    if f"hf:{repository}" not in stub.aliases:
        stub.aliases.append(f"hf:{repository}")
    for name, value, reason in claims_of(data, catalog.resolver.index):
        claim, why = _claim(name, value, basis, note_of(name, data), f"hf:{repository}")
        if reason or claim is None:
            stub.questions.append(f"{name}: the card names {reason or why}.")
        else:
            stub.claims[name] = [claim]


def _claim(name: str, value: object, basis: Basis, note: str, own: str) -> tuple[dict[str, object] | None, str]:
    """A claim as it is written, or why there is none. A card that names its own model as a base says nothing."""
    kept = [base for base in value if base != own] if isinstance(value, list) else value
    if not kept:
        return None, "the model itself"
    claim = {"value": kept, "from": basis.today.isoformat(), **basis.stated(note)}
    try:
        Facts.model_validate({name: [claim]})
    except ValidationError:
        return None, f"what is no value of it: {escape(str(kept))}"
    return claim | {"sources": [Inline(as_file(basis.source))]}, ""


def generate(stubs: Iterable[Stub], hidden: Sequence[str], day: str) -> str:
    """The file as text."""
    listed = sorted(stubs, key=lambda stub: stub.id)
    head = [
        f"Drafted by `modelbylaws catalog draft` on {day}: {many(len(listed), 'model')} that no catalog lists.",
        f"Answer what says {OPEN}, and add claims with sources: what has none stays unknown, which never passes.",
        *(f"Not drafted: {line}" for line in hidden),
    ]
    text = "".join(f"{_remark(line)}\n" for line in head)
    return f"{text}format: modelbylaws/catalog/v1\nrecorded: '{day}'\nmodels:\n{''.join(map(_entry, listed))}"


def _entry(stub: Stub) -> str:
    data: Mapping[str, object] = {
        "id": stub.id, "vendor": OPEN, **({"aliases": stub.aliases} if stub.aliases else {}), "facts": stub.claims
    }  # fmt: skip
    asked = f"who trained it? {stub.vendor}, by its name?" if stub.vendor else "who trained it? list a new vendor, too"
    entry = dump([data]).replace(f"vendor: {OPEN}\n", f"vendor: {OPEN}  # {asked}\n", 1)
    above = [*stub.places, *stub.questions]
    about = describe_fields(Facts)
    open_ = [f"{name}? {about[fact.field]}" for name, fact in FACTS.items() if name not in stub.claims]
    lines = [*map(_remark, above), *entry.splitlines(), *(f"  {_remark(line)}" for line in open_)]
    return "".join(f"  {line}\n" for line in lines)


def _remark(text: str) -> str:
    return f"# {escape(text)}"
