"""Baselines: who may write one, what it may hold, and by what a finding is known again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, FLEET, Capture

WHO = ("--by", "board@example.org", "--reason", "Older than the policy.")
WRITE = ("baseline", "write", "b.yaml", *WHO, *AS_OF)
CHECK = ("check", "--baseline", "b.yaml", "--output", "json", *AS_OF)


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(FLEET, tmp_path / "fleet")
    monkeypatch.chdir(tmp_path / "fleet")
    return tmp_path / "fleet"


def change(fleet: Path, path: str, old: str, new: str) -> None:
    text = (fleet / path).read_text()
    assert old in text
    (fleet / path).write_text(text.replace(old, new))


def forgiven(capsys: Capture) -> list[str]:
    capsys.readouterr()
    main(CHECK)
    return [entry["rule"] for entry in json.loads(capsys.readouterr().out)["review"]["forgiven"]]


@pytest.mark.parametrize("value", ["true", "1", "TRUE", "yes", " woodpecker "])
def test_a_pipeline_writes_no_baseline(
    fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, value: str
) -> None:
    monkeypatch.setenv("CI", value)

    assert main(WRITE) == 2

    assert "not written in CI" in capsys.readouterr().err
    assert not (fleet / "b.yaml").exists()


@pytest.mark.parametrize("value", ["", "0", "false", "False", "no", "off"])
def test_a_person_does(fleet: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)

    assert main(WRITE) == 0
    assert (fleet / "b.yaml").exists()


def test_a_baseline_is_yaml(fleet: Path, capsys: Capture) -> None:
    assert main(["baseline", "write", "b.json", *WHO, *AS_OF]) == 2

    assert "'b.json' would not be read" in capsys.readouterr().err
    assert not (fleet / "b.json").exists()


def test_a_baseline_holds_measures_in_many_parts(fleet: Path, capsys: Capture) -> None:
    """Shares in 168 coprime parts have sums of 277 digits, and the index over them twice as many."""
    sketch = (fleet / "services/desk/model-manifest.yaml").read_text()
    for part in (part for part in range(2, 998) if all(part % below for below in range(2, part))):
        (fleet / f"services/desk-{part}").mkdir()
        use = f"""uses:
  - id: talk
    routes:
      - {{id: a, model: openai/gpt-5.4, access: vendor-api, host: openai, role: primary, share: {part - 1}/{part}}}
      - {{id: b, model: google/gemma-4-31b-it, access: self-hosted, role: secondary, share: 1/{part}}}
"""
        text = sketch[: sketch.index("uses:")].replace("service: desk", f"service: desk-{part}") + use
        (fleet / f"services/desk-{part}/model-manifest.yaml").write_text(text)
    rules = """  - {id: split, title: t, why: w, level: soft, kind: max-share, of: all, by: vendor, count: fractional,
     max: 1%}
  - {id: even, title: t, why: w, level: soft, kind: min-effective, of: all, by: vendor, min: 9}
