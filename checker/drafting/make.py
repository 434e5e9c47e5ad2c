"""``import``: reads files of another tool, and writes or updates a draft for each service that they tell of.

Nothing is written before all is known, and nothing at all if one of the files cannot be read. A manifest that
no earlier import drafted is never touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial

from checker.diagnostic import Diagnostic, many
from checker.drafting import SOURCES
from checker.drafting.draft import Context, Draft, Drafted, Given
from checker.drafting.files import (
    BOUNDS,
    Update,
    faults_of,
    follow,
    manifest_in,
    name_below,
    new_text,
    read_record,
    record_text,
    recorded,
    updated_text,
    write_below,
)
from checker.drafting.manifest import manifest_of, place
from checker.drafting.options import ImportOptions
from checker.drafting.report import DraftedService, DraftImport, Source, show_faults, split, why_nothing
from checker.files.drafts import DraftedManifest, DraftsFile
from checker.foreign.secret import shown
from checker.formats.terminal import from_here
from checker.record import dataclass
from checker.run import tree
from checker.run.faults import Fault
from checker.run.matching import matching
from checker.run.named import below, own_bytes
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run

_OTHER_FILE = (
    "it was drafted from {files}, and this import does not read that: write into it by hand what is new here; "
    "if the file was renamed, correct its record"
)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A manifest that is to be written, or is left; ``record`` is None where nothing of it is to be kept."""

    service: DraftedService
    text: str | None = None
    record: DraftedManifest | None = None


def import_drafts(request: Request, asked: ImportOptions) -> DraftImport:
    """Write the drafts, and tell what became of each.

    Raises:
        Fault: a file cannot be read, or nothing in it tells of a model; nothing was changed.
    """
    run = read_request(request)
    given = [_given(request.root, path) for path in asked.files]
    context = _context(run, request.root, asked)
    found = SOURCES[asked.source].reader()(given, context)
    if found.faults:
        raise Fault(show_faults(found.faults))
    if not found.drafts:
        raise Fault(f"nothing was drafted: {why_nothing(found)}")
    out = below(request.root, asked.out)
    declared = {service.name for service in run.services}

    def has_manifest(name: str) -> bool:
        # A draft with open questions is no service that was read; it is where drafts go.
        return name in declared or manifest_in(request.root, f"{out}/{name}") is not None

    _adopt_owners(found, run, context, request.root, asked, has_manifest)
    record_path = f"{out}/drafts-{asked.source}.json"
    record = read_record(request.root, record_path, asked.source)
    plans = [*_plans(run, request.root, out, asked, found, record)]
    if not asked.dry_run:
        _write_all(request.root, plans, record_path, record)
    return DraftImport(
        asked.source,
        asked.dry_run,
        tuple(Source(one.path, hashlib.sha256(one.raw).hexdigest()) for one in given),
        found.unit,
        found.taken,
        tuple(replace(one, what=shown(one.what)) for one in found.skipped),
        tuple(plan.service for plan in plans),
        tuple(_notes(run, plans)),
    )


def _given(root: str, path: str) -> Given:
    return Given(name_below(root, path), own_bytes(path, BOUNDS.bytes))


def _context(run: Run, root: str, asked: ImportOptions) -> Context:
    if run.catalog is None:
        raise Fault(
            f"the configuration or a catalog cannot be read: {many(len(run.faults), 'fault')}, see modelbylaws check"
        )
    listed = run.config.gateways or ()
    gateway = asked.gateway or (listed[0] if len(listed) == 1 else None)
    if gateway is None and listed and asked.source == "litellm":
        raise Fault(f"say which gateway the file configures: --gateway {' or '.join(listed)}")
    return Context(
        run.catalog,
        partial(follow, root),
        gateways=listed,
        own=run.config.organization.vendor,
        services=asked.services,
        gateway=gateway,
        repository=asked.repository,
    )


def _adopt_owners(
    found: Drafted, run: Run, context: Context, root: str, asked: ImportOptions, has_manifest: Callable[[str], bool]
) -> None:
    """Give drafts the owner and the lifecycle that are listed: in the files, else in the configuration's inventory."""
    from checker.drafting.owners import adopt, adopt_selected, read_owners

    if asked.owners:
        listed = read_owners([_given(root, path) for path in asked.owners], context)
        adopt_selected(found, listed, asked.types, asked.lifecycles, has_manifest)
        return
    inventory = run.fleet.world.inventory if run.fleet is not None else None
    adopt(found, (inventory or {}).values())


