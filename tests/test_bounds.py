"""However much is wrong, and however long a value is, what is said stays short, and is said soon."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checker import diagnostic
from checker.cli import main
from checker.diagnostic import MAX_FAULTS, MAX_NEAR, MAX_VALUE, Diagnostic, Location, Span, cap_faults, shorten_values
from checker.formats import FORMATS, formats_for
from checker.formats.terminal import MAX_LINE, colorize, fit, fit_lines

POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: o
rules:
  - {id: cap, title: t, kind: max-share, of: all, by: lineage, max: 40%, level: soft, why: w}
  - {id: held, title: t, kind: require, of: all, each: route, must: {model.self-hostable: true}, level: hard, why: w}
"""
MANIFEST = """\
format: modelbylaws/manifest/v1
service: a
owner: o
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses:
  - id: u
    routes:
      - {model: google/gemma-4-31b-it, access: self-hosted}
"""
CATALOG = "format: modelbylaws/catalog/v1\nmodels:\n"
LONG = 900_000

Fleet = Callable[..., None]


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    """Writes a fleet, and goes there."""

    def write(manifest: str = MANIFEST, policy: str = POLICY, **others: str) -> None:
        files = {"policies/org.yaml": policy, "services/a/model-manifest.yaml": manifest}
        for path, text in (files | {name.replace("__", "/") + ".yaml": text for name, text in others.items()}).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        monkeypatch.chdir(tmp_path)

    return write


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main([*arguments])
    found = capsys.readouterr()
    return code, found.out + found.err


