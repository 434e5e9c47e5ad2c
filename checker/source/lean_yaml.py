"""PyYAML, imported without compiling the regular expressions of its loaders in Python, of which this program runs none.

NOTE: libyaml does the reading. The patterns, of which one lists all printable characters, were a tenth of what a check
of one manifest executes. While PyYAML is imported, each pattern that it asks for is one that is compiled when somebody
uses it: whoever loads by PyYAML's own classes in the same process finds all as it should be.
"""

from __future__ import annotations

import base64  # noqa: F401 - PyYAML imports these, too: they get the real ``re``
import datetime as dt  # noqa: F401
import re
import sys
from typing import Any


class _Later:
    """A pattern that is compiled when it is used for the first time."""

    def __init__(self, pattern: Any, flags: Any = 0) -> None:  # noqa: ANN401 - as ``re.compile``
        self._asked = (pattern, flags)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of a pattern
        found = getattr(re.compile(*self._asked), name)
        setattr(self, name, found)
        return found


def _import_lean() -> None:
    lean: Any = type(sys)("re")
    lean.__dict__.update(vars(re), compile=_Later)
    sys.modules["re"] = lean
    try:
        import yaml  # noqa: F401, PLC0415 - this is its place
    finally:
        sys.modules["re"] = re


if "yaml" not in sys.modules:
    _import_lean()

import yaml  # noqa: E402
from yaml.events import (  # noqa: E402
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

__all__ = [
    "AliasEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "yaml",
]
