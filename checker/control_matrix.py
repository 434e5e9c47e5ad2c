"""Which controls the rules cover: every control that is known or named, with its rules, their verdicts and the answer.

A control is ``covered`` where its list says that the rules which serve it show the whole of it, and one of them can
fail; ``partly`` where rules serve it otherwise; ``no-rule`` where none does; ``out-of-scope`` where the organization
says why. None of these says that the rules hold: that is the verdict, the worst of its rules that are no advice.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Literal, get_args

from checker.controls import Control, framework
from checker.files.controls import NO_LISTS, ControlAnswer, ControlLists
from checker.form import Form
from checker.formats.columns import table
from checker.formats.csv_report import csv_text
from checker.formats.terminal import escape
from checker.record import dataclass
from checker.report import Report, Ruling, Tool, Verdict, worst
from checker.vocabulary import Level

State = Literal["covered", "partly", "no-rule", "out-of-scope"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Serving:
    """A rule that serves a control, and what it came to."""

    FORM: ClassVar = Form("ServingRule", "rule policy level verdict")

    rule: str
    policy: str
    level: Level
    verdict: Verdict

    def __str__(self) -> str:
        return f"{self.rule} ({self.level}: {self.verdict})"


@dataclass(frozen=True, slots=True)
class Row:
    """A control, with all that is known of it; what is not known is empty."""

    FORM: ClassVar = Form(
        "ControlRow",
        "id framework source place asks certainty read covers part state verdict rules "
        "owner due overdue evidence reason",
    )

    id: str
    source: str
    place: str
    asks: str
    certainty: str
    """How sure the reading of its text is; empty for one that no list has."""
    read: str
    covers: str
    part: str
    state: State
    verdict: Verdict | None
    """The worst of the rules that serve it and are no advice; None where there are none."""
    rules: tuple[Serving, ...]
    owner: str
    due: dt.date | None
    overdue: bool
    """Whether its day is over, and it is neither covered with rules that hold nor out of scope."""
    evidence: str
    reason: str
    """Why it is out of scope."""

    @property
    def framework(self) -> str:
        return framework(self.id)


@dataclass(frozen=True, slots=True)
class Matrix:
    FORM: ClassVar = Form(
        "ControlMatrix",
        "tool as_of known_by organization services counts controls",
        format="modelbylaws/control-matrix/v1",
        about="Every control that is known or named by a rule: whether rules cover it, and what they came to.",
    )

    version: str
    as_of: dt.date
    known_by: dt.date | None
    organization: str
    services: int
    controls: tuple[Row, ...]

    @property
    def exit_code(self) -> int:
        """What rules came to changes nothing: that is the business of ``check``."""
        return 0

    @property
    def tool(self) -> Tool:
        return Tool(self.version)

    @property
    def counts(self) -> dict[str, int]:
        return count(self.controls)


def count(rows: Iterable[Row]) -> dict[str, int]:
    """How many controls are in each state; all states are there."""
    found = Counter(row.state for row in rows)
    return {state: found[state] for state in STATES}


def make_matrix(
    report: Report, owners: Mapping[str, str], organization: str, lists: ControlLists | None = None
) -> Matrix:
    """The matrix of a run that was judged.

    Args:
        report: what the rules came to.
        owners: of policies, by their names.
        organization: its name, or nothing.
        lists: its own controls and answers.
    """
    lists = lists or NO_LISTS
    known = lists.known()
    rulings = [ruling for ruling in report.rulings if not ruling.builtin]
    named = {control for ruling in rulings for control in ruling.controls}
    rows = [
        _row(name, known.get(name), lists.answer(name), rulings, owners, report.as_of)
        for name in [*known, *sorted(named - {*known})]
    ]
    return Matrix(report.version, report.as_of, report.known_by, organization, report.services, tuple(rows))


def _row(
    name: str,
    control: Control | None,
    answer: ControlAnswer | None,
    rulings: Sequence[Ruling],
    owners: Mapping[str, str],
    as_of: dt.date,
) -> Row:
    also = (answer.rules if answer else None) or ()
    rules = tuple(
        Serving(ruling.id, ruling.policy, ruling.level, ruling.verdict)
        for ruling in rulings
        if name in ruling.controls or ruling.id in also
    )
    state, due = _state(control, answer, rules), answer.due if answer else None
    verdict = _verdict(rules)
    met = state == "out-of-scope" or (state == "covered" and verdict is Verdict.PASS)
    owned = dict.fromkeys(owner for rule in rules if (owner := owners.get(rule.policy, "")))
    return Row(
        id=name,
        source=control.source if control else "",
        place=control.place if control else "",
        asks=control.asks if control else "",
        certainty=control.certainty if control else "",
        read=control.read if control and control.certainty != "from memory" else "",
        covers=control.covers if control else "",
        part=control.part if control else "",
        state=state,
        verdict=verdict,
        rules=rules,
        owner=(answer and answer.owner) or ", ".join(owned),
        due=due,
        overdue=due is not None and due < as_of and not met,
        evidence=(answer and answer.evidence) or "",
        reason=(answer and answer.out_of_scope) or "",
    )


def _state(control: Control | None, answer: ControlAnswer | None, rules: Sequence[Serving]) -> State:
    if answer is not None and answer.out_of_scope:
        return "out-of-scope"
    if not rules:
        return "no-rule"
    whole = control is not None and control.covers == "whole" and any(rule.level != "advisory" for rule in rules)
    return "covered" if whole else "partly"


def _verdict(rules: Sequence[Serving]) -> Verdict | None:
    binding = [rule.verdict for rule in rules if rule.level != "advisory"]
    return worst(binding) if binding else None


COLUMNS = (
    "id", "framework", "source", "place", "asks", "certainty", "read", "covers", "part", "state", "verdict", "rules",
    "owner", "due", "overdue", "evidence", "reason", "as_of",
)  # fmt: skip


def matrix_csv(matrix: Matrix) -> str:
    """A row a control, for tools that keep controls."""
    return csv_text(COLUMNS, matrix_rows(matrix))


def matrix_rows(matrix: Matrix) -> tuple[tuple[str, ...], ...]:
    """The cells of all controls."""
    return tuple(tuple(_cells(row, matrix.as_of)) for row in matrix.controls)


def _cells(row: Row, as_of: dt.date) -> list[str]:
    return [
        row.id, row.framework, row.source, row.place, row.asks, row.certainty, row.read, row.covers, row.part,
        row.state, str(row.verdict or ""), "; ".join(map(str, row.rules)), row.owner, str(row.due or ""),
        "yes" if row.overdue else "no", row.evidence, row.reason, as_of.isoformat(),
    ]  # fmt: skip


def matrix_text(matrix: Matrix) -> str:
    """A table for each list, after the counts."""
    whose = f" of {escape(matrix.organization)}" if matrix.organization else ""
    lines = [f"Controls{whose}, as of {matrix.as_of}, over {matrix.services} services: {_counted(matrix.controls)}"]
    for name in dict.fromkeys(row.framework for row in matrix.controls):
        rows = [row for row in matrix.controls if row.framework == name]
        lines += ["", f"{escape(name)}: {_counted(rows)}", *table([_HEADS, *map(_told, rows)])]
    late = sum(row.overdue for row in matrix.controls)
    lines += ["", f"{late} overdue"] if late else []
    return "".join(f"{line}\n" for line in [*lines, "", *_NOTES])


_HEADS = ("control", "state", "verdict", "rules, or why not", "owner", "due")
_NOTES = (
    "partly: the rules show a part of what the control asks; the verdict is the worst of those that are no advice.",
    "Readings of controls are ours, with how sure they are, in csv and json; they are no legal advice.",
)


def _counted(rows: Sequence[Row]) -> str:
    words = {"no-rule": "without a rule", "out-of-scope": "out of scope"}
    return ", ".join(f"{number} {words.get(state, state)}" for state, number in count(rows).items())


def _told(row: Row) -> tuple[str, ...]:
    due = f"{row.due}{' (overdue)' if row.overdue else ''}" if row.due else ""
    rules = row.reason or ", ".join(f"{rule.rule}{' (advice)' * (rule.level == 'advisory')}" for rule in row.rules)
    return row.id, row.state, str(row.verdict or ""), rules, row.owner, due
