"""Every file that was read, with its role and digest; places in files link here."""

from __future__ import annotations

import hashlib
from functools import partial

import htpy as h

from checker.formats.html.parts import MAX_ROWS, Column, Context, facts, many, table
from checker.report import Input
from checker.report.dossier import Dossier
from checker.resources import BUILTIN

_COLUMNS = (Column("file"), Column("role", "short"), Column("sha256", "text"), Column("in the commit", "short"))


def anchors(dossier: Dossier) -> dict[str, str]:
    """The id of every input that is listed; the first of a name, if it is read in two roles."""
    listed: dict[str, str] = {}
    for number, entry in enumerate(ordered(dossier)[:MAX_ROWS], 1):
        listed.setdefault(entry.path, f"input-{number}")
    return listed


def ordered(dossier: Dossier) -> list[Input]:
    """What all is judged by first, then the tool's own catalogs, then manifests, which may be thousands."""
    return sorted(dossier.report.inputs, key=lambda e: (e.role == "manifest", _builtin(e), e.path, e.role))


def _builtin(entry: Input) -> bool:
    return entry.path.startswith(BUILTIN)


def digest_of_all(dossier: Dossier) -> str:
    """One digest over all lines ``sha256  path``, sorted by path, as sha256sum writes them."""
    lines = [f"{e.sha256}  {e.path}\n" for e in sorted(dossier.report.inputs, key=lambda e: (e.path, e.sha256))]
    return hashlib.sha256("".join(lines).encode(errors="backslashreplace")).hexdigest()


def section(ctx: Context) -> h.Node:
    entries = ordered(ctx.dossier)
    caption = f"{many(len(entries), 'input')}, with sha256"
    return [
        facts([("All of them", h.span(".hash")[f"sha256 {digest_of_all(ctx.dossier)}"])]),
        table(ctx, caption, _COLUMNS, list(enumerate(entries, 1)), partial(_row, ctx)),
    ]


def _row(ctx: Context, numbered: tuple[int, Input]) -> list[h.Node]:
    number, entry = numbered
    commit = ctx.dossier.commit
    state = "not known" if commit is None else "no" if entry.path in commit.changed else "yes"
    path = h.span(".place", id=f"input-{number}")[entry.path]
    return [path, entry.role, h.span(".hash")[entry.sha256], "of the tool" if _builtin(entry) else state]
