"""What ``modelbylaws scan`` found in the tracked files of a repository: names, and where they are."""

from __future__ import annotations

from typing import Literal

from checker.diagnostic import Place
from checker.observed.bill_of_materials import BOUNDS
from checker.observed.evidence import Observation
from checker.observed.options import Found, Options
from checker.shape import File, Shape
from checker.shape import read as shape_of
from checker.shape.marks import Field
from checker.shape.scalars import ForeignName, Text, Whole
from checker.source import Unreadable, parse


class Sighting(Shape):
    """A name of a model in a file."""

    model: ForeignName
    """The name, as it is written."""
    host: ForeignName | None = None
    """The host, where the file names it beside the model."""
    where: Text
    """File and line."""


class HostSighting(Shape):
    """An address of a host, or the key of its SDK, in a file."""

    host: ForeignName
    """Which host it is."""
    word: Text
    """What is written there."""
    where: Text
    """File and line."""


class LeftFiles(Shape):
    """Files that were not looked at, or words that were not taken."""

    reason: Text
    """Why."""
    count: Whole
    """How many."""


class ObservationsFile(File):
    """Names of models that were found in files."""

    format: Literal["modelbylaws/observations/v1"]
    """Name and version of this file format."""
    service: Text | None = None
    """Whose files they are."""
    found: tuple[Sighting, ...]
    """Names of models, and where they are first."""
    hosts: tuple[HostSighting, ...] = ()
    """Addresses of hosts and keys of their SDKs; they name no model, so that nothing is held against them."""
    files: Whole = 0
    """How many files were looked at."""
    left_out: tuple[LeftFiles, ...] = Field((), alias="left_out")
    """What was not looked at, or not taken, and why."""


def read(file: str, raw: bytes, options: Options) -> Found:
    """The names of a scan."""
    found = Found(file)
    document = parse(file, raw, BOUNDS)
    if isinstance(document, Unreadable):
        found.faults += document.diagnostics
        return found
    shaped = shape_of(document, ObservationsFile)
    if isinstance(shaped, list):
        found.faults += shaped
        return found
    caller = shaped.service or ""
    for index, one in enumerate(shaped.found):
        at = document.locate(Place(file, ("found", index, "model")))
        found.observations.append(
            Observation(
                options.source, options.service_of(caller), caller, one.model, one.host, None, None, None, None, None,
                at, where=one.where,
            )
        )  # fmt: skip
    return found
