"""Forgeries: whoever makes all digests agree again still has to come to the same verdicts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checker import __version__
from checker.audit.bundle import verify
from checker.audit.pack import Evidence, make_pack, write_bundle
from checker.bundle import layout
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from tests.bundles import (
    AS_OF,
    ASKED,
    PASSES,
    changed_json,
    differences,
    example,
    files_in,
    fleet,
    make,
    put,
    resealed,
    run,
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a bundle of the example."""
    folder = tmp_path_factory.mktemp("made")
    assert make(example(folder / "bank"), folder / "bundle") == 1
    return files_in(folder / "bundle")


@pytest.mark.parametrize("name", ["note.txt", "inputs/root/services/x/model-manifest.yaml", "statement.svr.json"])
def test_an_added_file_is_named(files: dict[str, bytes], tmp_path: Path, name: str) -> None:
    assert [*differences(put(tmp_path, {**files, name: b"x"}))] == [f"added, SHA256SUMS does not list it: {name}"]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "report.json", b'"exit_code": 1', b'"exit_code": 0',
            "report.json: exit_code: 0 in the bundle, 1 when judged again",
        ),
        (
            "inputs/root/services/web-faq/model-manifest.json", b"meta/", b"mistral/",
            "when judged again",
        ),
        ("findings.csv", b"fail", b"pass", "findings.csv differs from what the inputs give"),
        ("report.html", b"vendor-concentration", b"vendor-concentratiom", "report.html differs from what the inputs"),
        ("population.csv", b"team-", b"tean-", "population.csv differs from what the inputs give"),
        ("services.csv", b"judged", b"excused", "services.csv differs from what the inputs give"),
        ("run.json", b'"2026-11-22"', b'"2026-11-23"', 'as_of: "2026-11-22" in the bundle'),
        ("run.json", b'"services": 18', b'"services": 17', "run.json differs from what the inputs give"),
        ("facts.json", b"confirmed", b"reported_", "facts.json differs from what the inputs give"),
    ],
)  # fmt: skip
def test_a_forgery_with_all_digests_made_anew_is_named(
    files: dict[str, bytes], tmp_path: Path, name: str, old: bytes, new: bytes, said: str
) -> None:
    assert old in files[name]
    forged = resealed({**files, name: files[name].replace(old, new, 1)})

    found = [*differences(put(tmp_path, forged))]

    assert any(said in line for line in found), found


def test_a_verdict_that_was_turned_is_named_by_its_rule(files: dict[str, bytes], tmp_path: Path) -> None:
    report = json.loads(files["report.json"])
    rule = next(rule for rule in report["rules"] if rule["id"] == "vendor-concentration")
    rule["verdict"] = rule["measures"][0]["verdict"] = "pass"
    forged = resealed({**files, "report.json": json.dumps(report, indent=2).encode() + b"\n"})

    found = [*differences(put(tmp_path, forged))]

    head = "report.json: rules vendor-concentration"
    assert f'{head} verdict: "pass" in the bundle, "fail" when judged again' in found


def test_a_built_in_fact_that_this_version_never_held_is_named(files: dict[str, bytes], tmp_path: Path) -> None:
    name = next(name for name in files if name.startswith(layout.CATALOG))
    forged = resealed({**files, name: files[name] + b"# one line more\n"})

    assert any(line.startswith("not the built-in file of version") for line in differences(put(tmp_path, forged)))


def test_a_forged_note_about_completeness_is_named(tmp_path: Path) -> None:
    make(fleet(tmp_path / "fleet", PASSES), tmp_path / "bundle")
    files = files_in(tmp_path / "bundle")
    old, new = b"completeness is not shown: no inventory says", b"completeness is shown: an inventory says"
    forged = {name: raw.replace(old, new) if not name.startswith("inputs/") else raw for name, raw in files.items()}

    found = [*differences(put(tmp_path / "forged", resealed(forged)))]

    assert any(line.startswith("report.json: a note is missing: completeness is not shown") for line in found)


