"""Services as policy tests write them: short, and unknown where they are silent.

A manifest must declare seven keys; an inline one in a test declares its name and
its uses, and what else the case is about. The keys it leaves out get stand-ins
so that the usual model reads it, and are marked as undeclared so that no rule
takes a stand-in for a fact: a condition on one is unknown, and so is its weight.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.diagnostic import Diagnostic
from checker.fleet.service import Service
from checker.manifest import Manifest
from checker.shape import read
from checker.source import Document, Plain

_STAND_INS: Mapping[str, Plain] = {
    "format": "modelbylaws/manifest/v1",
    "owner": "undeclared",
    "lifecycle": "experimental",
    "tier": "3",
    "regulation": ["none"],
    "data": ["none"],
}


def partial(document: Document) -> Service | list[Diagnostic]:
    """The service of an inline manifest, or what is wrong with it."""
    manifest = read(document, Manifest, {**_STAND_INS, **document.data})
    if isinstance(manifest, list):
        return manifest
    return Service(document, manifest, frozenset(_STAND_INS.keys() - document.data.keys()))
