"""Licenses in catalogs that no list knows: no rule with a list can tell what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker import licenses
from checker.browse.ledger import Entry
from checker.diagnostic import Diagnostic

_HELP = "write an SPDX expression, or LicenseRef-... for a license that SPDX does not list"


def find_unlisted_licenses(claimed: Iterable[tuple[str, tuple[Entry, ...]]]) -> Iterator[Diagnostic]:
    """One hint a text: of each model's claims about its license, those that hold what is on no list."""
    seen: set[str] = set()
    for model, entries in claimed:
        for entry in entries:
            written = str(entry.value)
            strange = sorted({term.shown for term in licenses.parse(written).terms() if not term.understood})
            if strange and written not in seen:
                seen.add(written)
                message = f"license of {model}: {' and '.join(map(repr, strange))} is on no list of licenses"
                yield Diagnostic("unlisted-license", message, (entry.at,), _HELP)
