"""Files that lie, or that were made to break who reads them: a located fault, or skipped with a reason."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.drafting.draft import Drafted
from tests.drafting import DRAFTS, import_text, lines, skipped
from tests.test_sources import ALL, FILES

KEY = "sk-proj-0123456789abcdefghijklmnop"
ENDINGS = {
    "cyclonedx": "x.json",
    "kubernetes": "x.yaml",
    "compose": "x.yaml",
    "terraform": "x.json",
    "modelfile": "Modelfile",
}

_LEVELS = (f"k{n}: &{chr(98 + n)} [{f'*{chr(97 + n)}, ' * 9}]\n" for n in range(9))
BOMB = "".join(("a: &a [x, x]\n", *_LEVELS))
"""A few lines that stand for a billion values."""

BROKEN: list[tuple[str, str | bytes, str]] = [
    *[(source, b"\xff\xfe\x00", "not-utf8") for source in ENDINGS],
    *[(source, "a: \u202e", "bad-character") for source in ENDINGS],
    *[(source, "[" * 100_000, "too-deep") for source in ("cyclonedx", "terraform", "kubernetes", "compose")],
    *[(source, '{"a": 1, "a": 2}', "duplicate-key") for source in ("cyclonedx", "terraform")],
    *[(source, '{"bomFormat": "CycloneDX",}', "json-syntax") for source in ("cyclonedx", "terraform")],
    ("compose", BOMB, "too-many-nodes"),
    ("modelfile", 'FROM """llama3.1', "unreadable"),
]
"""What cannot be read."""


@pytest.mark.parametrize(("source", "text", "code"), BROKEN)
def test_what_cannot_be_read_is_a_located_fault(source: str, text: str | bytes, code: str) -> None:
    found = import_text(source, {ENDINGS[source]: text})

    assert [fault.code for fault in found.faults][:1] == [code], found.faults
    assert not found.drafts
    assert found.faults[0].primary.file == ENDINGS[source]


FOREIGN = [
    ("cyclonedx", '{"spdxVersion": "SPDX-2.3"}', "no CycloneDX document"),
    ("cyclonedx", '{"bomFormat": "CycloneDX", "specVersion": "1.4"}', "its version is not one of 1.5, 1.6, 1.7"),
    ("cyclonedx", '{"bomFormat": "CycloneDX", "specVersion": "1.6"}', "lists no component of type"),
    ("kubernetes", "model_list: []", "no object of Kubernetes"),
    ("compose", "model_list: []", "no Compose file"),
    ("terraform", '{"version": 4, "resources": []}', "no plan or state as Terraform prints it"),
    ("modelfile", "PARAMETER temperature 1\n", "no Modelfile: it has no FROM"),
]


@pytest.mark.parametrize(("source", "text", "reason"), FOREIGN)
def test_a_file_of_another_kind_is_skipped_with_a_reason(source: str, text: str, reason: str) -> None:
    found = import_text(source, {ENDINGS[source]: text})

    assert any(reason in line for line in skipped(found)), skipped(found)
    assert not found.drafts


@pytest.mark.parametrize(("source", "name"), ALL)
def test_wrong_types_anywhere_never_end_the_import(source: str, name: str) -> None:
    path = DRAFTS / source / name
    if source == "modelfile" or name == "helm.yaml":
        return
    documents = list(yaml.safe_load_all(path.read_text()))

    for mutated in _mutations(documents):
        found = _read(source, mutated)
        assert found.drafts or found.skipped or found.faults


def _read(source: str, documents: list[Any]) -> Drafted:
    texts = {f"{number}.json": json.dumps(document) for number, document in enumerate(documents)}
    return import_text(source, texts)


WRONG: tuple[Any, ...] = (
    "",
    "x" * 300,
    [],
    {},
    [[{}]],
    "9" * 400,
    {"a": {"b": []}},
    "<script>&\u2066",
    "::error::x",
    None,
)


