"""A run for what teams look at every day: a developer portal, an issue tracker, a dashboard, a badge.

They say less than a report, and never more: none is green unless the run ends with 0. Each escapes what people wrote
in one place, and the same run gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from checker.audit.dossier import Dossier, ServiceEntry
from checker.audit.sampled import Results, RuleResult
from checker.files.inventory import DEFAULT_NAMESPACE, Entry
from checker.form import Form
from checker.formats.csv_report import csv_text
from checker.formats.json import write_json
from checker.formats.json_text import safe_json
from checker.formats.summary import details
from checker.formats.terminal import escape
from checker.record import dataclass
from checker.report import OUTCOMES, Finding, Report, Tool, Verdict, worst
from checker.vocabulary import Level


def badge(report: Report) -> str:
    """An endpoint of shields.io: one line that says how it stands."""
    broken = sum(f.waiver is None and f.level != "advisory" for f in report.findings)
    said = {0: "compliant", 1: f"{broken} broken"}.get(report.exit_code, OUTCOMES[report.exit_code])
    colors = {0: "brightgreen", 1: "red"}
    made = {
        "schemaVersion": 1,
        "label": "AI model policies",
        "message": said,
        "color": colors.get(report.exit_code, "lightgrey"),
        "isError": report.exit_code not in colors,
    }
    return safe_json(made)


_PRIORITIES: Mapping[Level, str] = {"hard": "Highest", "soft": "High", "advisory": "Low"}
_JIRA = (
    "External ID",
    "Summary",
    "Issue Type",
    "Priority",
    "Labels",
    "Description",
    "Owner",
    "Service",
    "Rule",
    "Place",
)
_MARKUP = re.compile(r"[\\{}\[\]|!*_^~+@#]")
_SUMMARY = 255
"""Most characters of an issue's summary that Jira takes."""


def jira(report: Report) -> str:
    """A row for each finding that nobody waived; the external id is its fingerprint, which lasts as long as it does."""
    rows = [_issue(finding, report) for finding in report.findings if finding.waiver is None]
    return csv_text(_JIRA, rows)


def _issue(finding: Finding, report: Report) -> Sequence[str]:
    service = finding.subject.service or ""
    where = f"{finding.locations[0].file}:{finding.locations[0].span.line}" if finding.locations[0].span else ""
    more = [f"{name}: {text}" for name, text in details(finding)]
    summary = f"{finding.rule}: {finding.message}"
    return (
        finding.fingerprint,
        summary if len(summary) <= _SUMMARY else f"{summary[: _SUMMARY - 3]}...",
        "Task",
        _PRIORITIES[finding.level],
        f"modelbylaws {finding.rule}",
        _no_markup("; ".join([finding.message, *more])),
        report.owner_of(service),
        service,
        finding.rule,
        where or finding.locations[0].file,
    )


def _no_markup(text: str) -> str:
    """A text as Jira's markup shows it, and nothing that is a link, a macro or a mention."""
    return _MARKUP.sub(r"\\\g<0>", escape(text))


def prometheus(report: Report) -> str:
    """Gauges in the text format, for the collector of text files or a gateway."""
    lines: list[str] = []
    for name, about, samples in _gauges(report):
        lines += [f"# HELP modelbylaws_{name} {about}", f"# TYPE modelbylaws_{name} gauge"]
        lines += [f"modelbylaws_{name}{_labels(labels)} {value}" for labels, value in samples]
    return "".join(f"{line}\n" for line in lines)


Sample = tuple[Mapping[str, str], str]


def _gauges(report: Report) -> Iterator[tuple[str, str, list[Sample]]]:
    day = dt.datetime(report.as_of.year, report.as_of.month, report.as_of.day, tzinfo=dt.UTC)
    found = Counter((finding.level, finding.verdict.value) for finding in report.findings)
    rules = [(ruling, {"rule": ruling.id, "policy": ruling.policy, "level": ruling.level}) for ruling in report.rulings]
    shares = [
        ({"rule": ruling.id, "key": measure.key or ""}, measure)
        for ruling in report.rulings
        for measure in ruling.measures
        if not measure.counts_keys
    ]
    yield "exit_code", "What check ends with: 0 is compliant.", [({}, str(report.exit_code))]
    yield "as_of_timestamp_seconds", "The day that facts were judged at.", [({}, str(int(day.timestamp())))]
    yield "services", "Services that were judged.", [({}, str(report.services))]
    yield "faults", "Faults of inputs.", [({}, str(len(report.diagnostics)))]
    yield (
        "rule_verdict",
        "1 for the verdict of each rule.",
        [({**about, "verdict": ruling.verdict.value}, "1") for ruling, about in rules],
    )
    yield (
        "findings",
        "Findings by level and verdict.",
        [({"level": level, "verdict": verdict}, str(n)) for (level, verdict), n in sorted(found.items())],
    )
    yield "share_lowest", "The least a key's share may be.", [(k, _decimal(m.lowest.value)) for k, m in shares]
    yield "share_highest", "The most a key's share may be.", [(k, _decimal(m.highest.value)) for k, m in shares]
    yield "share_limit", "The limit of a key's share.", [(k, _decimal(m.limit)) for k, m in shares]


def _decimal(value: Fraction) -> str:
    return repr(float(value))


def _labels(labels: Mapping[str, str]) -> str:
    said = ",".join(f'{name}="{_label(value)}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _label(value: str) -> str:
    """A value between quotation marks: all of it visible, and on one line."""
    return escape(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@dataclass(frozen=True, slots=True)
class Entity:
    """What a portal shows of one service."""

    FORM: ClassVar = Form(
        "EntityFile",
        "tool entity_ref service owner lifecycle tier as_of verdict counts models results",
        format="modelbylaws/entity/v1",
        about="What the rules say of one service, for a developer portal such as Backstage.",
    )

    version: str
    entity_ref: str
    """As Backstage names it: ``component:default/claims-triage``."""
    service: str
    owner: str
    lifecycle: str
    tier: str
    as_of: dt.date
    verdict: Verdict
    """The worst of the rules that are no advice."""
    counts: dict[str, int]
    models: tuple[str, ...]
    results: tuple[RuleResult, ...]

    @property
    def tool(self) -> Tool:
        return Tool(self.version)


def entities(dossier: Dossier, inventory: Mapping[str, Entry] | None) -> dict[str, bytes]:
    """A file for each service, by the name of the service."""
    results = Results(dossier.report)
    return {
        f"{entry.name}.json": write_json(_entity(dossier.report, entry, results, inventory or {})).encode()
        for entry in dossier.services
    }


def _entity(report: Report, entry: ServiceEntry, results: Results, inventory: Mapping[str, Entry]) -> Entity:
    listed = inventory.get(entry.name)
    space = listed.namespace if listed else DEFAULT_NAMESPACE
    said = tuple(result for result in results.of(entry.name) if result.verdict != "not-selected")
    binding = [Verdict(result.verdict) for result in said if result.level != "advisory"]
    return Entity(
        version=report.version,
        entity_ref=f"component:{space}/{entry.name.removeprefix(f'{space}.')}",
        service=entry.name,
        owner=entry.owner,
        lifecycle=entry.lifecycle,
        tier=entry.tier,
        as_of=report.as_of,
        verdict=worst(binding),
        counts=dict(sorted(Counter(result.verdict for result in said).items())),
        models=tuple(sorted({route.model for route in entry.routes})),
        results=said,
    )
