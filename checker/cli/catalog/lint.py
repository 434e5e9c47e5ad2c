"""``catalog lint``: the faults of catalogs, and what in sound ones is worth a look."""

from __future__ import annotations

from checker.catalog.advice import Look, advice
from checker.cli.check import sources_of
from checker.cli.reading.load import load_all
from checker.cli.reading.loaded import Loaded
from checker.cli.request import Request
from checker.diagnostic import Diagnostic
from checker.formats.full import advice_text, faults_text
from checker.formats.terminal import Paint
from checker.resources import BUILTIN_CATALOG

OWN, BUILTIN = 1, 0
"""Layers of the stack of catalogs."""


def lint_catalogs(request: Request, stale: int, paint: Paint, *, everything: bool) -> tuple[str, int]:
    """Faults and advice, and 2 for a fault, else 0. The built-in catalog gets advice where ``everything`` is asked."""
    loaded = load_all(request, manifests=False)
    faults = sorted(_of_catalogs(loaded), key=lambda fault: fault.sort_key)
    hints: list[Diagnostic] = []
    if loaded.catalog is not None:
        hints = advice(Look(loaded.catalog, request.as_of, stale, BUILTIN if everything else OWN))
    sources = sources_of(loaded, [*faults, *hints])
    text = f"{faults_text(faults, sources, paint)}{advice_text(hints, sources, paint)}"
    counts = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}, {len(hints)} of advice"
    return f"{text}Read {_read(loaded, everything=everything)}: {counts}, as of {request.as_of}\n", 2 if faults else 0


def _of_catalogs(loaded: Loaded) -> list[Diagnostic]:
    """Without what is wrong in policies, waivers and the inventory: other verbs tell that."""
    others = {entry.path for entry in loaded.inputs if entry.role not in {"catalog", "config"}}
    return [fault for fault in loaded.diagnostics if fault.locations[0].file not in others]


def _read(loaded: Loaded, *, everything: bool) -> str:
    catalogs = [entry.path for entry in loaded.inputs if entry.role == "catalog"]
    own = sum(not path.startswith(BUILTIN_CATALOG) for path in catalogs)
    files = f"{own} catalog file{'' if own == 1 else 's'} of yours" if own else "no catalog of yours"
    return f"{files} and the built-in catalog{'' if everything else ', which --all looks into'}"
