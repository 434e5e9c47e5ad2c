"""``lint``: policies and catalogs alone, without manifests."""

from __future__ import annotations

from collections.abc import Iterator

from checker.cli.check import sources_of
from checker.cli.load import load_all
from checker.cli.request import Request
from checker.controls import CONTROLS
from checker.diagnostic import Diagnostic, did_you_mean
from checker.engine import AnyPolicy
from checker.engine.names import unknown_names
from checker.formats.full import faults_text
from checker.formats.terminal import Paint, escape

OWN = "x-"
"""Start of a control that an organization keeps itself."""


def _unknown_controls(policy: AnyPolicy) -> Iterator[Diagnostic]:
    """Controls that no list of ours knows, of lists that we keep; an organization's own start with ``x-``.

    NOTE: a fault of lint alone. A misspelt control changes no verdict, so it stops no check.
    """
    documents = {document.file: document for document in policy.documents}
    for rule, origin in zip(policy.rules, policy.origins, strict=True):
        for index, control in enumerate(rule.controls):
            if control not in CONTROLS and not control.startswith(OWN):
                place = origin.below("controls", index)
                message = f"no list of controls knows {control!r}"
                help_ = did_you_mean(control, CONTROLS) or "a control of your own starts with x-"
                yield Diagnostic("unknown-control", message, (documents[place.file].locate(place),), help_)


def lint(request: Request, paint: Paint) -> tuple[str, int]:
    """The faults of every policy and catalog, and the exit code: 0, 2, or 3 when there is no policy."""
    loaded = load_all(request, manifests=False)
    found = list(loaded.diagnostics)
    found += [fault for policy in loaded.policies for fault in _unknown_controls(policy)]
    if loaded.fleet is not None:
        found += unknown_names(loaded.policies, loaded.fleet.world)
    found.sort(key=lambda diagnostic: diagnostic.sort_key)
    policies = [escape(entry.path) for entry in loaded.inputs if entry.role == "policy"]
    read = f"Read {', '.join(policies) or 'no policy'}, {sum(e.role == 'catalog' for e in loaded.inputs)} catalog files"
    count = f"{len(found)} fault{'' if len(found) == 1 else 's'}"
    text = f"{faults_text(found, sources_of(loaded, found), paint)}{read}: {count}\n"
    return text, 2 if found else 0 if policies else 3
