"""The built-in catalog is released apart from the program: its version, its age, and another release of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.browse.published import published
from checker.cli import main
from checker.resources import age_of, builtin_release, catalog_folder, release_in
from tests.builtin import builtin_layer

ROOT = Path(__file__).parent.parent
POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: risk@example.org
rules:
  - id: open
    title: Open
    kind: require
    of: all
    each: route
    must: {model.weights: public}
    level: hard
    why: It must.
"""
MANIFEST = """\
format: modelbylaws/manifest/v1
service: a
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses: [{id: main, routes: [{model: acme/one, access: self-hosted}]}]
"""
SOURCES = "[{what: a page, where: acme.example, class: vendor, read: 2026-11-01}]"
FACTS = f"""\
format: modelbylaws/catalog/v1
recorded: 2026-11-01
vendors: [{{id: acme, name: Acme, group: acme, sources: {SOURCES}}}]
models:
  - id: acme/one
    vendor: acme
    facts:
      weights: [{{value: %s, from: 2026-01-01, status: confirmed, sources: {SOURCES}}}]
"""


def release(folder: Path, version: str, weights: str) -> str:
    """A small release of a catalog, and where it is."""
    folder.mkdir()
    (folder / "release.yaml").write_text(f"format: modelbylaws/catalog/v1\nrelease: {version}\n")
    (folder / "models-acme.yaml").write_text(FACTS % weights)
    return str(folder)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    for path, text in (("policies/org.yaml", POLICY), ("a/model-manifest.yaml", MANIFEST)):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(text)
    monkeypatch.chdir(folder)
    return folder


def check(*arguments: str, as_of: str = "2026-11-30") -> tuple[int, dict[str, Any]]:
    code = main(["check", "--as-of", as_of, "--output", "json=report.json", *arguments])
    found: dict[str, Any] = json.loads(Path("report.json").read_text())
    return code, found


def test_the_release_is_no_older_than_its_newest_claim() -> None:
    found = builtin_release()
    newest = max(
        entry.recorded for layered in builtin_layer() for _, entry in layered.catalog.sourced() if entry.recorded
    )

    assert found is not None
    assert age_of(found, newest) <= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"format: x\nrelease: 2026.11.27\n", "2026.11.27"),
        (b"release: 2026.11.27.2\n", "2026.11.27.2"),
        (b"release: latest\n", None),
        (b"# release: 2026.11.27\n", None),
        (b"", None),
    ],
)
def test_a_release_is_a_day(text: bytes, expected: str | None) -> None:
    assert release_in(text) == expected


def test_a_release_has_an_age() -> None:
    assert age_of("2026.11.27.2", dt.date(2026, 12, 1)) == 4
    assert age_of("2026.13.40", dt.date(2026, 12, 1)) < 0


@pytest.mark.usefixtures("repository")
def test_one_commit_is_judged_with_two_releases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older, newer = (
        release(tmp_path / "older", "2026.11.01", "none"),
        release(tmp_path / "newer", "2026.11.20", "public"),
    )

    before, after = check("--catalog-package", older), check("--catalog-package", newer)

    assert [code for code, _ in (before, after)] == [1, 0]
    assert [report["tool"]["catalog"] for _, report in (before, after)] == ["2026.11.01", "2026.11.20"]
    capsys.readouterr()
    assert main(["catalog", "diff", older, newer, "--alone", "--as-of", "2026-11-30"]) == 0
    assert "weights: none (confirmed) -> public (confirmed)" in capsys.readouterr().out
    assert check()[1]["tool"]["catalog"] == builtin_release()


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(("as_of", "old"), [("2026-12-31", False), ("2027-01-01", True)])
def test_a_check_says_that_the_catalog_is_old(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], as_of: str, old: bool
) -> None:
    folder = release(tmp_path / "one", "2026.11.01", "public")

    check("--catalog-package", folder, as_of=as_of)

    assert ("the built-in catalog 2026.11.01 is 61 days old on 2027-01-01" in capsys.readouterr().out) is old


@pytest.mark.parametrize(
    ("demand", "code"),
    [(">=2026.11", 0), (">=2026.11.01", 0), (">= 2026", 0), (">=2026.11.02", 2), (">=2027", 2), ("newest", 2)],
)
def test_a_configuration_demands_a_release(repository: Path, tmp_path: Path, demand: str, code: int) -> None:
    (repository / "modelbylaws.yaml").write_text(f'format: modelbylaws/config/v1\ncatalog: "{demand}"\n')

    found, report = check("--catalog-package", release(tmp_path / "one", "2026.11.01", "public"))

    assert found == code
    if code:
        (fault,) = report["diagnostics"]
        assert fault["locations"][0]["line"] == 2


@pytest.mark.usefixtures("repository")
def test_what_is_no_release_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--as-of", "2026-11-30", "--catalog-package", str(tmp_path)]) == 2
    assert "no release of the catalog in" in capsys.readouterr().err


