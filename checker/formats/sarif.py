"""SARIF 2.1.0, as GitHub code scanning takes it.

Every rule is listed, whether it found something or not. Faults of the input, and
what the limits cut, stand among the notifications. Lines and columns are 1-based,
and columns count code points.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

from checker.diagnostic import Diagnostic
from checker.formats.markdown_text import markdown_text
from checker.formats.places import in_repository
from checker.formats.sarif_results import SARIF_LEVELS, Results, physical, sarif_text
from checker.formats.summary import counts, many
from checker.formats.terminal import plain, safe_json
from checker.report import Finding, Report, Ruling, Verdict

SCHEMA = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"

MAX_RESULTS = 25_000
"""GitHub rejects a file with more."""

MAX_BYTES = 10_000_000
"""Largest file that GitHub takes, compressed as gzip does. It says 10 MB; a mebibyte would be more."""

MAX_TAGS = 20
"""GitHub rejects a file in which a rule has more."""

MAX_TEXT = 1024
"""Longest description of a rule that GitHub takes, in characters."""

_PROBLEM = {"hard": "error", "soft": "error", "advisory": "warning"}


def sarif(report: Report, *, waived: bool) -> str:
    """The report as SARIF; what is waived only if asked for, since GitHub opens alerts for it all the same."""
    shown = [finding for finding in report.findings if waived or finding.waiver is None]
    keep = min(len(shown), MAX_RESULTS)
    while True:
        text = safe_json(_log(report, shown, keep, waived=waived), indent=None)
        if keep == 0 or len(text) <= MAX_BYTES or len(zlib.compress(text.encode())) <= MAX_BYTES:
            return text
        keep = keep * 3 // 4


def _log(report: Report, shown: Sequence[Finding], keep: int, *, waived: bool) -> dict[str, object]:
    results = Results(report, waived=waived)
    made = [results.of(finding) for finding in shown[:keep]]
    tags = [f"rule {rule.id}: {many(left, 'tag')} left out" for rule in report.rulings if (left := _left_out(rule))]
    cut = (
        [f"{many(len(shown) - keep, 'result')} of {len(shown)} left out, the least severe"] if keep < len(shown) else []
    )
    limits = [f"to stay inside of GitHub's limits: {text}" for text in (*cut, *results.cut, *tags)]
    run: dict[str, object] = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": f"modelbylaws/{'simulated/' if report.simulated else ''}{_policy_set(report)}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, limits, left_out=len(report.findings) - len(shown))],
        "results": made,
        "properties": {"time": report.show_time(), "services": report.services},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _policy_set(report: Report) -> str:
    """What keeps the uploads of one commit apart."""
    names = sorted({rule.policy for rule in report.rulings})
    return re.sub(r"[^A-Za-z0-9._+-]", "-", "+".join(names)) or "no-policy"


def _driver(report: Report) -> dict[str, object]:
    return {
        "name": "modelbylaws",
        "version": report.version,
        "semanticVersion": report.version,
        "rules": [_rule(ruling) for ruling in report.rulings],
    }


def _rule(ruling: Ruling) -> dict[str, object]:
    why = ruling.why or ruling.sentence
    return {
        "id": sarif_text(ruling.id),
        "name": _name(ruling.id),
        "shortDescription": {"text": _described(ruling.title, ruling.id)},
        "fullDescription": {"text": _described(why, ruling.title or ruling.id)},
        "help": {
            "text": "\n".join(f"{name}: {sarif_text(text)}" for name, text in _help(ruling)),
            "markdown": _markdown(ruling),
        },
        "defaultConfiguration": {"level": SARIF_LEVELS[ruling.level]},
        "properties": {
            "precision": "very-high",
            "problem.severity": _PROBLEM[ruling.level],
            "tags": _tags(ruling)[:MAX_TAGS],
            "policy": sarif_text(ruling.policy),
        },
    }


def _name(id_: str) -> str:
    """The id in the words that SARIF wants; one word alone would repeat the id."""
    words = re.findall(r"[A-Za-z0-9]+", id_)
    return "".join(word[:1].upper() + word[1:] for word in [*words, *(["rule"] if len(words) < 2 else [])])  # noqa: PLR2004


def _described(text: str, instead: str) -> str:
    """Never empty, which counts as missing, and not longer than allowed."""
    shown = sarif_text(text if text.strip() else instead)
    return shown if len(shown) <= MAX_TEXT else f"{shown[: MAX_TEXT - 3]}..."


def _help(ruling: Ruling) -> list[tuple[str, str]]:
    lines = [
        ("Rule", ruling.sentence or ruling.title), ("Why", ruling.why), ("Policy", f"{ruling.policy} ({ruling.level})"),
        ("Controls", ", ".join(ruling.controls)), ("Explain", f"modelbylaws explain {ruling.id}"),
    ]  # fmt: skip
    return [(name, text) for name, text in lines if text]


def _markdown(ruling: Ruling) -> str:
    return "\n\n".join(f"**{name}:** {markdown_text(text)}" for name, text in _help(ruling))


def _tags(ruling: Ruling) -> list[str]:
    return [sarif_text(tag) for tag in dict.fromkeys(("ai-governance", ruling.kind, *ruling.controls)) if tag]


def _left_out(ruling: Ruling) -> int:
    return max(0, len(_tags(ruling)) - MAX_TAGS)


def _invocation(report: Report, limits: Sequence[str], left_out: int) -> dict[str, object]:
    crashed = [rule for rule in report.rulings if rule.verdict is Verdict.ERROR]
    waived = [f"{many(left_out, 'waived finding')} left out; --include-waived writes them, too"] if left_out else []
    notes = [counts(report, plain), *report.notes, *waived]
    return {
        "executionSuccessful": report.exit_code in (0, 1),
        "exitCode": report.exit_code,
        "toolConfigurationNotifications": list(_faults(report)),
        "toolExecutionNotifications": [
            *(_notification("error", "internal-error", f"rule {rule.id} failed: {rule.reason}") for rule in crashed),
            *(_notification("warning", "cut", text) for text in limits),
            *(_notification("note", "note", text) for text in notes),
        ],
    }


def _faults(report: Report) -> Iterator[dict[str, object]]:
    for fault in report.diagnostics:
        next_ = [f"Next: {fault.help}"] if fault.help else []
        places = [physical(at, report) for at in fault.locations if in_repository(at)]
        said = _notification("error", fault.code, fault.message, *next_)
        yield {**said, "locations": places, **_outside(fault)}
    if report.nothing:
        yield _notification("error", "nothing-judged", report.nothing)


def _outside(fault: Diagnostic) -> dict[str, object]:
    """Places in files that come with the program."""
    builtin = [sarif_text(at.file) for at in fault.locations if not in_repository(at)]
    return {"properties": {"files": builtin}} if builtin else {}


def _notification(level: str, code: str, *lines: str) -> dict[str, object]:
    text = "\n".join(map(sarif_text, lines))
    return {"level": level, "message": {"text": text}, "descriptor": {"id": sarif_text(code)}}
