"""What verbs share that judge or lint, and write reports: outputs that are refused, and what ``check --fix`` does."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from checker.cli.arguments import inside, request
from checker.formats import formats_for
from checker.formats.terminal import note_from_here
from checker.report import Input, Report
from checker.resources import BUILTIN
from checker.run.faults import Fault
from checker.run.named import below
from checker.run.output import STANDARD, complain, publish, say
from checker.run.request import Request
from checker.run.trail import current


def outputs(given: argparse.Namespace, asked: Request) -> list[str]:
    """The files that are to be written.

    Raises:
        Fault: one of them is none to be written, which is known before anything is read.
    """
    from checker.run.named import refuse

    files = [target.file for target in given.output]
    refuse(asked.root, files)
    return files


def check_fleet(given: argparse.Namespace) -> Report:
    """Judge one fleet as ``check`` does, and write what was asked for.

    Raises:
        Fault: flags do not go together, or something cannot be read or written.
    """
    from checker.engine.way import Way
    from checker.review import check

    _refuse_diff(given)
    for mode in ("hook", "trust", "against") if given.fix else ():
        if getattr(given, mode, None) is not None:
            raise Fault(f"--fix rewrites the work tree, and --{mode} judges what git holds: use one of them")
    _refuse_jobs(given)
    asked = request(given)
    paths = tuple((below if asked.hook else inside)(asked.root, path) for path in given.paths)
    files = outputs(given, asked)
    done = _fixed(given, asked, paths) if given.fix else ()
    report = check(asked, paths, files, Way(given.jobs))
    report = replace(report, notes=(*done, *report.notes))
    if not given.all_fleets:
        let_keep(given, asked, report.inputs)
    publish(report, given.output, given.color, quiet=given.quiet, waived=given.include_waived)
    return report


def _refuse_jobs(given: argparse.Namespace) -> None:
    """Raise a Fault for several processes where one is used whatever is asked for."""
    for mode in ("against", "baseline", "trust"):
        if given.jobs is not None and given.jobs > 1 and getattr(given, mode) is not None:
            raise Fault(f"--{mode} compares whole fleets, in one process: leave out --jobs")


def let_keep(given: argparse.Namespace, asked: Request, inputs: Iterable[Input]) -> None:
    """Let the answer of a hook be kept, if it is one that depends on nothing but what a trail names."""
    trail = current()
    only_told = all(target.file == STANDARD for target in given.output)
    of_index = asked.hook is not None and asked.trusted is None and asked.base is None
    read = {f"{trail.folder}{entry.path}" for entry in inputs if not entry.path.startswith(BUILTIN)}
    trail.may_be_kept = given.cache is not False and only_told and of_index and read <= trail.read


def _refuse_diff(given: argparse.Namespace) -> None:
    """Raise a Fault for ``--diff`` alone, and beside a report on standard output that programs read."""
    if given.diff and not given.fix:
        raise Fault("--diff shows what --fix would rewrite: use both")
    said = [target.format for target in given.output if target.file == STANDARD]
    if given.diff and any(name not in formats_for("people") for name in said):
        raise Fault("--diff goes to standard output, so another format than full or concise goes to a file")


def _fixed(given: argparse.Namespace, asked: Request, paths: tuple[str, ...]) -> tuple[str, ...]:
    """What ``--fix`` did, which the report notes; a quiet one has no notes, so it is told beside it.

    Raises:
        Fault: a file cannot be written.
    """
    from checker.lint.fix import fixes

    found = fixes(asked, paths)
    if given.diff:
        say(found.show())
    else:
        found.make()
    done = found.would if given.diff else found.notes
    for note in done if given.quiet else ():
        complain(note_from_here(note))
    return done