def _plans(
    run: Run, root: str, out: str, asked: ImportOptions, found: Drafted, record: DraftsFile
) -> Iterator[_Planned]:
    before = {one.service: one for one in record.services}
    elsewhere = {service.name: service.document.file for service in run.services}
    names = [draft.service for draft in found.drafts]
    given = {name_below(root, path) for path in asked.files}
    for draft in sorted(found.drafts, key=lambda draft: draft.service):
        folder = f"{out}/{draft.service}"
        there = manifest_in(root, folder)
        path = there or f"{folder}/model-manifest.yaml"
        declared = elsewhere.get(draft.service, path)
        if names.count(draft.service) > 1:
            yield _left(draft.service, path, "the files tell of two services with this name")
        elif declared != path:
            yield _left(draft.service, path, f"its manifest is {from_here(declared)}")
        elif there is None:
            yield _new(draft, path, asked, given)
        elif draft.service not in before:
            yield _left(
                draft.service, path, f"it was not drafted by import {asked.source}; delete it to have it drafted"
            )
        elif unread := sorted({*before[draft.service].from_} - given):
            yield _left(draft.service, path, _OTHER_FILE.format(files=", ".join(map(from_here, unread))))
        elif there.endswith(".json"):
            yield _left(draft.service, path, "it is JSON, and drafts are YAML")
        else:
            yield _updated(root, draft, path, before[draft.service], given)
    yield from _gone(root, out, asked, found, before, given)


def _left(service: str, path: str, why: str) -> _Planned:
    return _Planned(DraftedService(service, path, "left", why))


def _new(draft: Draft, path: str, asked: ImportOptions, given: AbstractSet[str]) -> _Planned:
    sheet = manifest_of(draft)
    text = new_text(sheet, asked.source)
    questions, faults = split(faults_of(path, text))
    service = DraftedService(draft.service, path, "written", questions=questions, faults=faults)
    return _Planned(service, text, recorded(draft, sheet, Update(text, (), sheet.data), given))


def _updated(root: str, draft: Draft, path: str, before: DraftedManifest, given: AbstractSet[str]) -> _Planned:
    raw = tree.read(root, path)
    sheet = manifest_of(draft)
    update = [raw] if isinstance(raw, Diagnostic) else updated_text(path, raw, before, sheet)
    if not isinstance(update, Update):
        return _left(draft.service, path, f"it cannot be read: {place(update[0].primary)}: {update[0].message}")
    questions, faults = split(faults_of(path, update.text))
    is_same = isinstance(raw, bytes) and update.text.encode() == raw
    state = DraftedService(
        draft.service,
        path,
        "unchanged" if is_same else "updated",
        changes=update.changes,
        questions=questions,
        faults=faults,
    )
    return _Planned(
        state,
        None if is_same else update.text,
        recorded(draft, sheet, update, given, before.comments),
    )


def _gone(
    root: str,
    out: str,
    asked: ImportOptions,
    found: Drafted,
    before: Mapping[str, DraftedManifest],
    given: AbstractSet[str],
) -> Iterator[_Planned]:
    """Services that these files told of before, and do not any more: told, and never deleted."""
    named = {draft.service for draft in found.drafts}
    for name, one in sorted(before.items()):
        path = manifest_in(root, f"{out}/{name}")
        asked_for = not asked.services or name in asked.services
        if name not in named and path is not None and asked_for and set(one.from_) <= given:
            why = "the file no longer tells of it; delete it if the service is gone, too"
            yield _Planned(DraftedService(name, path, "gone", why))


def _write_all(root: str, plans: Sequence[_Planned], record_path: str, record: DraftsFile) -> None:
    """The manifests, and last the record: who is stopped between them is told of differences that are none."""
    for plan in plans:
        if plan.text is not None:
            write_below(root, plan.service.path, plan.text)
    drafted = {plan.service.service: plan.record for plan in plans if plan.record is not None}
    if drafted:
        write_below(root, record_path, record_text(record, drafted))


def _notes(run: Run, plans: Sequence[_Planned]) -> Iterator[str]:
    written = [plan.service.path for plan in plans if plan.text is not None]
    unread = set(written) - set(matching(written, run.config.manifests))
    if unread:
        yield f"note: the configuration's manifests do not match {', '.join(map(from_here, sorted(unread)))}"
