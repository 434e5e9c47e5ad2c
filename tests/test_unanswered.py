"""A draft never passes: TODO in any field of a manifest is an unanswered question, located, in every verb."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from checker import source
from checker.cli import main
from checker.files.manifest import Manifest
from checker.shape import read
from checker.source import Document

WHOLE = """\
format: modelbylaws/manifest/v1
service: claims
owner: team-claims
lifecycle: production
tier: 1
regulation: [dora]
data: [personal]
reviewed: 2026-01-01
connectivity: online
residency: [EU]
traffic: 10
spend: 10
labels: {a: b}
uses:
  - id: triage
    required: true
    routes:
      - id: one
        model: openai/gpt-4o
        role: primary
        share: 50%
        access: cloud-api
        host: azure.foundry
        jurisdictions: [DE]
        deployment: d
        gateway: g
        version: "2024-08-06"
        digest: sha256:0000000000000000000000000000000000000000000000000000000000000000
        contract: c
        tested: 2026-01-01
      - id: two
        model: acme/own
        derived-from: [openai/gpt-4o]
        role: secondary
        share: 50%
        access: self-hosted
exit:
  plan: docs/exit.md
  substitutability: medium
  alternatives: [{model: openai/gpt-4o, assessed: 2026-01-01}]
  migration: {person-days: 1, calendar-days: 1, estimated: 2026-01-01}
"""

Where = tuple[str | int, ...]


def _paths(value: object, at: Where = ()) -> list[Where]:
    if isinstance(value, dict):
        return [path for key, inner in value.items() for path in _paths(inner, (*at, key))]
    if isinstance(value, list):
        return [path for index, inner in enumerate(value) for path in _paths(inner, (*at, index))]
    return [at]


def _with(path: Where, answer: str) -> str:
    data = yaml.load(WHOLE, yaml.BaseLoader)  # noqa: S506 - text only
    node = data
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = answer
    text: str = yaml.safe_dump(data, sort_keys=False)
    return text


FIELDS = [path for path in _paths(yaml.load(WHOLE, yaml.BaseLoader)) if path != ("format",)]  # noqa: S506


def test_the_manifest_of_this_table_has_every_key_and_is_valid() -> None:
    document = source.parse("m.yaml", WHOLE.encode())

    assert isinstance(document, Document)
    assert isinstance(read(document, Manifest), Manifest)


ANSWERS = ["TODO", " TODO", "TODO ask Ann", "TODO: which?", "TODO?"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [(path, "TODO") for path in FIELDS] + [(path, answer) for path in FIELDS[1:5] for answer in ANSWERS[1:]],
    ids=lambda part: part if isinstance(part, str) else ".".join(map(str, part)),
)
def test_a_question_in_any_field_is_refused_at_its_place(path: Where, answer: str) -> None:
    document = source.parse("m.yaml", _with(path, answer).encode())
    assert isinstance(document, Document)

    found = read(document, Manifest)

    assert isinstance(found, list)
    asked = [fault for fault in found if fault.code == "unanswered-question"]
    assert len(asked) == 1
    span = asked[0].primary.span
    assert span is not None
    line = document.text.splitlines()[span.line - 1]
    assert line[span.column - 1 :].strip("'").startswith(answer.strip("'"))


@pytest.mark.parametrize("name", ["TODO-app", "TODOs", "todo", "TODO.v2", "my TODO"])
def test_a_name_that_only_begins_so_is_an_answer(name: str) -> None:
    document = source.parse("m.yaml", _with(("owner",), name).encode())
    assert isinstance(document, Document)

    assert isinstance(read(document, Manifest), Manifest)


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("owner: TODO  # which team answers for it?", "which team answers for it?"),
        ("owner: 'TODO' # who? # really", "who? # really"),
        ("owner: TODO", "team or person who answers for it"),
        ("owner: TODO #", "team or person who answers for it"),
    ],
)
def test_the_remark_behind_it_is_the_question(line: str, question: str) -> None:
    document = source.parse("m.yaml", WHOLE.replace("owner: team-claims", line).encode())
    assert isinstance(document, Document)

    found = read(document, Manifest)

    assert isinstance(found, list)
    assert [fault.help for fault in found] == [question]


def test_other_faults_of_the_file_are_told_beside_the_questions() -> None:
    text = WHOLE.replace("tier: 1", "tier: TODO").replace("lifecycle: production", "lifecycle: prod")
    document = source.parse("m.yaml", text.encode())
    assert isinstance(document, Document)

    found = read(document, Manifest)

    assert isinstance(found, list)
    assert sorted(fault.code for fault in found) == ["unanswered-question", "unknown-value"]


VERBS = [
    ["check"], ["check", "--output", "json"], ["explain", "r", "--output", "json"], ["waivers"],
    ["simulate", "--lose", "lineage=meta"], ["report", "--output", "html=page.html"],
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_no_verb_takes_a_draft_for_a_manifest(
    verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "p.yaml").write_text(
        "format: modelbylaws/policy/v1\npolicy: p\nversion: '1'\nowner: o\n"
        "selections: {production: {lifecycle: production}}\nrules: [{id: r, title: one, kind: require, "
        "of: production,\n  each: route, must: {model.self-hostable: true}, level: hard, why: w}]\n"
    )
    (tmp_path / "model-manifest.yaml").write_text(WHOLE.replace("team-claims", "TODO  # who?"))

    code = main([*verb, "--as-of", "2026-11-22"])

    said = capsys.readouterr()
    assert code == 2
    assert "unanswered-question" in said.out + said.err
