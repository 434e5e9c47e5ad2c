"""The built-in catalog, read once in a process: it is large, and never changes while the program runs."""

from __future__ import annotations

from functools import cache

from checker import source
from checker.catalog.files import CatalogFile
from checker.catalog.stack import Layered
from checker.cli.reading.loaded import Loaded
from checker.diagnostic import Diagnostic
from checker.resources import compiled
from checker.shape import read
from checker.source import Document, Unreadable


def shipped(loaded: Loaded, name: str, raw: bytes) -> Layered | None:
    """A built-in catalog file as part of a run; None if it has faults, which the run keeps."""
    document = loaded.keep(name, "catalog", raw, _parsed(name, raw))
    if document is None:
        return None
    file = _shaped(name, raw)
    if isinstance(file, list):
        loaded.diagnostics += file
        return None
    return Layered(document, file)


@cache
def _parsed(name: str, raw: bytes) -> Document | Unreadable:
    data = compiled(name, raw)
    return source.parse(name, raw) if data is None else source.known(name, raw, data)


@cache
def _shaped(name: str, raw: bytes) -> CatalogFile | list[Diagnostic]:
    document = _parsed(name, raw)
    if isinstance(document, Unreadable):
        return list(document.diagnostics)
    found = read(document, CatalogFile)
    return found if isinstance(found, list) else found.dated()
