"""What ``vendor`` did, or would do, for people and for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar, Literal

from checker.diagnostic import Diagnostic, many
from checker.files.config import LOCK, VENDOR_FOLDER
from checker.form import Form
from checker.formats.terminal import Paint, escape, from_here
from checker.record import dataclass
from checker.review.difference import RuleChange, Step

NAMED = 10
"""Most files that a line names."""
_SHORT = 12
"""Digits of a commit that people compare."""


@dataclass(frozen=True, slots=True)
class VendoredSource:
    """One source, as it is now at its origin, beside what the lock has."""

    FORM: ClassVar = Form("VendoredSource", "name state origin commit before files added changed removed left_out")

    name: str
    state: Literal["new", "newer", "same", "gone"]
    """``gone``: the configuration does not name it any more."""
    origin: str
    commit: str
    """Empty for a file, and for a source that is gone."""
    before: str
    """The commit that the lock had; empty where it had none."""
    files: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    left_out: int
    """YAML and JSON files that are neither policies, nor catalogs, nor controls."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the newer files would change here."""

    FORM: ClassVar = Form("EffectEntry", "rules edited diagnostics")

    rules: Step
    edited: tuple[RuleChange, ...]
    diagnostics: tuple[Diagnostic, ...]
    """Faults of either side: then not all of it is known."""


@dataclass(frozen=True, slots=True)
class Vendoring:
    """All sources."""

    FORM: ClassVar = Form(
        "VendoringFile",
        "day exit_code checked sources effect",
        format="modelbylaws/vendoring/v1",
        about="What modelbylaws vendor brought, or what is newer at the sources.",
    )

    day: dt.date
    checked: bool
    """Whether it was only looked, and nothing was written."""
    sources: tuple[VendoredSource, ...]
    effect: Effect | None = None
    """What the newer files would change here; None where nothing is newer, or it was not asked."""

    @property
    def exit_code(self) -> int:
        """1 where it was only looked, and ``vendor`` would write something else than what is there."""
        return int(self.checked and any(entry.state != "same" for entry in self.sources))


def vendoring_text(found: Vendoring, paint: Paint) -> str:
    """A line for each source, and the files that differ."""
    lines: list[str] = []
    for entry in found.sources:
        style = "good" if entry.state == "same" else "bold"
        said = "updated" if entry.state == "newer" and not found.checked else entry.state
        lines.append(f"{paint(style, said)}: {escape(entry.name)}: {_about(entry)}")
        for word, files in (("added", entry.added), ("changed", entry.changed), ("removed", entry.removed)):
            named = ", ".join(files[:NAMED]) + (" ..." if files[NAMED:] else "")
            lines += [f"  {word}: {escape(named)}"] if files and entry.state != "new" else []
    lines += _effect(found.effect, paint) if found.effect is not None else ()
    count = many(sum(entry.files for entry in found.sources), "file")
    if not found.checked:
        lines.append(f"{VENDOR_FOLDER}: {count} as {LOCK} names them; commit both")
    elif found.exit_code:
        lines.append("nothing was written: modelbylaws vendor --update takes what is newer")
    else:
        lines.append(f"nothing is newer: {count}")
    return "".join(f"{line}\n" for line in lines)


def _effect(found: Effect, paint: Paint) -> Iterator[str]:
    from checker.review.diff import rules_lines

    yield from rules_lines(found.rules, found.edited, "the work tree", paint)
    for fault in found.diagnostics:
        file = escape(from_here(fault.primary.file))
        yield f"  {paint('error', 'fault')}: {file}: {escape(fault.message)} [{fault.code}]"


def _about(entry: VendoredSource) -> str:
    if entry.state == "gone":
        return "the configuration does not name it any more"
    moved = entry.before and entry.before != entry.commit
    was = f" instead of {entry.before[:_SHORT]}" if moved else ""
    commit = f", commit {entry.commit[:_SHORT]}{was}" if entry.commit else ""
    left = f"; {many(entry.left_out, 'other file')} left out" if entry.left_out else ""
    return f"{escape(entry.origin)}{commit}, {many(entry.files, 'file')}{left}"
