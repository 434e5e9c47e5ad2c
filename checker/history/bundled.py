"""The run that lies in an evidence bundle, as a summary is made of it.

Every file must have its digest. Whether the copies still come to the same verdicts is what
``verify`` says: to ask that of every bundle of a history would judge each of them again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from checker.bundle import layout
from checker.bundle.digests import check_digests
from checker.bundle.run_file import read_run_file
from checker.history.summarize import Json, Judged, ReadDays, summarize
from checker.run.faults import Fault
from checker.run.strict_json import parsed
from checker.source import Document, parse

FACTS = "modelbylaws/facts/v1"
REPORT = "modelbylaws/report/v1"


def summarize_bundle(files: Mapping[str, bytes]) -> str:
    """The summary of the run of a bundle.

    Raises:
        Fault: the bundle is not whole, or does not say what a summary holds.
    """
    _, differences = check_digests(files)
    if differences:
        raise Fault(differences[0])
    report, facts = _json(files, layout.REPORT, REPORT), _json(files, layout.FACTS, FACTS)
    run = read_run_file(files.get(layout.RUN, b""))
    commit = (run.commit.id, run.commit.clean) if run.commit is not None else None
    try:
        owners = dict(_owners(files, report["inputs"]))
        return summarize(Judged(report, owners, commit, _read_days(facts)))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise Fault("its report is not one that this program knows") from None


def _json(files: Mapping[str, bytes], name: str, form: str) -> Json:
    data = parsed(files.get(name, b""))
    if not isinstance(data, dict) or data.get("format") != form:
        raise Fault(f"{name} is not {form}")
    return data


def _owners(files: Mapping[str, bytes], inputs: list[Json]) -> Iterator[tuple[str, str]]:
    """As the copies of the manifests say."""
    for entry in inputs:
        if entry["role"] == "manifest" and layout.is_copied(entry["path"]):
            found = parse(entry["path"], files[layout.copy_of(entry["path"])])
            if isinstance(found, Document):
                yield str(found.data["service"]), str(found.data["owner"])


def _read_days(facts: Mapping[str, Any]) -> ReadDays:
    known: list[dt.date] = []
    unknown = 0
    for model in facts["models"]:
        for fact in model["facts"]:
            unknown += fact["status"] == "unknown"
            if fact["sources"]:
                known.append(max(dt.date.fromisoformat(source["read"]) for source in fact["sources"]))
    return ReadDays(tuple(known), unknown)
