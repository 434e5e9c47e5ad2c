"""The reference of our file formats: every key with its meaning, type, default and example, and who reads it.

All of it comes from the models that read the files, their JSON Schemas, the table
of attributes and the built-in policies. By hand is only what kinds read without a condition.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from checker.fleet.attributes import ATTRIBUTES
from checker.schema import schema
from checker.shape import Shape
from checker.shape.marks import MISSING
from checker.shape.scalars import DAYS
from checker.shape.shares import PATTERN as SHARE
from tests.mutate_packs import PACKS, suite_of

Json = Mapping[str, Any]
WEIGHED = ("max-share", "min-share", "min-effective", "survive")
MANY = 16
"""More choices than these are not listed."""
FEW = 5
"""More built-in rules than these are counted."""
WORD_OF: Mapping[str, str] = {
    SHARE: "share, `40%`",
    DAYS: "days, `90d`",
    "^sha256:[0-9a-f]{64}$": "digest, `sha256:...`",
    "^[0-9a-f]{64}$": "SHA-256",
}
"""What a pattern is called, with an example."""

OF_KINDS: Mapping[str, tuple[str, ...]] = {
    "lifecycle": ("inventoried",),
    "tier": ("inventoried", *WEIGHED),
    "regulation": ("inventoried",),
    "traffic": WEIGHED,
    "spend": WEIGHED,
    "uses.required": ("survive", "fallback"),
    "uses.routes.role": ("max-share", "survive", "fallback", "declared"),
    "uses.routes.share": ("max-share", "min-effective", "survive", "fallback", "declared"),
    "uses.routes.model": (
        "max-share", "min-effective", "survive", "fallback", "retirement", "license-terms", "declared",
    ),
    "uses.routes.derived-from": ("max-share", "min-effective", "survive", "fallback", "license-terms"),
    "uses.routes.access": ("survive", "fallback", "retirement"),
    "uses.routes.host": ("max-share", "min-effective", "survive", "fallback", "retirement", "declared"),
    "uses.routes.jurisdictions": ("max-share", "min-effective", "survive", "fallback"),
    "uses.routes.gateway": ("max-share", "survive", "fallback"),
    "uses.routes.version": ("retirement",),
    "uses.routes.tested": ("survive", "fallback"),
    "exit.migration.calendar-days": ("retirement",),
}  # fmt: skip
"""Kinds that read a key of a manifest by themselves, without a condition that names it."""


def reference(name: str, model: type[Shape], head: str, sections: Mapping[str, str]) -> list[str]:
    """A page of a format: a table of the keys of its file, then one of each mapping in it by its path."""
    made = json.loads(schema(name))
    lines = [head, "", *_table(made, model, "", name)]
    for path, definition in sections.items():
        found = made["definitions"][definition]
        lines += [
            "",
            f"## `{path}`",
            "",
            found.get("description", ""),
            "",
            *_table(found, _named(definition), path, name),
        ]
    return [*lines, ""]


def _named(name: str) -> type[Shape] | None:
    """A model by its name, wherever below another one it is used."""
    known: dict[str, type[Shape]] = {}

    def collect(kind: type[Shape]) -> None:
        known.setdefault(kind.__name__, kind)
        for below in kind.__subclasses__():
            collect(below)

    collect(Shape)
    return known.get(name)


def _table(made: Json, model: type[Shape] | None, path: str, name: str) -> Iterator[str]:
    read = name == "manifest"
    yield "| key | type | default | meaning |" + (" read by |" if read else "")
    yield "| --- | --- | --- | --- |" + (" --- |" if read else "")
    for key in made["properties"]:
        if key != "$schema":
            yield key_row(made, model, key) + (f" {_readers(f'{path}.{key}'.lstrip('.'))} |" if read else "")


def key_row(made: Json, model: type[Shape] | None, key: str) -> str:
    """The row of a key in the table of its mapping."""
    about = made["properties"][key]
    default = "**needed**" if key in made.get("required", ()) else _default(model, key)
    return f"| `{key}` | {_type(about)} | {default} | {_meaning(about)} |"


def _meaning(about: Json) -> str:
    text = " ".join(str(about.get("description", "")).split()).replace("|", "\\|")
    shown = [json.dumps(example) if not isinstance(example, str) else example for example in about.get("examples", ())]
    shown = [
        example for example in shown if example not in text and example not in _type(about) and len(example) < MANY * 4
    ]
    return text + (f" Such as {', '.join(f'`{example}`' for example in shown)}." if shown else "")


def _default(model: type[Shape] | None, key: str) -> str:
    if model is None:
        return "optional"
    fields = {field.alias: field for field in model.model_fields.values()}
    field = fields.get(key)
    value = field.get_default() if field is not None else None
    if value is None or isinstance(value, Shape) or value in ((), {}, MISSING):
        return "optional"
    if isinstance(value, tuple):
        return ", ".join(f"`{entry}`" for entry in value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _type(about: Json) -> str:
    if "allOf" in about:
        return _type(about["allOf"][0])
    if "$ref" in about:
        word = str(about["$ref"]).rsplit("/", 1)[1]
        return "condition" if word == "Condition" else "mapping"
    if "const" in about:
        return f"`{about['const']}`"
    if "anyOf" in about or "oneOf" in about:
        several = about.get("anyOf") or about.get("oneOf") or ()
        return (", " if all("const" in choice for choice in several) else " or ").join(
            dict.fromkeys(map(_type, several))
        )
    if "enum" in about:
        listed = about["enum"]
        return ", ".join(f"`{choice}`" for choice in listed) if len(listed) <= MANY else "country code, `DE`"
    return _plain(about)


def _plain(about: Json) -> str:
    kind = about.get("type")
    if kind == "array":
        items = about.get("items", {})
        return f"list of {_type(items)}" if items else "list"
    if kind == "object":
        return "mapping"
    if about.get("format") == "date":
        return "day, `2026-11-22`"
    words = {"^x-": "`x-...`", "integer": "whole number", "number": "number", "boolean": "`true`, `false`"}
    return words.get(str(about.get("pattern"))) or words.get(str(kind)) or _text(about)


def _text(about: Json) -> str:
    pattern = str(about.get("pattern", ""))
    if pattern in WORD_OF:
        return WORD_OF[pattern]
    if "|DE|" in pattern:
        return "country code, `DE`"
    return "name" if about.get("maxLength") or "pkg:" in pattern else "text"


def _readers(path: str) -> str:
    """Attributes that conditions read from a key, built-in rules that ask for them, and kinds that read it anyway."""
    attributes = [name for name, row in ATTRIBUTES.items() if _path(row.depth, row.place) == path]
    rules = [rule for rule, asked in _asked().items() if set(attributes) & asked]
    parts = []
    if attributes:
        parts.append(f"conditions: {', '.join(f'`{name}`' for name in attributes)}")
    if path in OF_KINDS:
        parts.append(f"kinds: {', '.join(f'[{kind}](kinds.md#{kind})' for kind in OF_KINDS[path])}")
    if rules:
        more = f" and {len(rules) - FEW} more" if len(rules) > FEW else ""
        parts.append(f"built-in rules: {', '.join(f'[{rule}](packs.md#{rule})' for rule in rules[:FEW])}{more}")
    return "; ".join(parts)


def _path(depth: str, place: tuple[str | int, ...]) -> str:
    above = {"service": (), "use": ("uses",), "route": ("uses", "routes")}[depth]
    return ".".join(str(part) for part in (*above, *place))


def _asked() -> dict[str, set[str]]:
    """The attributes that each rule of the built-in policies asks for, its selection's included."""
    if not _known:
        for pack in PACKS:
            policy = suite_of(pack).policies[f"policies/{pack}.yaml"]
            assert policy is not None
            selections: Any = policy.document.data.get("selections", {})
            for entry in policy.entries:
                written = [entry.raw, selections.get(entry.raw.get("of"), {})]
                _known[str(entry.raw["id"])] = set(_keys(written)) & set(ATTRIBUTES)
    return _known


_known: dict[str, set[str]] = {}


def _keys(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from (str(key) for key in node)
        yield from (key for value in node.values() for key in _keys(value))
    elif isinstance(node, list | tuple):
        yield from (key for value in node for key in _keys(value))


def reference_keys(name: str) -> set[str]:
    """Every key that a file of a format may have; of rules only what all share, because each kind has its own."""
    made = json.loads(schema(name))
    kinds = {
        choice["$ref"].rsplit("/", 1)[1]
        for choice in made["properties"].get("rules", {}).get("items", {}).get("oneOf", ())
    }
    kept = [about for word, about in made["definitions"].items() if word not in kinds | {"Condition"}]
    return {key for about in (made, *kept) for key in about.get("properties", ())} - {"$schema"}
