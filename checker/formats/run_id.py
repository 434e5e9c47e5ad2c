"""What names a run in other programs' files: everything that its verdicts were made from."""

from __future__ import annotations

import hashlib

from checker.report import Report


def run_id(report: Report) -> str:
    """A digest over the inputs, the dates and the version: runs that must agree have one, others have another."""
    inputs = sorted(f"{entry.sha256}  {entry.role}  {entry.path}" for entry in report.inputs)
    lines = "\n".join([report.version, report.show_time(), *inputs])
    return hashlib.sha256(lines.encode(errors="backslashreplace")).hexdigest()
