"""What ``report`` can write: an output is one function here and one line in ``OUTPUTS``.

A function gets the pack and a file (or a folder, or ``-`` for standard output), and
writes. It imports what it needs when it runs, so that other verbs start fast.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from checker.cli.faults import Fault
from checker.cli.output import STANDARD, say, write
from checker.formats import Format

if TYPE_CHECKING:
    from checker.cli.reading.loaded import Loaded
    from checker.report.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Asked:
    """One ``--output KIND=FILE``."""

    kind: str
    file: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What every output is made from."""

    dossier: Dossier
    loaded: Loaded
    """What was read: documents, texts and bytes' digests of all inputs."""
    asked: tuple[Asked, ...]
    """Everything that is written in this run, so that one file can name another."""
    link: str
    """How to link to a line of an input, with {commit}, {path} and {line}; empty: no links."""


_TABLES = ("csv", "population")
"""Outputs that hold what a page leaves out."""

Writer = Callable[[Pack, str], None]


def _html(pack: Pack, file: str) -> None:
    from checker.formats.html import Options, page

    beside = [asked.file for asked in pack.asked if asked.kind in _TABLES and asked.file != STANDARD]
    tables = tuple(os.path.basename(name) for name in beside)
    put(file, page(pack.dossier, Options(pack.link, tables)))


def _population(pack: Pack, file: str) -> None:
    from checker.formats.population_csv import population_csv

    put(file, population_csv(pack.dossier))


def _oscal(pack: Pack, file: str) -> None:
    from checker.formats.oscal.assessment import oscal

    put(file, oscal(pack.dossier))


def _gemara(pack: Pack, file: str) -> None:
    from checker.formats.gemara import gemara

    if not pack.dossier.report.rulings:
        raise Fault("a Gemara evaluation log holds at least one evaluation, and no rule was judged")
    put(file, gemara(pack.dossier))


def _as_check_writes_it(name: Format, pack: Pack, file: str) -> None:
    from checker.formats import render
    from checker.formats.terminal import plain

    put(file, render(name, pack.dossier.report, plain, quiet=False))


def _xlsx(pack: Pack, file: str) -> None:
    from checker.cli.extras import needed
    from checker.formats.xlsx import xlsx

    if file == STANDARD:
        raise Fault("a workbook is not text: give xlsx=FILE")
    with needed("xlsx", "xlsxwriter"):
        made = xlsx(pack.dossier)
    write(file, made)


def _dora(pack: Pack, folder: str) -> None:
    from checker.cli.bundle.store import store
    from checker.formats.dora import register
    from checker.formats.tables import as_csv

    if folder == STANDARD:
        raise Fault("the register is a folder of tables: give dora=DIR")
    if pack.loaded.fleet is None or not pack.loaded.complete:
        raise Fault("no register of a fleet that was not read: see the faults")
    store(folder, {f"{table.name}.csv": as_csv(table).encode() for table in register(pack.loaded.fleet)})


def put(file: str, text: str) -> None:
    """Write a text whole or not at all, or print it.

    Raises:
        Fault: it cannot be written.
    """
    if file == STANDARD:
        say(text)
    else:
        write(file, text)


OUTPUTS: Mapping[str, Writer] = {
    "html": _html,
    "csv": partial(_as_check_writes_it, "csv"),
    "population": _population,
    "oscal": _oscal,
    "gemara": _gemara,
    "json": partial(_as_check_writes_it, "json"),
    "xlsx": _xlsx,
    "dora": _dora,
}
"""In the order in which help lists them."""
