"""Kinds of rules. A kind is one module, called as policies call it, and one line in this list.

A kind is imported when a policy names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from checker.kinds.kind import Kind

AnyKind = Kind[Any]
"""A kind with whatever pieces it collects; the engine hands them back to the same kind."""

_CLASSES: Mapping[str, str] = {
    "require": "Require",
    "max-share": "MaxShare",
    "min-share": "MinShare",
    "min-effective": "MinEffective",
    "survive": "Survive",
    "fallback": "Fallback",
    "retirement": "RetirementRule",
    "license-terms": "LicenseTerms",
    "inventoried": "Inventoried",
    "declared": "Declared",
}


class _Kinds(Mapping[str, type[AnyKind]]):
    """Every kind by its name in policies."""

    def __getitem__(self, name: str) -> type[AnyKind]:
        written = _CLASSES[name]
        kind: type[AnyKind] = getattr(import_module(f"{__name__}.{name.replace('-', '_')}"), written)
        return kind

    def __contains__(self, name: object) -> bool:
        return name in _CLASSES

    def __iter__(self) -> Iterator[str]:
        return iter(_CLASSES)

    def __len__(self) -> int:
        return len(_CLASSES)


KINDS: Mapping[str, type[AnyKind]] = _Kinds()
