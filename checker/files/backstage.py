"""Backstage's catalog: which of its entities are services, and which further files a Location names.

Every Component counts, unless its annotation ``modelbylaws/uses-models`` is ``false``. What a template of
the scaffolder will fill in later is no service yet: its name is a placeholder, which Backstage refuses too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import get_args

from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.files.inventory import DEFAULT_NAMESPACE, Entry, Listed, entry_at
from checker.record import dataclass
from checker.shape import Fault, diagnose, faults_of
from checker.shape.marks import ValidationError
from checker.shape.scalars import is_identifier
from checker.source import Document, Plain
from checker.source.characters import find_refused, fold, refusal
from checker.vocabulary import Lifecycle

USES_MODELS = "modelbylaws/uses-models"
ENTITIES = ("Component", "API", "Resource", "System", "Domain", "Group", "User", "Location", "Template")
"""Kinds of entities that Backstage itself has. Whether another one stands for a service is unknown."""
MEANT: Mapping[str, Lifecycle] = {"prod": "production", "dev": "experimental", "development": "experimental"}
"""Lifecycles in the words of others, which are free there, as far as they surely mean one of ours."""
NOTHING = frozenset({"", "unknown", "n/a"})
"""What stands where nobody stated a lifecycle."""

_GROUP = "backstage.io"
_PLACEHOLDER = re.compile(r"\{\{.*\}\}|\{%.*%\}", re.DOTALL)
_FILLED_IN = re.compile(r"[$%{}<>\[\]()]")
"""Signs of templates of all kinds, which no type has."""
_NAME: Path = ("metadata", "name")
_COMPARED: tuple[Path, ...] = (
    ("apiVersion",), ("kind",), _NAME, ("metadata", "namespace"), ("metadata", "annotations", USES_MODELS),
    ("spec", "type"), ("spec", "lifecycle"), ("spec", "owner"), ("spec", "target"), ("spec", "presence"),
)  # fmt: skip
"""Where a character that nobody sees would make one word look like another."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file, a pattern or an address that a Location names; ``optional`` if it need not be there."""

    written: str
    location: Location
    optional: bool


@dataclass(slots=True)
class Entities:
    """What was found in entities, and what is wrong with them."""

    entries: list[Entry] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    placeholders: list[Location] = field(default_factory=list)
    """Entities that a template will name."""
    excluded: list[tuple[str, Location]] = field(default_factory=list)
    """Kind and place of entities whose annotation says that they use no models."""
    elsewhere: list[str] = field(default_factory=list)
    """Files that a pattern came across, and that belong to a fleet of their own."""

    def slip(self, document: Document, path: Path, message: str, help_: str = "") -> None:
        """Keep what makes an entity illegible, so that it cannot hide a service."""
        at = path if document.has(path) else path[:-1]
        self.faults.append(diagnose(document, Fault(at, message, help_, "invalid-entity")))


def is_entity(data: Mapping[str, Plain]) -> bool:
    """Whether a document is meant to be an entity of Backstage; without ``apiVersion`` by what else it says."""
    group = str(data.get("apiVersion", "")).partition("/")[0]
    named = group == _GROUP or group.endswith(f".{_GROUP}")
    return named or ("apiVersion" not in data and data.get("kind") in ENTITIES and "metadata" in data)


def take_entity(document: Document, into: Entities) -> None:
    """Take an entity: the service of a Component, the targets of a Location, and nothing of the others."""
    metadata, spec = _mapping(document.data.get("metadata")), _mapping(document.data.get("spec"))
    kind, name = document.data.get("kind"), metadata.get("name")
    if not _is_legible(document, into):
        return
    if isinstance(name, str) and _PLACEHOLDER.search(name):
        into.placeholders.append(_at(document, _NAME))
    elif _is_placeholder(kind):
        into.slip(document, ("kind",), f"{kind!r} may be a Component", "write the kind, or leave the template out")
    elif kind == "Template":
        return
    elif _mapping(metadata.get("annotations")).get(USES_MODELS) == "false":
        into.excluded.append((str(kind), _at(document, _NAME)))
    elif kind == "Component":
        _take_component(document, metadata, spec, into)
    elif kind == "Location":
        _take_location(document, spec, into)


