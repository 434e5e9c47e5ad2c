"""A share that rises only because others left stays forgiven; whoever joins in it, or weighs more, breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import repository

RULES = {
    "max-share": "{id: one, title: One, kind: max-share, of: all, by: vendor, max: 40%, weight: traffic, level: soft}",
    "min-share": "{id: one, title: One, kind: min-share, of: all, each: route, must: {access: self-hosted}, min: 90%, "
    "level: soft}",
    "survive": "{id: one, title: One, kind: survive, of: all, losing: vendor, min: 70%, level: soft}",
}
AT = ("--as-of", "2026-11-22")


def manifest(service: str, vendor: str, traffic: int = 1) -> str:
    access = "vendor-api" if vendor == "openai" else "self-hosted"
    model = {"openai": "openai/gpt-5.4", "google": "google/gemma-4-31b-it", "mistral": "mistral/mistral-small-4"}[
        vendor
    ]
    return (
        f"format: modelbylaws/manifest/v1\nservice: {service}\nowner: team-one\nlifecycle: production\ntier: 1\n"
        f"regulation: [none]\ndata: [none]\ntraffic: {traffic}\nuses:\n  - id: main\n    routes:\n"
        f"      - {{model: {model}, access: {access}}}\n"
    )


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def fleet(folder: Path, kind: str) -> Path:
    before = folder / "before"
    services = {"a": "openai", "b": "openai", "c": "google", "d": "google", "e": "mistral"}
    files = {f"services/{name}/model-manifest.yaml": manifest(name, vendor) for name, vendor in services.items()}
    files["policies/org.yaml"] = f"format: modelbylaws/policy/v1\npolicy: org\nrules:\n  - {RULES[kind]}\n"
    for path, text in files.items():
        (before / path).parent.mkdir(parents=True, exist_ok=True)
        (before / path).write_text(text.replace("max: 40%", "max: 30%"), encoding="utf-8")
    return repository(folder / "fleet", before)


CHANGES: tuple[tuple[Mapping[str, str | None], int], ...] = (
    ({}, 0),
    ({"e": None}, 0),
    ({"e": None, "a": manifest("a", "openai", 2)}, 1),
    ({"e": None, "f": manifest("f", "openai")}, 1),
    ({"c": manifest("c", "openai")}, 1),
)
"""Services that leave (None) or say something else, and the exit code then."""


@pytest.mark.parametrize("way", ["baseline", "against"])
@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_only_a_rise_by_departures_stays_forgiven(
    put: Path, monkeypatch: pytest.MonkeyPatch, way: str, kind: str, change: Mapping[str, str | None], code: int
) -> None:
    monkeypatch.chdir(fleet(put, kind))
    assert main(["baseline", "write", "b.yaml", "--by", "x", "--reason", "y", *AT]) == 0
    for name, text in change.items():
        path = Path("services") / name / "model-manifest.yaml"
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    weighs = kind != "max-share" and "traffic: 2" in str(change.get("a"))

    expected = 0 if weighs else code
    given = ["--baseline", "b.yaml"] if way == "baseline" else ["--against", "HEAD"]
    assert main(["check", *given, *AT]) == expected


def test_a_limit_that_was_kept_before_still_fails(put: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fleet(put, "max-share"))
    policy = Path("policies/org.yaml")
    policy.write_text(policy.read_text(encoding="utf-8").replace("30%", "40%"), encoding="utf-8")
    assert main(["baseline", "write", "b.yaml", "--by", "x", "--reason", "y", *AT]) == 0
    (Path("services") / "e" / "model-manifest.yaml").unlink()

    assert main(["check", "--baseline", "b.yaml", *AT]) == 1


def test_an_older_entry_without_carriers_forgives_no_rise(put: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fleet(put, "max-share"))
    assert main(["baseline", "write", "b.yaml", "--by", "x", "--reason", "y", *AT]) == 0
    held = Path("b.yaml")
    lines = held.read_text(encoding="utf-8").splitlines()
    held.write_text("\n".join(line for line in lines if "carriers" not in line and "perhaps" not in line), "utf-8")
    assert main(["check", "--baseline", "b.yaml", *AT]) == 0
    (Path("services") / "e" / "model-manifest.yaml").unlink()

    assert main(["check", "--baseline", "b.yaml", *AT]) == 1


def test_a_baseline_that_is_written_again_makes_no_room_for_others(put: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fleet(put, "max-share"))
    write = ["baseline", "write", "b.yaml", "--by", "x", "--reason", "y", *AT]
    assert main(write) == 0
    before = Path("b.yaml").read_text(encoding="utf-8")
    (Path("services") / "e" / "model-manifest.yaml").unlink()
    assert main(write) == 0

    assert Path("b.yaml").read_text(encoding="utf-8") == before
