"""``schema``: the JSON Schema of a file format, generated from the models that read it.

Draft-07, because that is what editors and SchemaStore take.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from checker import HOME
from checker.audit.bundle.checked import Checked
from checker.audit.exports import Entity
from checker.audit.sampled import Sample
from checker.browse.catalogued import Listing
from checker.browse.changes import Compared
from checker.browse.model import ModelCard
from checker.collecting.collected import Collected
from checker.collecting.vendored import Vendoring
from checker.condition import CONDITION_SCHEMA
from checker.control_matrix import Matrix
from checker.drafting.report import DraftImport
from checker.explain import Explained
from checker.explain.service import ServiceSides
from checker.files.baseline import BaselineFile
from checker.files.catalog import CatalogFile
from checker.files.config import Config
from checker.files.controls import ControlsFile
from checker.files.drafts import DraftsFile
from checker.files.events import EventsFile
from checker.files.inventory import InventoryFile
from checker.files.lock import LockFile
from checker.files.manifest import Manifest
from checker.files.policy_tests import PolicyTests
from checker.files.repositories import RepositoriesFile
from checker.files.summary import SummaryFile
from checker.files.waivers import WaiversFile
from checker.form import Written
from checker.history.causes import Causes
from checker.history.trend import Trend
from checker.meanings import MEANINGS
from checker.planning.alternatives import Alternatives
from checker.planning.planned import Planned
from checker.proof.trial import TestReport
from checker.report import InputRole, Report, WaiverState
from checker.report.linted import Linted
from checker.review.difference import Difference
from checker.scanning.scan import Scanned
from checker.schema.policy import Json, policy_schema
from checker.schema.twins import json_schema
from checker.shape import Shape
from checker.vocabulary import Level, SourceClass, Status
from checker.waiving import WaiverList
from checker.whatif import Simulated

DRAFT = "http://json-schema.org/draft-07/schema#"
SCHEMAS_HOME = f"{HOME}/schemas/v1"
"""Start of every schema's id: a name, which nothing ever fetches."""

_FILES: Mapping[str, type[Shape]] = {
    "manifest": Manifest,
    "config": Config,
    "catalog": CatalogFile,
    "inventory": InventoryFile,
    "waivers": WaiversFile,
    "tests": PolicyTests,
    "events": EventsFile,
    "baseline": BaselineFile,
    "repositories": RepositoriesFile,
    "drafts": DraftsFile,
    "controls": ControlsFile,
    "summary": SummaryFile,
    "vendor-lock": LockFile,
}
FOR_PEOPLE = ("policy", *(name for name in _FILES if name not in {"drafts", "summary", "vendor-lock"}))
"""The files that people write."""
_WRITTEN: Mapping[str, type] = {
    "report": Report,
    "simulation": Simulated,
    "diff": Difference,
    "causes": Causes,
    "history": Trend,
    "catalog-list": Listing,
    "catalog-model": ModelCard,
    "catalog-diff": Compared,
    "alternatives": Alternatives,
    "plan": Planned,
    "lint": Linted,
    "explanation": Explained,
    "service-sides": ServiceSides,
    "waiver-list": WaiverList,
    "verification": Checked,
    "sample": Sample,
    "test-report": TestReport,
    "import": DraftImport,
    "observations": Scanned,
    "control-matrix": Matrix,
    "entity": Entity,
    "collection": Collected,
    "vendoring": Vendoring,
}
"""What the program writes and does not read, in the form of each."""
_OPEN = frozenset({Level, InputRole, WaiverState, Status, SourceClass, Literal["none"]})
"""Words in written files that a schema does not list: a later version may add to them, or days stand beside them."""


@cache
def schema(name: str) -> str:
    """The schema as it is committed: sorted nowhere, so that editors complete keys in our order."""
    if name == "policy":
        made = policy_schema()
    elif name in _WRITTEN:
        made = TypeAdapter(Written(_OPEN).object_of(_WRITTEN[name])).json_schema(ref_template="#/definitions/{model}")
    else:
        made = json_schema(_FILES[name])
    return json.dumps(_draft_07(made, name), indent=2, ensure_ascii=True) + "\n"


def _draft_07(made: Json, name: str) -> Json:
    definitions = made.pop("$defs", {})
    whole = {**made, "definitions": definitions} if definitions else made
    body = _plain(whole if name in _WRITTEN else _not_null(whole))
    for node in (body, *body.get("definitions", {}).values()) if name in _FILES else ():
        _explain_words(node.get("properties", {}))
    title = f"modelbylaws {name}"
    return {"$schema": DRAFT, "$id": f"{SCHEMAS_HOME}/{name}.schema.json", **body, "title": title}


def _explain_words(properties: Json) -> None:
    """A closed list of words as one choice for each, with its meaning: an editor shows the one under the cursor."""
    for key, meant in MEANINGS.items():
        field = properties.get(key, {})
        if field.get("enum") == [*meant]:
            del field["enum"]
            field["anyOf"] = [{"const": word, "description": about} for word, about in meant.items()]


def _plain(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Without generated titles; and in draft-07 nothing may stand beside a ``$ref``."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("$comment") == CONDITION_SCHEMA:
        about = {"description": node["description"]} if "description" in node else {}
        return {"allOf": [{"$ref": "#/definitions/Condition"}], **about}
    kept = {key: _plain(value) for key, value in node.items() if not _is_noise(key, value)}
    if "$ref" in kept and len(kept) > 1:
        return {"allOf": [{"$ref": kept.pop("$ref")}], **kept}
    return kept


def _not_null(node: Any) -> Any:  # noqa: ANN401 - JSON
    """A file that users write: an optional key may be left out, never null."""
    if isinstance(node, list):
        return [_not_null(item) for item in node]
    return {key: _not_null(value) for key, value in _without_null(node).items()} if isinstance(node, dict) else node


def _without_null(node: Json) -> Json:
    """An optional key may be left out; it may not be null."""
    choices = node.get("anyOf")
    if not isinstance(choices, list) or {"type": "null"} not in choices:
        return node
    left = [choice for choice in choices if choice != {"type": "null"}]
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return {**left[0], **rest} if len(left) == 1 else {**rest, "anyOf": left}


def _is_noise(key: str, value: object) -> bool:
    """Titles that pydantic makes from names, and defaults that an editor would insert as nonsense."""
    return (key == "title" and isinstance(value, str)) or (key == "default" and not isinstance(value, str))
