"""One line a finding, ``path:line:col: word[rule] message``, for editors and grep."""

from __future__ import annotations

from checker.formats.review import review_lines
from checker.formats.summary import closing, nothing, shown_at, waiver_of, word
from checker.formats.terminal import Paint, escape
from checker.report import Report


def concise(report: Report, paint: Paint, *, quiet: bool) -> str:
    lines = [
        f"{shown_at(found.locations[0])}: {paint('error', f'error[{escape(found.code)}]')} {escape(found.message)}"
        for found in report.diagnostics
    ]
    for finding in report.findings:
        label = word(finding)
        waiver = f" {waiver_of(finding, report)}" if finding.waiver is not None else ""
        start = f"{shown_at(finding.locations[0])}: {paint(label, f'{label}[{escape(finding.rule)}]')}"
        lines.append(f"{start} {escape(finding.message)}{waiver}")
    lines += review_lines(report, paint)
    lines += nothing(report, paint) if quiet else closing(report, paint)
    return "".join(f"{line}\n" for line in lines)
