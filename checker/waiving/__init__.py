"""Waivers as their owners see them: the list, and one more entry in a file, with its comments and its layout.

The only module that edits a user's waivers, and the only one that needs ruamel.yaml for it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from checker.diagnostic import many
from checker.files.waivers import FLEET, FORMAT
from checker.form import Form
from checker.formats.full import faults_text
from checker.formats.summary import show_place
from checker.formats.terminal import Paint, escape
from checker.record import dataclass
from checker.report import JudgedWaiver, Part, Report
from checker.run.read import read_request
from checker.run.request import Request

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap


@dataclass(frozen=True, slots=True)
class WaiverList:
    """Every waiver that was read, soonest to expire first."""

    FORM: ClassVar = Form(
        "WaiverListFile",
        "as_of known_by exit_code tool waivers diagnostics",
        {name: f"report.{name}" for name in ("as_of", "known_by", "tool", "waivers", "diagnostics")},
        format="modelbylaws/waiver-list/v1",
        about="Every waiver, what it is worth on a day, and for how long.",
    )

    report: Report

    @property
    def exit_code(self) -> int:
        """2 where something could not be read."""
        return 2 if self.report.diagnostics else 0


def waivers(request: Request) -> WaiverList:
    return WaiverList(read_request(request).judge())


def waivers_text(found: WaiverList, paint: Paint) -> str:
    report = found.report
    lines = [line for waiver in report.waivers for line in _lines(waiver, paint)]
    active = sum(waiver.states == ("active",) for waiver in report.waivers)
    count = f"{many(len(report.waivers), 'waiver')}, {active} active"
    lines.append(f"{count}, {report.show_time()}")
    faults = faults_text(report.diagnostics, report.sources, paint)
    return faults + "".join(f"{line}\n" for line in lines)


def _lines(waiver: JudgedWaiver, paint: Paint) -> Iterator[str]:
    states = ", ".join(waiver.states)
    style = "good" if states == "active" else "error"
    limit = f" up to the limit {waiver.limit}" if waiver.limit else ""
    yield (
        f"{escape(waiver.id)}  {paint(style, states)}  until {waiver.expires} ({waiver.show_days()})  "
        f"{escape(waiver.rule)} for {escape(waiver.about)}{limit}  {show_place(waiver.location)}"
    )
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    who = f"approved by {waiver.approved_by} on {waiver.approved_on}, requested by {waiver.requested_by}{ticket}"
    yield f"  {escape(who)}"
    # NOTE: after a word of ours, because GitHub's runner takes an indented :: for a command too.
    yield f"  reason: {escape(waiver.reason)}"


NEW_FILE = f"format: {FORMAT}\nwaivers: []\n".encode()

MAX_WIDTH = 1 << 20
"""Columns before ruamel.yaml would fold a line: more than a file that is read may have bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the new entry says; ``subject`` is empty for the fleet."""

    id: str
    rule: str
    subject: Mapping[Part, str]
    model: str | None
    """What the route of the finding uses; None where it is about no route."""
    limit: str | None
    reason: str
    requested_by: str
    approved_by: str
    approved_on: dt.date
    expires: dt.date
    ticket: str | None


def append_entry(raw: bytes, entry: Entry) -> str:
    """The file's text with one more entry at the end of ``waivers``. The file was read before, so it is sound."""
    from ruamel.yaml import YAML

    written = raw.decode("utf-8-sig")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = MAX_WIDTH
    whole = yaml.load(written.replace("\r\n", "\n"))
    listed = whole["waivers"]
    dash = listed.lc.col if listed else 2
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    if not listed:
        listed.fa.set_block_style()
    listed.append(_node(entry))
    out = io.StringIO()
    yaml.dump(whole, out)
    text = out.getvalue()
    return text.replace("\n", "\r\n") if "\r\n" in written else text


def _node(entry: Entry) -> CommentedMap:
    from ruamel.yaml.comments import CommentedMap

    target: CommentedMap | str = FLEET
    if entry.subject:
        target = CommentedMap({**entry.subject, **({"model": entry.model} if entry.model else {})})
        target.fa.set_flow_style()
    values: dict[str, object] = {
        "id": entry.id,
        "rule": entry.rule,
        "for": target,
        "limit": _number(entry.limit),
        "reason": entry.reason,
        "requested-by": entry.requested_by,
        "approved-by": entry.approved_by,
        "approved-on": entry.approved_on,
        "expires": entry.expires.replace(),  # a copy: one object at two places would become an anchor and an alias
        "ticket": entry.ticket,
    }
    return CommentedMap({key: value for key, value in values.items() if value is not None})


def _number(limit: str | None) -> str | int | float | None:
    """Numbers plain, as an editor's schema wants them; a share stays text, as does what a float would change."""
    if limit is None or not limit.isascii() or not limit.replace(".", "", 1).isdecimal():
        return limit
    plain = float(limit) if "." in limit else int(limit)
    return plain if Fraction(str(plain)) == Fraction(limit) else limit
