"""What a plan is written as besides: events for ``simulate``, and the manifests of the services that it changes."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from checker.files import manifest
from checker.planning.changes import Change
from checker.planning.planned import Planned
from checker.run import tree
from checker.run.faults import Fault
from checker.run.output import write

FIELDS: Mapping[str, str] = {
    "model": "model",
    "derived-from": "derived_from",
    "access": "access",
    "host": "host",
    "jurisdictions": "jurisdictions",
    "deployment": "deployment",
    "gateway": "gateway",
    "version": "version",
    "digest": "digest",
    "contract": "contract",
    "tested": "tested",
}
"""What a change sets of a route, in the order in which manifests have it; its name, role and share stay."""

_WIDTH = 1 << 20
"""Columns before ruamel.yaml would fold a line: more than a file that is read may have bytes."""


def events_of(found: Planned) -> str:
    """The moves as a file of events, a service after the other. What no event can say is left out, and named."""
    events = [
        {"what": f"{move.service}: {change.was} -> {change.becomes}", "move": _event(move.service, change)}
        for move in found.moves
        for change in move.changes
        if change.doing == "move"
    ]
    if not events:
        raise Fault("--events: the plan moves no route, and nothing else is an event")
    whole = {"format": "modelbylaws/events/v1", "title": f"The plan of {found.as_of}", "events": events}
    return json.dumps(whole, indent=2) + "\n"


def _event(service: str, change: Change) -> dict[str, object]:
    declared = change.declared
    to: dict[str, object] = {"model": declared.model, "access": declared.access}
    if declared.host is not None:
        to["host"] = declared.host
    for key, value in (
        ("jurisdictions", declared.jurisdictions),
        ("version", declared.version),
        ("contract", declared.contract),
    ):
        if value is not None:
            to[key] = list(value) if isinstance(value, tuple) else value
    return {
        "model": change.was.partition(" at ")[0],
        "service": service,
        "use": change.use,
        "route": change.route,
        "to": to,
    }


def refuse_inside(root: str, folder: str) -> None:
    """Before anything is read: below the root ``check`` would find each service twice.

    Raises:
        Fault: the folder lies in the folder that is checked.
    """
    top, there = os.path.realpath(root), os.path.realpath(folder)
    if there == top or there.startswith(os.path.join(top, "")):
        raise Fault(
            f"--manifests {folder!r} lies in the folder that is checked, where each service would be there twice"
        )
    if os.path.lexists(there) and not os.path.isdir(there):
        raise Fault(f"--manifests {folder!r} is no folder")


def write_manifests(found: Planned, root: str, folder: str) -> tuple[str, ...]:
    """The changed manifests below a folder, at the paths that they have below the root.

    Raises:
        Fault: one cannot be read again, or written.
    """
    written = []
    for move in found.moves:
        path = move.location.file
        raw = tree.read(root, path)
        if not isinstance(raw, bytes):
            raise Fault(f"{path}: {raw.message}")
        target = os.path.join(folder, *path.split("/"))
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
        except OSError as error:
            raise Fault(f"--manifests {folder!r} cannot be written: {error.strerror or type(error).__name__}") from None
        write(target, _json(raw, move.changes) if path.endswith(".json") else _yaml(raw, move.changes))
        written.append(target)
    return tuple(written)


def _json(raw: bytes, changes: Sequence[Change]) -> str:
    whole = json.loads(raw.decode("utf-8-sig"))
    _edit(whole, changes)
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _yaml(raw: bytes, changes: Sequence[Change]) -> str:
    """The text with its comments, in the layout of the file."""
    from ruamel.yaml import YAML

    text = raw.decode("utf-8-sig")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    whole = yaml.load(text.replace("\r\n", "\n"))
    dash = whole["uses"].lc.col if whole["uses"] else 2
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    _edit(whole, changes)
    out = io.StringIO()
    yaml.dump(whole, out)
    made = out.getvalue()
    return made.replace("\n", "\r\n") if "\r\n" in text else made


def _edit(whole: Any, changes: Sequence[Change]) -> None:  # noqa: ANN401 - what a file holds
    for use in whole["uses"]:
        for change in (one for one in changes if one.use == use["id"]):
            routes = use["routes"]
            if change.doing == "add-fallback":
                if len(routes) == 1:
                    routes[0].setdefault("id", str(routes[0].get("role", "primary")))
                    routes[0]["role"] = "primary"
                routes.append({"id": change.route, "role": "fallback", **_values(change.declared)})
                continue
            route = next(one for one in routes if _name(one) == change.route)
            values = _values(change.declared)
            for key in FIELDS:
                if key in values:
                    route[key] = values[key]
                else:
                    route.pop(key, None)


def _name(route: Any) -> str:  # noqa: ANN401 - what a file holds
    return str(route.get("id") or route.get("role") or "primary")


def _values(declared: manifest.Route) -> dict[str, Any]:
    """What a route declares, as a file has it."""
    found: dict[str, Any] = {}
    for key, attribute in FIELDS.items():
        value = getattr(declared, attribute)
        if value is not None:
            found[key] = list(value) if isinstance(value, tuple) else str(value)
    return found
