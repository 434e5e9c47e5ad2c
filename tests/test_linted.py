"""What ``lint`` finds in every format: the schemas of others, hostile text, and what no reader may take it for."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import xmlschema

from checker.cli import main
from checker.diagnostic import Diagnostic, Location, Span
from checker.formats import FORMATS, Format, render_lint
from checker.formats.sarif import MAX_RESULTS
from checker.formats.terminal import plain
from checker.report import Input
from checker.report.linted import Linted
from tests.bundles import PASSES, fleet
from tests.hostile import MARK, PAYLOADS, Wrap, around
from tests.small_fleet import TEAM_POLICY
from tests.test_neutral import expected, parsed_as

SCHEMAS = Path(__file__).parent.parent / "schemas"
POLICY = "policies/org.yaml"


def hostile_lint(w: Wrap) -> Linted:
    policy = w(POLICY)
    at = Location(policy, Span(1, 1, 1, 4), w("label"))
    whole, carried = Location(w("CODEOWNERS")), Location(f"builtin:{w('carried')}", Span(1, 1, 1, 2))
    inputs = (Input(policy, "policy", "0"), Input(w("waivers.yaml"), "waivers", "1"))
    return Linted(
        verb="lint",
        as_of=dt.date(2026, 11, 22),
        known_by=None,
        version="0.0.0",
        inputs=inputs,
        faults=(Diagnostic(w("code"), w("fault"), (at, carried), w("remedy")),),
        hints=(
            Diagnostic(w("hint"), w("whole file"), (whole,), w("next")),
            Diagnostic(w("hint"), w("no file of theirs"), (carried,)),
        ),
        nothing=w("nothing"),
        sources={policy: "first line\n"},
    )


def linted(*hints: Diagnostic, faults: tuple[Diagnostic, ...] = (), nothing: str = "") -> Linted:
    plainly = hostile_lint(lambda text: text)
    return replace(plainly, hints=hints, faults=faults, nothing=nothing, sources={POLICY: "one\ntwo\nthree\n"})


def found(code: str, line: int, message: str = "it is so") -> Diagnostic:
    return Diagnostic(code, message, (Location(POLICY, Span(line, 1, line, 3)),), "change it")


LINTS: Mapping[str, Linted] = {
    "in order": linted(),
    "hints": linted(found("unproven", 1), found("unproven", 2), found("shadowed", 2)),
    "two of one code on one line": linted(found("unproven", 1, "a"), found("unproven", 1, "b")),
    "faults": linted(found("unproven", 2), faults=(found("unknown-control", 1), found("unproven", 1))),
    "no policy": replace(linted(nothing="no policy found"), inputs=()),
    "a catalog": replace(linted(found("disputed", 1)), verb="catalog lint", builtin_too=True),
    **{f"hostile: {name}": hostile_lint(around(text)) for name, (text, _) in PAYLOADS.items()},
}


def out(name: Format, what: Linted) -> str:
    return render_lint(name, what, plain)


@pytest.fixture(scope="module")
def lint_schema() -> jsonschema.protocols.Validator:
    return jsonschema.Draft7Validator(json.loads((SCHEMAS / "lint.schema.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", LINTS)
def test_sarif_fits_the_schema_and_has_what_github_asks_for(
    name: str, sarif_schema: jsonschema.protocols.Validator
) -> None:
    log = json.loads(out("sarif", LINTS[name]))

    assert [error.message for error in sarif_schema.iter_errors(log)] == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] and rule["name"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["locations"]) == 1
    known = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len({*zip(known, (result["ruleId"] for result in run["results"]), strict=True)}) == len(known)
    assert run["automationDetails"]["id"] == f"modelbylaws/{LINTS[name].verb.replace(' ', '-')}/"
    assert run["invocations"][0]["executionSuccessful"] == (LINTS[name].exit_code == 0)


@pytest.mark.parametrize("name", LINTS)
def test_junit_fits_jenkins_schema(name: str, junit_schema: xmlschema.XMLSchema) -> None:
    assert [str(error) for error in junit_schema.iter_errors(out("junit", LINTS[name]))] == []


@pytest.mark.parametrize("name", LINTS)
def test_json_obeys_its_schema(name: str, lint_schema: jsonschema.protocols.Validator) -> None:
    data = json.loads(out("json", LINTS[name]))

    assert [error.message for error in lint_schema.iter_errors(data)] == []
    assert list(lint_schema.iter_errors({**data, "format": "modelbylaws/report/v1"}))


@pytest.mark.parametrize("name", LINTS)
def test_every_format_says_whether_lint_failed(name: str) -> None:
    what = LINTS[name]
    texts = {form: out(form, what) for form in FORMATS}
    entries = json.loads(texts["gitlab"])
    rows = list(csv.DictReader(io.StringIO(texts["csv"], newline=""), strict=True))

    fails = what.exit_code != 0
    assert any(entry["severity"] == "blocker" for entry in entries) == fails
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert any(row["record"] == "fault" for row in rows) == fails == (rows[0]["verdict"] != "no faults")
    assert texts["github"].startswith("::error " if fails else "::notice ")
    assert texts["azure"].startswith("##vso[task.logissue type=error;" if fails else "Read ")
    assert ("<error " in texts["junit"]) == fails
    assert json.loads(texts["json"])["exit_code"] == what.exit_code


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_takes_it_for_a_check(form: Format) -> None:
    """Nobody was judged: a reader must not find a word for compliance."""
    assert not re.search(r"complian|passed|judged\b", out(form, LINTS["in order"]))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", FORMATS)
def test_text_stays_text(name: Format, payload: str) -> None:
    text, shown = PAYLOADS[payload]
    usual = parsed_as(name, out(name, hostile_lint(around(MARK))))

    made = out(name, hostile_lint(around(text)))

    parsed = parsed_as(name, made)
    assert parsed.structure == usual.structure
    wanted = [expected(name, entry, text, shown).strip() for entry in usual.texts]
    assert [entry.strip() for entry in parsed.texts] == wanted
    assert {c for c in made if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}} <= {"\n"}
    own = {"azure": r"##vso\[task\.logissue ", "github": r"::(error|warning|notice) "}.get(name, "(?!)")
    rest = [re.sub(f"^{own}", "", line) for line in made.split("\n")]
    assert not [line for line in rest if line.lstrip().startswith("::") or re.search(r"##(\[|vso\[|teamcity\[)", line)]


@pytest.mark.slow
def test_a_fault_is_kept_where_hints_are_more_than_github_takes() -> None:
    hints = (found("unproven", 1, f"hint {number}") for number in range(MAX_RESULTS + 5))
    (run,) = json.loads(out("sarif", linted(*hints, faults=(found("unknown-control", 2),))))["runs"]

    assert len(run["results"]) <= MAX_RESULTS
    assert run["results"][0]["ruleId"] == "unknown-control"
    said = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("left out, the least severe" in text for text in said)


def test_a_file_without_a_fault_is_a_case_that_passed() -> None:
    text = out("junit", LINTS["faults"])

    assert "name='no fault: waivers.yaml'/>" in text
    assert f"name='no fault: {POLICY}'/>" not in text
    assert "name='no fault: " not in out("junit", LINTS["a catalog"]), "faults of policies are left to lint"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    broken = TEAM_POLICY.replace("level: hard", "level: hard\n    controls: [nobody-knows-it]")
    monkeypatch.chdir(fleet(tmp_path / "fleet", {**PASSES, POLICY: broken}))
    return tmp_path


LINT = ["lint", "--as-of", "2026-11-22"]


@pytest.mark.parametrize("verb", [["lint"], ["catalog", "lint"]])
@pytest.mark.parametrize("name", FORMATS)
def test_the_exit_code_and_the_bytes_are_the_same_in_a_file(
    verb: list[str], name: Format, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [*verb, "--as-of", "2026-11-22", "--output"]
    code = 2 if verb == ["lint"] else 0

    assert main([*asked, name]) == code == main([*asked, f"{name}={folder / 'out'}"])

    assert capsys.readouterr().out.startswith((folder / "out").read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", [POLICY, "modelbylaws.yaml", "CODEOWNERS", ".git/config"])
def test_an_output_replaces_nothing_that_was_read(file: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "fleet" / file
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_text("* @owners\n", encoding="utf-8")
    before = path.read_bytes()

    assert main([*LINT, "--output", f"json={file}"]) == 2

    assert path.read_bytes() == before
    assert repr(file) in capsys.readouterr().err


def test_catalog_lint_replaces_no_catalog(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalog = folder / "fleet" / "catalog" / "own.yaml"
    catalog.parent.mkdir()
    catalog.write_text("format: modelbylaws/catalog/v1\n", encoding="utf-8")

    assert main(["catalog", *LINT, "--output", f"csv={catalog}"]) == 2

    assert catalog.read_text(encoding="utf-8") == "format: modelbylaws/catalog/v1\n"
    assert "replaces no input" in capsys.readouterr().err


def test_paths_start_at_the_root_of_the_repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".git").mkdir()
    main([*LINT, "--output", f"gitlab={folder / 'out.json'}"])

    paths = {entry["location"]["path"] for entry in json.loads((folder / "out.json").read_text())}
    assert paths == {f"fleet/{POLICY}", "fleet/modelbylaws.yaml"}, "a place in a built-in policy is none of theirs"
    monkeypatch.chdir(folder)
    main([*LINT, "--config", "fleet/modelbylaws.yaml", "--output", f"gitlab={folder / 'again.json'}"])
    assert (folder / "again.json").read_bytes() == (folder / "out.json").read_bytes()


def test_without_a_policy_nothing_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "modelbylaws.yaml").write_text("format: modelbylaws/config/v1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert main(["lint"]) == 3
    capsys.readouterr()
    assert main(["lint", "--output", "junit"]) == 3
    assert "no policy found: looked for policies/*.yaml" in capsys.readouterr().out
