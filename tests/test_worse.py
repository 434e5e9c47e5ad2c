"""What was broken before is forgiven as long as it gets no worse: of every kind breaches that do, and the way back.

A kind without an entry here fails a test: whoever adds one says what is worse in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.cli import main
from checker.kinds import KINDS
from tests.repository import AS_OF, commit, repository, write

CATALOG = """\
format: modelbylaws/catalog/v1
vendors:
  - {id: acme, name: Acme, group: acme, jurisdiction: US, sources: SOURCE}
  - {id: bolt, name: Bolt, group: bolt, jurisdiction: US, sources: SOURCE}
hosts:
  - {id: cloud-a, name: Cloud A, group: cloud-a, sources: SOURCE}
  - {id: cloud-b, name: Cloud B, group: cloud-b, sources: SOURCE}
models:
  - {id: acme/one, vendor: acme}
  - {id: acme/two, vendor: acme}
  - {id: bolt/one, vendor: bolt}
endpoints:
  - {model: acme/one, host: cloud-a, retires: 2027-01-31, status: reported, sources: SOURCE}
  - {model: acme/one, host: cloud-b, retires: 2026-12-31, status: reported, sources: SOURCE}
  - {model: acme/two, host: cloud-a, retires: 2026-11-19, status: reported, sources: SOURCE}
