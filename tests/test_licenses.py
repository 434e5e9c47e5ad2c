"""Licenses: what a text means, and which rules it meets."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import license_expression
import pytest

from checker.cli import main
from checker.condition.compile import compile_condition
from checker.condition.expectation import Expectation
from checker.condition.expectation import parse as expectations
from checker.condition.licensing import is_allowed, terms
from checker.condition.truth import Known, Members, Unknown, Value
from checker.fleet.attributes import ATTRIBUTES, TABLE
from checker.licenses import FAMILIES, SILENT, WORDS, License, Term, listed_id, own_id, parse, same, spdx
from tests.fleets import AS_OF

LIST = ["MIT", "Apache-2.0", "GPL-3.0-only"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("mit", "MIT"),
        ("Mit OR apache-2.0", "MIT OR Apache-2.0"),
        ("(MIT) or (Apache-2.0)", "MIT OR Apache-2.0"),
        ("GPL-3.0", "GPL-3.0-only"),
        ("gpl-3.0+", "GPL-3.0-or-later"),
        ("GPL-3.0-only+", "GPL-3.0-or-later"),
        ("LGPL-2.1", "LGPL-2.1-only"),
        ("llama3.1", "LicenseRef-llama-3.1-community"),
        ("licenseref-Llama-3.1-COMMUNITY", "LicenseRef-llama-3.1-community"),
        ("LicenseRef-llama3.1", "llama3.1"),
        ("LicenseRef-gpl-3.0", "GPL-3.0-only"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("GPL-2.0 with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("wxWindows", "LGPL-2.0+ WITH WxWindows-exception-3.1"),
        ("Acme Terms", "acme terms"),
    ],
)
def test_two_spellings_of_one_license(one: str, two: str) -> None:
    assert same(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("MIT AND Apache-2.0", "MIT OR Apache-2.0"),
        ("GPL-3.0-only", "GPL-3.0-or-later"),
        ("openrail", "openrail++"),
        ("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("LicenseRef-modified-mit", "MIT"),
    ],
)
def test_two_licenses(one: str, two: str) -> None:
    assert not same(one, two)


@pytest.mark.parametrize("text", ["()", "(MIT", "MIT OR", "MIT/Apache-2.0", "Apache 2", "!", "(" * 999, "MIT " * 9999])
def test_a_text_that_is_no_expression_is_one_license_nobody_understands(text: str) -> None:
    found = parse(text)

    assert isinstance(found, Term)
    assert not found.understood


@pytest.mark.parametrize(
    "text", ["GPLv3", "Proprietary", "other", "MIT WITH nothing", "Classpath-exception-2.0", "gpl", "LicenseRef-gpl"]
)
def test_a_word_on_no_list_is_not_understood(text: str) -> None:
    assert not all(term.understood for term in parse(text).terms())


@pytest.mark.parametrize(
    ("license_", "allow", "never", "truth"),
    [
        ("MIT", ["MIT"], [], "true"),
        ("mit", ["MIT"], [], "true"),
        ("MIT", ["mit"], [], "true"),
        ("MIT OR Apache-2.0", ["MIT"], [], "true"),
        ("MIT OR X", ["MIT"], [], "true"),
        ("MIT AND Apache-2.0", ["MIT"], [], "false"),
        ("MIT AND Apache-2.0", ["MIT", "Apache-2.0"], [], "true"),
        ("MIT AND (Apache-2.0 OR GPL-3.0-only)", ["MIT", "Apache-2.0"], [], "true"),
        ("MIT AND X", ["MIT"], [], "unknown"),
        ("Proprietary", ["proprietary"], [], "true"),
        ("GPL-3.0-or-later", ["GPL-3.0-only"], [], "true"),
        ("GPL-3.0-only", ["GPL-3.0-or-later"], [], "false"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only"], [], "false"),
        ("GPL-2.0-only", ["GPL-2.0-only WITH Classpath-exception-2.0"], [], "false"),
        ("GPL-2.0 WITH Classpath-exception-2.0", ["GPL-2.0-only WITH classpath-exception-2.0"], [], "true"),
        ("MIT", None, ["GPL-3.0-only"], "true"),
        ("MIT AND GPL-3.0-only", None, ["GPL-3.0-only"], "false"),
        ("MIT AND gpl-3.0", None, ["GPL-3.0-only"], "false"),
        ("MIT OR GPL-3.0-only", None, ["GPL-3.0-only"], "true"),
        ("Apache-2.0 AND (MIT OR GPL-3.0-only)", None, ["GPL-3.0-only"], "true"),
        ("GPL-3.0-only OR AGPL-3.0-only", None, ["GPL-3.0-only", "AGPL-3.0-only"], "false"),
        ("GPL-3.0-or-later", None, ["GPL-3.0-only"], "false"),
        ("GPL-3.0-only", None, ["GPL-3.0-or-later"], "false"),
        ("GPL-3.0-only", None, ["GPL-2.0-or-later"], "false"),
        ("GPL-2.0-only", None, ["GPL-3.0-or-later"], "true"),
        ("GPL-2.0-or-later", None, ["GPL-3.0-only"], "true"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", None, ["GPL-2.0-only"], "false"),
        ("GPL-2.0-only", None, ["GPL-2.0-only WITH Classpath-exception-2.0"], "true"),
        ("MIT WITH nothing", None, ["MIT"], "false"),
        ("GPLv3", None, ["GPL-3.0-only"], "unknown"),
        ("GPLv3", None, [], "true"),
        ("MIT OR GPLv3", None, ["GPL-3.0-only"], "true"),
        ("LicenseRef-x", None, ["GPL-3.0-only"], "true"),
        ("llama4", None, ["LicenseRef-llama-4-community"], "false"),
        ("MIT OR Apache-2.0", ["MIT"], ["MIT"], "false"),
        ("MIT OR GPL-3.0-only", ["MIT", "GPL-3.0-only"], ["GPL-3.0-only"], "true"),
    ],
)
def test_some_choice_must_be_allowed_and_not_forbidden(
    license_: str, allow: list[str] | None, never: list[str], truth: str
) -> None:
    assert is_allowed(parse(license_), None if allow is None else terms(allow), terms(never)).value == truth


def ask(operator: str, *asked: str, several: bool = False) -> Expectation:
    (found,) = expectations(
        ATTRIBUTES["model.license"],
        list(asked) if operator == "is" else {operator: asked[0] if operator == "matches" else list(asked)},
        "service" if several else "route",
        ("model.license",),
    )
    assert isinstance(found, Expectation)
    return found


@pytest.mark.parametrize(
    ("license_", "operator", "asked", "truth"),
    [
        ("mit", "is", ["MIT"], "true"),
        ("MIT OR Apache-2.0", "is", ["MIT"], "true"),
        ("LicenseRef-x", "is", ["MIT"], "false"),
        ("MIT AND GPL-3.0-only", "is", ["GPL-3.0-only"], "unknown"),
        ("MIT AND GPL-3.0-only", "is", ["Apache-2.0"], "false"),
        ("GPLv3", "is", ["MIT"], "unknown"),
        ("mit", "not-in", ["MIT"], "false"),
        ("MIT AND GPL-3.0-only", "not-in", ["GPL-3.0-only"], "unknown"),
        ("MIT OR GPL-3.0-only", "not-in", ["GPL-3.0-only"], "true"),
        ("GPL-3.0+", "not-in", ["GPL-3.0-only"], "false"),
        ("GPLv3", "not-in", ["GPL-3.0-only"], "unknown"),
        ("llama3.1", "matches", ["LicenseRef-llama-*"], "true"),
        ("MIT OR llama3.1", "matches", ["licenseref-llama-*"], "true"),
        ("MIT AND GPL-3.0-only", "matches", ["GPL-*"], "unknown"),
        ("MIT", "matches", ["GPL-*"], "false"),
        ("GPL-2.0 WITH Classpath-exception-2.0", "matches", ["GPL-2.0-*"], "true"),
        ("GPL-2.0 WITH Classpath-exception-2.0", "matches", ["GPL-2.0-onl?"], "unknown"),
        ("GPL v3", "matches", ["BSD*"], "unknown"),
    ],
)
def test_a_condition_is_sure_only_where_every_reading_agrees(
    license_: str, operator: str, asked: list[str], truth: str
) -> None:
    assert ask(operator, *asked).judge(Known(license_), AS_OF).value == truth


GAP = Unknown("why")


@pytest.mark.parametrize(
    ("licenses", "gap", "operator", "asked", "truth"),
    [
        (["MIT", "mit AND GPL-3.0-only"], None, "none-of", ["GPL-3.0-only"], "unknown"),
        (["MIT", "gpl-3.0"], None, "none-of", ["GPL-3.0-only"], "false"),
        (["MIT", "MIT OR GPL-3.0-only"], None, "none-of", ["GPL-3.0-only"], "true"),
        (["MIT"], GAP, "none-of", ["GPL-3.0-only"], "unknown"),
        (["gpl-3.0"], GAP, "none-of", ["GPL-3.0-only"], "false"),
        (["mit"], GAP, "any-of", ["MIT"], "true"),
        (["Apache-2.0"], GAP, "any-of", ["MIT"], "unknown"),
        (["MIT OR Apache-2.0"], None, "only", ["MIT"], "true"),
        (["MIT", "Apache-2.0"], GAP, "only", ["MIT"], "false"),
        (["mit"], GAP, "all-of", ["MIT"], "true"),
        (["mit"], None, "all-of", ["MIT", "Apache-2.0"], "false"),
        (["GPLv3"], None, "any-of", ["MIT"], "unknown"),
    ],
)
def test_the_licenses_of_several_routes(
    licenses: list[str], gap: Unknown | None, operator: str, asked: list[str], truth: str
) -> None:
    assert ask(operator, *asked, several=True).judge(Members(frozenset(licenses), gap), AS_OF).value == truth


class Route:
    """A reader with one license."""

    as_of = AS_OF

    def __init__(self, value: Value) -> None:
        self.value = value

    def read(self, _attribute: object) -> Value:
        return self.value


@pytest.mark.parametrize(
    ("license_", "condition", "selects", "meets"),
    [
        ("MIT AND GPL-3.0-only", {"model.license": {"not-in": ["GPL-3.0-only"]}}, "unknown", "false"),
        ("MIT AND GPL-3.0-only", {"not": {"model.license": "GPL-3.0-only"}}, "unknown", "false"),
        ("MIT AND GPL-3.0-only", {"model.license": "MIT"}, "unknown", "false"),
        ("MIT AND GPL-3.0-only", {"not": {"model.license": {"not-in": ["MIT"]}}}, "unknown", "false"),
        ("MIT AND GPL-3.0-only", {"not": {"not": {"model.license": "MIT"}}}, "unknown", "false"),
        ("MIT AND GPL-3.0-only", {"any": [{"model.license": "MIT"}, {"model.license": "ISC"}]}, "unknown", "false"),
        ("MIT AND GPLv3", {"model.license": {"not-in": ["GPL-3.0-only"]}}, "unknown", "unknown"),
        ("MIT OR GPL-3.0-only", {"model.license": {"not-in": ["GPL-3.0-only"]}}, "true", "true"),
        ("MIT OR GPL-3.0-only", {"not": {"model.license": "GPL-3.0-only"}}, "true", "true"),
        ("MIT OR GPL-3.0-only", {"model.license": "GPL-3.0-only"}, "true", "true"),
        ("MIT OR GPL-3.0-only", {"not": {"model.license": {"not-in": ["MIT"]}}}, "true", "true"),
        ("MIT OR GPL-3.0-only", {"not": {"not": {"model.license": "MIT"}}}, "true", "true"),
        ("MIT AND GPL-3.0-only", {"not": {"model.license": {"matches": "GPL-*"}}}, "unknown", "false"),
        ("MIT", {"model.license": {"known": "true"}}, "true", "true"),
    ],
)
def test_a_mixture_is_in_doubt_for_who_selects_and_does_not_meet_a_demand(
    license_: str, condition: dict[str, object], selects: str, meets: str
) -> None:
    made = compile_condition(condition, "route", TABLE)

    assert made.judge(Route(Known(license_))).truth.value == selects
    assert made.judge(Route(Known(license_)), demands=True).truth.value == meets


def test_every_word_of_the_hub_is_one_license_that_is_known() -> None:
    found: dict[str, License] = {word: parse(word) for word in WORDS}

    assert [word for word, one in found.items() if not (isinstance(one, Term) and one.understood)] == []
    assert not (FAMILIES | SILENT) & set(WORDS)


def listed_by_library() -> list[str]:
    """The list that the library has, as the lines of ours."""
    ids: dict[tuple[str, str], str] = {}
    replaced: dict[tuple[str, str], str] = {}
    for entry in license_expression.get_license_index():
        name = entry["spdx_license_key"] or ""
        if not name or name.startswith("LicenseRef-") or name.lower() in spdx.REPLACED:
            continue
        kind = "exception" if entry["is_exception"] else "license"
        ids[kind, name.lower()] = f"{kind} {name}"
        others = [other for other in entry["other_spdx_license_keys"] if not other.startswith("LicenseRef-")]
        if kind == "license":
            replaced |= {(kind, other.lower()): f"{kind} {other} {name}" for other in others if " " not in other}
    return sorted({**replaced, **ids}.values(), key=str.lower)


def test_the_list_of_ids_is_that_of_the_library(accept: bool) -> None:
    """Of another version than the one it was made from, what both have is a license in both, or an exception."""
    version = importlib.metadata.version("license-expression")
    first, lines = f"# The SPDX license list as of license-expression {version}", listed_by_library()
    path = Path(spdx.LIST)
    if accept:
        path.write_text("".join(f"{line}\n" for line in (first, *lines)), encoding="ascii")
    kept_as, *kept = path.read_text(encoding="ascii").splitlines()

    if kept_as == first:
        assert kept == lines, "run: pytest --accept tests/test_licenses.py"
    else:
        ours, theirs = ({line.split()[1]: line.split()[0] for line in listed} for listed in (kept, lines))
        assert {name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]} == set()
    assert len(kept) > 700


def test_every_deprecated_expression_is_known() -> None:
    assert [old for old, new in spdx.REPLACED.items() if not all(term.understood for term in parse(new).terms())] == []


@pytest.mark.parametrize(
    ("name", "listed", "own"),
    [
        ("apache-2.0", "Apache-2.0", "Apache-2.0"),
        ("Apache 2.0", "Apache-2.0", "Apache-2.0"),
        ("gpl-3.0", None, "LicenseRef-gpl-3.0"),
        ("GPL-3.0-only", "GPL-3.0-only", "GPL-3.0-only"),
        ("openrail++", "LicenseRef-openrail-plus-plus", "LicenseRef-openrail-plus-plus"),
        ("llama4", "LicenseRef-llama-4-community", "LicenseRef-llama-4-community"),
        ("bsd", None, "LicenseRef-bsd"),
        ("GPL", None, "LicenseRef-gpl"),
        ("Acme Open", None, "LicenseRef-acme-open"),
        ("--", None, None),
    ],
)
def test_the_id_of_a_license_that_another_list_names(name: str, listed: str | None, own: str | None) -> None:
    assert (listed_id(name), own_id(name)) == (listed, own)


def test_the_filter_of_a_list_takes_any_spelling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = []
    for spelt in ("Apache-2.0", "apache-2.0"):
        assert main(["catalog", "list", "--license", spelt, "--as-of", "2026-11-22"]) == 0
        printed.append(capsys.readouterr().out)

    assert printed[0] == printed[1]
