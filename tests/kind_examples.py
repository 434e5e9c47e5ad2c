"""What the docstring of a kind shows: a fleet and a rule that fails, and one that passes.

Tests that go over all kinds take their rules from here, so that a new kind is
in them as soon as it is one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any, Literal

import yaml

from checker.kinds import KINDS, AnyKind

Word = Literal["Fails", "Passes"]
WORDS: tuple[Word, ...] = ("Fails", "Passes")


def example(kind: str, word: Word) -> Mapping[str, Any]:
    """The example: ``rule``, ``services`` and, for some kinds, ``inventory``, every value as text."""
    text = sys.modules[KINDS[kind].__module__].__doc__ or ""
    found = re.search(rf"^{word}:\n((?:    .*\n)+)", text, re.MULTILINE)
    assert found is not None, f"the docstring of {kind} has no example that {word.lower()}"
    loaded = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506 - text only
    assert isinstance(loaded, dict)
    return loaded


def example_rule(kind: str, word: Word) -> Mapping[str, Any]:
    """The rule of an example: its kind and its parameters."""
    rule = example(kind, word)["rule"]
    assert rule["kind"] == kind
    return dict(rule)


def make_rule(kind: str, **parameters: object) -> AnyKind:
    """A rule over all services, from its parameters with underscores."""
    shared = {"kind": kind, "id": "r", "title": "t", "of": "all", "level": "soft"}
    return KINDS[kind].model_validate(shared | {name.replace("_", "-"): value for name, value in parameters.items()})