""".replace("SOURCE", "[{what: a test, where: here, class: host, read: 2026-11-22}]")
SEEN = json.dumps([
    {"service.name": "a", "gen_ai.provider.name": "cloud-a", "gen_ai.request.model": model, "from": "2026-11-01",
     "to": "2026-11-20", "requests": 10}
    for model in ("acme/one", "acme/two")
])  # fmt: skip
A = "access: cloud-api, host: cloud-a"
B = "access: cloud-api, host: cloud-b"
FIRST = "id: primary, role: primary"
OTHER = "id: other, role: fallback, tested: 2026-11-01"
LATE, SOON, RETIRED = f"{{model: acme/one, {A}}}", f"{{model: acme/one, {B}}}", f"{{model: acme/two, {A}}}"
MINE, THEIRS = "{model: bolt/one, access: self-hosted}", f"{{model: acme/one, {A}}}"
SAME_VENDOR = f"{{model: acme/one, {A}, {FIRST}}}, {{model: acme/two, {B}, {OTHER}}}"
SAME_BOTH = f"{{model: acme/one, {A}, {FIRST}}}, {{model: acme/two, {A}, {OTHER}}}"
UNTESTED = f"{{model: acme/one, {A}, {FIRST}}}, {{model: acme/two, {B}, id: other, role: fallback}}"


def alternatives(*models: str) -> str:
    return f"{{alternatives: [{', '.join(f'{{model: {model}}}' for model in models)}]}}"


CASES: Mapping[str, tuple[tuple[str, str, str, bool], ...]] = {
    "require": (
        ("each: service, must: {exit.calendar-days: {at-most: 30}}", "exit: {migration: {calendar-days: 60}}",
         "exit: {migration: {calendar-days: 61}}", True),
        ("each: service, must: {tier: {at-least: 3}}", "tier: 2", "tier: 1", True),
        ("each: service, must: {not: {tier: {at-most: 2}}}", "tier: 2", "tier: 1", True),
        ("each: service, must: {not: {tier: {at-least: 2}}}", "tier: 2", "tier: 3", True),
        ("each: service, must: {reviewed: {within: 90d}}", "reviewed: 2026-01-02", "reviewed: 2026-01-01", True),
        ("each: service, must: {exit.alternatives: {all-of: [acme/one, acme/two, bolt/one]}}",
         f"exit: {alternatives('acme/one', 'acme/two')}", f"exit: {alternatives('acme/one')}", True),
        ("each: service, must: {exit.alternatives: {all-of: [acme/one, acme/two]}}",
         f"exit: {alternatives('acme/one')}", f"exit: {alternatives()}", True),
        ("each: service, must: {owner: somebody}", "owner: team", "owner: another", False),
        ("each: route, must: {endpoint.retires: {ahead: 90d}}", LATE, SOON, True),
        ("each: route, must: {pinned: true, access: self-hosted}", f"{{model: acme/one, version: 2026-01-01, {A}}}",
         f"{{model: acme/one, version: floating, {A}}}", True),
    ),
    "max-share": (("by: vendor, max: 10%, except: [bolt]", MINE, THEIRS, True),),
    "min-share": (("each: route, must: {access: self-hosted}, min: 90%", MINE, THEIRS, True),),
    "min-effective": (("by: vendor, min: 5", MINE, THEIRS, True),),
    "survive": (("losing: vendor, min: 90%", MINE, THEIRS, False),),
    "fallback": (
        ("differs-in: [vendor, host]", SAME_VENDOR, SAME_BOTH, True),
        ("differs-in: [vendor, host]", SAME_VENDOR, UNTESTED, True),
        ("differs-in: [vendor, host]", SAME_BOTH, UNTESTED, True),
        ("differs-in: [vendor]", SAME_BOTH, f"{{model: acme/one, {A}}}", True),
    ),
    "retirement": (
        ("horizon: 90d", LATE, SOON, True),
        ("horizon: 90d", SOON, RETIRED, True),
    ),
    "license-terms": (("allow: [MIT], accept: reported", "{model: google/gemma-4-31b-it, access: self-hosted}",
                       "{model: meta/llama-4-maverick, access: self-hosted}", False),),
    "declared": (("", LATE, SOON, True),),
    "inventoried": (
        ("", "tier: 3", "tier: 3\nregulation: [dora]", True),
        ("", "tier: 3", "tier: 1", False),
    ),
}  # fmt: skip
"""Of each kind: the rule, the service before, the service after, and whether the way back is no worse."""
HEAD = {"owner": "team", "lifecycle": "production", "tier": "2", "regulation": "[none]", "data": "[none]"}


def manifest(service: str, said: str) -> str:
    """A service: a route or several in braces, or keys of its own."""
    keys = {} if said.startswith("{") else dict(line.split(": ", 1) for line in said.splitlines())
    routes = said if said.startswith("{") else THEIRS
    head = "".join(f"{key}: {value}\n" for key, value in {**HEAD, **keys}.items())
    return f"format: modelbylaws/manifest/v1\nservice: {service}\n{head}uses: [{{id: main, routes: [{routes}]}}]\n"


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CI", raising=False)
    folder = repository(tmp_path / "fleet")
    write(folder, "catalog/facts.yaml", CATALOG)
    observed = "observed: [{telemetry: seen.json}]"
    write(folder, "modelbylaws.yaml", f"format: modelbylaws/config/v1\ninventory: inventory.yaml\n{observed}\n")
    write(folder, "seen.json", SEEN)
    listed = "tier: 2, regulation: [none]"
    services = "".join(f"  - {{service: {name}, {listed if name == 'a' else ''}}}\n" for name in "ab")
    write(folder, "inventory.yaml", f"format: modelbylaws/inventory/v1\nservices:\n{services}".replace(", }", "}"))
    write(folder, "services/b/model-manifest.yaml", manifest("b", THEIRS))
    monkeypatch.chdir(folder)
    return folder


def codes(fleet: Path, rule: str, before: str, after: str) -> tuple[int, int]:
    """How ``check`` ends beside a baseline of the state before, and beside its commit."""
    head = "format: modelbylaws/policy/v1\npolicy: org\nselections: {mine: {service: a}}\n"
    write(fleet, "policies/org.yaml", f"{head}rules: [{{id: one, title: One, level: soft, {rule}}}]\n")
    write(fleet, "services/a/model-manifest.yaml", manifest("a", before))
    assert main(["check", *AS_OF]) == 1
    assert main(["baseline", "write", "b.yaml", "--by", "me", "--reason", "old", *AS_OF]) == 0
    commit(fleet)
    write(fleet, "services/a/model-manifest.yaml", manifest("a", after))
    found = main(["check", "--baseline", "b.yaml", *AS_OF]), main(["check", "--against", "main", *AS_OF])
    (fleet / "b.yaml").unlink()
    return found


def test_every_kind_says_what_is_worse_in_it() -> None:
    assert CASES.keys() == KINDS.keys()


@pytest.mark.parametrize(
    ("kind", "params", "before", "after", "back"), [(kind, *case) for kind, cases in CASES.items() for case in cases]
)
def test_a_worse_breach_is_not_forgiven(
    fleet: Path, kind: str, params: str, before: str, after: str, *, back: bool
) -> None:
    of = "all" if KINDS[kind].bound or kind == "inventoried" else "mine"
    rule = f"kind: {kind}, of: {of}{f', {params}' if params else ''}"

    assert codes(fleet, rule, before, before) == (0, 0)
    assert codes(fleet, rule, before, after) == (1, 1)
    if back:
        assert codes(fleet, rule, after, before) == (0, 0)


def test_a_manifest_that_is_there_now_and_disagrees_is_another_breach_than_none(fleet: Path) -> None:
    head = "format: modelbylaws/policy/v1\npolicy: org\n"
    write(
        fleet, "policies/org.yaml", f"{head}rules: [{{id: one, title: One, level: soft, kind: inventoried, of: all}}]\n"
    )
    assert main(["baseline", "write", "b.yaml", "--by", "me", "--reason", "old", *AS_OF]) == 0
    assert main(["check", "--baseline", "b.yaml", *AS_OF]) == 0

    write(fleet, "services/a/model-manifest.yaml", manifest("a", "tier: 3"))

    assert main(["check", "--baseline", "b.yaml", *AS_OF]) == 1
