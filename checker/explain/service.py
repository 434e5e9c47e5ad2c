"""``explain SERVICE``: what a service declares and what was observed of it, next to each other, with the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checker.diagnostic import many
from checker.fleet import Fleet
from checker.form import Form
from checker.formats.columns import table
from checker.formats.summary import show_place
from checker.formats.terminal import Paint, escape
from checker.kinds.parts.side_by_side import WITHIN, SideRow, side_by_side
from checker.record import dataclass
from checker.report import Input, Report, amount
from checker.run.run import Run


@dataclass(frozen=True, slots=True)
class ServiceSides:
    """A service in a run: each declared route with what was observed of it, and what was observed besides."""

    FORM: ClassVar = Form(
        "ServiceSidesFile",
        "as_of known_by exit_code tool service evidence rows diagnostics",
        {name: f"report.{name}" for name in ("as_of", "known_by", "tool", "diagnostics")},
        format="modelbylaws/service-sides/v1",
        about="One service: what it declares and what was observed of it, next to each other.",
    )

    report: Report
    service: str
    evidence: tuple[Input, ...]
    """The files that say what was observed; none where no evidence is configured."""
    rows: tuple[SideRow, ...]

    @property
    def exit_code(self) -> int:
        """2 where something could not be read."""
        return 2 if self.report.diagnostics else 0


def explain_service(run: Run, fleet: Fleet, report: Report, name: str) -> ServiceSides:
    """The two sides of a service that is in the fleet."""
    service = next(one for one in fleet.services if one.name == name)
    rows = side_by_side(fleet.world, service)
    shown = {row.location.file for row in rows}
    evidence = tuple(entry for entry in run.inputs if entry.role == "observed" and entry.path in shown)
    return ServiceSides(report, name, evidence, rows)


def sides_text(found: ServiceSides, paint: Paint) -> str:
    return "".join(f"{line}\n" for line in _lines(found, paint))


def _lines(found: ServiceSides, paint: Paint) -> Iterator[str]:
    head = f"{found.service}: declared and observed within {WITHIN} days, {found.report.show_time()}"
    yield paint("bold", escape(head))
    yield from table([_cells(row) for row in found.rows])
    for entry in found.evidence:
        yield escape(f"  {entry.path}  sha256 {entry.sha256}")
    if not found.evidence:
        yield "  no evidence shows a use of it: see observed in the configuration"


def _cells(row: SideRow) -> tuple[str, ...]:
    """NOTE: a cell of a table may be empty, and then says nothing."""
    declared = f"{row.route} {row.declared}{f', {row.share}' if row.share else ''}" if row.route else "not declared"
    counts = [many(row.requests, "request")] if row.requests is not None else []
    counts += [f"{amount(row.cost)} {row.currency}"] if row.cost is not None else []
    counted = f" ({', '.join(counts)})" if counts else ""
    by = f"{row.source}: {row.observed}{counted}" if row.source else ""
    return (declared, row.status, by, show_place(row.location))
