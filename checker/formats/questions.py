"""What would be told many times, told together: questions that drafts leave open, keys that one place lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.diagnostic import Diagnostic, many
from checker.formats.columns import table
from checker.formats.summary import show_place
from checker.formats.terminal import escape
from checker.formats.view import PLACES
from checker.shape.unanswered import CODE, OPEN

_KEYS = 6
"""Most keys that one line names: more than the five that every draft asks of its service."""
_HELP = f"write the answer in place of each {OPEN}; the remark behind it is the question"


def join_questions(faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The faults, with all questions of one file as one, at the place of the first."""
    told: dict[object, list[Diagnostic]] = {}
    for number, fault in enumerate(faults):
        told.setdefault(fault.primary.file if fault.code == CODE else number, []).append(fault)
    return [_joined(group) if len(group) > 1 else group[0] for group in told.values()]


def _joined(questions: Sequence[Diagnostic]) -> Diagnostic:
    places = tuple(fault.primary for fault in questions)
    return replace(questions[0], message=_open(len(questions)), locations=places, help=_HELP)


def _open(count: int) -> str:
    return f"{many(count, 'question')} that nobody has answered yet"


_LACKS = re.compile("missing key ('[^']*')")


def join_missing(faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The faults, with all keys that the same place lacks as one; each with what it is for."""
    told: dict[object, list[Diagnostic]] = {}
    for number, fault in enumerate(faults):
        lacks = fault.code == "missing-key" and _LACKS.fullmatch(fault.message)
        told.setdefault(fault.locations if lacks else number, []).append(fault)
    return [_joined_missing(group) if len(group) > 1 else group[0] for group in told.values()]


def _joined_missing(faults: Sequence[Diagnostic]) -> Diagnostic:
    keys = [key for fault in faults for key in _LACKS.findall(fault.message)]
    steps = [f"{key[1:-1]}: {fault.help}" for key, fault in zip(keys, faults, strict=True) if fault.help]
    return replace(faults[0], message=f"missing keys {', '.join(keys[:-1])} and {keys[-1]}", help="; ".join(steps))


def part_questions(faults: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The faults that are told one by one, and the questions that are told together; one alone is told as it is."""
    found = [*faults]
    questions = [fault for fault in found if fault.code == CODE]
    if len(questions) <= 1:
        return found, []
    return [fault for fault in found if fault.code != CODE], questions


def question_lines(questions: Sequence[Diagnostic]) -> Iterator[str]:
    """How many are open, the first files with what they ask, and what to do."""
    files: dict[str, list[Diagnostic]] = {}
    for fault in questions:
        files.setdefault(fault.primary.file, []).append(fault)
    where = f", in {many(len(files), 'file')}" if len(files) > 1 else ""
    yield f"{_open(len(questions))}{where}"
    shown, rest = [*files.values()][:PLACES], [*files.values()][PLACES:]
    yield from table([(show_place(asked[0].primary), f"{len(asked)}: {_keys(asked)}") for asked in shown], "    ")
    if rest:
        left = many(sum(map(len, rest)), "question")
        yield f"    ... and {left} in {many(len(rest), 'further file')} (check --all shows them)"
    yield f"  = help: {_HELP}"


def _keys(asked: Sequence[Diagnostic]) -> str:
    """What is asked for, each key once."""
    keys = list(dict.fromkeys(escape(fault.message.partition(" ")[0]) for fault in asked))
    return f"{', '.join(keys[:_KEYS])}{' ...' if keys[_KEYS:] else ''}"
