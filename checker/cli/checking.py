"""What verbs share that judge or lint, and write reports: outputs that are refused, and what ``check --fix`` does."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from checker.cli.arguments import inside, request
from checker.diagnostic import did_you_mean, is_elsewhere
from checker.formats import ROWS, formats_for
from checker.formats.terminal import note_from_here
from checker.formats.view import View
from checker.report import Input, Report
from checker.resources import BUILTIN
from checker.run.at_terminal import on_terminal
from checker.run.faults import Fault
from checker.run.named import below
from checker.run.output import STANDARD, Shown, Target, complain, publish, say
from checker.run.request import Request
from checker.run.trail import current

if TYPE_CHECKING:
    from checker.engine.way import Way


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
    from checker.review import check

    _refuse_diff(given)
    _refuse_view(given)
    _refuse_link(given)
    for mode in ("hook", "trust", "against") if given.fix else ():
        if getattr(given, mode, None) is not None:
            raise Fault(f"--fix rewrites the work tree, and --{mode} judges what git holds: use one of them")
    _refuse_jobs(given)
    grounds = any(ROWS[target.format].grounds for target in given.output)
    asked = replace(request(given), grounds=grounds, partials="no" if grounds or _asks(given) else given.trust_partials)
    paths = tuple((below if asked.hook else inside)(asked.root, path) for path in given.paths)
    files = outputs(given, asked)
    done = _fixed(given, asked, paths) if given.fix else ()
    if given.cache is False:
        current().parts = None
    report = check(asked, paths, files, _way(given))
    report = replace(report, notes=(*done, *report.notes))
    if not given.all_fleets:
        let_keep(given, asked, report.inputs)
    publish(report, _targets(given), given.color, Shown(given.quiet, given.include_waived, _view(given, report)))
    return report


def _way(given: argparse.Namespace) -> Way:
    from checker.engine.way import Way

    return Way(given.jobs, tuple(given.shards), given.engine == "dask", given.scheduler)


def _refuse_jobs(given: argparse.Namespace) -> None:
    """Raise a Fault for several processes where one is used whatever is asked for, and for what says nothing."""
    asked = {"jobs": (given.jobs or 1) > 1, "engine": given.engine == "dask", "shards": bool(given.shards)}
    for flag in (flag for flag, is_asked in asked.items() if is_asked):
        for mode in ("against", "baseline", "trust"):
            if getattr(given, mode) is not None:
                raise Fault(f"--{mode} compares whole fleets, in one process: leave out --{flag}")
    if given.scheduler is not None and given.engine != "dask":
        raise Fault("--scheduler is the address of a cluster of Dask: use --engine dask")
    for mode in ("hook", "fix") if given.shards else ():
        if getattr(given, mode):
            raise Fault(f"--{mode} is about the files of a repository: leave out --shards")


def _targets(given: argparse.Namespace) -> list[Target]:
    """Where the report goes, with what people read if nothing else goes to standard output.

    NOTE: a log is read when nobody can ask again, and compared with others, so what is no terminal gets all of it
    (``full``). On a terminal, in a hook, and where a part is asked for, somebody waits for the answer: ``summary``.
    """
    if any(target.file == STANDARD for target in given.output):
        return list(given.output)
    waiting = on_terminal() or given.hook is not None or _asks(given)
    return [*given.output, Target("summary" if waiting else "full")]


def _asks(given: argparse.Namespace) -> list[str]:
    """The flags that are about ``summary`` alone."""
    flags = {"all": given.all, "statistics": given.statistics, "group-by": given.group_by, "show": given.show}
    return [f"--{name}" for name, value in flags.items() if value]


def _refuse_view(given: argparse.Namespace) -> None:
    """Raise a Fault for flags of ``summary`` where standard output gets another format."""
    said = [target.format for target in given.output if target.file == STANDARD]
    if _asks(given) and said and "summary" not in said:
        raise Fault(f"{_asks(given)[0]} is about summary, and standard output gets {said[0]}: use --output summary")


def _refuse_link(given: argparse.Namespace) -> None:
    """Raise a Fault for a template that nothing uses, or that names a commit, which a work tree has none of."""
    if given.link_template is None:
        return
    if all(target.format != "markdown-comment" for target in given.output):
        raise Fault("--link-template is about --output markdown-comment: use both")
    if "{commit}" in given.link_template:
        raise Fault("--link-template: write the commit itself in the place of {commit}, as the pipeline knows it")


def _view(given: argparse.Namespace, report: Report) -> View:
    """What is to be shown of a report.

    Raises:
        Fault: there is no such rule, and all were read.
    """
    rules = [ruling.id for ruling in report.rulings]
    if given.show is not None and given.show not in rules and not report.diagnostics:
        raise Fault(f"no rule {given.show!r}: {did_you_mean(given.show, rules) or 'no rule is loaded'}")
    everything, link = given.all or given.show is not None, given.link_template or ""
    return View(everything, given.statistics, given.group_by or "rule", given.show, link)


def let_keep(given: argparse.Namespace, asked: Request, inputs: Iterable[Input]) -> None:
    """Let the answer of a hook be kept, if it is one that depends on nothing but what a trail names."""
    trail = current()
    inputs = [entry for entry in inputs if not is_elsewhere(entry.path)]  # the snapshot is read itself
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
        raise Fault(
            f"--diff goes to standard output, so another format than {', '.join(formats_for('people'))} goes to a file"
        )


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
