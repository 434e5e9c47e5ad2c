"""``check --fix`` changes no verdict: every name that the built-in catalog lists, under every kind of rule."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.fleet.attributes import ATTRIBUTES
from checker.kinds import KINDS
from checker.lint.fix import fixes
from checker.report import Decision, Subject, Verdict
from checker.run.read import read_request
from checker.run.request import Request
from tests.builtin import builtin_catalog
from tests.kind_examples import example_rule

DAY = "2026-11-22"
READ = ("model", "vendor", "lineage", "endpoint", "host", "version")
"""How the names of attributes begin that are read from a model's name, or joined by it."""
RULES: dict[str, dict[str, object]] = {
    "known": {"kind": "require", "must": {name: {"known": True} for name in ATTRIBUTES if name.startswith(READ)}},
    "require-pinned": {"kind": "require", "must": {"pinned": True}},
    "require-version": {"kind": "require", "must": {"version": {"matches": "2024-*"}}},
    "max-share": {"kind": "max-share", "max": "10%"},
    "min-share": {"kind": "min-share", "must": {"pinned": True}, "min": "10%"},
    "min-effective": {"kind": "min-effective", "by": "model", "min": "2"},
    "survive": {"kind": "survive", "min": "90%", "losing": "model"},
    "fallback": {"kind": "fallback", "differs-in": ["vendor", "host", "model"]},
    "retirement": {"kind": "retirement", "horizon": "3650d"},
    "license-terms": {"kind": "license-terms", "never": ["Apache-2.0"]},
}


def rules() -> Iterator[dict[str, object]]:
    """Every kind, and shares along some dimensions; a kind without a rule above with that of its example."""
    examples = {kind: example_rule(kind, "Fails") for kind in KINDS if kind not in {r["kind"] for r in RULES.values()}}
    for name, rule in (RULES | examples).items():
        more = {"each": "route"} if "must" in rule else {}
        for dimension in ("model", "host", "lineage") if name == "max-share" else ("",):
            along = {"by": dimension} if dimension else {}
            about = {"of": "all", "level": "soft", "title": "t", "why": "w"}
            yield {"id": f"{name}-{dimension}".strip("-"), **about, **more, **rule, **along}


def routes(number: int, alias: str) -> Iterator[dict[str, object]]:
    """A name with and without a version beside it, at the host that it names or at another one."""
    host = alias.partition(":")[0]
    served = host if host in builtin_catalog().hosts else "azure.foundry"
    yield {"model": alias, "access": "cloud-api", "host": served}
    if re.search("[0-9]{8}|-[0-9]{2}-[0-9]{2}", alias):
        yield {"model": alias, "access": "cloud-api"}
        yield {"model": alias, "access": "cloud-api", "host": served, "version": "2024-05-13"}
    if alias.startswith("hf:") and number % 5 == 0:
        url = f"pkg:huggingface/{alias.removeprefix('hf:')}"
        yield {"model": url, "access": "self-hosted"}
        yield {"model": f"{url}@9f8e7d6", "access": "self-hosted"}
        yield {"model": f"{url}@main", "access": "self-hosted", "version": "9f8e7d6"}


def manifest(number: int, found: list[dict[str, object]]) -> dict[str, object]:
    spare = {
        "id": "spare",
        "role": "fallback",
        "model": "google/gemma-4-31b-it",
        "access": "self-hosted",
        "tested": DAY,
    }
    return {
        "format": "modelbylaws/manifest/v1", "service": f"s{number}", "owner": "team", "lifecycle": "production",
        "tier": 2, "regulation": ["none"], "data": ["none"],
        "exit": {"alternatives": [{"model": found[0]["model"], "assessed": DAY}]},
        "uses": [{"id": f"u{index}", "routes": [{"id": "r", "role": "primary", **route}, *([] if index else [spare])]}
                 for index, route in enumerate(found)],
    }  # fmt: skip


def fleet(folder: Path) -> int:
    """Writes policies and manifests; gives back how many aliases they name."""
    aliases = sorted(alias for model in builtin_catalog().models.values() for alias in model.aliases)
    every = [route for number, alias in enumerate(aliases) for route in routes(number, alias)]
    policy = {"format": "modelbylaws/policy/v1", "policy": "org", "rules": list(rules())}
    (folder / "policies").mkdir()
    (folder / "policies" / "org.json").write_text(json.dumps(policy), encoding="utf-8")
    for number, start in enumerate(range(0, len(every), 12)):
        at = folder / "services" / f"s{number}"
        at.mkdir(parents=True)
        text = json.dumps(manifest(number, every[start : start + 12]))
        (at / "model-manifest.json").write_text(text, encoding="utf-8")
    return len(aliases)


def judged(request: Request) -> list[tuple[object, ...]]:
    """Verdicts, reasons and measures, but for the names that manifests give to models."""
    report = read_request(request).judge()
    assert not report.diagnostics
    return [
        (ruling.id, ruling.verdict, ruling.measures, decision.subject, decision.verdict, _unnamed(decision))
        for ruling in report.rulings
        for decision in (*ruling.decisions, Decision(Subject(), ruling.verdict))
    ]


def _unnamed(decision: Decision) -> str:
    """Why it does not pass, without the name that the manifest writes."""
    passed = decision.verdict is Verdict.PASS
    return "" if passed else re.sub(r" \(written [^)]*\)", "", decision.reason)


@pytest.mark.slow
def test_no_verdict_changes_for_any_alias_under_any_kind(tmp_path: Path) -> None:
    named = fleet(tmp_path)
    request = Request(None, ("policies/org.json",), dt.date.fromisoformat(DAY), root=str(tmp_path))

    before = judged(request)
    found = fixes(request, ())
    found.make()
    after = judged(request)

    assert sum(note.startswith("rewrote") for note in found.notes) > named
    for one, other in zip(before, after, strict=True):
        assert one == other
    assert {note.rpartition(": ")[2] for note in found.notes if note.startswith("not")} == {
        "version says 2024-05-13; let both say the same first",
        "version says 9f8e7d6; let both say the same first",
        "its version has no other place here",
        "its region, EU, has no other place here",
    }
