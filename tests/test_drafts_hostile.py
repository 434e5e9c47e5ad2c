"""Hostile files of others: a fault with a place, or a skip with a reason; no traceback, and no secret anywhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest

from checker import source
from checker.drafting.files import BOUNDS
from checker.source import Document
from tests.drafted import answer_all, fleet, run
from tests.hostile import PAYLOADS

SECRET = "sk-SECRET0123456789abcdef"
SCHEMA = json.loads((Path(__file__).parent.parent / "schemas" / "import.schema.json").read_text(encoding="utf-8"))
GOOD = "model_list: [{model_name: chat, litellm_params: {model: gpt-4o}}]\n"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path)
    return tmp_path


def everything(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """All that the program said and wrote."""
    said = capsys.readouterr()
    files = [path.read_text(encoding="utf-8") for path in (root / "services").rglob("*") if path.is_file()]
    return said.out + said.err + "".join(files)


def nest(depth: int) -> str:
    return "model_list: " + "[" * depth + "]" * depth


BOMBS: dict[str, str] = {
    "nothing": "",
    "a list": "- a\n- b\n",
    "no proxy": "a: b\n",
    "null": "model_list:\n",
    "models are no list": "model_list: {a: b}\n",
    "entries are no mappings": "model_list: [a, [b], null, 1]\n",
    "deep nesting": nest(5000),
    "laughs": "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9))
    + "model_list: *j\n",
    "itself": "model_list: &a [*a]\n",
    "a tag": "model_list: !!python/object/apply:os.system [echo]\n",
    "no text": "model_list: [{model_name: \x07}]\n",
    "not closed": f"model_list:\n  - model_name: 'chat\n    litellm_params: {{api_key: {SECRET}}}\n",
    "a tab": f"model_list:\n\t- api_key: {SECRET}\n",
    "twice the key": f"model_list: []\n{SECRET}: 1\n{SECRET}: 2\n",
    "includes itself, and no model": "include: [proxy.yaml]\n",
    "includes what is outside": "include: [../../../etc/passwd]\n" + GOOD,
    "includes a folder": "include: [policies]\n" + GOOD,
    "includes what is not there": f"include: [{SECRET}.yaml]\n" + GOOD,
    "includes a null byte": 'include: ["a\\0b"]\n' + GOOD,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_proxy_is_a_fault(name: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "proxy.yaml").write_bytes(BOMBS[name].encode())

    code = run("import", "litellm", "proxy.yaml")

    said = capsys.readouterr()
    assert code == 2
    assert said.err.startswith("modelbylaws: nothing was drafted: ")
    assert SECRET not in said.out + said.err
    assert not (root / "services").exists()


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"\x00" * 100, b"a" * (17 << 20)], ids=["bytes", "zeros", "large"])
def test_what_is_no_text_or_too_much_is_a_fault(raw: bytes, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "proxy.yaml").write_bytes(raw)

    assert run("import", "litellm", "proxy.yaml") == 2
    assert "proxy.yaml" in capsys.readouterr().err


def is_read(text: str) -> bool:
    """Whether a file of others may hold it."""
    return isinstance(source.parse("x.json", json.dumps({"a": text}).encode(), BOUNDS), Document)


PLACES = (
    "model_name", "model", "api_base", "base_model", "id", "model_id", "weight", "order", "aws_region_name",
    "custom_llm_provider", "fallback", "alias",
)  # fmt: skip


def proxy_with(place: str, texts: Sequence[str]) -> str:
    """A proxy with a text in one place of each of its deployments."""
    models, fallbacks, aliases = [], [], {}
    for number, text in enumerate(texts):
        values = {
            "model_name": f"chat-{number}", "model": "azure/gpt-4o", "api_base": "https://x.openai.azure.com",
            "base_model": "gpt-4o", "id": f"id-{number}", "model_id": "", "weight": "1", "order": "1",
            "aws_region_name": "eu-central-1", "custom_llm_provider": "", "fallback": "other", "alias": f"old-{number}",
        } | {place: text}  # fmt: skip
        keys = ("model", "api_base", "model_id", "weight", "order", "aws_region_name", "custom_llm_provider")
        params = {key: values[key] for key in keys if values[key]}
        info = {"base_model": values["base_model"], "id": values["id"], "note": SECRET}
        models.append(
            {"model_name": values["model_name"], "litellm_params": {**params, "api_key": SECRET}, "model_info": info}
        )
        fallbacks.append({values["model_name"][:200]: [values["fallback"]]})
        aliases[values["alias"][:200]] = values["model_name"]
    models.append({"model_name": "other", "litellm_params": {"model": "openai/gpt-4o", "api_key": SECRET}})
    settings = {"fallbacks": fallbacks, "model_group_alias": aliases}
    return json.dumps({"model_list": models, "router_settings": settings, "general_settings": {"k": SECRET}})


TEXTS: dict[str, str] = {
    **{name: payload for name, (payload, _) in PAYLOADS.items()},
    "a key": SECRET,
    "a key in a path": f"openai/{SECRET}",
    "a key in an address": f"https://user:{SECRET}@example.org/v1?key={SECRET}",
    "long": "x" * 5000,
    "much": "9" * 4000,
    "a question": "TODO",
    "yaml": "a: {b: [c",
    "a comment": "x # y",
    "a bad address": "http://[::1",
    "a wildcard": "*/*/*",
    "a slash": "/",
}


READ = {name: text for name, text in TEXTS.items() if is_read(text)}
REFUSED = {name: text for name, text in TEXTS.items() if name not in READ}


def test_most_texts_are_read_and_some_are_refused_by_the_reader() -> None:
    assert len(READ) > 30
    assert len(REFUSED) > 5


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_any_text_in_any_place_is_drafted_as_plain_text(
    place: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "proxy.json").write_text(proxy_with(place, [*READ.values()]), encoding="utf-8")

    code = run("import", "litellm", "proxy.json", "--output", "json")

    said = capsys.readouterr()
    assert code in {0, 1}, said.err
    assert said.err == ""
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(said.out))
    raw = (root / "services" / "litellm" / "model-manifest.yaml").read_bytes()
    document = source.parse("m.yaml", raw)
    assert isinstance(document, Document), document
    assert set(document.data) == {"format", "service", "owner", "lifecycle", "tier", "regulation", "data", "uses"}
    assert SECRET not in said.out
    assert SECRET.encode() not in raw + (root / "services" / "drafts-litellm.json").read_bytes()


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_reader_refuses_is_a_fault_without_the_text(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "proxy.json").write_text(proxy_with("model", [REFUSED[name]]), encoding="utf-8")

    assert run("import", "litellm", "proxy.json") == 2

    said = capsys.readouterr().err
    assert said.startswith("modelbylaws: nothing was drafted: proxy.json:1:")
    assert SECRET not in said


def test_markup_reaches_the_terminal_and_the_comments_escaped(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "proxy.json").write_text(proxy_with("model", ["azure/##vso[x]", "groq/::error::y"]), encoding="utf-8")

    assert run("import", "litellm", "proxy.json") == 0

    assert "##vso" not in everything(root, capsys)


CARDS: dict[str, str] = {
    "nothing": "",
    "no front matter": "# A model\n",
    "not closed": "---\nlicense: mit\n",
    "a list": "---\n- a\n---\n",
    "deep": f"---\nbase_model: {'[' * 5000}\n---\n",
    "a key": f"---\n{SECRET}: '\n---\n",
}


@pytest.mark.parametrize("name", CARDS)
def test_a_hostile_card_is_a_fault(name: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "README.md").write_text(CARDS[name], encoding="utf-8")

    assert run("import", "hf-card", "README.md", "--repo", "acme/x") == 2
    said = capsys.readouterr().err
    assert "README.md" in said
    assert SECRET not in said


def test_any_text_of_a_card_is_drafted_as_plain_text(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [*READ.values()]
    card = {"base_model": [*texts, "Qwen/Qwen3-8B"], "license": texts, "base_model_relation": "x\n# y: z"}
    (root / "README.md").write_text(f"---\n{json.dumps(card, ensure_ascii=False)}\n---\n", encoding="utf-8")

    assert run("import", "hf-card", "README.md", "--repo", "acme/x") == 0

    assert "alibaba/qwen3-8b" in (text := everything(root, capsys))
    assert SECRET not in text


RECORDS = {
    "no record": "{}",
    "not JSON": "{",
    "another source": '{"format": "modelbylaws/drafts/v1", "source": "terraform", "services": []}',
    "a link": None,
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_is_none_is_refused(name: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "proxy.yaml").write_text(GOOD)
    path = root / "services" / "drafts-litellm.json"
    path.parent.mkdir()
    text = RECORDS[name]
    if text is None:
        path.symlink_to("/etc/hostname")
    else:
        path.write_text(text)

    assert run("import", "litellm", "proxy.yaml") == 2
    assert "is no record of drafts from litellm" in capsys.readouterr().err
    assert not (root / "services" / "litellm").exists()


@pytest.mark.parametrize(
    "base",
    [
        {}, {"uses": "x"}, {"uses": [1, {"id": "chat"}, {"id": ["x"]}]}, {"service": {"a": "b"}},
        {"uses": [{"id": "chat", "routes": {"id": "x"}}]}, {"model": ["x"], "owner": ["TODO"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_record_that_lies_changes_no_answer(
    base: dict[str, object], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "proxy.yaml").write_text(GOOD)
    assert run("import", "litellm", "proxy.yaml") == 0
    answer_all(root)
    record = root / "services" / "drafts-litellm.json"
    data = json.loads(record.read_text())
    data["services"][0]["manifest"] = base
    record.write_text(json.dumps(data))

    assert run("import", "litellm", "proxy.yaml") in {0, 2}

    assert "internal error" not in capsys.readouterr().err
    text = (root / "services" / "litellm" / "model-manifest.yaml").read_text()
    assert "owner: team-claims" in text


def test_a_manifest_behind_a_link_is_not_followed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "proxy.yaml").write_text(GOOD)
    (root / "elsewhere").mkdir()
    (root / "services").mkdir()
    (root / "services" / "litellm").symlink_to(root / "elsewhere")

    assert run("import", "litellm", "proxy.yaml") == 2
    assert "is a link" in capsys.readouterr().err
    assert not any((root / "elsewhere").iterdir())


@pytest.mark.parametrize("out", ["..", "/", ".git", "policies/org.yaml"])
def test_drafts_go_nowhere_else(out: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "proxy.yaml").write_text(GOOD)

    assert run("import", "litellm", "proxy.yaml", "--out", out) == 2
    assert capsys.readouterr().err.startswith("modelbylaws: ")
