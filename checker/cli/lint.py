"""``lint``: policies and catalogs alone, without manifests."""

from __future__ import annotations

from checker.cli.check import sources_of
from checker.cli.load import load_all
from checker.cli.request import Request
from checker.engine.names import unknown_names
from checker.engine.upkeep import upkeep
from checker.formats.full import faults_text
from checker.formats.terminal import Paint, escape


def lint(request: Request, paint: Paint) -> tuple[str, int]:
    """The faults of every policy and catalog, and the exit code: 0, 2, or 3 when there is no policy."""
    loaded = load_all(request, manifests=False)
    found = list(loaded.diagnostics)
    found += upkeep(loaded.policies)
    if loaded.fleet is not None:
        found += unknown_names(loaded.policies, loaded.fleet.world)
    found.sort(key=lambda diagnostic: diagnostic.sort_key)
    policies = [escape(entry.path) for entry in loaded.inputs if entry.role == "policy"]
    read = f"Read {', '.join(policies) or 'no policy'}, {sum(e.role == 'catalog' for e in loaded.inputs)} catalog files"
    count = f"{len(found)} fault{'' if len(found) == 1 else 's'}"
    text = f"{faults_text(found, sources_of(loaded, found), paint)}{read}: {count}\n"
    return text, 2 if found else 0 if policies else 3
