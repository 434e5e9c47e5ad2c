"""The schema of a policy file: its kinds of rules, and conditions over the table of attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.condition.attribute import Attribute, Table, Type
from checker.condition.operators import BARE, OPERATORS, REFERENCE
from checker.fleet.attributes import TABLE
from checker.kinds import KINDS
from checker.policy import Header
from checker.schema.twins import json_schema
from checker.shape.scalars import FOREIGN
from checker.vocabulary import MANY, one_of_many

Json = dict[str, Any]


def policy_schema() -> Json:
    made = json_schema(Header)
    definitions = made.setdefault("$defs", {})
    for name, kind in KINDS.items():
        rule = json_schema(kind)
        definitions.update(rule.pop("$defs", {}))
        for field in rule["properties"].values():
            _or_parameter(field)
        rule["properties"]["kind"] = {"const": name, "description": (kind.__doc__ or "").strip()}
        definitions[kind.__name__] = rule
    definitions["Condition"] = condition_schema(TABLE)
    definitions["Tightened"] = _tightened(definitions)
    names = [*(kind.__name__ for kind in KINDS.values()), "Tightened"]
    made["properties"]["rules"]["items"] = {"oneOf": [{"$ref": f"#/definitions/{name}"} for name in names]}
    made["properties"]["rules"]["minItems"] = 1
    made["required"].remove("rules")
    made["anyOf"] = [{"required": ["rules"]}, {"required": ["extends"]}]
    return made


def _tightened(definitions: Json) -> Json:
    """An entry for a rule that the policy inherits."""
    some = definitions["Require"]["properties"]
    limits: dict[str, list[Json]] = {}
    for kind in KINDS.values():
        for key in kind.limits:
            choices = definitions[kind.__name__]["properties"][key]["anyOf"]
            limits[key] = [*limits.get(key, []), *(c for c in choices if c not in limits.get(key, []))]
    about = "A limit that is tighter than the inherited one."
    return {
        "type": "object",
        "description": "An inherited rule, by its id, with a higher level or a tighter limit.",
        "properties": {
            "id": some["id"],
            "level": some["level"],
            **{key: {"anyOf": choices, "description": about} for key, choices in limits.items()},
        },
        "required": ["id"],
        "additionalProperties": False,
    }


def _or_parameter(field: Json) -> None:
    """A share or a number may be written as ``$name``."""
    if field.get("type") in ("integer", "number") or (field.get("type") == "string" and "pattern" in field):
        own = {key: field.pop(key) for key in ("type", "pattern", "minimum", "examples") if key in field}
        field["anyOf"] = [own, {"type": "string", "pattern": r"^\$"}]


_SCALARS: Mapping[Type, Json] = {
    "text": {"type": ["string", "number", "boolean"]},
    "choice": {"type": "string"},
    "number": {"type": "number"},
    "day": {"type": "string", "format": "date"},
    "flag": {"type": "boolean"},
}


def condition_schema(table: Table) -> Json:
    again = {"$ref": "#/definitions/Condition"}
    return {
        "type": "object",
        "minProperties": 1,
        "description": "Attributes and what is expected of them; all must hold.",
        "properties": {
            **{name: _expectation(attribute) for name, attribute in table.rows.items()},
            "any": {"type": "array", "items": again, "minItems": 1, "description": "One of these must hold."},
            "all": {"type": "array", "items": again, "minItems": 1, "description": "All of these must hold."},
            "not": {**again, "description": "This must not hold."},
        },
        "patternProperties": {
            rf"^labels\.{FOREIGN}$": _expectation(Attribute("labels", "service", "text", "a label", ()))
        },
        "additionalProperties": False,
    }


def _expectation(attribute: Attribute) -> Json:
    value = {"anyOf": [_value(attribute), REFERENCE]}
    several = {"type": "array", "items": value, "minItems": 1}
    operators = {
        name: operator.operand.schema(value)
        for name, operator in OPERATORS.items()
        if operator is not BARE and attribute.type in operator.types
    }
    asked = {"type": "object", "properties": operators, "additionalProperties": False, "minProperties": 1}
    return {"description": f"{attribute.about} ({attribute.depth})", "anyOf": [value, several, asked]}


def _value(attribute: Attribute) -> Json:
    if not attribute.choices or attribute.type != "choice":
        return dict(_SCALARS[attribute.type])
    listed = [choice for choice in attribute.choices if not choice.endswith("-")]
    if len(listed) > MANY:
        return one_of_many(listed)
    own = [{"type": "string", "pattern": "^x-"}] if len(listed) < len(attribute.choices) else []
    return {"anyOf": [{"enum": listed}, *own]} if own else {"enum": listed}
