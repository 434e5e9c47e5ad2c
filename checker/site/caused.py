"""What the differences from the run before are put down to, where the history holds its bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import htpy as h

from checker.audit.html.parts import Column, tally
from checker.history.causes import CausedFinding, CausedShare, Causes
from checker.history.causes_text import WORDS, show_cause, show_share_cause, what_differs
from checker.record import dataclass
from checker.site.changed import Changed, Moved
from checker.site.pieces import Row, listing
from checker.site.scene import Scene

NOT_FOUND = "none of the four"
"""Where the bundle's report has a difference that its inputs do not come to by this version of the program."""
_ABOUT: Mapping[str, str] = {
    "several": "each of several parts has its own part of the difference",
    "together": "no part would do it without the others",
}


@dataclass(frozen=True, slots=True)
class Caused:
    """Causes by what they are the causes of."""

    findings: Mapping[str, CausedFinding]
    """By fingerprint."""
    shares: Mapping[tuple[str, str], CausedShare]
    """By rule and key; the key of the fleet is empty."""

    @staticmethod
    def of(causes: Causes | None) -> Caused | None:
        if causes is None:
            return None
        return Caused(
            {found.change.either.fingerprint: found for found in causes.findings},
            {(share.change.rule, share.change.key or ""): share for share in causes.shares},
        )

    def of_finding(self, row: Row, fingerprint: str) -> Row:
        """The row of a finding, with its cause."""
        found = self.findings.get(fingerprint)
        return _with(row, show_cause(found), found.put.cause) if found else _with(row, NOT_FOUND, NOT_FOUND)

    def of_share(self, row: Row, moved: Moved) -> Row:
        """The row of a share, with its cause; where several parts moved it, what each did."""
        found = self.shares.get((moved.rule, moved.key))
        return _with(row, show_share_cause(found), found.put.cause) if found else _with(row, NOT_FOUND, NOT_FOUND)


def _with(row: Row, shown: str, cause: str) -> Row:
    return replace(row, cells=[*row.cells, shown], facets={**row.facets, "cause": cause})


def show_count(changed: Changed) -> str:
    """``; causes: manifests 3, time 2``: of all findings that are not as they were."""
    caused = Caused.of(changed.causes)
    counted = Counter(str(found.put.cause) for found in caused.findings.values()) if caused else Counter[str]()
    said = ", ".join(f"{cause} {counted[cause]:,}" for cause in WORDS if counted[cause])
    return f"; causes: {said}" if said else ""


_CAUSES = (
    Column("cause"), Column("what is not the same"), Column("findings", "n"), Column("shares", "n"),
)  # fmt: skip


def show_causes(scene: Scene, causes: Causes | None) -> h.Node:
    """How many differences came by what, and how that was found out."""
    if causes is None:
        return h.p[
            "Of the run before only a summary is left, which says what may have a part in a difference. With its ",
            "bundle in the history (", h.code["report --bundle"], "), each difference is put down to its cause.",
        ]  # fmt: skip
    rows = [*_rows(causes)]
    return [
        h.h2["What it came by"],
        listing(scene, "Differences by cause", _CAUSES, rows) if rows else h.p["The two states are the same."],
        h.p[
            f"{tally(causes.judged, 'run')} judged: parts of the run before were replaced by those of this one, each "
            "alone, and one after the other."
        ],
        h.ul[[h.li[note] for note in causes.notes]] if causes.notes else None,
    ]


def _rows(causes: Causes) -> Iterator[Row]:
    caused = Caused.of(causes)
    if caused is None:
        return
    findings = Counter(str(found.put.cause) for found in caused.findings.values())
    shares = Counter(str(share.put.cause) for share in caused.shares.values())
    for cause, name in WORDS.items():
        if findings[cause] or shares[cause] or cause in causes.changed:
            about = _ABOUT.get(cause) or what_differs(causes, cause)
            yield Row([name, about, f"{findings[cause]:,}", f"{shares[cause]:,}"])