def test_a_note_about_files_that_are_not_here_is_shown_as_not_checked(tmp_path: Path) -> None:
    more = {**PASSES, "policies/old.yaml": PASSES["policies/org.yaml"].replace("policy: org", "policy: old")}
    make(fleet(tmp_path / "fleet", more), tmp_path / "bundle")

    code, said = run("verify", tmp_path / "bundle")

    assert code == 0
    note = "not read, because the configuration does not list it: policies/old.yaml"
    assert f"not checked, for it is about other files: {note}" in said


def test_a_statement_of_another_version_is_compared_too(files: dict[str, bytes], tmp_path: Path) -> None:
    tool = {"name": "modelbylaws", "version": "0.0.9"}
    older = {**files, **{name: changed_json(files[name], tool=tool) for name in ("run.json", "report.json")}}
    statement = json.loads(files["statement.json"])
    statement["predicate"] |= {"result": "PASSED", "failedTests": []}
    forged = resealed({**older, "statement.json": json.dumps(statement).encode()})

    found = [*differences(put(tmp_path, forged))]

    assert all(
        line.startswith(("statement.json: predicate result: ", "statement.json: predicate failedTests"))
        for line in found
    )
    assert 'statement.json: predicate result: "PASSED" in the bundle, "FAILED" when judged again' in found


@pytest.mark.slow
def test_a_bundle_of_another_version_is_judged_by_its_own_built_in_files(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    name = next(name for name in files if name.startswith(layout.CATALOG))
    tool = {"name": "modelbylaws", "version": "0.0.9"}
    facts = files[name] + b"# as it was then\n"
    inputs = json.loads(files["report.json"])["inputs"]
    path = f"builtin:models/{name.removeprefix(layout.CATALOG)}"
    now = [entry | {"sha256": layout.digest(facts)} if entry["path"] == path else entry for entry in inputs]
    report = changed_json(files["report.json"], tool=tool, inputs=now)
    older = {**files, name: facts, "run.json": changed_json(files["run.json"], tool=tool), "report.json": report}

    code, said = run("verify", put(tmp_path / "older", resealed(older)))
    turned = resealed({**older, "report.json": report.replace(b'"exit_code": 1', b'"exit_code": 0')})

    assert code == 0, said
    assert "made by 0.0.9" in said
    assert "not checked: the page, tables and facts" in said
    assert "the bundle's own were used; 1 are not those of" in said
    assert any("exit_code" in line for line in differences(put(tmp_path / "turned", turned)))


@pytest.mark.parametrize("name", ["inputs/root/approved-by-the-board.txt", "inputs/more.yaml"])
def test_a_copy_that_the_run_does_not_read_is_named(files: dict[str, bytes], tmp_path: Path, name: str) -> None:
    assert f"no input of this run: {name}" in [*differences(put(tmp_path, resealed({**files, name: b"approved"})))]


def in_the_name_of_another_version(files: dict[str, bytes]) -> dict[str, bytes]:
    """What lets a forger hope that less is compared."""
    tool = {"name": "modelbylaws", "version": "0.0.9"}
    return {**files, **{name: changed_json(files[name], tool=tool) for name in ("run.json", "report.json")}}


def _keys_that_look_like_ways(files: dict[str, bytes]) -> dict[str, bytes]:
    report = json.loads(files["report.json"])
    next(rule for rule in report["rules"] if rule["id"] == "vendor-concentration")["verdict"] = "pass"
    forged = report | {"rules vendor-concentration": {"verdict": "fail"}, "exit_code": 0, " exit_code": 1}
    return {"report.json": json.dumps(forged).encode()}


def _a_simple_result(files: dict[str, bytes]) -> dict[str, bytes]:
    statement = json.loads(files["statement.json"])
    predicate = {"properties": ["MODELBYLAWS_vendor-concentration"]}
    return {"statement.svr.json": json.dumps(statement | {"predicate": predicate}).encode()}


def _another_completeness(files: dict[str, bytes]) -> dict[str, bytes]:
    known = json.loads(files["run.json"])["completeness"]
    return {"run.json": changed_json(files["run.json"], completeness=known | {"services": 999})}


def _another_exit_code(files: dict[str, bytes]) -> dict[str, bytes]:
    return {"run.json": changed_json(files["run.json"], **{"exit-code": 0})}


def _another_date(files: dict[str, bytes]) -> dict[str, bytes]:
    return {"statement.json": files["statement.json"].replace(b'as_of":"2026-11-22', b'as_of":"2027-11-22')}


def _another_type(files: dict[str, bytes]) -> dict[str, bytes]:
    return {"statement.json": files["statement.json"].replace(b"test-result/v0.1", b"svr/v0.2")}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (_keys_that_look_like_ways, 'report.json: rules vendor-concentration verdict: "pass" and "fail" in the bundle'),
        (_keys_that_look_like_ways, "report.json: exit_code: 0 and 1 in the bundle"),
        (_a_simple_result, "statement.svr.json is nothing of this run"),
        (_another_completeness, "run.json: completeness services: 999 in the bundle, 18 when judged again"),
        (_another_exit_code, "run.json: exit-code: 0 in the bundle, 1 when judged again"),
        (_another_date, 'statement.json: predicate modelbylaws_as_of: "2027-11-22" in the bundle'),
        (_another_type, "statement.json: predicateType: "),
    ],
)
def test_a_forgery_in_the_name_of_another_version_is_named(
    files: dict[str, bytes], tmp_path: Path, forge: Callable[[dict[str, bytes]], dict[str, bytes]], said: str
) -> None:
    older = in_the_name_of_another_version(files)

    found = [*differences(put(tmp_path, resealed({**older, **forge(older)})))]

    assert any(line.startswith(said) for line in found), found


