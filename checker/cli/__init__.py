"""The program: reads arguments, the clock, the environment and files, and writes streams.

Nothing below this package does. An uncaught exception would end Python with 1,
the code for a broken rule; here it ends with 4.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence

import yaml

from checker import __version__
from checker.cli.faults import Fault
from checker.cli.flags import EXIT_CODES
from checker.cli.output import complain, say
from checker.cli.verbs import VERBS

_ABOUT = """\
Judge the AI models that services depend on by an organization's own policies.

Each service declares its model use in a manifest. The checker joins manifests
with a catalog of dated, sourced facts about models, judges every rule, and says
which file, which line and which arithmetic broke one. It never uses the network.
"""


def run() -> None:
    """The console script."""
    gc.disable()  # a short run keeps nearly all it makes; collecting took half of the time on 10,000 manifests
    sys.exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Only bad usage and ``--help`` leave by SystemExit, as argparse does."""
    try:
        return _main(argv)
    except Fault as fault:
        return complain(str(fault), 2)
    except KeyboardInterrupt:
        return complain("interrupted", 130)
    except Exception as error:  # noqa: BLE001 - no crash may look like a verdict
        return complain(f"internal error, please report it: {type(error).__name__}: {error}", 4)


def _main(argv: Sequence[str] | None) -> int:
    parser = _parser()
    given = parser.parse_args(argv)
    if given.print_completion:
        import shtab

        say(f"{shtab.complete(parser, given.print_completion)}\n")
        return 0
    if given.verb is None:
        parser.print_help(sys.stderr)
        return 2
    if not yaml.__with_libyaml__:
        return complain("PyYAML was built without libyaml, and its other parser reads some files differently", 2)
    return VERBS[given.verb].run(given)


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser("modelbylaws", description=_ABOUT, epilog=EXIT_CODES, formatter_class=raw)
    top.add_argument("--version", action="version", version=f"modelbylaws {__version__}")
    top.add_argument("--print-completion", choices=("bash", "zsh", "tcsh"), help="print a shell completion script")
    verbs = top.add_subparsers(dest="verb", metavar="VERB")
    for name, verb in VERBS.items():
        verb.arguments(verbs.add_parser(name, help=verb.HELP, epilog=EXIT_CODES, formatter_class=raw))
    return top
