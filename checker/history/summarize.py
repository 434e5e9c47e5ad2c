"""A summary of a run: of what its JSON report says, whether the run was just made or lies in a bundle."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from statistics import median_low
from typing import Any

from checker.files.numbered import ranges
from checker.files.summary import FORMAT
from checker.formats.json_text import safe_json
from checker.kinds import KINDS
from checker.record import dataclass
from checker.report.verdict import Verdict

Json = dict[str, Any]

CAUSES: Mapping[str, tuple[str, ...]] = {
    "manifests": ("manifest", "fleet"),
    "facts": ("catalog", "observed"),
}
"""Roles of inputs by what they are a cause of; any other is one of policies."""


def cause_of(role: str) -> str:
    """What a change of an input of this role is put down to."""
    return next((cause for cause, roles in CAUSES.items() if role in roles), "policies")


@dataclass(frozen=True, slots=True)
class ReadDays:
    """Of each fact that the fleet rests on, the day on which a source of it was read last; and how many are unknown."""

    known: tuple[dt.date, ...]
    unknown: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What a summary is made of."""

    report: Json
    """The report as it is written for programs."""
    owners: Mapping[str, str]
    """Every service with a manifest, and who answers for it."""
    commit: tuple[str, bool] | None
    """Where git stood, and whether every input was as it is there."""
    read: ReadDays


def summarize(judged: Judged) -> str:
    """The text of the summary, a line for each rule, waiver and finding."""
    report = judged.report
    services = sorted(judged.owners)
    data: Json = {"format": FORMAT, "as-of": report["as_of"]}
    if report.get("known_by"):
        data["known-by"] = report["known_by"]
    data["tool"] = _without_none({"version": report["tool"]["version"], "catalog": report["tool"].get("catalog")})
    if judged.commit is not None:
        data["commit"] = {"id": judged.commit[0], "clean": judged.commit[1]}
    data["exit-code"] = report["exit_code"]
    data["digests"] = _digests(report["inputs"])
    data["counts"] = _hyphens(report["counts"])
    data["facts"] = _ages(judged.read, dt.date.fromisoformat(report["as_of"]))
    data["services"] = {name: judged.owners[name] for name in services}
    data["rules"] = [_rule(rule, services) for rule in report["rules"]]
    data["waivers"] = [_waiver(waiver) for waiver in report["waivers"]]
    data["findings"] = [*_findings(report["findings"])]
    return _lines(data)


def _lines(data: Json) -> str:
    """JSON in which each entry of a list has a line, so that a change of one is a change of one line."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list) and value:
            items = ",\n".join(f"    {_compact(item)}" for item in value)
            parts.append(f"  {json.dumps(key)}: [\n{items}\n  ]")
        else:
            parts.append(f"  {json.dumps(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _compact(value: object) -> str:
    return safe_json(value, indent=None).rstrip("\n")


def _hyphens(entry: Json) -> Json:
    return {key.replace("_", "-"): value for key, value in entry.items()}


def _without_none(entry: Json) -> Json:
    return {key: value for key, value in entry.items() if value is not None and value != ""}


def _digests(inputs: Iterable[Json]) -> Json:
    """A digest for each cause, over the paths and digests of its files."""
    lines: dict[str, list[str]] = {"manifests": [], "policies": [], "facts": []}
    for entry in inputs:
        lines[cause_of(entry["role"])].append(f"{entry['sha256']}  {entry['role']}  {entry['path']}\n")
    return {
        cause: hashlib.sha256("".join(sorted(found)).encode("utf-8", "surrogatepass")).hexdigest()
        for cause, found in lines.items()
    }


def _ages(read: ReadDays, as_of: dt.date) -> Json:
    """NOTE: a source that was read after the day that is judged is as young as can be."""
    ages = [max((as_of - day).days, 0) for day in read.known]
    days = {"oldest": min(read.known).isoformat(), "median-age": median_low(ages)} if ages else {}
    return {"known": len(ages), "unknown": read.unknown, **days}


def _rule(rule: Json, services: list[str]) -> Json:
    places = {name: place for place, name in enumerate(services, 1)}
    out = ranges([places[entry["service"]] for entry in rule["excluded"] if entry["service"] in places])
    verdicts = Counter(
        [entry["verdict"] for entry in rule["measures"]]
        or [entry["verdict"] for entry in rule["subjects"]]
        or [rule["verdict"]]
    )
    entry = {key: rule[key] for key in ("id", "policy", "level", "kind", "verdict", "selected")}
    entry["excluded"] = out or None
    entry["counts"] = {verdict: verdicts[verdict] for verdict in map(str, Verdict) if verdicts[verdict]}
    entry["bound"] = _bound(rule["kind"]) if rule["measures"] else None
    measures = [_measure(measure) for measure in rule["measures"]]
    return _without_none(entry) | ({"measures": measures} if measures else {})


def _bound(kind: str) -> str | None:
    """Which way a limit of a kind goes; None of a kind that another version has."""
    limits = KINDS[kind].limits if kind in KINDS else {}
    return next((name for name in ("max", "min") if name in limits), None)


def _measure(measure: Json) -> Json:
    value = measure["value"]
    ends = {"lowest": value["lowest"], "highest": value["highest"], "limit": measure["limit"]}
    return _without_none({"key": measure["key"], **ends, "verdict": measure["verdict"]})


def _waiver(waiver: Json) -> Json:
    days = {"approved-on": waiver["approved_on"], "expires": waiver["expires"]}
    return {"id": waiver["id"], "rule": waiver["rule"], "states": waiver["states"], **days}


def _findings(found: Iterable[Json]) -> Iterator[Json]:
    """Each once: of several about one subject the worst."""
    worst: dict[str, Json] = {}
    for finding in found:
        known = worst.get(finding["fingerprint"])
        if known is None or Verdict(finding["verdict"]).rank < Verdict(known["verdict"]).rank:
            worst[finding["fingerprint"]] = finding
    for mark in sorted(worst, key=lambda mark: (worst[mark]["rule"], str(worst[mark]["subject"]), mark)):
        finding = worst[mark]
        about = {"for": finding["subject"]} if finding["subject"] else {}
        said = {"verdict": finding["verdict"], "waiver": finding["waiver"]}
        yield _without_none({"fingerprint": mark, "rule": finding["rule"], **about, **said})