def test_what_is_not_checked_of_another_version_stands_in_the_last_word_too(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    older = {name: raw for name, raw in in_the_name_of_another_version(files).items() if name != "report.html"}

    code, said = run("verify", put(tmp_path, resealed({**older, "page.html": b"all is well"})))

    assert code == 0
    assert f"not checked, version {__version__} makes no such file: page.html\n" in said
    assert f"not there, and version {__version__} makes it: report.html\n" in said
    assert said.endswith("\nverified, but for what is not checked, and there is no signature\n")


def test_copies_that_cannot_be_judged_are_no_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = fleet(tmp_path / "fleet", {**PASSES, "other/model-manifest.yaml": "service: ["})
    request = Request("modelbylaws.yaml", (), dt.date.fromisoformat(AS_OF), root=str(root), grounds=True)
    whole = make_pack(read_request(request), str(root), (), "")
    monkeypatch.setattr("checker.audit.bundle.attached.attach", lambda *_: {})  # which would refuse to
    write_bundle(whole, request, Evidence(str(tmp_path / "bundle"), None))

    assert [*differences(tmp_path / "bundle")] == [
        "the copies cannot be judged (exit 2), and what was not judged is no evidence"
    ]


@pytest.mark.parametrize("link", ["javascript:alert(1)//{path}", "https://host/'{path}", "https://host/\u202e{path}"])
def test_a_link_that_no_run_would_have_made_is_refused(files: dict[str, bytes], tmp_path: Path, link: str) -> None:
    forged = changed_json(files["run.json"], **{"link-template": link})

    with pytest.raises(Fault, match=r"run\.json cannot be read"):
        verify(str(put(tmp_path, resealed({**files, "run.json": forged}))), ASKED)


def test_a_built_in_policy_that_the_bundle_does_not_hold_is_a_difference(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    forged = changed_json(files["run.json"], policies=["builtin:vendor-resilience"])

    found = [*differences(put(tmp_path, resealed({**files, "run.json": forged})))]

    assert "the copies cannot be judged (exit 2), and what was not judged is no evidence" in found


def test_a_bundle_is_verified_alike_whatever_repository_the_environment_names(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "no-repository"))

    assert [*differences(put(tmp_path / "bundle", files))] == []