def _mutations(documents: list[Any]) -> Iterator[list[Any]]:
    """The documents with one value after the other replaced, each by another wrong one."""
    places = [place for number, document in enumerate(documents) for place in _places(document, (number,))]
    stride = max(1, len(places) // 25)
    for turn, place in enumerate(places[::stride]):
        mutated = copy.deepcopy(documents)
        inner: Any = mutated
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = WRONG[turn % len(WRONG)]
        yield [document for document in mutated if isinstance(document, dict)] or [{}]


def _places(value: object, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield at
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        yield from _places(inner, (*at, step))


def _vllm(*args: str, **env: str) -> str:
    told = [{"name": name, "value": value} for name, value in env.items()]
    container = {"name": "c", "image": "vllm/vllm-openai", "args": args, "env": told}
    pod = {"template": {"spec": {"containers": [container]}}}
    return json.dumps({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "s"}, "spec": pod})


def _bom() -> str:
    model = {"type": "machine-learning-model", "name": KEY, "version": KEY, "hashes": [{"alg": KEY}]}
    told = [{"name": "cdx:ai:modelId", "value": KEY}]
    service = {"name": "x", "endpoints": [f"https://api.openai.com?key={KEY}"], "properties": told}
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [model], "services": [service]})


def _plan() -> str:
    hub = {"name": KEY, "primary_container": [{"environment": {"HF_MODEL_ID": KEY, "HF_TOKEN": KEY}}]}
    resources = [
        _resource("aws_sagemaker_model", hub, {}),
        _resource("azurerm_cognitive_deployment", {"name": "d", "model": [{"name": KEY}]}, {"model": True}),
    ]
    return json.dumps({"planned_values": {"root_module": {"resources": resources}}})


def _resource(type_: str, values: object, sensitive: object) -> dict[str, object]:
    return {"address": f"{type_}.m", "type": type_, "name": "m", "values": values, "sensitive_values": sensitive}


def _composed(service: dict[str, object], **more: object) -> str:
    return json.dumps({"services": {"a": service}, **more})


SECRETS = [
    ("kubernetes", _vllm("--model", KEY)),
    ("kubernetes", _vllm("--model", "$(OPENAI_API_KEY)", OPENAI_API_KEY=KEY)),
    ("kubernetes", _vllm("--model", "org/x", "--served-model-name", KEY)),
    ("kubernetes", _vllm("--model", f"https://user:{KEY}@weights.example.org/m.gguf")),
    ("kubernetes", _vllm("--model", f"/models/{KEY}/m.gguf")),
    ("kubernetes", _vllm("--model", "org/x", "--revision", KEY)),
    ("compose", _composed({"image": "vllm/vllm-openai", "command": f"--model ${{M:-{KEY}}}"})),
    ("compose", _composed({"models": ["m"]}, models={"m": {"model": KEY}})),
    ("modelfile", f"FROM {KEY}\n"),
    ("modelfile", f"FROM ./x.gguf\nADAPTER {KEY}\n"),
    ("modelfile", f'FROM llama3.1:8b\nSYSTEM "{KEY}"\n'),
    ("cyclonedx", _bom()),
    ("terraform", _plan()),
]


@pytest.mark.parametrize(("source", "text"), SECRETS)
def test_a_key_in_the_place_of_a_name_is_repeated_nowhere(source: str, text: str) -> None:
    found = import_text(source, {ENDINGS[source]: text})

    assert KEY not in repr(found)
    assert KEY.lower() not in repr(found).lower()
    assert found.drafts or found.skipped


def test_a_group_of_many_thousand_objects_is_read_in_one_go() -> None:
    one = json.loads(_vllm("--model", "Qwen/Qwen3-32B"))
    items = [{**one, "metadata": {"name": f"s{number}"}} for number in range(2_000)]

    found = import_text("kubernetes", {"x.json": json.dumps({"apiVersion": "v1", "kind": "List", "items": items})})

    assert len(lines(found)) == 2_000


def test_every_source_has_three_files_or_more() -> None:
    assert {source for source, names in FILES.items() if len(names) >= 3} == set(ENDINGS)
    assert all(Path(DRAFTS / source / name).is_file() for source, name in ALL)
