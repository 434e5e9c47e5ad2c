"""What a scan found, for people."""

from __future__ import annotations

from collections.abc import Iterator

from checker.diagnostic import many
from checker.formats.columns import table
from checker.formats.terminal import Paint, escape
from checker.scanning.scan import Scanned


def scan_text(found: Scanned, paint: Paint) -> str:
    return "".join(f"{line}\n" for line in _lines(found, paint))


def _lines(found: Scanned, paint: Paint) -> Iterator[str]:
    yield paint("bold", f"{many(len(found.found), 'name')} of models in {many(found.files, 'file')}")
    yield from table([(one.where, one.word, one.means.value) for one in found.found])
    if found.hosts:
        yield paint("bold", "addresses and keys of hosts")
        yield from table([(one.where, one.word, one.host) for one in found.hosts])
    for left in found.left_out:
        yield escape(f"left out: {left.count} {left.reason}")
    if found.found:
        yield "next: scan --output json > FILE, and {scan: FILE} under observed in the configuration"
