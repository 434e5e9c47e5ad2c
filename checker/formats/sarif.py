"""SARIF 2.1.0, as GitHub code scanning takes it, within its limits: of a report, and the log that all of ours share.

Every rule is listed, whether it found something or not. Faults of the input, and
what the limits cut, stand among the notifications. Lines and columns are 1-based,
and columns count code points.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from typing import Literal

from checker import HOME
from checker.diagnostic import Diagnostic, many
from checker.formats.json_text import safe_json
from checker.formats.markdown_text import markdown_text
from checker.formats.places import Placed, in_repository
from checker.formats.sarif_results import SARIF_LEVELS, Results, physical, sarif_text
from checker.formats.summary import counts
from checker.formats.terminal import How, plain
from checker.record import dataclass
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

Json = dict[str, object]
ResultLevel = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Described:
    """A rule as the driver lists it."""

    id: str
    title: str
    about: str
    level: ResultLevel
    policy: str
    help: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]

    @property
    def tags_left_out(self) -> int:
        return max(0, len(self.tags) - MAX_TAGS)


@dataclass(frozen=True, slots=True)
class Log:
    """A run as a log tells it, without its results. ``category`` keeps the uploads of one commit apart."""

    version: str
    category: str
    rules: tuple[Described, ...]
    successful: bool
    exit_code: int
    configuration: tuple[Json, ...]
    """Notifications about inputs."""
    execution: tuple[Json, ...]
    notes: tuple[str, ...]
    properties: Json


def fitting(count: int, made: Callable[[int], Json]) -> str:
    """The log with as many of so many results, the first ones, as GitHub takes."""
    keep = min(count, MAX_RESULTS)
    while True:
        text = safe_json(made(keep), indent=None)
        if keep == 0 or len(text) <= MAX_BYTES or len(zlib.compress(text.encode())) <= MAX_BYTES:
            return text
        keep = keep * 3 // 4


def write_log(log: Log, results: Sequence[Json], count: int, cut: Sequence[str]) -> Json:
    """The log with its results, which were so many before some were left out; ``cut`` says what is missing in them."""
    left = count - len(results)
    fewer = [f"{many(left, 'result')} of {count} left out, the least severe"] if left else []
    tags = [f"rule {rule.id}: {many(rule.tags_left_out, 'tag')} left out" for rule in log.rules if rule.tags_left_out]
    limits = [f"to stay within GitHub's limits: {text}" for text in (*fewer, *cut, *tags)]
    run: Json = {
        "tool": {"driver": _driver(log)},
        "automationDetails": {"id": f"modelbylaws/{log.category}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(log, limits)],
        "results": list(results),
        "properties": log.properties,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(log: Log) -> Json:
    return {
        "name": "modelbylaws",
        "informationUri": HOME,
        "version": log.version,
        "semanticVersion": log.version,
        "rules": [_rule(rule) for rule in log.rules],
    }


def _rule(rule: Described) -> Json:
    return {
        "id": sarif_text(rule.id),
        "name": _name(rule.id),
        "shortDescription": {"text": _described(rule.title, rule.id)},
        "fullDescription": {"text": _described(rule.about, rule.title or rule.id)},
        "help": {
            "text": "\n".join(f"{name}: {sarif_text(text)}" for name, text in rule.help),
            "markdown": "\n\n".join(f"**{name}:** {markdown_text(text)}" for name, text in rule.help),
        },
        "defaultConfiguration": {"level": rule.level},
        "properties": {
            "precision": "very-high",
            "problem.severity": rule.level,
            "tags": [sarif_text(tag) for tag in rule.tags[:MAX_TAGS]],
            "policy": sarif_text(rule.policy),
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


def _invocation(log: Log, limits: Sequence[str]) -> Json:
    return {
        "executionSuccessful": log.successful,
        "exitCode": log.exit_code,
        "toolConfigurationNotifications": list(log.configuration),
        "toolExecutionNotifications": [
            *log.execution,
            *(notification("warning", "cut", text) for text in limits),
            *(notification("note", "note", text) for text in log.notes),
        ],
    }


def notification(level: str, code: str, *lines: str) -> Json:
    text = "\n".join(map(sarif_text, lines))
    return {"level": level, "message": {"text": text}, "descriptor": {"id": sarif_text(code)}}


def of_fault(fault: Diagnostic, report: Placed) -> Json:
    """A fault of an input, which kept something from being judged."""
    next_ = [f"Next: {fault.help}"] if fault.help else []
    places = [physical(at, report) for at in fault.locations if in_repository(at)]
    return {**notification("error", fault.code, fault.message, *next_), "locations": places, **_outside(fault)}


def _outside(fault: Diagnostic) -> Json:
    """Places in files that come with the program."""
    builtin = [sarif_text(at.file) for at in fault.locations if not in_repository(at)]
    return {"properties": {"files": builtin}} if builtin else {}


def sarif(report: Report, how: How) -> str:
    """The report as SARIF; what is waived only if asked for, since GitHub opens alerts for it all the same."""
    shown = [finding for finding in report.findings if how.waived or finding.waiver is None]
    log = _log(report, left_out=len(report.findings) - len(shown))
    return fitting(len(shown), lambda keep: _with_results(log, report, shown, keep, waived=how.waived))


def _with_results(log: Log, report: Report, shown: Sequence[Finding], keep: int, *, waived: bool) -> Json:
    rules = [ruling.id for ruling in report.rulings]
    results = Results(report, report.findings, rules, report.waivers if waived else None)
    made = [results.of(finding) for finding in shown[:keep]]
    return write_log(log, made, len(shown), results.cut)


def _log(report: Report, left_out: int) -> Log:
    crashed = [rule for rule in report.rulings if rule.verdict is Verdict.ERROR]
    waived = [f"{many(left_out, 'waived finding')} left out; --include-waived writes them, too"] if left_out else []
    return Log(
        version=report.version,
        category=f"{'simulated/' if report.simulated else ''}{_policy_set(report)}",
        rules=tuple(map(_describe, report.rulings)),
        successful=report.exit_code in (0, 1),
        exit_code=report.exit_code,
        configuration=(
            *(of_fault(fault, report) for fault in report.diagnostics),
            *(notification("error", code, why) for code, why in report.unsaid.items()),
        ),
        execution=tuple(
            notification("error", "internal-error", f"rule {rule.id} failed: {rule.reason}") for rule in crashed
        ),
        notes=(counts(report, plain), *report.notes, *waived),
        properties={"time": report.show_time(), "services": report.services},
    )


def _policy_set(report: Report) -> str:
    """What keeps the uploads of one commit apart."""
    names = sorted({rule.policy for rule in report.rulings})
    return re.sub(r"[^A-Za-z0-9._+-]", "-", "+".join(names)) or "no-policy"


def _describe(ruling: Ruling) -> Described:
    help_ = [
        ("Rule", ruling.sentence or ruling.title), ("Why", ruling.why), ("Policy", f"{ruling.policy} ({ruling.level})"),
        ("Controls", ", ".join(ruling.controls)), ("Explain", f"modelbylaws explain {ruling.id}"),
    ]  # fmt: skip
    return Described(
        id=ruling.id,
        title=ruling.title,
        about=ruling.why or ruling.sentence,
        level=SARIF_LEVELS[ruling.level],
        policy=ruling.policy,
        help=tuple((name, text) for name, text in help_ if text),
        tags=tuple(tag for tag in dict.fromkeys(("ai-governance", ruling.kind, *ruling.controls)) if tag),
    )
