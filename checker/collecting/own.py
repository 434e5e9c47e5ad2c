"""Reads a file that a person gave: whole and without faults, or not at all."""

from __future__ import annotations

from typing import TypeVar

from checker.diagnostic import Diagnostic, Location, many
from checker.formats.terminal import from_here
from checker.run.faults import Fault
from checker.run.named import own_bytes
from checker.shape import Shape
from checker.shape import read as shape_of
from checker.source import Document, parse
from checker.source.characters import MAX_BYTES

S = TypeVar("S", bound=Shape)

SHOWN = 5
"""Most faults that one message tells."""


def read_own(path: str, shape: type[S], name: str = "") -> tuple[Document, S]:
    """The document and what it says; ``name`` is what its places are called, if not by the path.

    Raises:
        Fault: it cannot be read, or has faults.
    """
    document = parse(name or path, own_bytes(path, MAX_BYTES, "modelbylaws/"))
    found = shape_of(document, shape) if isinstance(document, Document) else list(document.diagnostics)
    if isinstance(document, Document) and not isinstance(found, list):
        return document, found
    faults = found if isinstance(found, list) else []
    more = f"; and {many(len(faults) - SHOWN, 'more fault')}" if faults[SHOWN:] else ""
    raise Fault(f"{'; '.join(map(_show, faults[:SHOWN]))}{more}")


def place(at: Location) -> str:
    """File, line and column, as a message names them."""
    return f"{from_here(at.file)}:{at.span.line}:{at.span.column}" if at.span else from_here(at.file)


def _show(fault: Diagnostic) -> str:
    help_ = f" ({fault.help})" if fault.help else ""
    return f"{place(fault.primary)}: {fault.message}{help_}"
