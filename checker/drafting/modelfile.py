"""Ollama's Modelfile: the model that it is built ``FROM``, and an ``ADAPTER``, which makes it an own fine-tune.

Instructions are written in letters of any case; a value in quotation marks, or in three of them, goes on over lines.
Prompts, messages and licenses are passed over unread.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checker.diagnostic import Diagnostic, Location
from checker.drafting.draft import Context, Draft, Drafted, DraftRoute, Given
from checker.drafting.route import identifier
from checker.drafting.told import own_model, service_name, share_out, told_route, use_of, with_revision
from checker.foreign.settled import is_weights, settle
from checker.source.characters import TextFault, decode, span_at

_INSTRUCTION = re.compile(r"[ \t]*(?P<word>[A-Za-z]+)[ \t]+(?P<value>[^\n]*)")
_QUOTES = ('"""', '"')
_FILE = "modelfile"
_OPEN = "quoted text starts here and does not end"


class Instruction(NamedTuple):
    """One instruction that names a model or an adapter, and where its value is."""

    word: str
    value: str
    at: Location


def read(files: Sequence[Given], context: Context) -> Drafted:
    """One service for each file."""
    found = Drafted("file")
    for given in files:
        try:
            instructions = list(_instructions(given))
        except TextFault as fault:
            at = Location(given.path, fault.span)
            found.faults.append(Diagnostic(fault.code, fault.message, (at,)))
            continue
        bases = [one for one in instructions if one.word == "FROM"]
        if not bases:
            found.skip(Location(given.path), given.path, "no Modelfile: it has no FROM")
            continue
        name = _service_of(given.path)
        route = _route(bases, [one for one in instructions if one.word == "ADAPTER"], name, context)
        use = use_of(identifier(name, "model"), route)
        for service, uses in share_out(context, service_name(name), [use], found, bases[0].at):
            found.drafts.append(Draft(service, bases[0].at, tuple(uses)))
        found.taken += 1
    return found


def _route(bases: list[Instruction], adapters: list[Instruction], name: str, context: Context) -> DraftRoute:
    """The model of the first ``FROM`` that names one: others are parts of it, such as a projector for pictures."""
    base = next((one for one in bases if not is_weights(one.value)), bases[0])
    told = settle(base.value, "FROM", (), {})
    route = told_route(context, told, base.at, name, access="self-hosted", host=None)
    if adapters:
        return own_model(context, route, (), name)
    moves = ":" not in base.value.rpartition("/")[2] or base.value.endswith(":latest")
    return with_revision(route, None, moves=moves)


def _instructions(given: Given) -> Iterator[Instruction]:
    """Where a model comes from, in the order of the file.

    Raises:
        TextFault: the bytes are no text, or quoted text does not end.
    """
    text = decode(given.raw, invisible=True)
    at = 0
    while at < len(text):
        found = _INSTRUCTION.match(text, at)
        if found is None:
            at = _next_line(text, at)
            continue
        start = found.start("value")
        quote = next((quote for quote in _QUOTES if text.startswith(quote, start)), "")
        end = _next_line(text, start) - 1 if not quote else _end_of(text, start, quote)
        value = text[start + len(quote) : end].strip()
        if found["word"].upper() in {"FROM", "ADAPTER"} and value:
            span = span_at(text, start, start + len(text[start:end].rstrip()) + len(quote))
            yield Instruction(found["word"].upper(), value, Location(given.path, span))
        at = _next_line(text, end)


def _next_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) + 1 if found < 0 else found + 1


def _end_of(text: str, start: int, quote: str) -> int:
    """Where quoted text ends that starts at a place."""
    end = text.find(quote, start + len(quote))
    if end < 0:
        raise TextFault("unreadable", _OPEN, span_at(text, start, start + len(quote)))
    return end


def _service_of(path: str) -> str:
    """What a file is named after, else its folder: ``Modelfile.triage``, ``triage.Modelfile``, ``triage/Modelfile``."""
    folder, base = posixpath.split(path)
    parts = [part for part in base.split(".") if part.lower() != _FILE]
    return ".".join(parts) or posixpath.basename(folder) or "model"
