"""``diff`` for programs, in the form that ``difference_file`` gives it."""

from __future__ import annotations

from checker.formats.difference_file import FORMAT, DiffFile, RuleChangeEntry, StepEntry
from checker.formats.json_report import diagnostic_entry
from checker.formats.json_review import changes_entry, revision_entry
from checker.formats.terminal import safe_json
from checker.report.difference import Difference, RuleChange, Step


def json_difference(found: Difference) -> str:
    data: DiffFile = {
        "format": FORMAT,
        "as_of": found.as_of.isoformat(),
        "exit_code": found.exit_code,
        "tool": {"name": "modelbylaws", "version": found.version},
        "base": {"name": found.base.name, "commit": found.base.commit},
        "head": revision_entry(found.head),
        "manifests": _step(found.manifests),
        "policies": _step(found.rules),
        "edited": [_edited(change) for change in found.edited],
        "diagnostics": [diagnostic_entry(fault) for fault in found.diagnostics],
        "notes": list(found.notes),
    }
    return safe_json(data)


def _step(step: Step) -> StepEntry:
    return {
        "files": list(step.files),
        "changes": changes_entry(step.review, step.changes),
        "unused_waivers": list(step.unused),
    }


def _edited(change: RuleChange) -> RuleChangeEntry:
    return {
        "rule": change.rule,
        "state": change.state,
        "edits": [
            {"name": edit.name, "before": edit.before, "after": edit.after, "direction": edit.direction}
            for edit in change.edits
        ],
    }
