"""``catalog draft``: stubs for models that no catalog lists; they claim nothing, and nothing passes by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from checker import source
from checker.catalog import Catalog
from checker.cli import main
from checker.files.catalog import CatalogFile
from checker.importing.catalog_draft import collect
from checker.shape import read
from checker.shape.unanswered import OPEN
from tests.builtin import builtin_catalog
from tests.fleets import fleet, service

POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: team@example.org
rules:
  - {id: weights, title: Weights can be had, kind: require, of: all, each: route, level: soft,
     must: {model.weights: {not-in: [none]}}}
  - {id: license, title: Licenses are allowed, kind: license-terms, of: all, level: soft, never: [GPL-3.0-only]}
  - {id: ends, title: No endpoint ends, kind: retirement, of: all, horizon: 30d, level: soft}
"""
ROUTES: Mapping[str, str] = {
    "a": "model: gpt-9-turbo, access: vendor-api",
    "b": "model: openai/gpt-9-turbo-2024-04-09, access: cloud-api, host: azure.foundry",
    "c": "model: llama3.1:8b, access: aggregator-api, host: groq",
    "d": "model: Qwen/Qwen1.5-4B, access: self-hosted",
    "e": "model: azure/chat-prod, access: cloud-api",
    "f": "model: anthropic/claude-sonet-4-5, access: vendor-api",
    "g": "model: deepseek-chat, access: vendor-api",
    "h": "model: openai/gpt-4.1, access: vendor-api",
}
CARD = """\
---
license: apache-2.0
base_model: [Qwen/Qwen3-8B, Qwen/Qwen1.5-4B]
extra_gated_prompt: who are you
---
# A card
"""
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in a folder with a fleet; the exit code, and all that was said."""
    for name, route in ROUTES.items():
        folder = tmp_path / "services" / name
        folder.mkdir(parents=True)
        (folder / "model-manifest.yaml").write_text(
            f"format: modelbylaws/manifest/v1\nservice: {name}\nowner: team\nlifecycle: production\ntier: 1\n"
            f"regulation: [none]\ndata: [none]\nuses:\n  - id: main\n    routes:\n      - {{{route}}}\n"
        )
    for folder_name in (".git", "policies", "catalog"):
        (tmp_path / folder_name).mkdir()
    (tmp_path / "policies" / "org.yaml").write_text(POLICY)
    (tmp_path / "card.md").write_text(CARD)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        code = main([*arguments, "--as-of", "2026-11-22"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def _verdicts(said: str) -> set[str]:
    return set(re.findall(r": (error|unknown)\[", said))


def test_each_name_that_could_be_listed_gets_a_stub_with_its_places_and_questions(run: Run) -> None:
    code, text = run("catalog", "draft")

    assert code == 0
    assert re.findall(r"^  - id: (.*)$", text, re.MULTILINE) == [
        "TODO/llama3.1-8b", "alibaba/qwen1.5-4b", "anthropic/claude-sonet-4-5", "openai/gpt-9-turbo",
    ]  # fmt: skip
    assert text.count(f"    vendor: {OPEN}  # who trained it?") == 4
    assert (
        "  # gpt-9-turbo: services/a/model-manifest.yaml:11:17\n  # openai/gpt-9-turbo-2024-04-09: services/b" in text
    )
    assert "      - groq:llama3.1:8b\n" in text
    assert "  # did you mean 'anthropic/claude-sonnet-4-5'? Then correct the manifest, and remove this entry.\n" in text
    assert "# Not drafted: azure/chat-prod: " in text
    assert "# Not drafted: deepseek-chat: " in text
    assert "gpt-4.1" not in text


def test_a_draft_is_no_catalog_until_it_is_answered_and_makes_nothing_pass_then(run: Run) -> None:
    before = run("check", "--output", "concise")
    assert run("catalog", "draft", "--into", "catalog/drafted.yaml")[0] == 0
    unanswered = run("check", "--output", "concise")
    drafted = Path("catalog/drafted.yaml")
    lines = [re.sub(r"vendor: TODO  # who trained it\? (\w+), by.*", r"vendor: \1", line)
             for line in drafted.read_text().splitlines()]  # fmt: skip
    answered = "\n".join(lines).replace("TODO/", "meta/")
    drafted.write_text(re.sub("vendor: TODO.*", "vendor: meta", answered))
    code, linted = run("catalog", "lint")
    after = run("check", "--output", "concise")

    assert (before[0], unanswered[0], code, after[0]) == (1, 2, 0, 1)
    assert unanswered[1].count("error[unanswered-question]") == 5  # four vendors, and one id
    assert "drafted.yaml" in unanswered[1]
    assert "0 faults" in linted
    places = [rf"services/{name}/model-manifest\.yaml:\d+:\d+: unknown\[{rule}\]"
              for name in "abcdf" for rule in ("weights", "license")]  # fmt: skip
    assert [place for place in places if not re.search(place, after[1])] == []
    assert _verdicts(before[1]) == _verdicts(after[1])


def test_nothing_is_written_over_and_nothing_outside(run: Run) -> None:
    Path("catalog/mine.yaml").write_text("format: modelbylaws/catalog/v1\n")

    assert run("catalog", "draft", "--into", "catalog/mine.yaml")[0] == 2
    assert run("catalog", "draft", "--into", "../elsewhere.yaml")[0] == 2
    assert run("catalog", "draft", "--into", "nowhere/x.yaml")[0] == 2
    assert run("catalog", "draft", "--into", "catalog/x.json")[0] == 2
    assert Path("catalog/mine.yaml").read_text() == "format: modelbylaws/catalog/v1\n"
    assert not Path("../elsewhere.yaml").exists()


def test_a_card_gives_claims_with_itself_as_their_source(run: Run) -> None:
    assert run("catalog", "draft", "--card", "card.md", "--repo", "Qwen/Qwen1.5-4B", "--into", "catalog/d.yaml")[0] == 0
    text = Path("catalog/d.yaml").read_text().replace(f"vendor: {OPEN}", "vendor: alibaba").replace(f"{OPEN}/", "x/")
    document = source.parse("d.yaml", text.encode())
    assert isinstance(document, source.Document)
    made = read(document, CatalogFile)

    assert isinstance(made, CatalogFile), made
    facts = next(model.facts for model in made.models if model.id == "alibaba/qwen1.5-4b")
    assert facts.weights is not None
    assert facts.license is not None
    assert facts.derived_from is not None
    assert [claims[0].value for claims in (facts.weights, facts.license, facts.derived_from)] == [
        "gated", "Apache-2.0", ("alibaba/qwen3-8b",),
    ]  # fmt: skip
    assert {claim[0].status for claim in (facts.weights, facts.license)} == {"reported"}
    assert facts.license[0].sources[0].class_ == "vendor"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("card", "arguments", "said"),
    [
        (CARD, ["--card", "card.md"], "--card and --repo go together"),
        (CARD, ["--card", "card.md", "--repo", "Qwen"], "is no repository"),
        (CARD, ["--card", "card.md", "--repo", "a/b c"], "is no repository"),
        (CARD, ["--card", "card.md", "--repo", "Qwen/Qwen3-8B"], "is listed"),
        ("# no head\n", ["--card", "card.md", "--repo", "a/b"], "does not begin as a model card does"),
        ("---\n" + "[" * 5000 + "\n---\n", ["--card", "card.md", "--repo", "a/b"], "cannot be read"),
    ],
)
def test_a_card_that_cannot_be_taken_is_said(run: Run, card: str, arguments: list[str], said: str) -> None:
    Path("card.md").write_text(card)
    code, told = run("catalog", "draft", *arguments)

    assert (code, said in told) == (2, True)


@pytest.mark.parametrize(
    "base", ["'x/y # z'", "'../../etc/passwd'", "'<b>a</b>/c'", "'a/b: {c: d}'", "'- id: evil'", f"'{'a' * 300}/b'"]
)
def test_whatever_a_card_names_the_file_is_one_of_stubs(run: Run, base: str) -> None:
    Path("card.md").write_text(f"---\nlicense: other\nlicense_name: {base}\nbase_model: [Qwen/Qwen3-8B, {base}]\n---\n")
    code, text = run("catalog", "draft", "--card", "card.md", "--repo", "evil/one")
    document = source.parse("d.yaml", text.encode())

    assert code == 0
    assert isinstance(document, source.Document)
    made = read(document, CatalogFile)
    if isinstance(made, list):
        assert {fault.code for fault in made} == {"unanswered-question"}


def test_a_stub_never_has_the_id_of_a_model_that_is_listed() -> None:
    """Else the name would be that model's, with all its facts."""
    known: Catalog = builtin_catalog()
    routes = [{"model": "someone/Qwen3-8B", "access": "self-hosted"},
              {"model": "acme/gpt-4.1", "access": "vendor-api"},
              {"model": "groq/alibaba/Qwen3-8B@v9", "access": "self-hosted"}]  # fmt: skip
    made = fleet([service(f"s{n}", [route]) for n, route in enumerate(routes)], known)

    stubs, _ = collect(made)

    assert not {stub.id for stub in stubs.values()} & set(known.models)


def test_a_fleet_of_listed_models_has_nothing_to_draft(run: Run) -> None:
    for name in "abcdefg":
        Path(f"services/{name}/model-manifest.yaml").unlink()
    code, said = run("catalog", "draft", "--into", "catalog/d.yaml")

    assert (code, said) == (0, "nothing to draft: no name is left that could be listed\n")
    assert not Path("catalog/d.yaml").exists()


def test_names_of_several_owners_are_several_stubs() -> None:
    """Anybody may call a repository like another one: one entry with both names would make them one model."""
    names = ("hf:evil/Foo-7B", "hf:good/Foo-7B", "foo-7b", "foo-7b-2026-01-01")
    routes = [{"id": "r", "model": name, "role": "primary", "access": "self-hosted"} for name in names]
    used = [service(f"s{number}", [route]) for number, route in enumerate(routes)]

    stubs, _ = collect(fleet(used, builtin_catalog()))

    assert {id_: stub.aliases for id_, stub in stubs.items()} == {
        "TODO/evil-foo-7b": ["hf:evil/Foo-7B"],
        "TODO/foo-7b": ["foo-7b", "foo-7b-2026-01-01"],
        "TODO/good-foo-7b": ["hf:good/Foo-7B"],
    }
