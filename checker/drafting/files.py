"""The files of an import: those of others that it reads, the manifests that it writes, and the record of its drafts."""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from checker import source
from checker.diagnostic import Diagnostic, Location
from checker.drafting.draft import Draft, Given
from checker.drafting.manifest import Sheet
from checker.drafting.merging import Change, merge
from checker.drafting.written import commented
from checker.files.drafts import FORMAT, DraftedManifest, DraftsFile
from checker.files.manifest import Manifest
from checker.formats.terminal import from_here
from checker.record import dataclass
from checker.run import tree
from checker.run.faults import Fault
from checker.run.named import refuse_links
from checker.run.output import write
from checker.shape import read
from checker.shape.written import as_file
from checker.source import Bounds, Document, Plain, Unreadable

BOUNDS = Bounds(16 << 20, 1_000_000, nulls=True, repeats=True, invisible=True)
"""A plan of Terraform and an ML-BOM have some megabytes."""
MAX_WIDTH = 1 << 20
"""Columns before ruamel.yaml would fold a line: more than a file that is read may have bytes."""
_ABOVE = "Drafted by modelbylaws import {source}. Answer every TODO; another import keeps the answers."
_NAMES = tuple(f"model-manifest{ending}" for ending in tree.ENDINGS)


@dataclass(frozen=True, slots=True)
class Update:
    """The new text of a manifest, and what differs from the one that is there."""

    text: str
    changes: tuple[Change, ...]
    base: Mapping[str, Plain]
    """What the next import compares with."""


def follow(root: str, path: str, target: str, limit: int = BOUNDS.bytes) -> Given | str:
    """The file that another one names, from its folder; or why it is not read: nothing leads out of both folders."""
    beside = os.path.dirname(os.path.realpath(os.path.join(root, path)))
    whole = os.path.realpath(os.path.join(beside, target)) if "\0" not in target else ""
    tops = {os.path.realpath(root), beside}
    if not whole or not any(os.path.commonpath([whole, top]) == top for top in tops):
        return "it is outside the folder"
    raw = tree.read("", whole, limit)
    return Given(name_below(root, whole), raw) if isinstance(raw, bytes) else "it cannot be read"


def name_below(root: str, path: str) -> str:
    """A file's path as reports have it, also of one that lies elsewhere."""
    return os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")


def new_text(sheet: Sheet, of: str) -> str:
    """A manifest that is drafted for the first time."""
    data = commented(sheet.data, sheet)
    data.yaml_set_start_comment(_ABOVE.format(source=of))
    return _dump(data)


def updated_text(path: str, raw: bytes, before: DraftedManifest, sheet: Sheet) -> Update | list[Diagnostic]:
    """A manifest that was drafted before, brought up to date; its faults if it cannot be read."""
    found = source.parse(path, raw)
    if isinstance(found, Unreadable):
        return [*found.diagnostics]
    base = before.manifest
    if base == sheet.data:  # the files say what they said: nothing can differ, and ruamel.yaml takes 0.1 s a manifest
        return Update(raw.decode(), (), base)
    from ruamel.yaml.error import YAMLError

    try:
        data = _yaml().load(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (YAMLError, ValueError) as error:
        why = f"cannot be edited: {type(error).__name__}"
        return [Diagnostic("unreadable", why, (Location(path),), "write it in plain YAML")]
    merged = merge(data, found.data, base, sheet, frozenset(before.comments))
    changes = tuple(merged.changes)
    if all(change.what == "kept" for change in changes):
        return Update(raw.decode(), changes, merged.base)
    text = _with_all_comments(raw.decode("utf-8-sig"), _dump(data))
    return Update(text.replace("\n", "\r\n") if b"\r\n" in raw else text, changes, merged.base)


def _with_all_comments(before: str, text: str) -> str:
    """The new text; lines of comment that went with what they stood behind are kept at its head."""
    lost = Counter(_comment_lines(before)) - Counter(_comment_lines(text))
    return "".join(f"{line}\n" for line in lost.elements()) + text


def _comment_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]


def faults_of(path: str, text: str) -> list[Diagnostic]:
    """What is asked in a manifest, and what is wrong with it."""
    found = source.parse(path, text.encode())
    if isinstance(found, Unreadable):
        return [*found.diagnostics]
    typed = read(found, Manifest)
    return typed if isinstance(typed, list) else []


def _yaml() -> Any:  # noqa: ANN401 - of ruamel.yaml
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = MAX_WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dump(data: Any) -> str:  # noqa: ANN401 - of ruamel.yaml
    out = io.StringIO()
    _yaml().dump(data, out)
    return out.getvalue()


def manifest_in(root: str, folder: str) -> str | None:
    """The manifest that lies in a folder below the root."""
    return next((path for name in _NAMES if os.path.lexists(os.path.join(root, path := f"{folder}/{name}"))), None)


def read_record(root: str, path: str, of: str) -> DraftsFile:
    """What an earlier import drafted; an empty record if there was none.

    Raises:
        Fault: the file is there and is none.
    """
    if not os.path.lexists(os.path.join(root, path)):
        return DraftsFile.model_validate({"format": FORMAT, "source": of, "services": []})
    raw = tree.read(root, path, BOUNDS.bytes)
    found = raw if isinstance(raw, Diagnostic) else source.parse(path, raw, BOUNDS)
    typed = read(found, DraftsFile) if isinstance(found, Document) else None
    if not isinstance(typed, DraftsFile) or typed.source != of:
        raise Fault(f"{from_here(path)} is no record of drafts from {of}; delete it, and every draft is left as it is")
    return typed


def recorded(
    draft: Draft, sheet: Sheet, made: Update, given: AbstractSet[str], before: Sequence[str] = ()
) -> DraftedManifest:
    """What is kept of a draft: its files, of those that were ``given``, since these name the others, and its words.

    ``before`` are the comments that earlier drafts wrote; those that the manifest still holds are kept, too.
    """
    files = {draft.origin.file, *(route.at.file for use in draft.uses for route in use.routes)}
    lines = made.text.replace("\r\n", "\n")
    return DraftedManifest.model_validate(
        {
            "service": draft.service,
            "from": sorted(files & given) or [draft.origin.file],
            "manifest": dict(made.base),
            "comments": sorted(said for said in {*before, *sheet.comments.values()} if f"# {said}\n" in lines),
        }
    )


def record_text(record: DraftsFile, drafted: Mapping[str, DraftedManifest]) -> str:
    """The record with what was drafted now."""
    services = {one.service: one for one in record.services} | dict(drafted)
    new = record.model_copy(update={"services": tuple(services[name] for name in sorted(services))})
    return f"{json.dumps(as_file(new), indent=1)}\n"


def write_below(root: str, path: str, text: str) -> None:
    """Write a file below the root, with the folders that it needs.

    Raises:
        Fault: a link lies on the way, or it cannot be written.
    """
    whole = os.path.join(root, path)
    refuse_links(root, whole)
    try:
        os.makedirs(os.path.dirname(whole), exist_ok=True)
    except OSError as error:
        raise Fault(f"{from_here(os.path.dirname(path))} cannot be made: {error.strerror}") from None
    write(whole, text)
