"""The program: reads arguments, the clock, the environment and files, and writes streams.

Nothing below this package does. An uncaught exception would end Python with 1,
the code for a broken rule; here it ends with 4.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import sys
from collections.abc import Callable, Mapping, Sequence

import yaml

from checker.cli import arguments
from checker.cli.faults import Fault
from checker.cli.output import deliver, paint_for, publish, say
from checker.formats.terminal import escape


def run() -> None:
    """The console script."""
    gc.disable()  # a short run keeps nearly all it makes; collecting took half of the time on 10,000 manifests
    sys.exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Only bad usage and ``--help`` leave by SystemExit, as argparse does."""
    try:
        return _main(argv)
    except Fault as fault:
        return _complain(str(fault), 2)
    except KeyboardInterrupt:
        return _complain("interrupted", 130)
    except Exception as error:  # noqa: BLE001 - no crash may look like a verdict
        return _complain(f"internal error, please report it: {type(error).__name__}: {error}", 4)


def _main(argv: Sequence[str] | None) -> int:
    parser = arguments.parser()
    given = parser.parse_args(argv)
    if given.print_completion:
        import shtab

        say(f"{shtab.complete(parser, given.print_completion)}\n")
        return 0
    if given.verb is None:
        parser.print_help(sys.stderr)
        return 2
    if not yaml.__with_libyaml__:
        return _complain("PyYAML was built without libyaml, and its other parser reads some files differently", 2)
    return _VERBS[given.verb](given)


def _check(given: argparse.Namespace) -> int:
    from checker.cli.check import check

    request = arguments.request(given)
    report = check(request, tuple(arguments.inside(request.root, path) for path in given.paths))
    publish(report, given.output, given.color, quiet=given.quiet)
    return report.exit_code


def _lint(given: argparse.Namespace) -> int:
    from checker.cli.lint import lint

    text, code = lint(arguments.request(given), paint_for(given.color))
    say(text)
    return code


def _test(given: argparse.Namespace) -> int:
    from checker.cli.test import test
    from checker.formats.proof import proof

    request = arguments.request(given)
    report = test(request, tuple(arguments.inside(request.root, path) for path in given.paths))
    deliver(lambda name, paint, _: proof(name, report, paint), given.output, given.color)
    return report.exit_code


def _explain(given: argparse.Namespace) -> int:
    from checker.cli.explain import explain

    text, code = explain(arguments.request(given), given.rule, given.service)
    say(text)
    return code


def _waivers(given: argparse.Namespace) -> int:
    from checker.cli.waivers import waivers

    text, code = waivers(arguments.request(given), paint_for(given.color))
    say(text)
    return code


def _waive(given: argparse.Namespace) -> int:
    from checker.cli.waive import Asked, waive

    asked = Asked(
        rule=given.rule,
        target=None if given.fleet else given.for_,
        reason=given.reason,
        requested_by=given.requested_by,
        approved_by=given.approved_by,
        approved_on=given.approved_on,
        expires=given.expires,
        limit=given.limit,
        ticket=given.ticket,
        file=given.file,
        id=given.id,
    )
    say(waive(arguments.request(given), asked))
    return 0


def _init(given: argparse.Namespace) -> int:
    from checker.cli.init import init

    say(init(given.folder))
    return 0


def _schema(given: argparse.Namespace) -> int:
    from checker.cli.schema import schema

    say(schema(given.name))
    return 0


_VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "lint": _lint,
    "test": _test,
    "explain": _explain,
    "waivers": _waivers,
    "waive": _waive,
    "init": _init,
    "schema": _schema,
}


def _complain(message: str, code: int) -> int:
    with contextlib.suppress(OSError, ValueError):  # nobody is there to read it; the code still tells
        (sys.stderr or io.StringIO()).write(f"modelbylaws: {escape(message)}\n")
    return code