def _is_legible(document: Document, into: Entities) -> bool:
    """Whether all that is compared is what it looks like, and the kind is one that is known."""
    before = len(into.faults)
    for path in _COMPARED:
        value = _value(document.data, path)
        found = find_refused(value) if isinstance(value, str) else None
        if found is not None:
            into.faults.append(diagnose(document, Fault(path, refusal(found), code="bad-character")))
    kind = document.data.get("kind")
    if "apiVersion" not in document.data:
        into.slip(document, ("kind",), "an entity needs apiVersion", "write apiVersion: backstage.io/v1alpha1")
    elif kind not in ENTITIES and not _is_placeholder(kind):
        help_ = did_you_mean(str(kind), ENTITIES)
        into.slip(document, ("kind",), f"{str(kind)!r} is no kind of Backstage entity", help_)
    return len(into.faults) == before


def _take_component(
    document: Document, metadata: Mapping[str, Plain], spec: Mapping[str, Plain], into: Entities
) -> None:
    name, namespace, owner = metadata.get("name"), metadata.get("namespace") or DEFAULT_NAMESPACE, spec.get("owner")
    if not isinstance(name, str) or not name:
        into.slip(document, _NAME, "a Component needs metadata.name", "give it the name of its service")
        return
    if not isinstance(namespace, str) or not is_identifier(namespace):
        into.slip(document, ("metadata", "namespace"), f"{str(namespace)!r} is no namespace", "write a single name")
        return
    lifecycle, unclear = find_lifecycle(spec.get("lifecycle", ""))
    said = {"service": name} | ({"lifecycle": lifecycle} if lifecycle is not None else {})
    said |= {"owner": owner} if isinstance(owner, str) and owner.strip() else {}
    try:
        listed = Listed.model_validate(said)
    except ValidationError as error:
        into.faults += [diagnose(document, _misnamed(fault)) for fault in faults_of(error, Listed)]
        return
    type_ = spec.get("type")
    entry = entry_at(document, listed, _NAME)
    known = type_.strip() if isinstance(type_, str) and type_.strip() and not _FILLED_IN.search(type_) else None
    into.entries.append(replace(entry, unclear=unclear, type=known, namespace=fold(namespace)))


def _misnamed(fault: Fault) -> Fault:
    return replace(
        fault, path=_NAME, help="a manifest and its rules know the service by such a name", code="invalid-entity"
    )


def find_lifecycle(written: Plain) -> tuple[Lifecycle | None, str]:
    """Which of our words a lifecycle is; or, if it says something else, why that is unknown."""
    if not isinstance(written, str):
        return None, "the lifecycle in the inventory is no single word"
    word = fold(written.strip())
    if word in NOTHING:
        return None, ""
    ours: tuple[Lifecycle, ...] = get_args(Lifecycle)
    found = next((own for own in ours if own == word), MEANT.get(word))
    return found, "" if found else f"lifecycle {written!r} in the inventory is none of {', '.join(ours)}"


def _take_location(document: Document, spec: Mapping[str, Plain], into: Entities) -> None:
    """The targets of a Location, whatever its type: a path is below the folder of its file."""
    one, several = spec.get("target"), spec.get("targets")
    if one is None and several is None:
        into.slip(document, ("spec",), "a Location needs spec.target or spec.targets", "name the files that it lists")
    rows: list[tuple[Path, Plain]] = [(("spec", "target"), one)] if one is not None else []
    if isinstance(several, list):
        rows += [(("spec", "targets", index), target) for index, target in enumerate(several)]
    elif several is not None:
        rows.append((("spec", "targets"), [several]))
    for path, target in rows:
        if not isinstance(target, str) or not target.strip() or find_refused(target):
            into.slip(document, path, "a target must be a path or an address", "list paths, one an entry")
        else:
            into.targets.append(Target(target.strip(), _at(document, path), spec.get("presence") == "optional"))


def _is_placeholder(value: Plain | None) -> bool:
    return isinstance(value, str) and _PLACEHOLDER.search(value) is not None


def _value(data: Plain, path: Path) -> Plain | None:
    value: Plain | None = data
    for step in path:
        value = _mapping(value).get(str(step))
    return value


def _mapping(value: Plain | None) -> Mapping[str, Plain]:
    return value if isinstance(value, dict) else {}


def _at(document: Document, path: Path) -> Location:
    return document.locate(Place(document.file, path))
