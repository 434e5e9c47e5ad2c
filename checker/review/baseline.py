"""``baseline write``: what the fleet breaks today, in a file that only ever shrinks."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence

from checker.diagnostic import Diagnostic, many
from checker.files.baseline import FORMAT, BaselineFile, Held
from checker.formats.terminal import escape, from_here
from checker.review.ratchet import Holdable, find_misnamed, holdable
from checker.run import tree
from checker.run.faults import Fault
from checker.run.named import below, regular, write_below
from checker.run.read import read_request
from checker.run.request import Request
from checker.shape import read
from checker.source import Document, parse


def write_baseline(request: Request, file: str, by: str, reason: str) -> str:
    """Write it; what was written, and what could not be.

    Raises:
        Fault: something could not be read or judged, or the file cannot be written.
    """
    if not by.strip() or not reason.strip():
        raise Fault("a baseline names who answers for it (--by) and why (--reason)")
    if file.lower().endswith(".json"):
        raise Fault(f"a baseline is written as YAML, so {file!r} would not be read; end its name with .yaml")
    path = below(request.root, regular(file, "modelbylaws/baseline/") if os.path.lexists(file) else file)
    report = read_request(request).judge()
    if report.diagnostics or report.nothing:
        count = len(report.diagnostics)
        raise Fault(
            f"no baseline of what cannot be judged: {report.nothing or f'{count} faults, see modelbylaws check'}"
        )
    old = _old(request, path)
    found = holdable(report, old)
    text = baseline_text(found.entries, report.as_of, by, reason)
    if _sound(path, text.encode("utf-8", "surrogateescape")) is None:
        raise Fault("--by or --reason has a character that no file of ours may have, or a line break")
    write_below(request.root, path, text)
    count, was = len(found.entries), f" (was {len(old)})" if old is not None else ""
    first = f"baseline {escape(path)} holds {many(count, 'finding')}{was}, {report.show_time()}"
    return "".join(f"{line}\n" for line in (first, *_not_held(found)))


def _not_held(found: Holdable) -> Iterator[str]:
    """What keeps failing, by rule."""
    shrinks = "a baseline only shrinks; delete the file to start over"
    reasons = [*found.refused, *((finding, shrinks) for finding in found.added)]
    for (rule, why), count in sorted(Counter((finding.rule, why) for finding, why in reasons).items()):
        yield f"not held: {count} of {escape(rule)}, because {why}"


def _old(request: Request, path: str) -> tuple[Held, ...] | None:
    """The entries of the file that is there; None if there is none.

    Raises:
        Fault: it is no sound baseline, so nothing may be written over it.
    """
    if not os.path.lexists(os.path.join(request.root, path)):
        return None
    raw = tree.read(request.root, path)
    file = None if isinstance(raw, Diagnostic) else _sound(path, raw)
    if file is None:
        shown = from_here(path)
        raise Fault(f"{shown} is no sound baseline, so it is not replaced; see modelbylaws check --baseline {shown}")
    return file.findings


def _sound(path: str, raw: bytes) -> BaselineFile | None:
    """A baseline without a fault."""
    document = parse(path, raw)
    file = read(document, BaselineFile) if isinstance(document, Document) else None
    if (
        not isinstance(document, Document)
        or not isinstance(file, BaselineFile)
        or [*find_misnamed(document, file.findings)]
    ):
        return None
    return file


def baseline_text(held: Sequence[Held], as_of: dt.date, by: str, reason: str) -> str:
    """The file: the same findings give the same bytes."""
    head = [f"format: {FORMAT}", f"as-of: {as_of}", f"written-by: {_quote(by)}", f"reason: {_quote(reason)}"]
    if not held:
        return "".join(f"{line}\n" for line in (*head, "findings: []"))
    return "".join(f"{line}\n" for line in (*head, "findings:", *(line for entry in held for line in _entry(entry))))


def _entry(entry: Held) -> Iterator[str]:
    about = [(name, getattr(entry.for_, name)) for name in ("service", "use", "route", "key")]
    named = ", ".join(f"{name}: {_quote(value)}" for name, value in about if value is not None)
    yield f"  - fingerprint: {_quote(entry.fingerprint)}"
    yield f"    rule: {_quote(entry.rule)}"
    if named:
        yield f"    for: {{{named}}}"
    yield f"    verdict: {entry.verdict}"
    if entry.breaks:
        yield f"    breaks: [{', '.join(map(_quote, entry.breaks))}]"
    if entry.value is not None:
        yield f'    value: {{lowest: "{entry.value.lowest}", highest: "{entry.value.highest}"}}'
    for name, parts in (("carriers", entry.carriers), ("perhaps", entry.perhaps)):
        if parts is not None and (parts or name == "carriers"):
            listed = ", ".join(f'{_quote(service)}: "{part}"' for service, part in parts.items())
            yield f"    {name}: {{{listed}}}"


def _quote(text: str) -> str:
    """A scalar as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)
