"""``baseline write``: what the fleet breaks today, in a file that only ever shrinks."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence

from checker.baseline import FORMAT, BaselineFile, Held
from checker.cli.arguments import below
from checker.cli.check import assess
from checker.cli.faults import Fault
from checker.cli.output import write
from checker.cli.reading import tree
from checker.cli.reading.load import load_all
from checker.cli.request import Request
from checker.compare.ratchet import Holdable, holdable, misnamed
from checker.diagnostic import Diagnostic
from checker.formats.terminal import escape
from checker.shape import read
from checker.source import Document, parse

_NO = frozenset({"", "0", "false", "no", "off"})


def write_baseline(request: Request, file: str, by: str, reason: str) -> tuple[str, int]:
    """What was written, and what could not be; and the exit code.

    Raises:
        Fault: this is CI, something could not be read or judged, or the file cannot be written.
    """
    if os.environ.get("CI", "").strip().lower() not in _NO:
        raise Fault("a baseline is not written in CI (CI is set): a pipeline would forgive whatever it finds")
    if not by.strip() or not reason.strip():
        raise Fault("a baseline names who answers for it (--by) and why (--reason)")
    path = below(request.root, file)
    report = assess(load_all(request))
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
    write(os.path.join(request.root, path), text)
    count, was = len(found.entries), f" (was {len(old)})" if old is not None else ""
    first = f"baseline {escape(path)} holds {count} finding{'' if count == 1 else 's'}{was}, {report.show_time()}"
    return "".join(f"{line}\n" for line in (first, *_not_held(found))), 0


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
        raise Fault(f"{path} is no sound baseline, so it is not replaced; see modelbylaws check --baseline {path}")
    return file.findings


def _sound(path: str, raw: bytes) -> BaselineFile | None:
    """A baseline without a fault."""
    document = parse(path, raw)
    file = read(document, BaselineFile) if isinstance(document, Document) else None
    if not isinstance(document, Document) or not isinstance(file, BaselineFile) or [*misnamed(document, file.findings)]:
        return None
    return file


def baseline_text(held: Sequence[Held], as_of: dt.date, by: str, reason: str) -> str:
    """The file: the same findings give the same bytes."""
    head = [f"format: {FORMAT}", f"as-of: {as_of}", f"written-by: {_quoted(by)}", f"reason: {_quoted(reason)}"]
    if not held:
        return "".join(f"{line}\n" for line in (*head, "findings: []"))
    return "".join(f"{line}\n" for line in (*head, "findings:", *(line for entry in held for line in _entry(entry))))


def _entry(entry: Held) -> Iterator[str]:
    about = [(name, getattr(entry.for_, name)) for name in ("service", "use", "route", "key")]
    named = ", ".join(f"{name}: {_quoted(value)}" for name, value in about if value is not None)
    yield f"  - fingerprint: {_quoted(entry.fingerprint)}"
    yield f"    rule: {_quoted(entry.rule)}"
    if named:
        yield f"    for: {{{named}}}"
    yield f"    verdict: {entry.verdict}"
    if entry.breaks:
        yield f"    breaks: [{', '.join(map(_quoted, entry.breaks))}]"
    if entry.value is not None:
        yield f'    value: {{lowest: "{entry.value.lowest}", highest: "{entry.value.highest}"}}'


def _quoted(text: str) -> str:
    """A scalar as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)
