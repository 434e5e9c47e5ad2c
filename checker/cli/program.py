"""One command, from its arguments to its exit code.

An uncaught exception would end Python with 1, the code for a broken rule; here it ends with 4.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextvars import copy_context

from checker import __version__
from checker.cli import INTERRUPTED
from checker.cli.answer import give
from checker.cli.flags import EXIT_CODES
from checker.cli.names import refuse_names_as_options
from checker.cli.usage import Help, Parser
from checker.cli.verbs import VERBS
from checker.diagnostic import start_again
from checker.resources import builtin_release, choose_catalog
from checker.run.asking import one_run
from checker.run.faults import Fault, Lost
from checker.run.output import complain, say, warn
from checker.run.progress_line import showing_progress
from checker.source.lean_yaml import yaml

_ABOUT = """\
Judge the AI models that services depend on by an organization's own policies.

Each service declares its model use in a manifest. The checker joins manifests
with a catalog of dated, sourced facts about models, judges every rule, and says
which file, which line and which arithmetic broke one. It never uses the network.
"""


def run_one(argv: Sequence[str] | None) -> int:
    """As ``main``."""
    try:
        return copy_context().run(_run_alone, argv)  # where the reader stands ends with the run
    except Fault as fault:
        return complain(str(fault), 2)
    except Lost as lost:
        return complain(str(lost), 4)
    except KeyboardInterrupt:
        return complain("interrupted", INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - no crash may look like a verdict
        return complain(f"internal error, please report it: {type(error).__name__}: {error}", 4)


def _run_alone(argv: Sequence[str] | None) -> int:
    with one_run():
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    start_again()
    parser = program()
    written = list(sys.argv[1:] if argv is None else argv)
    refuse_names_as_options(written)
    given = parser.read(written)
    if given.print_completion:
        import shtab

        say(f"{shtab.complete(parser.fill_all(), given.print_completion)}\n")
        return 0
    if given.explain is not None:
        return _explain(given.explain)
    if given.verb is None:
        warn(parser.format_help())
        return 2
    _choose_catalog(getattr(given, "catalog_package", None))
    if not yaml.__with_libyaml__:
        return complain("PyYAML was built without libyaml, and its other parser reads some files differently", 2)
    with showing_progress():
        found = VERBS[given.verb].load().answer(given)
    return give(found, given)


def _version() -> str:
    return f"modelbylaws {__version__}, catalog {builtin_release() or 'of no known release'}"


def _choose_catalog(written: str | None) -> None:
    """Use the release that was asked for.

    Raises:
        Fault: there is none.
    """
    if written is None:
        choose_catalog(None)
        return
    from checker.run.packaged import find_release

    choose_catalog(find_release(written))


def _explain(code: str) -> int:
    """Print what a code means.

    Raises:
        Fault: there is no such code.
    """
    from checker.codes import CODES, explain_code
    from checker.diagnostic import did_you_mean

    if code not in CODES:
        raise Fault(f"no code {code!r}: {did_you_mean(code, CODES) or 'see docs/codes.md for all'}")
    say(explain_code(CODES[code]))
    return 0


def program() -> Parser:
    """The command line, with every verb. The flags of a verb are there once it was asked for."""
    top = Parser("modelbylaws", description=_ABOUT, epilog=EXIT_CODES, formatter_class=Help)
    top.add_argument("--version", action="version", version=_version())
    top.add_argument("--explain", metavar="CODE", help="what error[CODE] or advice[CODE] means, and what to do")
    top.add_argument("--print-completion", choices=("bash", "zsh", "tcsh"), help="print a shell completion script")
    top.offer(VERBS, "verb", EXIT_CODES)
    return top
