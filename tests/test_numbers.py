"""Numbers without a bound, wherever a file has one: each is a fault at its place, and none ends the program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.cli import main
from checker.shape.scalars import number
from checker.shape.shares import percent
from tests.repository import AS_OF, Capture

READ = "sources: [{what: w, where: kite.example, class: vendor, read: 2026-11-20}]"
FILES = {
    "services/s/model-manifest.yaml": """format: modelbylaws/manifest/v1
service: s
owner: t
lifecycle: production
tier: <1>
regulation: [none]
data: [none]
traffic: <100>
spend: <10>
uses:
  - id: u
    routes:
      - {id: a, model: kite/k1, access: vendor-api, host: azure.foundry, role: primary, share: <60%>}
      - {id: b, model: google/gemma-4-31b-it, access: self-hosted, host: self.x, role: secondary, share: <40%>}
exit: {migration: {person-days: <10>, calendar-days: <20>, estimated: 2026-10-01}}
""",
    "policies/org.yaml": """format: modelbylaws/policy/v1
policy: org
version: 1.0.0
owner: a@b.example
params: {cap: {value: <41%>, at-most: <61%>}, n: {value: <7>, at-least: <3>}, days: {value: <33d>, at-most: <99d>}}
waivers: {approvers: [c@b.example], max-days: <181>}
selections: {low: {tier: {at-most: <2>}, traffic: {at-least: <51>}}}
rules:
  - {id: cap, title: t, why: w, level: soft, kind: max-share, of: all, by: vendor, count: fractional, weight: spend,
     max: <45%>, min-population: <1>}
  - {id: even, title: t, why: w, level: soft, kind: min-effective, of: all, by: vendor, weight: traffic, min: <3.5>}
  - {id: few, title: t, why: w, level: soft, kind: min-share, of: all, each: service, min: <55%>,
     must: {spend: {at-most: <12>}}}
  - {id: loss, title: t, why: w, level: soft, kind: survive, of: all, losing: vendor, min: <65%>, live-share: <11%>,
     tested-within: <182d>}
  - {id: ends, title: t, why: w, level: soft, kind: retirement, of: all, horizon: <93d>, or-migration-time: true}
  - {id: other, title: t, why: w, level: soft, kind: fallback, of: all, differs-in: [vendor], tested-within: <94d>}
  - {id: seen, title: t, why: w, level: soft, kind: require, of: low, each: service, must: {reviewed: {within: <95d>}}}
  - {id: terms, title: t, why: w, level: soft, kind: license-terms, of: all, never: [MIT]}
""",
    "policies/waivers.yaml": """format: modelbylaws/waivers/v1
waivers:
  - {id: W-1, rule: cap, for: {key: kite}, limit: <62%>, reason: r, requested-by: a@b.example,
     approved-by: c@b.example, approved-on: 2026-11-01, expires: 2026-12-01}
""",
    "modelbylaws.yaml": """format: modelbylaws/config/v1
organization: {name: O, jurisdiction: DE, monthly-active-users: <300>, monthly-revenue-usd: <950>, currency: EUR}
policies: [policies/org.yaml]
params: {org: {cap: <42%>}}
waivers: [policies/waivers.yaml]
catalogs: [catalog/kite.yaml]
inventory: inventory.yaml
""",
    "inventory.yaml": """format: modelbylaws/inventory/v1
services:
  - {service: s, tier: <1>}
""",
    "catalog/kite.yaml": f"""format: modelbylaws/catalog/v1
vendors: [{{id: kite, name: Kite, group: kite, jurisdiction: US, {READ}}}]
models:
  - id: kite/k1
    vendor: kite
    family: k
    facts:
      conditions:
        - {{value: {{max-monthly-active-users: <700>, max-monthly-revenue-usd: <800>}}, from: 2025-04-05,
           status: confirmed, {READ}}}
endpoints:
  - {{model: kite/k1, host: azure.foundry, retires: 2026-12-20, status: reported, {READ}}}
contracts:
  - {{id: CTR-1, supplier: A, end: 2027-06-30, notice-days: <91>}}
""",
}
PLACES = [(path, index) for path, text in FILES.items() for index in range(text.count("<"))]


def written(text: str, place: int = -1, value: str = "") -> str:
    """The text with its own numbers, but for one."""

    def parts() -> Iterator[str]:
        head, *rest = text.split("<")
        yield head
        for index, part in enumerate(rest):
            own, after = part.split(">", 1)
            yield (value if index == place else own) + after

    return "".join(parts())


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(written(text))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_fleet_is_sound_as_it_stands(fleet: Path, capsys: Capture) -> None:
    assert main(["check", "--output", "json", *AS_OF]) == 1, fleet

    assert json.loads(capsys.readouterr().out)["diagnostics"] == []


@pytest.mark.slow
@pytest.mark.parametrize(("path", "place"), PLACES)
def test_a_number_without_a_bound_is_a_fault_at_its_place(path: str, place: int, fleet: Path, capsys: Capture) -> None:
    tiny = "0." + "0" * 4000 + "1"
    for value in ("1e4000", "1e-4000%", tiny, f"{tiny}%", "9" * 5000, "9" * 5000 + "d", "1/" + "7" * 5000):
        (fleet / path).write_text(written(FILES[path], place, value))

        code = main(["check", "--output", "concise", *AS_OF])

        text = capsys.readouterr().out
        assert (code, f"{path}:" in text) == (2, True), (value[:9], text)
        assert max(map(len, text.splitlines())) <= 2000, value[:9]


@pytest.mark.parametrize("value", ["0." + "0" * 4000 + "1", "9" * 5000, "0." + "0" * 4000 + "1%"])
def test_a_number_has_few_digits(value: str) -> None:
    with pytest.raises(ValueError, match=r"a number may have at most \d+ digits"):
        (percent if value.endswith("%") else number)(value)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "place"), PLACES)
def test_the_largest_number_that_is_read_is_judged(path: str, place: int, fleet: Path, capsys: Capture) -> None:
    for value in ("9" * 18, "9" * 18 + "d", "0." + "0" * 15 + "1", "0.00000000000001%", "998/999"):
        (fleet / path).write_text(written(FILES[path], place, value))
        assert main(["check", "--output", "full", *AS_OF]) != 4, (value, capsys.readouterr().err)


@pytest.mark.slow
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_are_days(day: str, fleet: Path, capsys: Capture) -> None:
    for verb in ("check", "waivers", "docs", "sample --n 1 --seed x", "catalog lint", "report --output html=r.html"):
        assert main([*verb.split(), "--as-of", day]) in {0, 1}, (verb, fleet, capsys.readouterr().err)
