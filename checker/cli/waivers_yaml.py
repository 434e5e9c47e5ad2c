"""One more entry in a waivers file, with the comments and the layout that it has.

The only module that edits a user's file, and the only one that needs ruamel.yaml.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.report import Part
from checker.waivers import FLEET, FORMAT

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap

NEW_FILE = f"format: {FORMAT}\nwaivers: []\n".encode()

MAX_WIDTH = 1 << 20
"""Columns before ruamel.yaml would fold a line: more than a file that is read may have bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the new entry says; ``subject`` is empty for the fleet."""

    id: str
    rule: str
    subject: Mapping[Part, str]
    limit: str | None
    reason: str
    requested_by: str
    approved_by: str
    approved_on: dt.date
    expires: dt.date
    ticket: str | None


def appended(raw: bytes, entry: Entry) -> str:
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
        target = CommentedMap(entry.subject)
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
    """Numbers plain, as an editor's schema wants them; a share stays text."""
    if limit is None or not limit.replace(".", "", 1).isdecimal():
        return limit
    return float(limit) if "." in limit else int(limit)