"""
    policy = fleet / "policies/org.yaml"
    policy.write_text(policy.read_text().rstrip("\n") + "\n" + rules)

    assert main(WRITE) == 0
    assert {"split", "even"} <= {*forgiven(capsys)}


@pytest.mark.parametrize("flags", [("--by", " ", "--reason", "x"), ("--by", "x", "--reason", "")])
def test_a_baseline_names_who_and_why(fleet: Path, capsys: Capture, flags: tuple[str, ...]) -> None:
    assert main(["baseline", "write", "b.yaml", *flags]) == 2

    assert "(--by) and why (--reason)" in capsys.readouterr().err
    assert not (fleet / "b.yaml").exists()


def test_the_same_findings_give_the_same_bytes(fleet: Path) -> None:
    main(WRITE)
    first = (fleet / "b.yaml").read_bytes()
    main(WRITE)

    assert (fleet / "b.yaml").read_bytes() == first
    assert b'value: {lowest: "2/5", highest: "2/5"}' in first


def test_what_people_write_in_it_is_quoted(fleet: Path, capsys: Capture) -> None:
    assert main(["baseline", "write", "b.yaml", "--by", "x: y", "--reason", 'a "quote": # and - ü', *AS_OF]) == 0

    assert '\nwritten-by: "x: y"\nreason: "a \\"quote\\": # and - ü"\n' in (fleet / "b.yaml").read_text()
    assert forgiven(capsys) == ["vendor-target"]


@pytest.mark.parametrize("odd", ["a\nb", "\x1b[31m", "a\u2028b", "\u202eb", "\udcff"])
def test_what_no_file_may_hold_is_refused(fleet: Path, capsys: Capture, odd: str) -> None:
    assert main(["baseline", "write", "b.yaml", "--by", "x", "--reason", odd, *AS_OF]) == 2

    assert "--by or --reason" in capsys.readouterr().err
    assert not (fleet / "b.yaml").exists()


def test_nothing_is_written_of_what_cannot_be_judged(fleet: Path, capsys: Capture) -> None:
    change(fleet, "services/desk/model-manifest.yaml", "tier: 2", "teir: 2")

    assert main(WRITE) == 2

    assert "no baseline of what cannot be judged" in capsys.readouterr().err
    assert not (fleet / "b.yaml").exists()


@pytest.mark.usefixtures("fleet")
def test_a_baseline_lies_below_the_root(capsys: Capture) -> None:
    assert main(["baseline", "write", "../b.yaml", *WHO]) == 2

    assert "outside" in capsys.readouterr().err


def test_no_fleet_without_a_manifest_has_a_baseline(fleet: Path, capsys: Capture) -> None:
    shutil.rmtree(fleet / "services")
    (fleet / "modelbylaws.yaml").unlink()

    assert main(WRITE) == 2
    assert "no manifest found" in capsys.readouterr().err


def test_a_finding_is_known_again_on_another_line(fleet: Path, capsys: Capture) -> None:
    main(WRITE)
    change(fleet, "policies/org.yaml", "rules:\n", "# two\n# lines\nrules:\n")

    assert forgiven(capsys) == ["vendor-target"]


def test_an_expired_waiver_is_corrected_and_not_forgiven(fleet: Path, capsys: Capture) -> None:
    change(
        fleet, "policies/waivers.yaml", "waivers: []",
        "waivers:\n  - {id: W-1, rule: vendor-target, for: {key: openai}, limit: 60%, reason: x, requested-by: a@b.c,\n"
        "     approved-by: ciso@example.org, approved-on: 2026-09-01, expires: 2026-10-01}",
    )  # fmt: skip

    main(WRITE)

    assert "not held: 1 of waiver-expired, because a waiver is corrected, not forgiven" in capsys.readouterr().out
    assert forgiven(capsys) == ["vendor-target"]


def test_a_rule_without_a_value_is_not_held(fleet: Path, capsys: Capture) -> None:
    change(fleet, "policies/org.yaml", "max: 30%", "max: 30%\n    weight: spend")

    main(WRITE)

    assert "not held: 1 of vendor-target, because it has no value" in capsys.readouterr().out


def test_a_selection_that_falls_empty_is_not_held(fleet: Path, capsys: Capture) -> None:
    change(fleet, "policies/org.yaml", "tier: [0, 1]", "tier: [0]")
    change(fleet, "policies/org.yaml", "    no-match: ok\n    level: hard", "    level: soft")

    main(WRITE)

    assert "not held: 1 of critical-own-hosts, because it has no value" in capsys.readouterr().out


def test_a_share_may_only_fall(fleet: Path, capsys: Capture) -> None:
    main(WRITE)
    change(fleet, "services/answers/model-manifest.yaml", "openai/gpt-5.4", "unknown")
    lower = forgiven(capsys)
    change(fleet, "services/desk/model-manifest.yaml", "mistral/mistral-small-4", "openai/gpt-5.4")
    higher = forgiven(capsys)

    assert (lower, higher) == (["vendor-target"], [])


def test_a_rule_for_a_smallest_share_may_only_rise(fleet: Path, capsys: Capture) -> None:
    change(
        fleet, "policies/org.yaml", "  - id: vendor-target",
        "  - {id: own, title: t, kind: min-share, of: production, each: route, must: {access: self-hosted}, min: 90%,\n"
        "     level: soft}\n  - id: vendor-target",
    )  # fmt: skip
    main(WRITE)
    as_written = forgiven(capsys)
    change(fleet, "services/desk/model-manifest.yaml", "self-hosted", "cloud-api")

    assert as_written == ["own", "vendor-target"]
    assert forgiven(capsys) == ["vendor-target"]


TWO_DEMANDS = """\
  - id: where-and-how
    title: Pinned, and in Germany
    kind: require
    of: production
    each: route
    must: {pinned: true, jurisdictions: {only: [DE]}}
    level: soft
"""
DESK = "services/desk/model-manifest.yaml"


def test_an_entry_holds_in_which_way_a_rule_is_broken(fleet: Path, capsys: Capture) -> None:
    (fleet / "policies/org.yaml").write_text((fleet / "policies/org.yaml").read_text() + TWO_DEMANDS)
    for path in sorted(fleet.glob("services/*/*.yaml")):
        path.write_text(path.read_text() + '        version: "1.0.0"\n        jurisdictions: [DE]\n')
    change(fleet, DESK, 'version: "1.0.0"', "version: floating")
    main(WRITE)

    assert 'breaks: ["pinned must be true, but is false"]' in (fleet / "b.yaml").read_text()
    assert "where-and-how" in forgiven(capsys)
    change(fleet, DESK, "[DE]", "[US]")
    assert "where-and-how" not in forgiven(capsys)
    change(fleet, DESK, "version: floating", 'version: "1.0.0"')
    assert "where-and-how" not in forgiven(capsys)
    (before,) = [line for line in (fleet / "b.yaml").read_text().splitlines() if "pinned must" in line]
    main(WRITE)
    assert before in (fleet / "b.yaml").read_text(), "a baseline is not widened"
