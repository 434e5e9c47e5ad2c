"""Small pieces of OSCAL: ids that come again, properties of our namespace, text that is no markup.

Ids are version 5 UUIDs: those of services and the tool are made from their names, so
that they are the same in every file; those of a run from everything that it was made from.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from urllib.parse import quote

from checker.diagnostic import Location
from checker.formats.terminal import escape
from checker.resources import BUILTIN

Json = dict[str, object]

NAMESPACE = "https://modelbylaws.dev/ns/oscal"
"""Of our properties: a name, which nothing ever fetches."""

_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>~^{}&|"})


def identity(*parts: str) -> str:
    """The id of what the parts name together."""
    named = "\0".join(parts).encode("utf-8", "backslashreplace").decode()
    return str(uuid.uuid5(_ROOT, named))


def moment(day: dt.date) -> str:
    """The start of a day in UTC: a run has a date and no time of day."""
    return f"{day.isoformat()}T00:00:00Z"


def prose(text: str) -> str:
    """Text where OSCAL takes Markdown: one line, with a backslash before all that could be markup."""
    return escape(text).translate(_MARKUP)


def props(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    """Properties; a value may not be empty, nor start or end with a space."""
    shown = ((name, escape(value).strip()) for name, value in pairs)
    return [{"name": name, "ns": NAMESPACE, "value": value} for name, value in shown if value]


def href(path: str) -> str:
    """A relative reference to an input."""
    quoted = quote(path, errors="backslashreplace")
    return f"./{quoted}" if ":" in quoted.split("/")[0] else quoted


def carried(path: str) -> bool:
    """Whether a file comes with the program: there is nothing to refer to then."""
    return path.startswith(BUILTIN)


def evidence(at: Location) -> Json:
    """A place in an input."""
    place = f"line {at.span.line}, column {at.span.column}" if at.span else "the file"
    label = f": {prose(at.label)}" if at.label else ""
    return {"href": href(at.file), "description": f"{place}{label}"}
