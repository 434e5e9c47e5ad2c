"""Whether a CycloneDX document is valid, by the schemas that the standard's own library holds, where it is installed.

Many tools write documents that are not. They are read all the same, since each value is looked for by itself; what is
wrong is said. A value is never quoted: it may be a secret.

NOTE: not by the library's own validator. It checks formats with a grammar that takes minutes for one address of
30,000 characters, and compares every component with every other one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from checker.diagnostic import Path, Place
from checker.drafting.draft import Skipped
from checker.shape.scalars import MAX_DIGITS
from checker.source import Document

if TYPE_CHECKING:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import ValidationError

MAX_SAID = 10
"""Most violations of the schema that are said of one document; no more are looked for."""
_SCHEMAS = "cyclonedx.schema._res"
_ADDRESS = "http://cyclonedx.org/schema/"
_SHARED = ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json", "cryptography-defs.SNAPSHOT.schema.json")
_SLOW = "uniqueItems"
MAX_TEXT = 1 << 20
"""Largest text that is compared with its schema, in characters: one of a million takes some ten seconds."""
_NOT_CHECKED = "not compared with its schema: {why}"
_EXTRA = "the extra cyclonedx is not installed (modelbylaws[cyclonedx])"


def schema_faults(document: Document, version: str) -> Iterator[Skipped]:
    """What is wrong by the schema of a version; or that this was not looked at."""
    validator = _validator(version) if len(document.text) <= MAX_TEXT else None
    if validator is None:
        why = _EXTRA if len(document.text) <= MAX_TEXT else "it is too large"
        yield Skipped(document.locate(Place(document.file)), "schema", _NOT_CHECKED.format(why=why), in_doubt=False)
    else:
        yield from _said(document, validator.iter_errors(json.loads(document.text, parse_int=_whole)))


def _whole(written: str) -> int | str:
    """A number, unless it has so many digits that Python refuses it: then it is a violation."""
    return int(written) if len(written) <= MAX_DIGITS else written


def _said(document: Document, found: Iterable[ValidationError]) -> Iterator[Skipped]:
    """The first violations at their places, by the word of the schema that each breaks."""
    for error in islice(found, MAX_SAID):
        path: Path = tuple(error.absolute_path)
        name = ".".join(str(step) for step in path) or "document"
        reason = f"read, though it is not valid by the schema of CycloneDX ({error.validator})"
        yield Skipped(document.locate(Place(document.file, path)), name, reason, in_doubt=False)


@cache
def _validator(version: str) -> Draft7Validator | None:
    """The validator of a version; None where what it needs is not installed."""
    try:
        from jsonschema import Draft7Validator
        from referencing import Registry
        from referencing.jsonschema import DRAFT7

        folder = files(_SCHEMAS)
        held = {name: _parse((folder / name).read_text("utf-8")) for name in (*_SHARED, _file(version))}
    except (ImportError, OSError):
        return None
    registry = Registry().with_resources(
        [(f"{_ADDRESS}{name}", DRAFT7.create_resource(held[name])) for name in _SHARED]
    )
    return Draft7Validator(held[_file(version)], registry=registry)


def _parse(text: str) -> dict[str, Any]:
    """A schema without the one word that takes quadratic time: that no two entries of a list are equal."""
    made: dict[str, Any] = json.loads(text, object_hook=lambda part: {k: v for k, v in part.items() if k != _SLOW})
    return made


def _file(version: str) -> str:
    return f"bom-{version}.SNAPSHOT.schema.json"
