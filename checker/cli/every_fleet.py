"""``check --all-fleets``: the root's fleet, and after it every fleet inside of it, each by its own configuration."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from checker.cli.arguments import request
from checker.diagnostic import many
from checker.formats import formats_for
from checker.formats.terminal import escape
from checker.report import Report
from checker.report.verdict import OUTRANKS
from checker.run.faults import Fault
from checker.run.files import files_of
from checker.run.fleets import nested
from checker.run.output import STANDARD, complain, say
from checker.run.request import CONFIG_NAME

_OF_ONE = ("paths", "policy", "baseline", "fix", "show", "shards")
"""What can only be about one fleet."""


def every_fleet(given: argparse.Namespace, judge: Callable[[argparse.Namespace], Report]) -> int:
    """Judge each fleet as ``judge`` does with its configuration; the worst exit code.

    Raises:
        Fault: a flag is about one fleet, or git failed.
    """
    _refuse(given)
    asked = request(given)
    files = files_of(asked.root, asked.trusted, commit=asked.hook is not None).find(lambda _: False).files
    inside = sorted(nested(files))
    codes: dict[str, int] = {}
    for number, folder in enumerate(("", *inside)):
        own = argparse.Namespace(**vars(given))
        if folder:
            own.config = os.path.join(asked.root, folder, CONFIG_NAME)
        say(f"{chr(10) if number else ''}fleet {escape(folder or '.')}\n")
        try:
            found = judge(own)
        except Fault as fault:
            codes[folder or "."] = complain(str(fault), 2)
            continue
        if folder or not inside or not _holds_nothing(found):
            codes[folder or "."] = found.exit_code
    worst = min(codes.values(), key=OUTRANKS.index)
    ended = ", ".join(f"{escape(name)} {code}" for name, code in codes.items())
    say(f"\n{many(len(codes), 'fleet')}, each with its exit code: {ended} (exit {worst})\n")
    return worst


def _holds_nothing(found: Report) -> bool:
    """Whether a root has no services of its own, so that only the fleets inside of it count."""
    return found.exit_code == 3 and not any(entry.role == "manifest" for entry in found.inputs)  # noqa: PLR2004


def _refuse(given: argparse.Namespace) -> None:
    for name in _OF_ONE:
        if getattr(given, name):
            raise Fault(
                f"--all-fleets judges each fleet by itself: leave out {'PATH' if name == 'paths' else f'--{name}'}"
            )
    logs = formats_for("people", "commands")
    for target in given.output:
        if target.file != STANDARD or target.format not in logs:
            raise Fault(
                f"--all-fleets writes a log alone ({', '.join(logs)}); give other outputs with --config, per fleet"
            )
