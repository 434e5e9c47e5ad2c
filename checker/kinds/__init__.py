"""Kinds of rules. A kind is one module and one line in this list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.kinds.kind import Kind
from checker.kinds.max_share import MaxShare
from checker.kinds.require import Require

AnyKind = Kind[Any]
"""A kind with whatever pieces it collects; the engine hands them back to the same kind."""

KINDS: Mapping[str, type[AnyKind]] = {
    "require": Require,
    "max-share": MaxShare,
}
