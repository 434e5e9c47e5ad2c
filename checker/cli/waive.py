"""``waive``: adds a well-formed waiver to a file, and leaves the rest of it as it stands."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker import source
from checker.cli.check import assess
from checker.cli.faults import Fault
from checker.cli.output import write
from checker.cli.reading import tree
from checker.cli.reading.load import load_all
from checker.cli.reading.loaded import Loaded
from checker.cli.reading.patterns import matching
from checker.cli.request import Request
from checker.cli.waivers_yaml import NEW_FILE, Entry, appended
from checker.config import POLICY_PLACES
from checker.diagnostic import Diagnostic, did_you_mean
from checker.engine.waive import WAIVABLE
from checker.formats.terminal import escape
from checker.report import Finding, Report, Standing, Subject
from checker.shape import read
from checker.source import Document
from checker.waivers import Placed, WaiversFile, repeated

DEFAULT_FILE = "policies/waivers.yaml"
LISTED = 5
"""Most findings that a hint names."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of the waiver; ``target`` is None for the fleet."""

    rule: str
    target: str | None
    reason: str
    requested_by: str
    approved_by: str
    approved_on: dt.date | None
    expires: dt.date
    limit: str | None
    ticket: str | None
    file: str | None
    id: str | None


def waive(request: Request, asked: Asked) -> str:
    """Add the waiver; what was added, for the user.

    Raises:
        Fault: there is no such finding, or the waiver would not be valid; nothing was changed.
    """
    loaded = load_all(request)
    report = assess(loaded)
    if report.diagnostics:
        raise Fault(f"nothing can be waived while there are faults ({len(report.diagnostics)}): see modelbylaws check")
    finding = _finding(report, asked)
    path = _file(loaded, asked.file)
    approved_on = asked.approved_on or request.as_of
    entry = Entry(
        id=asked.id or _next_id(loaded.waivers, approved_on.year),
        rule=asked.rule,
        subject=finding.subject.as_dict(),
        limit=asked.limit,
        reason=asked.reason,
        requested_by=asked.requested_by,
        approved_by=asked.approved_by,
        approved_on=approved_on,
        expires=asked.expires,
        ticket=asked.ticket,
    )
    whole = os.path.join(request.root, path)
    text = appended(_bytes(request.root, path) if path in loaded.documents else NEW_FILE, entry)
    standing = _valid(loaded, path, text, entry.id, finding)
    write(whole, text)
    later = "" if standing.states == ("active",) else f", from {standing.approved_on} on"
    until = f"until {standing.expires} ({standing.show_days()})"
    return (
        f"Added {entry.id} to {escape(path)}: {escape(asked.rule)} for {escape(str(finding.subject))}{later}, {until}\n"
    )


def _finding(report: Report, asked: Asked) -> Finding:
    rules = [ruling.id for ruling in report.rulings]
    if asked.rule not in rules:
        raise Fault(f"no rule {asked.rule!r}: {did_you_mean(asked.rule, rules) or 'no rule is loaded'}")
    own = [f for f in report.findings if f.rule == asked.rule and (f.verdict in WAIVABLE or f.waiver is not None)]
    wanted = [f for f in own if (f.subject == Subject() if asked.target is None else _is(f.subject, asked.target))]
    if not wanted:
        names = [str(found.subject) for found in own]
        near = did_you_mean(asked.target or "", names) or ", ".join(names[:LISTED]) or "it has none at all"
        named = "the fleet" if asked.target is None else repr(asked.target)
        raise Fault(f"rule {asked.rule!r} has no finding for {named}: {near}")
    if wanted[0].waiver is not None:
        raise Fault(f"{wanted[0].waiver} waives that already")
    return wanted[0]


def _is(subject: Subject, written: str) -> bool:
    return subject != Subject() and str(subject) == written


def _file(loaded: Loaded, given: str | None) -> str:
    """The file to add to, below the root: the one that was named, or the only one, or a new one."""
    root = loaded.request.root
    known = [entry.path for entry in loaded.inputs if entry.role == "waivers"]
    if given is None and len(known) > 1:
        raise Fault(f"several files hold waivers, so choose one with --file: {', '.join(known)}")
    path = known[0] if given is None and known else DEFAULT_FILE
    if given is not None:
        path = os.path.relpath(os.path.abspath(given), root).replace(os.sep, "/")
    places = loaded.config.waivers or POLICY_PLACES
    if not matching([path], places):
        raise Fault(f"{path} is not where waivers are read from: {', '.join(places)}")
    if path not in known and os.path.lexists(os.path.join(root, path)):
        raise Fault(f"{path} is no file of waivers")
    if not path.endswith((".yaml", ".yml")):
        raise Fault(f"{path} is not YAML, and only YAML is edited")
    return path


def _bytes(root: str, path: str) -> bytes:
    raw = tree.read(root, path)
    if isinstance(raw, Diagnostic):
        raise Fault(f"{path} {raw.message}")
    return raw


def _next_id(waivers: Sequence[Placed], year: int) -> str:
    """``W-2026-015`` after ``W-2026-014``: the year of approval, and one more than the highest number."""
    start = f"W-{year}-"
    ends = [placed.waiver.id.removeprefix(start) for placed in waivers if placed.waiver.id.startswith(start)]
    highest = max((int(end) for end in ends if end.isdecimal()), default=0)
    return f"{start}{highest + 1:03d}"


def _valid(loaded: Loaded, path: str, text: str, name: str, finding: Finding) -> Standing:
    """Read the result as any run would; the new waiver's standing in it."""
    document = source.parse(path, text.encode())
    if not isinstance(document, Document):
        raise Fault(f"that would not be valid: {document.diagnostics[0].message}")
    file = read(document, WaiversFile)
    if isinstance(file, list):
        raise Fault(f"that would not be valid: {'; '.join(_said(fault) for fault in file)}")
    before = loaded.documents[path].data["waivers"] if path in loaded.documents else []
    if not isinstance(document.data["waivers"], list) or document.data["waivers"][:-1] != before:
        raise Fault(f"{path} cannot be edited without changing what it says; add the waiver by hand")
    others = [placed for placed in loaded.waivers if placed.document.file != path]
    placed = [*others, *(Placed(document, index, waiver) for index, waiver in enumerate(file.waivers))]
    twice = list(repeated(placed))
    if twice:
        raise Fault(f"that would not be valid: {twice[0].message}")
    report = assess(replace(loaded, waivers=placed))
    standing = next(found for found in report.waivers if found.id == name)
    if standing.states not in {("active",), ("upcoming",)}:
        raise Fault(f"that waiver would not count: {_why(report, name, finding)}")
    return standing


def _why(report: Report, name: str, finding: Finding) -> str:
    flaws = [f for f in report.findings if f.rule.startswith("waiver-") and f.subject == Subject(key=name)]
    left = [f for f in report.findings if (f.rule, f.subject) == (finding.rule, finding.subject)]
    return "; ".join(f"{f.message}{f' ({f.help})' if f.help else ''}" for f in flaws) or left[0].message


def _said(fault: Diagnostic) -> str:
    return f"{fault.message}{f' ({fault.help})' if fault.help else ''}"