def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every word that is compared with names from here on."""
    words: list[str] = []
    nearest = diagnostic._nearest

    def counted(word: str, names: list[str]) -> str:
        words.append(word)
        return nearest(word, names)

    monkeypatch.setattr(diagnostic, "_nearest", counted)
    return words


@pytest.mark.slow
def test_of_a_file_with_24_000_unknown_keys_a_hundred_are_named_and_looked_for(
    fleet: Fleet, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet(MANIFEST + "".join(f"lifecycl{number}: v\n" for number in range(24_000)))
    words = compared(monkeypatch)
    code, text = said(capsys, "check", "--as-of", "2026-11-22", "--output", "concise")

    faults = [line for line in text.splitlines() if "error[unknown-key]" in line]
    assert code == 2
    assert len(faults) == MAX_FAULTS
    assert faults[0].startswith("services/a/model-manifest.yaml:12:1:")
    assert "model-manifest.yaml:112:1: error[too-many-faults] and 23900 more faults in this file\n" in text
    assert len(words) == MAX_NEAR


MANY = {
    "unknown values": {"manifest": MANIFEST.replace("[none]", f"[{', '.join(f'gdp{n}' for n in range(5_000))}]", 1)},
    "wrong entries": {"manifest": MANIFEST.replace("[none]", f"[{'{}, ' * 5_000}a]", 1)},
    "no entries": {"manifest": f"{MANIFEST}residency: [{'[], ' * 5_000}DE]\n"},
    "unknown attributes": {
        "policy": f"{POLICY}selections: {{s: {{{', '.join(f'tie{n}: 1' for n in range(5_000))}}}}}\n"},
    "unknown names": {"policy": POLICY.replace(
        "{model.self-hostable: true}", f"{{lineage: {{none-of: [{', '.join(f'met{n}' for n in range(5_000))}]}}}}")},
    "unknown selections": {"policy": POLICY + "".join(
        f"  - {{id: r{n}, title: t, kind: max-share, of: al{n}, by: host, max: 40%, level: soft, why: w}}\n"
        for n in range(900))},
    "a catalog's slips": {"catalog__x": CATALOG + "".join(
        f"  - {{id: met{n}/m, vendor: met{n}, family: f}}\n" for n in range(2_000))},
    "models that nobody knows": {"manifest": MANIFEST + "".join(
        f"  - {{id: u{n}, routes: [{{model: opena/gpt-5.{n}, access: self-hosted}}]}}\n" for n in range(1_500))},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", MANY)
def test_faults_and_near_words_are_bounded_in_every_layer(
    what: str, fleet: Fleet, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet(**MANY[what])
    words = compared(monkeypatch)
    code, text = said(capsys, "check", "--as-of", "2026-11-22", "--output", "json")

    report = json.loads(text)
    assert code == report["exit_code"] != 0
    assert len(words) == len(set(words)) <= 3 * MAX_NEAR
    assert len(report["diagnostics"]) <= MAX_FAULTS + 1
    for verb in ("lint", "catalog lint"):
        assert said(capsys, *verb.split(), "--as-of", "2026-11-22")[1].count("error[") <= MAX_FAULTS + 1


LONGEST = {
    "a model": {"manifest": MANIFEST.replace("google/gemma-4-31b-it", "m" * LONG)},
    "a model of a vendor": {"manifest": MANIFEST.replace("google/gemma-4-31b-it", f"openai/{'m' * LONG}")},
    "a tag": {"manifest": MANIFEST.replace("[none]", f"[{'t' * LONG}]", 1)},
    "a number": {"manifest": MANIFEST.replace("tier: 1", f"tier: {'1' * LONG}")},
    "a name": {"manifest": MANIFEST.replace("service: a", f"service: {'a' * LONG}")},
    "an owner": {"manifest": MANIFEST.replace("owner: o", f"owner: {'o' * LONG}")},
    "a version": {"manifest": MANIFEST.replace("access:", f"version: {'v' * LONG}, access:")},
    "a value with spaces": {"manifest": MANIFEST.replace("production", f'"{"p " * (LONG // 2)}"')},
    "a quoted value": {"manifest": MANIFEST.replace("production", f"\"{'it is ' * (LONG // 6)}\"")},
    "a title": {"policy": POLICY.replace("title: t", f"title: {'t ' * (LONG // 2)}")},
    "a limit": {"policy": POLICY.replace("40%", "4" * LONG)},
    "a selection": {"policy": POLICY.replace("of: all", f"of: {'s' * LONG}", 1)},
    "a value of a condition": {"policy": POLICY.replace("true", "t" * LONG)},
    "a parameter": {"policy": POLICY.replace("40%", f"${'p' * LONG}")},
    "a reason": {"policy": POLICY.replace("why: w", f"why: {'w ' * (LONG // 2)}")},
    "a format": {"manifest": MANIFEST.replace("manifest/v1", "manifest/v1" * (LONG // 11))},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("what", LONGEST)
def test_no_value_and_no_line_is_long(what: str, name: str, fleet: Fleet, capsys: pytest.CaptureFixture[str]) -> None:
    fleet(**LONGEST[what])
    _, text = said(capsys, "check", "--as-of", "2026-11-22", "--output", name)

    if name in {*formats_for("people", "commands"), "markdown", "junit"}:
        assert max(map(len, text.splitlines())) <= MAX_LINE
    for character in "mt1aovs4pw":
        assert character * (MAX_VALUE + 1) not in text


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["lint", "explain held", "explain held a", "catalog list --used", "waivers", "report"])
@pytest.mark.parametrize("what", LONGEST)
def test_no_line_of_other_verbs_is_long(what: str, verb: str, fleet: Fleet, capsys: pytest.CaptureFixture[str]) -> None:
    fleet(**LONGEST[what])
    more = ("--output", "html=report.html") if verb == "report" else ()
    _, text = said(capsys, *verb.split(), "--as-of", "2026-11-22", *more)

    assert max(map(len, text.splitlines())) <= MAX_LINE


def test_what_the_command_line_says_itself_is_short(fleet: Fleet, capsys: pytest.CaptureFixture[str]) -> None:
    fleet()

    assert len(said(capsys, "explain", "r" * 50_000)[1]) <= MAX_LINE + 20
    assert len(said(capsys, "check", "p/" * 2_000)[1]) <= MAX_LINE + 20


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("short 'value' of something", "short 'value' of something"),
        (f"the vendor's {'word ' * 60}services' end", f"the vendor's {'word ' * 60}services' end"),
        (f"unknown key {'k' * 300!r}", f"unknown key '{'k' * 178}...' (300 characters)"),
        (f"{'a b ' * 100!r} is no day", f"'{'a b ' * 44}a ...' (400 characters) is no day"),
        (f"no model {'m' * 201}, nor x", f"no model {'m' * 180}... (202 characters) nor x"),
        (f"path {'p/' * 100} is kept", f"path {'p/' * 100} is kept"),
    ],
)
def test_a_value_is_cut_where_it_is_too_long(message: str, shown: str) -> None:
    assert shorten_values(message) == shown
    assert shorten_values(shorten_values(message)) == shown


def test_a_long_value_between_double_quotes_is_cut_too() -> None:
    assert len(shorten_values('"' + "it's " * 100 + '"')) == MAX_VALUE


def test_the_faults_of_one_file_do_not_hide_those_of_another() -> None:
    many = [Diagnostic("c", "m", (Location("b", Span(n, 1, n, 2)),)) for n in range(1, 150)]
    one = Diagnostic("c", "m", (Location("c"),))
    found = cap_faults([one, *reversed(many)])

    assert [f.locations[0] for f in found if f.code == "too-many-faults"] == [Location("b", Span(101, 1, 101, 2))]
    assert (found[-1], len(found)) == (one, MAX_FAULTS + 2)
    assert cap_faults(found) == found


def test_the_keys_that_there_are_are_listed_once_in_a_file(fleet: Fleet, capsys: pytest.CaptureFixture[str]) -> None:
    fleet(MANIFEST + "zzz: 1\nxxxxx: 2\n")
    _, text = said(capsys, "check", "--as-of", "2026-11-22", "--output", "json")

    first, second = json.loads(text)["diagnostics"]
    assert first["help"].startswith("known keys: connectivity, data, exit, format, labels, lifecycle, owner,")
    assert (second["message"], second["help"]) == ("unknown key 'xxxxx'", "")


def test_a_line_is_cut_between_styles() -> None:
    line = colorize("error", "e" * MAX_LINE)

    assert fit(line).endswith("\x1b[0m... (57 more characters)")
    assert fit("x" * 3_000) == f"{'x' * 1_960}... (1040 more characters)"
    assert fit_lines("a\n" + "x" * MAX_LINE) == "a\n" + "x" * MAX_LINE