def test_the_published_json_has_every_claim_once() -> None:
    text = published(builtin_layer(), "2026.11.27")
    found = json.loads(text)
    claims = sum(len(said) for model in found["models"] for said in model.get("facts", {}).values())

    assert found["format"] == "modelbylaws/catalog/v1"
    assert found["release"] == "2026.11.27"
    assert claims + len(found["endpoints"]) == sum(len([*layer.catalog.sourced()]) for layer in builtin_layer())
    assert len({model["id"] for model in found["models"]}) == len(found["models"])


@pytest.mark.slow
def test_what_is_exported_fits_its_schema_and_is_read_by_the_program_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "modelbylaws.yaml").write_text("format: modelbylaws/config/v1\ncatalogs: [all.json]\n")
    monkeypatch.chdir(tmp_path)

    assert main(["catalog", "export", "--into", "all.json"]) == 0
    schema = json.loads((ROOT / "schemas/catalog.schema.json").read_text())
    jsonschema.Draft7Validator(schema).validate(json.loads(Path("all.json").read_text()))

    capsys.readouterr()
    assert main(["catalog", "diff", "all.json", "all.json", "--alone", "--as-of", "2026-11-28"]) == 0
    assert "models: 0 changed" in capsys.readouterr().out
    assert main(["catalog", "lint", "--as-of", "2026-11-28"]) == 0
    assert ": 0 faults" in capsys.readouterr().out


@pytest.mark.usefixtures("repository")
def test_people_are_told_the_release_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = release(tmp_path / "one", "2026.11.01", "public")
    told = "facts by release 2026.11.01 of the built-in catalog"

    for form in (["summary", "--all"], ["markdown"]):
        main(["check", "--as-of", "2026-11-30", "--catalog-package", folder, "--output", *form])
        assert told in capsys.readouterr().out, form
    main(["report", "--as-of", "2026-11-30", "--catalog-package", folder, "--output", "html=page.html"])
    assert "built-in catalog 2026.11.01" in Path("page.html").read_text()


@pytest.mark.slow
def test_the_package_is_built_and_installed_beside_an_older_program(repository: Path, tmp_path: Path) -> None:
    """The program's own catalog says no release that is as new; the package's facts are those that count."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "catalog-package", source / "catalog-package")
    shutil.copytree(catalog_folder(), source / "checker" / "facts")
    (source / "checker/facts/release.yaml").write_text("format: modelbylaws/catalog/v1\nrelease: 2027.01.01\n")
    (source / "checker/facts/models-acme.yaml").write_text(FACTS % "public")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=source / "catalog-package", check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("modelbylaws_catalog-2027.1.1-*.whl")
    shutil.unpack_archive(wheel, tmp_path / "installed", "zip")

    run = [
        sys.executable,
        "-c",
        "from checker.cli import run; run()",
        "check",
        "--as-of",
        "2027-01-02",
        "--output",
        "json",
    ]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'installed'}{os.pathsep}{ROOT}"}
    alone = subprocess.run(run, cwd=repository, env=environment, capture_output=True, check=False)
    beside = subprocess.run(
        [*run, "--catalog-package", "installed"], cwd=repository, env=environment, capture_output=True, check=False
    )

    assert json.loads(alone.stdout)["tool"]["catalog"] == builtin_release()
    assert json.loads(beside.stdout)["tool"]["catalog"] == "2027.01.01"
    assert (alone.returncode, beside.returncode) == (1, 0)


def wheel_of(project: Path, into: Path) -> None:
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(into)], cwd=project, check=True, capture_output=True)


@pytest.mark.slow
def test_both_wheels_are_installed_by_pip_and_judge_one_commit_with_two_releases(
    repository: Path, tmp_path: Path
) -> None:
    """The program is older than the catalog beside it. What both depend on comes from this environment."""
    source, wheels, home = tmp_path / "source", tmp_path / "wheels", tmp_path / "venv"
    for folder in ("checker", "modelbylaws", "policies", "schemas", "catalog-package"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    wheel_of(source, wheels)
    (source / "checker/facts/release.yaml").write_text("format: modelbylaws/catalog/v1\nrelease: 2027.01.01\n")
    (source / "checker/facts/models-acme.yaml").write_text(FACTS % "public")
    wheel_of(source / "catalog-package", wheels)

    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, *map(str, sorted(wheels.glob("*.whl")))], check=True, capture_output=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "beside.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([home / "bin/modelbylaws", *arguments], cwd=repository, capture_output=True, check=False)

    judge = ("check", "--as-of", "2027-01-02", "--output", "json")
    older, newer = run(*judge), run(*judge, "--catalog-package", "installed")
    assert [json.loads(one.stdout)["tool"]["catalog"] for one in (older, newer)] == [builtin_release(), "2027.01.01"]
    assert [older.returncode, newer.returncode] == [1, 0]
    changed = run("catalog", "diff", f"{site}/checker/facts", f"{site}/modelbylaws_catalog/facts", "--alone")
    assert changed.returncode == 0, changed.stderr
    assert b"models: 0 changed, 1 appeared, 0 vanished" in changed.stdout
