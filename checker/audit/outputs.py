"""What ``report`` can write, and where: an output is one function here and one line in ``OUTPUTS``.

A function gets the pack and a file (or a folder, or ``-`` for standard output), and
writes. It imports what it needs when it runs, so that other verbs start fast.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from checker.audit.storing import store
from checker.formats import Format
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.output import STANDARD, say, write

if TYPE_CHECKING:
    from checker.audit.dossier import Dossier
    from checker.run.run import Run


@dataclass(frozen=True, slots=True)
class OutputOption:
    """One ``--output KIND=FILE``."""

    kind: str
    file: str


@dataclass(frozen=True)
class Pack:
    """What every output is made from."""

    dossier: Dossier
    run: Run
    """What was read: documents, texts and bytes' digests of all inputs."""
    asked: tuple[OutputOption, ...]
    """Everything that is written in this run, so that one file can name another."""
    link: str
    """How to link to a line of an input, with {commit}, {path} and {line}; empty: no links."""
    annex: bool = False
    """Whether the page has all that it can hold."""

    @cached_property
    def report_json(self) -> str:
        """The report as JSON, which one output writes and another one knows by its digest."""
        return _render("json", self)


_TABLES = ("csv", "population")
"""Outputs that hold what a page leaves out."""

Writer = Callable[[Pack, str], None]


def _html(pack: Pack, file: str) -> None:
    from checker.audit.html import page
    from checker.audit.html.judged import find_shown
    from checker.audit.html.parts import Options
    from checker.audit.shown import with_shown_grounds

    beside = [asked.file for asked in pack.asked if asked.kind in _TABLES and asked.file != STANDARD]
    tables = tuple(os.path.basename(name) for name in beside)
    report = pack.report_json if any(asked.kind == "json" for asked in pack.asked) else None
    dossier = pack.dossier
    if not pack.run.asked.grounds:
        dossier = replace(dossier, report=with_shown_grounds(dossier.report, pack.run, find_shown))
    write_or_print(file, page(dossier, Options(pack.link, tables, report, pack.annex)))


def _population(pack: Pack, file: str) -> None:
    from checker.audit.tables import population_csv

    write_or_print(file, population_csv(pack.dossier))


def _oscal(pack: Pack, file: str) -> None:
    from checker.audit.oscal import oscal

    write_or_print(file, oscal(pack.dossier))


def _gemara(pack: Pack, file: str) -> None:
    from checker.audit.gemara import gemara

    if not pack.dossier.report.rulings:
        raise Fault("a Gemara evaluation log holds at least one evaluation, and no rule was judged")
    write_or_print(file, gemara(pack.dossier))


def _csv(pack: Pack, file: str) -> None:
    write_or_print(file, _render("csv", pack))


def _json(pack: Pack, file: str) -> None:
    write_or_print(file, pack.report_json)


def _render(name: Format, pack: Pack) -> str:
    """As ``check`` writes it."""
    from checker.formats import render
    from checker.formats.terminal import plain

    return render(name, pack.dossier.report, plain, quiet=False)


def _xlsx(pack: Pack, file: str) -> None:
    from checker.audit.controls import matrix_of
    from checker.audit.tables import Table
    from checker.audit.workbook import xlsx
    from checker.control_matrix import COLUMNS, matrix_rows
    from checker.run.faults import needed

    if file == STANDARD:
        raise Fault("a workbook is not text: give xlsx=FILE")
    with needed("xlsx", "xlsxwriter"):
        judged = pack.dossier.report
        whole = pack.run.policies and not judged.diagnostics  # else a verdict could be another one
        controls = [Table("controls", COLUMNS, matrix_rows(matrix_of(pack.run, judged)))] if whole else []
        made = xlsx(pack.dossier, controls)
    write(file, made)


def _dora(pack: Pack, folder: str) -> None:
    from checker.audit.dora import register
    from checker.audit.tables import as_csv

    if folder == STANDARD:
        raise Fault("the register is a folder of tables: give dora=DIR")
    if pack.run.fleet is None or not pack.run.fleet.complete:
        raise Fault("no register of a fleet that was not read: see the faults")
    store(folder, {f"{table.name}.csv": as_csv(table).encode() for table in register(pack.run.fleet)})


def _controls(pack: Pack, file: str) -> None:
    from checker.audit.controls import matrix_of
    from checker.control_matrix import matrix_csv

    write_or_print(file, matrix_csv(matrix_of(pack.run, pack.dossier.report)))


def _backstage(pack: Pack, folder: str) -> None:
    from checker.audit.exports import entities

    if folder == STANDARD:
        raise Fault("a portal reads a file for each service: give backstage=DIR")
    if pack.run.fleet is None or not pack.run.fleet.complete:  # what a portal has of the others would stay as it was
        raise Fault("no entities of a fleet that was not read: see the faults")
    store(folder, entities(pack.dossier, pack.run.fleet.world.inventory))


def _jira(pack: Pack, file: str) -> None:
    from checker.audit.exports import jira

    code = pack.dossier.report.exit_code
    if code not in {0, 1}:  # whoever closes what is no longer listed would close all of them
        raise Fault(f"no issues: the run ends with {code}, and what was not judged is not in order; see check")
    write_or_print(file, jira(pack.dossier.report))


def _prometheus(pack: Pack, file: str) -> None:
    from checker.audit.exports import prometheus

    write_or_print(file, prometheus(pack.dossier.report))


def _badge(pack: Pack, file: str) -> None:
    from checker.audit.exports import badge

    write_or_print(file, badge(pack.dossier.report))


def write_or_print(file: str, text: str) -> None:
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
    "csv": _csv,
    "population": _population,
    "oscal": _oscal,
    "gemara": _gemara,
    "json": _json,
    "xlsx": _xlsx,
    "dora": _dora,
    "controls": _controls,
    "backstage": _backstage,
    "jira": _jira,
    "prometheus": _prometheus,
    "badge": _badge,
}
"""In the order in which help lists them."""


WITHOUT_GROUNDS = frozenset(
    {"html", "population", "oscal", "gemara", "dora", "controls", "jira", "prometheus", "badge"}
)
"""Outputs that say of no verdict what it rests on; the page finds out by itself what it shows."""
