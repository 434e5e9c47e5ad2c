"""What a run observed, as OSCAL observations: one of every rule, and one of each subject up to a bound.

Here are also the small pieces that every part of the file is made of: ids, properties, text that is no markup.
Ids are version 5 UUIDs: those of services and the tool are made from their names, so that they are the same in
every file; those of a run from everything that it was made from.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from checker import HOME
from checker.diagnostic import Location
from checker.formats.terminal import escape
from checker.record import dataclass
from checker.report import Decision, Finding, Measure, Report, Ruling, Verdict
from checker.resources import BUILTIN

Json = dict[str, object]

NAMESPACE = f"{HOME}/ns/oscal"
"""Of our properties: a name, which nothing ever fetches."""

_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>~^{}&|"})


def identity(*parts: str) -> str:
    """The id of what the parts name together."""
    named = "\0".join(parts).encode("utf-8", "backslashreplace").decode()
    return str(uuid.uuid5(_ROOT, named))


def moment(day: dt.date) -> str:
    """The start of a day in UTC: a run has a date and no time of day."""
    return f"{day.isoformat()}T00:00:00Z"


def prose(text: str) -> str:
    """Text where OSCAL takes Markdown: one line, with a backslash before all that could be markup."""
    return escape(text).translate(_MARKUP)


def props(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    """Properties; a value may not be empty, nor start or end with a space."""
    shown = ((name, escape(value).strip()) for name, value in pairs)
    return [{"name": name, "ns": NAMESPACE, "value": value} for name, value in shown if value]


def href(path: str) -> str:
    """A relative reference to an input."""
    quoted = quote(path, errors="backslashreplace")
    return f"./{quoted}" if ":" in quoted.split("/")[0] else quoted


def is_builtin(path: str) -> bool:
    """Whether a file comes with the program: there is nothing to refer to then."""
    return path.startswith(BUILTIN)


def evidence(at: Location) -> Json:
    """A place in an input."""
    place = f"line {at.span.line}, column {at.span.column}" if at.span else "the file"
    label = f": {prose(at.label)}" if at.label else ""
    return {"href": href(at.file), "description": f"{place}{label}"}


MAX_SUBJECTS = 100
"""Most subjects of one rule that are observed one by one, the worst first: a person reads them. The rule's own
observation counts all, and the JSON report lists them."""

MAX_PLACES = 20
"""Most places given as evidence of one observation."""


@dataclass(frozen=True, slots=True)
class Run:
    """A report, its id, and the ids of what observations are about."""

    report: Report
    id: str
    tool: str
    services: Mapping[str, str]
    inputs: frozenset[str]
    listed: Mapping[str, list[Decision]]
    """Of each rule the subjects that are observed one by one."""


def of_rule(run: Run, ruling: Ruling) -> str:
    return identity(run.id, "rule", ruling.id)


def of_subject(run: Run, ruling: Ruling, decision: Decision) -> str:
    return identity(run.id, "subject", ruling.id, *(f"{k}={v}" for k, v in decision.subject.as_dict().items()))


def list_decisions(ruling: Ruling) -> list[Decision]:
    """The subjects that are observed one by one, each once with the worst that was decided of it."""
    mildest_first = sorted(ruling.decisions, key=lambda decision: -decision.verdict.rank)
    found = {decision.subject: decision for decision in mildest_first}
    return sorted(found.values(), key=lambda decision: (decision.verdict.rank, str(decision.subject)))[:MAX_SUBJECTS]


def observations(run: Run) -> Iterator[Json]:
    for ruling in run.report.rulings:
        yield _rule(run, ruling)
        findings = {found.subject: found for found in run.report.findings if found.rule == ruling.id}
        measures = {measure.key: measure for measure in ruling.measures}
        for decision in run.listed[ruling.id]:
            yield _subject(run, ruling, decision, findings.get(decision.subject), measures.get(decision.subject.key))


def _rule(run: Run, ruling: Ruling) -> Json:
    counts = Counter(decision.verdict for decision in ruling.decisions)
    counted = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict])
    one_by_one = len(run.listed[ruling.id])
    bounded = f"; observed one by one: {one_by_one}, the worst first" if one_by_one < len(ruling.decisions) else ""
    said = [
        f"Rule {prose(ruling.id)}: {prose(ruling.sentence)}",
        f"Verdict: {ruling.verdict}{f', {prose(ruling.reason)}' if ruling.reason else ''}.",
        f"Subjects: {counted or 'none'}{bounded}.",
    ]
    own = [("verdict", ruling.verdict.value), ("level", ruling.level), ("policy", ruling.policy), ("kind", ruling.kind)]
    controls = [("control", control) for control in ruling.controls]
    made = _observation(run, of_rule(run, ruling), f"rule {prose(ruling.id)}", " ".join(said))
    made["props"] = props([("rule", ruling.id), *own, *controls])
    if not is_builtin(ruling.location.file):
        made["relevant-evidence"] = [evidence(ruling.location)]
    return made


def _subject(run: Run, ruling: Ruling, decision: Decision, finding: Finding | None, measure: Measure | None) -> Json:
    subject = decision.subject
    because = finding.message if finding else decision.reason
    description = f"Rule {prose(ruling.id)} for {prose(str(subject))}: {decision.verdict.value}"
    made = _observation(
        run,
        of_subject(run, ruling, decision),
        f"rule {prose(ruling.id)} for {prose(str(subject))}",
        f"{description}{f', {prose(because)}' if because else ''}",
    )
    pairs = [("rule", ruling.id), ("verdict", decision.verdict.value), *subject.as_dict().items()]
    made["props"] = props(
        [*pairs, *_show_measure(measure), *([("fingerprint", finding.fingerprint)] if finding else [])]
    )
    services = [subject.service] if subject.service else [*measure.services, *measure.undecided] if measure else []
    about = [run.services[name] for name in dict.fromkeys(services) if name in run.services]
    if about:
        made["subjects"] = [{"subject-uuid": found, "type": "inventory-item"} for found in about[:MAX_SUBJECTS]]
    places = [at for at in finding.locations if not is_builtin(at.file)] if finding else []
    if places:
        made["relevant-evidence"] = [evidence(at) for at in places[:MAX_PLACES]]
    return made


def _show_measure(measure: Measure | None) -> list[tuple[str, str]]:
    """The exact measure; OSCAL has no field for a number."""
    if measure is None:
        return []
    ends = [("lowest", str(measure.lowest.value)), ("highest", str(measure.highest.value))]
    return [*ends, ("limit", str(measure.limit))]


def _observation(run: Run, id_: str, title: str, description: str) -> Json:
    return {
        "uuid": id_,
        "title": title,
        "description": description,
        "methods": ["TEST"],
        "origins": [{"actors": [{"type": "tool", "actor-uuid": run.tool}]}],
        "collected": moment(run.report.as_of),
    }
