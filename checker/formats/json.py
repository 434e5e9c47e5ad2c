"""Any value that has a form, as text for programs."""

from __future__ import annotations

from checker.form import Form, write
from checker.formats.json_text import safe_json
from checker.formats.terminal import How, Paint
from checker.report import Report
from checker.report.linted import Linted


def json_report(report: Report, _how: How) -> str:
    return write_json(report)


def lint_json(linted: Linted, _paint: Paint) -> str:
    return write_json(linted)


def write_json(value: object, form: Form | None = None) -> str:
    """The value in its own form, or in another one, as ASCII that is safe in a log."""
    return safe_json(write(value, form))
