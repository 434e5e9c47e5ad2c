"""Generated pages are fresh, examples in docstrings are executed, and what the README shows is what happens."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from checker.cli import main
from checker.codes import PARTS
from checker.condition.attribute import Attribute
from checker.fleet.attributes import ATTRIBUTES
from checker.kinds import KINDS
from checker.schema import schema
from tests.kind_examples import WORDS, Word, example
from tests.packs_page import ADVICE, packs_page
from tests.test_cases import lacks_a_day

ROOT = Path(__file__).parent.parent
FRESH = "this page is made by `pytest --accept tests/test_docs.py` from the code; do not edit it"


def attributes_page() -> str:
    rows = [f"| `{a.name}` | {a.depth} | {_type(a)} | {a.about} |" for a in ATTRIBUTES.values()]
    head = [
        "# Attributes",
        "",
        f"<!-- {FRESH} -->",
        "",
        "What a condition may ask about. An attribute of a lower level, read",
    ]
    head += [
        "from a higher one, is the set of its values over the routes in question. `labels.<key>` reads a label.",
        "",
    ]
    return "\n".join([*head, "| attribute | level | type | meaning |", "| --- | --- | --- | --- |", *rows, ""])


def _type(attribute: Attribute) -> str:
    few = 16
    choices = ", ".join(f"`{c}`" for c in attribute.choices) if 0 < len(attribute.choices) <= few else ""
    kind = f"{'set of ' if attribute.is_set else ''}{attribute.type}"
    return f"{kind}: {choices}" if choices else kind


def kinds_page() -> str:
    parts = ["# Kinds of rules", "", f"<!-- {FRESH} -->", ""]
    parts += [
        "The examples are shortened: a rule also needs `id`, `title`, `of` and `level`, and a manifest its own keys",
        "",
    ]
    parts += ["(see [Writing policies and catalogs](writing.md)). Tests run them.", ""]
    definitions = json.loads(schema("policy"))["definitions"]
    for name, kind in KINDS.items():
        text = sys.modules[kind.__module__].__doc__ or ""
        parts += [f"## `{name}`", "", _with_code(text), "", "| parameter | meaning |", "| --- | --- |"]
        own = [key for key in definitions[kind.__name__]["properties"] if key not in _SHARED]
        parts += [f"| `{key}` | {definitions[kind.__name__]['properties'][key]['description']} |" for key in own]
        parts.append("")
    return "\n".join(parts)


_SHARED = {"kind", "id", "title", "of", "level", "why", "fix", "controls", "since", "advisory-until", "no-match"}


def _with_code(text: str) -> str:
    """A docstring as Markdown: the indented examples become fenced YAML."""
    prose = text.rstrip().replace("``", "`") + "\n"
    return re.sub(r"\n((?:    .*\n)+)", lambda found: f"\n\n```yaml\n{_dedent(found[1])}```\n", prose).rstrip()


def _dedent(block: str) -> str:
    return "".join(line[4:] for line in block.splitlines(keepends=True))


def codes_page() -> str:
    parts = ["# Codes", "", f"<!-- {FRESH} -->", "", "What `error[CODE]` and `advice[CODE]` mean, as"]
    parts += [
        "`modelbylaws --explain CODE` says it. Rules have ids of their own, which `modelbylaws explain RULE` knows.",
        "",
    ]
    for heading, codes in PARTS.items():
        parts += [f"## {heading}", ""]
        for code in codes:
            parts += [f"### `{code.name}`", "", code.meaning, "", "```text", code.example, "```", "", code.remedy, ""]
    return "\n".join(parts)


PAGES: Mapping[str, Callable[[], str]] = {
    "attributes.md": attributes_page,
    "codes.md": codes_page,
    "kinds.md": kinds_page,
    "packs.md": lambda: packs_page(FRESH),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_fresh(name: str, accept: bool) -> None:
    page = ROOT / "docs" / name
    if accept:
        page.write_text(PAGES[name]())

    assert page.read_text() == PAGES[name]()


def test_every_advice_is_answered_by_rules_that_there_are() -> None:
    page = packs_page(FRESH)
    named = {name for _, answer in ADVICE for name in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", answer)}

    assert len(ADVICE) == 28
    assert [name for name in sorted(named) if f"### `{name}`" not in page] == []


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("word", WORDS)
def test_the_examples_of_a_kind_do_what_they_say(
    name: str, word: Word, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = example(name, word)
    rule = {"id": "example", "title": "An example", "of": "all", "level": "soft", **shown["rule"]}
    policy = {"format": "modelbylaws/policy/v1", "policy": "example", "rules": [rule]}
    _write(tmp_path / "policies" / "example.yaml", policy)
    for service, routes in shown["services"].items():
        manifest = {
            "format": "modelbylaws/manifest/v1", "service": service, "owner": "team", "lifecycle": "production",
            "tier": "1", "regulation": ["none"], "data": ["none"], "uses": [{"id": "main", "routes": routes}],
        }  # fmt: skip
        _write(tmp_path / service / "model-manifest.yaml", manifest)
    if "inventory" in shown:
        services = [{"service": service} for service in shown["inventory"]]
        _write(tmp_path / "inventory.yaml", {"format": "modelbylaws/inventory/v1", "services": services})
        _write(tmp_path / "modelbylaws.yaml", {"format": "modelbylaws/config/v1", "inventory": "inventory.yaml"})
    if "observed" in shown:
        (tmp_path / "seen.json").write_text(json.dumps(shown["observed"]))
        observed = [{"telemetry": "seen.json"}]
        _write(tmp_path / "modelbylaws.yaml", {"format": "modelbylaws/config/v1", "observed": observed})
    monkeypatch.chdir(tmp_path)

    code = main(["check", "--as-of", "2026-11-22", "--output", "json"])

    report = json.loads(capsys.readouterr().out)
    verdict = {"Fails": "fail", "Passes": "pass"}[word]
    assert (code, report["rules"][0]["verdict"], report["rules"][0]["kind"]) == (int(word == "Fails"), verdict, name)


def _write(path: Path, data: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, sort_keys=False))


def transcripts() -> Iterator[tuple[str, str, str]]:
    """Every ``console`` block of the pages that people read first: its command and what it shows."""
    for page in ("examples/meridian-bank/README.md", "docs/importing.md", "docs/simulation.md"):
        text = (ROOT / page).read_text()
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
            command, _, shown = block.replace("\\\n", " ").partition("\n")
            if shown:
                yield page, command.removeprefix("$ "), shown


@pytest.mark.parametrize(("page", "command", "shown"), list(transcripts()))
def test_what_a_page_shows_is_what_happens(
    page: str,
    command: str,
    shown: str,
    accept: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    assert not lacks_a_day(command)

    main(shlex.split(command)[1:])

    printed = capsys.readouterr().out.rstrip("\n") + "\n"
    if accept:
        (ROOT / page).write_text((ROOT / page).read_text().replace(shown, printed))
    assert printed in (ROOT / page).read_text()


def test_every_answer_on_the_page_about_catalogs_is_one_that_a_case_gives() -> None:
    given = "".join(path.read_text() for path in (ROOT / "tests" / "cases" / "catalog").rglob("expected.txt"))
    shown = re.findall(r"```console\n(.*?)```", (ROOT / "docs" / "catalog.md").read_text(), re.DOTALL)

    assert len(shown) > 3
    assert [block for block in shown if f"{block}(exit code" not in given] == []
