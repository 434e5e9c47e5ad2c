"""PyYAML, imported without compiling the regular expressions of its loaders in Python, of which this program runs none.

NOTE: libyaml does the reading. The patterns, of which one lists all printable characters, were a tenth of what a check
of one manifest executes. Whoever loads by PyYAML's own classes in the same process finds all as it should be.
"""

from __future__ import annotations

import base64  # noqa: F401 - PyYAML imports these, too: they get the real ``re``
import datetime as dt  # noqa: F401
import sys

from checker.lean import lean_patterns

if "yaml" not in sys.modules:
    with lean_patterns():
        import yaml

import yaml
from yaml.events import (
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
