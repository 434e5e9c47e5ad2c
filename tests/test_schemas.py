"""The committed JSON Schemas are fresh, valid, explain every key, and agree with the models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from checker import source
from checker.files.baseline import BaselineFile
from checker.files.catalog import CatalogFile
from checker.files.config import Config
from checker.files.controls import ControlsFile
from checker.files.drafts import DraftsFile
from checker.files.events import EventsFile
from checker.files.inventory import InventoryFile
from checker.files.manifest import Manifest
from checker.files.policy_tests import PolicyTests
from checker.files.summary import SummaryFile
from checker.files.waivers import WaiversFile
from checker.resources import builtin
from checker.run.files import Sources, WorkTree
from checker.run.matching import SCHEMAS
from checker.run.policies import read_policy
from checker.schema import schema
from checker.shape import Shape, read

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "schemas"
fresh = cache(schema)
"""A schema, made by the first test that asks for it: every worker collects all tests, and few of these run there."""


@cache
def validator(name: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(json.loads(fresh(name)))


MODELS: Mapping[str, type[Shape]] = {
    "manifest": Manifest,
    "config": Config,
    "catalog": CatalogFile,
    "inventory": InventoryFile,
    "waivers": WaiversFile,
    "tests": PolicyTests,
    "events": EventsFile,
    "baseline": BaselineFile,
    "drafts": DraftsFile,
    "controls": ControlsFile,
    "summary": SummaryFile,
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_fresh(name: str, accept: bool) -> None:
    committed = FOLDER / f"{name}.schema.json"
    if accept:
        committed.write_text(fresh(name))

    assert committed.read_text() == fresh(name), "run: pytest --accept"


def test_no_other_schema_is_committed() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{name}.schema.json" for name in SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_valid_draft_07(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(json.loads(fresh(name)))


@pytest.mark.parametrize("name", ["policy", *MODELS])
def test_every_key_is_explained(name: str) -> None:
    whole = json.loads(fresh(name))
    unexplained = [
        f"{where}.{key}"
        for where, node in [("", whole), *whole["definitions"].items()]
        for key, value in node.get("properties", {}).items()
        if "description" not in value
    ]

    assert unexplained == []


HOVER, LISTED, PATTERN = 200, 40, 100
"""Most characters that an editor shows for one key, most values that a key lists, and most characters of a pattern that
it may show to somebody who has made a slip.
"""


@pytest.mark.parametrize("name", ["policy", *MODELS])
def test_what_an_editor_shows_is_short(name: str) -> None:
    shown = [*_nodes(json.loads(fresh(name)))]

    assert [node["description"] for node in shown if len(str(node.get("description", ""))) > HOVER] == []
    assert [node["enum"] for node in shown if len(node.get("enum", ())) > LISTED] == []
    patterns = [node for node in shown if len(str(node.get("pattern", ""))) > PATTERN]
    assert [node["pattern"] for node in patterns if not 0 < len(node.get("patternErrorMessage", "")) <= HOVER] == []


def _nodes(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Every object of a schema; a property that is called description is one, too, and no text."""
    if isinstance(node, dict):
        yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(below)


def fixtures() -> Iterator[Path]:
    for folder in (ROOT / "tests" / "cases", ROOT / "examples", ROOT / "checker" / "facts", ROOT / "policies"):
        yield from sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in {".yaml", ".yml", ".json"})


class _Yaml12(yaml.CSafeLoader):
    """Scalars as an editor takes them: the YAML 1.2 core schema, so NO is text and a date too."""


_Yaml12.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
):
    _Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _folders() -> Mapping[str, list[Path]]:
    """Files by the folder below that of all cases, or by their own."""
    cases = ROOT / "tests" / "cases"

    def folder_of(path: Path) -> str:
        parts = path.relative_to(cases).parts[:2] if path.is_relative_to(cases) else path.relative_to(ROOT).parent.parts
        return "/".join(parts)

    return {name: list(found) for name, found in groupby(sorted(fixtures(), key=folder_of), key=folder_of)}


FOLDERS = _folders()


@pytest.mark.parametrize(
    "folder", [pytest.param(name, marks=pytest.mark.slow if name == "checker/facts" else ()) for name in FOLDERS]
)
def test_schema_and_model_agree_on_every_fixture(folder: str) -> None:
    for path in FOLDERS[folder]:
        document = source.parse(path.name, path.read_bytes())
        form = "" if isinstance(document, source.Unreadable) else str(document.data.get("format", ""))
        kind = form.removeprefix("modelbylaws/").removesuffix("/v1")
        if kind in {*MODELS, "policy"}:
            assert isinstance(document, source.Document)
            _agree(path, document, kind)


def _agree(path: Path, document: source.Document, kind: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    data: Any = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=_Yaml12)  # noqa: S506 - a safe loader
    by_schema = list(validator(kind).iter_errors(data))

    by_model = _policy(path) if kind == "policy" else read(document, MODELS[kind])

    faults = [] if not isinstance(by_model, list) else [fault.message for fault in by_model]
    beyond = [message for message in faults if not _BEYOND.search(message)]
    assert bool(by_schema) == bool(beyond), (path, faults, [error.message for error in by_schema])


def _policy(path: Path) -> object:
    """A policy with what it is built on."""

    def read_beside(name: str) -> source.Document | None:
        raw = (path.parent / name).read_bytes() if (path.parent / name).exists() else b""
        found = source.parse(name, raw)
        return found if isinstance(found, source.Document) else None

    files = WorkTree(str(path.parent))
    return read_policy(path.name, Sources(files, files, builtin()), read_beside, lambda _: {})


_BEYOND = re.compile(
    "primary route|add up to|appears twice|missing key '(id|role|share|as-of)'|is a set|unknown selection|"
    "cannot be listed with others|given alone|"
    "unknown parameter|until must be later|is before the event|superseded must be later|cannot be decided|"
    "needs a primary source|an imported statement|does not fit|is listed twice|line break|"
    "no reference to a parameter|does not go with access|before approved-on|"
    "is inherited|is loosened|may not approve waivers of|is refused|built on|no built-in policy|is outside the folder"
)
"""What no JSON Schema of draft-07 can say: how parts of a file fit together."""


def written(form: str) -> Iterator[dict[str, Any]]:
    """All JSON of a format that golden cases show."""
    for path in sorted((ROOT / "tests" / "cases").rglob("expected.txt")):
        for found in re.findall(r"^\{\n.*?^\}\n", path.read_text(), re.DOTALL | re.MULTILINE):
            data = json.loads(found.replace("},\n  ],", "}\n  ],"))
            if data["format"] == f"modelbylaws/{form}/v1":
                yield data


def test_every_report_obeys_its_schema() -> None:
    found = list(written("report"))

    assert len(found) > 5
    assert any(entry["findings"] for entry in found)
    assert [error.message for entry in found for error in validator("report").iter_errors(entry)] == []


@pytest.mark.parametrize("form", ["catalog-list", "catalog-model", "catalog-diff"])
def test_what_the_catalog_verbs_write_obeys_its_schema(form: str) -> None:
    found = list(written(form))

    assert found
    assert [error.message for entry in found for error in validator(form).iter_errors(entry)] == []
    assert all(list(validator(form).iter_errors({**entry, "format": "else"})) for entry in found)
