"""The run as OSCAL assessment results, for tools that gather evidence about controls.

The same inputs give the same bytes. The assessment plan that OSCAL asks for is the
policies: they are in the back matter with their digests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.audit.dossier import Dossier, ServiceEntry, run_id
from checker.audit.oscal.findings import findings, group_by_control, risks
from checker.audit.oscal.observed import (
    MAX_SUBJECTS,
    Json,
    Run,
    href,
    identity,
    is_builtin,
    list_decisions,
    moment,
    observations,
    props,
    prose,
)
from checker.formats.json_text import safe_json
from checker.formats.terminal import escape
from checker.report import Input, Report

VERSION = "1.2.1"
"""Of OSCAL, as compliance-trestle 5.2.0 reads it."""


def oscal(dossier: Dossier) -> str:
    """The whole file."""
    report = dossier.report
    found = identity("run", run_id(report))
    services = {entry.name: _service_id(entry) for entry in dossier.services}
    run = Run(
        report=report,
        id=found,
        tool=identity("tool", "modelbylaws"),
        services=services,
        inputs=frozenset(entry.path for entry in report.inputs),
        listed={ruling.id: list_decisions(ruling) for ruling in report.rulings},
    )
    whole = f" of {prose(dossier.organization)}" if dossier.organization else ""
    title = f"AI model policies{whole}, {report.show_time()}"
    plan = identity(run.id, "plan")
    return safe_json(
        {
            "assessment-results": {
                "uuid": run.id,
                "metadata": {
                    "title": title,
                    "last-modified": moment(report.as_of),
                    "version": report.as_of.isoformat(),
                    "oscal-version": VERSION,
                },
                "import-ap": {"href": f"#{plan}"},
                "results": [_result(run, dossier, title)],
                "back-matter": {"resources": [_plan(plan, report.inputs), *_inputs(run, report.inputs)]},
            }
        }
    )


def _service_id(entry: ServiceEntry) -> str:
    return identity("service", entry.name)


def _result(run: Run, dossier: Dossier, title: str) -> Json:
    report = run.report
    made: Json = {
        "uuid": identity(run.id, "result"),
        "title": title,
        "description": f"{len(report.rulings)} rules over {report.services} services; exit code {report.exit_code}. "
        f"A rule's subjects are observed one by one up to {MAX_SUBJECTS}, the worst first, and counted beyond.",
        "start": moment(report.as_of),
        "props": props(
            [
                ("exit-code", str(report.exit_code)),
                ("known-by", report.known_by.isoformat() if report.known_by else ""),
                ("commit", dossier.commit.id if dossier.commit else ""),
            ]
        ),
        "local-definitions": _definitions(run, dossier),
        "reviewed-controls": _list_controls(report),
    }
    parts = {"observations": observations(run), "risks": risks(run), "findings": findings(run)}
    lists = {name: list(entries) for name, entries in parts.items()}
    return made | {name: entries for name, entries in lists.items() if entries}


def _definitions(run: Run, dossier: Dossier) -> Json:
    tool = {
        "uuid": run.tool,
        "type": "software",
        "title": "modelbylaws",
        "description": "Judges the AI models that services depend on by an organization's own policies.",
        "props": [{"name": "version", "value": run.report.version}],
        "status": {"state": "operational"},
    }
    items = [_item(run, entry) for entry in dossier.services]
    return {"components": [tool], **({"inventory-items": items} if items else {})}


def _item(run: Run, entry: ServiceEntry) -> Json:
    """A service, which its manifest describes."""
    file = entry.location.file
    return {
        "uuid": _service_id(entry),
        "description": f"service {prose(entry.name)}, owner {prose(entry.owner)}",
        "props": [
            {"name": "asset-id", "value": escape(entry.name).strip()},
            *props([("tier", entry.tier), ("lifecycle", entry.lifecycle)]),
        ],
        **({"links": [{"href": f"#{_input_id(run, file)}", "rel": "reference"}]} if file in run.inputs else {}),
    }


def _list_controls(report: Report) -> Json:
    """Of the controls that an OSCAL catalog has, those that rules name."""
    named = group_by_control(report.rulings)
    if not named:
        # NOTE: OSCAL asks for a selection; all that a plan without a control has is none, and the words say so.
        nothing = "All that the policies name, which is no control of NIST SP 800-53."
        return {"control-selections": [{"description": nothing, "include-all": {}}]}
    about = "The controls of NIST SP 800-53 revision 5 that rules name, as far as those rules go."
    return {"control-selections": [{"description": about, "include-controls": [{"control-id": n} for n in named]}]}


def _plan(id_: str, inputs: Sequence[Input]) -> Json:
    policies = [entry for entry in inputs if entry.role == "policy" and not is_builtin(entry.path)]
    links = [_link(entry) for entry in policies]
    return {
        "uuid": id_,
        "title": "the policies that were judged by",
        "description": "In place of an assessment plan: which rules, over which services, with which limits.",
        **({"rlinks": links} if links else {}),
    }


def _input_id(run: Run, path: str) -> str:
    return identity(run.id, "input", path)


def _inputs(run: Run, inputs: Sequence[Input]) -> Iterator[Json]:
    for entry in {entry.path: entry for entry in inputs}.values():
        made: Json = {"uuid": _input_id(run, entry.path), "title": f"{entry.role} {prose(entry.path)}"}
        made["props"] = props([("role", entry.role), ("sha256", entry.sha256)])
        yield made if is_builtin(entry.path) else made | {"rlinks": [_link(entry)]}


def _link(entry: Input) -> Json:
    return {"href": href(entry.path), "hashes": [{"algorithm": "SHA-256", "value": entry.sha256}]}
