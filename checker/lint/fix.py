"""``check --fix``: in manifests, other names of models become the ids that catalogs give them.

A file is written only if reading the new text gives what was intended and nothing else.
"""

from __future__ import annotations

import copy
import difflib
import json
from collections.abc import Iterator
from dataclasses import replace

from checker import source
from checker.diagnostic import Diagnostic, Path, Place, Span, is_elsewhere
from checker.files.manifest import Manifest
from checker.fleet import Service
from checker.formats.terminal import escape_first
from checker.lint.edit import Edit, Original
from checker.lint.renaming import Renamed, find_renames
from checker.record import dataclass
from checker.report.finding import Note
from checker.run import tree
from checker.run.named import write_below
from checker.run.read import read_request
from checker.run.request import Request
from checker.shape import read
from checker.source import Document, Plain

MAX_LINE = 1500
"""Characters of a line of a diff that are shown: escaped, it stays readable in a log."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """What is to be rewritten, and what is to be said about it."""

    root: str
    notes: tuple[Note, ...]
    """What is rewritten, and what is left and why."""
    changed: tuple[tuple[str, str, str], ...]
    """File, the text that it has, and the text that it is to have."""

    @property
    def would(self) -> tuple[Note, ...]:
        """The notes where nothing is written."""
        return tuple(Note(n.before.replace("rewrote", "would rewrite", 1), n.paths, n.after) for n in self.notes)

    def make(self) -> None:
        """Rewrite the files.

        Raises:
            Fault: a file cannot be written; it and those after it are as they were.
        """
        for file, _, text in self.changed:
            write_below(self.root, file, text)

    def show(self) -> str:
        """A unified diff for people: every line is escaped, and a long one is cut."""
        lines = (line for file, old, new in self.changed for line in _difference(file, old, new))
        return "".join(f"{escape_first(line)[:MAX_LINE]}\n" for line in lines)


def _difference(file: str, old: str, new: str) -> Iterator[str]:
    before, after = ([line.removesuffix("\r") for line in text.split("\n")] for text in (old, new))
    return difflib.unified_diff(before, after, f"a/{file}", f"b/{file}", lineterm="")


def fixes(request: Request, paths: tuple[str, ...]) -> Fixes:
    """What can be rewritten in the manifests, below ``paths`` if there are any."""
    run = read_request(request)
    notes: list[Note] = []
    changed: list[tuple[str, str, str]] = []
    own = (service for service in run.services if not is_elsewhere(service.document.file))
    for service in sorted(own, key=lambda service: service.document.file):
        file = service.document.file
        found = list(find_renames(service.manifest, run.catalog)) if run.catalog and _asked(file, paths) else []
        if found:
            raw = tree.read(request.root, file)
            text, said = _rewritten(service, found, raw)
            if text and isinstance(raw, bytes):
                changed.append((file, raw.decode(), text))
            notes += said
    return Fixes(request.root, tuple(notes), tuple(changed))


def _asked(file: str, paths: tuple[str, ...]) -> bool:
    return not paths or any(path in {file, "."} or file.startswith(f"{path}/") for path in paths)


def _rewritten(service: Service, found: list[Renamed], raw: bytes | Diagnostic) -> tuple[str, list[Note]]:
    """The new text, or none, and what is to be said about it."""
    document = service.document
    if isinstance(raw, Diagnostic) or source.parse(document.file, raw).sha256 != document.sha256:
        return "", [Note("not rewritten: ", [document.file], " changed while it was read")]
    original = Original(raw)
    judged = [_unless_block(document, original, renamed) for renamed in found]
    done = [renamed for renamed in judged if not renamed.left]
    said = [
        Note("not rewritten: ", [_where(document, one)], f": {one.written}: {one.left}") for one in judged if one.left
    ]
    if not done:
        return "", said
    text = original.edited(edit for renamed in done for edit in _edits(document, original, renamed))
    wrong = _wrong(document, done, text)
    if wrong:
        return "", [*said, Note("not rewritten: ", [document.file], f": {wrong}")]
    return text, [
        *(Note("rewrote ", [_where(document, one)], f": {one.written} -> {_now(one)}") for one in done),
        *said,
    ]


def _where(document: Document, renamed: Renamed) -> str:
    span = _span(document, renamed.path)
    return f"{document.file}:{span.line}:{span.column}"


def _now(renamed: Renamed) -> str:
    return ", ".join([renamed.id, *(f"{key} {_shown(value)}" for key, value in renamed.adds)])


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _span(document: Document, path: Path, *, key: bool = False) -> Span:
    span = document.locate(Place(document.file, path, part="key" if key else "value")).span
    return span or Span(1, 1, 1, 1)


def _unless_block(document: Document, original: Original, renamed: Renamed) -> Renamed:
    """A value in YAML's block style has no place of its own in its line."""
    if not renamed.left and original.part(_span(document, renamed.path))[:1] in {"|", ">"}:
        why = "it is written as a block of lines"
        return replace(renamed, left=why)
    return renamed


def _edits(document: Document, original: Original, renamed: Renamed) -> Iterator[Edit]:
    span = _span(document, renamed.path)
    quote = original.part(span)[:1]
    quote = quote if quote in {'"', "'"} else ""
    yield Edit(span, f"{quote}{renamed.id}{quote}")
    if renamed.adds:
        yield _added(document, original, renamed, span)


def _added(document: Document, original: Original, renamed: Renamed, value: Span) -> Edit:
    """Keys of their own, laid out as the model's: below it, or behind it where that one does not start a line."""
    key = _span(document, renamed.path, key=True)
    in_flow = original.part(_span(document, renamed.path[:-1]))[:1] == "{"
    quote = original.part(key)[:1]
    quote = quote if quote in {'"', "'"} else ""
    pairs = [f"{quote}{name}{quote}: {_written(added)}" for name, added in renamed.adds]
    before = original.before(key)
    if not in_flow:
        lines = "".join(f"{original.line_end}{' ' * len(before)}{pair}" for pair in pairs)
        return Edit(original.end_of_line(value), lines)
    behind = Span(*value[2:], *value[2:])
    return Edit(
        behind, "".join(f", {pair}" if before.strip() else f",{original.line_end}{before}{pair}" for pair in pairs)
    )


def _written(value: str | tuple[str, ...]) -> str:
    return json.dumps(value) if isinstance(value, str) else f"[{', '.join(map(json.dumps, value))}]"


def _wrong(document: Document, done: list[Renamed], text: str) -> str:
    """Why the new text does not say what was intended; nothing, if it does."""
    intended = copy.deepcopy(document.data)
    for renamed in done:
        _set(intended, renamed)
    typed = read(document, Manifest, intended)
    if isinstance(typed, list):
        return typed[0].message
    again = source.parse(document.file, text.encode())
    same = isinstance(again, Document) and again.data == intended and read(again, Manifest) == typed
    return "" if same else "the new text would say something else; rewrite it by hand"


def _set(data: dict[str, Plain], renamed: Renamed) -> None:
    node: Plain = data
    for step in renamed.path[:-1]:
        node = _below(node, step)
    last = renamed.path[-1]
    if isinstance(node, list) and isinstance(last, int):
        node[last] = renamed.id
    elif isinstance(node, dict):
        node[str(last)] = renamed.id
        node.update({key: value if isinstance(value, str) else [*value] for key, value in renamed.adds})


def _below(node: Plain, step: str | int) -> Plain:
    if isinstance(node, list) and isinstance(step, int):
        return node[step]
    return node[str(step)] if isinstance(node, dict) else node
