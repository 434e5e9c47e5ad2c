"""Events that were asked for, from a file and from flags: both pass the same reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from checker import source
from checker.cli.faults import Fault
from checker.cli.reading import tree
from checker.cli.reading.loaded import Loaded
from checker.condition.attribute import Names
from checker.diagnostic import Diagnostic, Path, Place, did_you_mean
from checker.engine.names import is_known, known_names
from checker.events import Event, EventsFile, Lost, Moved, Raised, Retired, Whose
from checker.fleet import World
from checker.fleet.keys import DIMENSION_NAMES

COMMAND_LINE = "command-line.json"
"""What diagnostics call the events that flags gave."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to happen: a file of events, flags in their order, and what else to show."""

    file: str | None
    flags: tuple[tuple[str, str], ...]
    planned: bool
    rank: bool


def events_of(loaded: Loaded, asked: Asked) -> list[Event]:
    """Events of the file and then of flags; what is wrong with them is among the diagnostics."""
    if not (asked.file or asked.flags or asked.planned or asked.rank):
        raise Fault("nothing is to happen: name an event, such as --lose vendor=meta, or --planned or --rank")
    found: list[Event] = []
    if asked.file is not None:
        found += _read(loaded, asked.file, tree.read(loaded.request.root, asked.file))
    if asked.flags:
        data = {"format": "modelbylaws/events/v1", "events": [_flag(*flag) for flag in asked.flags]}
        found += _read(loaded, COMMAND_LINE, json.dumps(data, indent=2).encode())
    return found


def _flag(name: str, written: str) -> dict[str, object]:
    """``--move lineage=meta,to=x`` as the event that a file would hold."""
    if name == "advance":
        return {name: written}
    pairs = [part.partition("=") for part in written.split(",")]
    if not all(key and equals and value for key, equals, value in pairs):
        raise Fault(f"--{name} {written!r} is not of the form vendor=meta")
    if len({"to-model" if key == "to" else key for key, _, _ in pairs}) < len(pairs):
        raise Fault(f"--{name} {written!r} names something twice")
    given: dict[str, object] = {key: value for key, _, value in pairs if not (name == "move" and key.startswith("to"))}
    if name == "move":
        given["to"] = {
            "model" if key == "to" else key.removeprefix("to-"): value
            for key, _, value in pairs
            if key.startswith("to")
        }
    return {name: given}


def _read(loaded: Loaded, path: str, raw: bytes | Diagnostic) -> tuple[Event, ...]:
    document = loaded.read(path, "events", raw)
    shaped = loaded.shaped(document, EventsFile)
    if document is None or shaped is None:
        return ()
    if loaded.fleet is not None:
        loaded.diagnostics += _unknown_names(document, shaped, loaded.fleet.world)
    return shaped.events


def _unknown_names(document: source.Document, file: EventsFile, world: World) -> Iterator[Diagnostic]:
    for index, event in enumerate(file.events):
        for names, value, path in _names(event):
            alias = names == "model" and world.catalog.model(value) is not None
            if not alias and not is_known(names, value, world):
                at = document.locate(Place(document.file, ("events", index, *path)))
                help_ = did_you_mean(value, known_names(names, world) or ())
                yield Diagnostic("unknown-name", f"no catalog knows {names} {value!r}", (at,), help_)


def _names(event: Event) -> Iterator[tuple[Names, str, Path]]:
    """Every name in an event, what it names, and where it stands."""
    match event.action:
        case Moved() as moved:
            yield DIMENSION_NAMES[moved.dimension], moved.key, ("move", moved.dimension)
            yield from _given(("move", "to"), ("model", moved.to.model), ("host", moved.to.host))
        case Lost() as lost:
            yield DIMENSION_NAMES[lost.dimension], lost.key, ("lose", lost.dimension)
        case Retired() as retired:
            yield from _given(("retire",), ("model", retired.model), ("host", retired.host))
        case Whose() as whose:
            action = "close-weights" if event.close_weights else "relicense"
            yield from _given((action,), ("vendor", whose.vendor), ("model", whose.model))
        case Raised() as raised:
            yield from _given(("raise-price",), ("vendor", raised.vendor), ("host", raised.host))


def _given(at: Path, *named: tuple[Names, str | None]) -> Iterator[tuple[Names, str, Path]]:
    for names, value in named:
        if value is not None:
            yield names, value, (*at, names)
