"""``waive``: adds a well-formed waiver to a file, and leaves the rest of it as it is."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import replace

from checker import source
from checker.diagnostic import Diagnostic, did_you_mean
from checker.files.config import POLICY_PLACES
from checker.files.waivers import Placed, WaiversFile, repeated
from checker.formats.terminal import escape, from_here
from checker.judging.waiver_case import model_to_name
from checker.judging.waiver_flaws import WAIVABLE
from checker.record import dataclass
from checker.report import Finding, JudgedWaiver, Report, Subject
from checker.run import tree
from checker.run.faults import Fault
from checker.run.matching import matching
from checker.run.named import regular, write_below
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run
from checker.shape import read
from checker.source import Document, normalize
from checker.waiving import NEW_FILE, Entry, append_entry

DEFAULT_FILE = "policies/waivers.yaml"
LISTED = 5
"""Most findings that a hint names."""


@dataclass(frozen=True, slots=True)
class WaiveOptions:
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


def waive(request: Request, asked: WaiveOptions) -> str:
    """Add the waiver; what was added, for the user.

    Raises:
        Fault: there is no such finding, or the waiver would not be valid; nothing was changed.
    """
    run = read_request(request)
    report = run.judge()
    if report.diagnostics:
        raise Fault(f"nothing can be waived while there are faults ({len(report.diagnostics)}): see modelbylaws check")
    approved_on = asked.approved_on or request.as_of
    finding = _finding(report, asked, approved_on)
    path = _file(run, request.root, asked.file)
    entry = Entry(
        id=asked.id or _next_id(run.waivers, approved_on.year),
        rule=asked.rule,
        subject=finding.subject.as_dict(),
        model=model_to_name(run.fleet, finding.subject) if run.fleet else None,
        limit=asked.limit,
        reason=asked.reason,
        requested_by=asked.requested_by,
        approved_by=asked.approved_by,
        approved_on=approved_on,
        expires=asked.expires,
        ticket=asked.ticket,
    )
    text = append_entry(_bytes(request.root, path) if path in run.documents else NEW_FILE, entry)
    waiver = _valid(run, path, text, entry.id, finding)
    write_below(request.root, path, text)
    later = "" if waiver.states == ("active",) else f", from {waiver.approved_on} on"
    until = f"until {waiver.expires} ({waiver.show_days()})"
    return (
        f"Added {entry.id} to {escape(from_here(path))}: "
        f"{escape(asked.rule)} for {escape(str(finding.subject))}{later}, {until}\n"
    )


def _finding(report: Report, asked: WaiveOptions, approved_on: dt.date) -> Finding:
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
    there = next((waiver for waiver in report.waivers if waiver.id == wanted[0].waiver), None)
    if there is not None and approved_on <= there.expires:
        renewed = f"a renewal begins after that: --approved-on {there.expires + dt.timedelta(1)}"
        raise Fault(f"{there.id} waives that already, until {there.expires}; {renewed}")
    return wanted[0]


def _is(subject: Subject, written: str) -> bool:
    return subject != Subject() and str(subject) == normalize(written)


def _file(run: Run, root: str, given: str | None) -> str:
    """The file to add to, below the root: the one that was named, or the only one, or a new one."""
    known = [entry.path for entry in run.inputs if entry.role == "waivers"]
    if given is None and len(known) > 1:
        raise Fault(f"several files hold waivers, so choose one with --file: {', '.join(map(from_here, known))}")
    path = known[0] if given is None and known else DEFAULT_FILE
    if given is not None:
        if os.path.lexists(given):
            regular(given, "modelbylaws/waivers/")
        path = os.path.relpath(os.path.abspath(given), root).replace(os.sep, "/")
    places = run.config.waivers or POLICY_PLACES
    if not matching([path], places):
        raise Fault(f"{from_here(path)} is not where waivers are read from: {', '.join(places)}")
    if path not in known and os.path.lexists(os.path.join(root, path)):
        raise Fault(f"{from_here(path)} is no file of waivers")
    if not path.endswith((".yaml", ".yml")):
        raise Fault(f"{from_here(path)} is not YAML, and only YAML is edited")
    return path


def _bytes(root: str, path: str) -> bytes:
    raw = tree.read(root, path)
    if isinstance(raw, Diagnostic):
        raise Fault(f"{from_here(path)} {raw.message}")
    return raw


def _next_id(waivers: Sequence[Placed], year: int) -> str:
    """``W-2026-015`` after ``W-2026-014``: the year of approval, and one more than the highest number."""
    start = f"W-{year}-"
    ends = [placed.waiver.id.removeprefix(start) for placed in waivers if placed.waiver.id.startswith(start)]
    highest = max((int(end) for end in ends if end.isdecimal()), default=0)
    return f"{start}{highest + 1:03d}"


def _valid(run: Run, path: str, text: str, name: str, finding: Finding) -> JudgedWaiver:
    """Read the result as any run would; what the new waiver is worth in it."""
    document = source.parse(path, text.encode())
    if not isinstance(document, Document):
        raise Fault(f"that would not be valid: {document.diagnostics[0].message}")
    file = read(document, WaiversFile)
    if isinstance(file, list):
        raise Fault(f"that would not be valid: {'; '.join(_show_fault(fault) for fault in file)}")
    before = run.documents[path].data["waivers"] if path in run.documents else []
    if not isinstance(document.data["waivers"], list) or document.data["waivers"][:-1] != before:
        raise Fault(f"{from_here(path)} cannot be edited without changing what it says; add the waiver by hand")
    others = [placed for placed in run.waivers if placed.document.file != path]
    placed = [*others, *(Placed(document, index, waiver) for index, waiver in enumerate(file.waivers))]
    twice = list(repeated(placed))
    if twice:
        raise Fault(f"that would not be valid: {_show_fault(twice[0])}")
    report = replace(run, waivers=tuple(placed)).judge()
    waiver = next(found for found in report.waivers if found.id == name)
    if waiver.states not in {("active",), ("upcoming",)}:
        raise Fault(f"that waiver would not count: {_why(report, name, finding)}")
    return waiver


def _why(report: Report, name: str, finding: Finding) -> str:
    about = {ruling.id for ruling in report.rulings if ruling.about_waivers}
    flaws = [f for f in report.findings if f.rule in about and f.subject == Subject(key=name)]
    left = [f for f in report.findings if (f.rule, f.subject) == (finding.rule, finding.subject)]
    return "; ".join(f"{f.message}{f' ({f.help})' if f.help else ''}" for f in flaws) or left[0].message


def _show_fault(fault: Diagnostic) -> str:
    return f"{fault.message}{f' ({fault.help})' if fault.help else ''}"
