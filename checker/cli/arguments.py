"""The command line: verbs, flags, and their help."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from typing import get_args

from checker import __version__
from checker.cli.faults import Fault
from checker.cli.output import STANDARD, Color, Target
from checker.cli.request import CONFIG_NAME, Request, find_root
from checker.formats import FORMATS
from checker.resources import BUILTIN, policy_names

SCHEMAS = ("manifest", "policy", "config", "catalog", "inventory", "waivers", "tests", "report")

_ABOUT = """\
Judge the AI models that services depend on by an organization's own policies.

Each service declares its model use in a manifest. The checker joins manifests
with a catalog of dated, sourced facts about models, judges every rule, and says
which file, which line and which arithmetic broke one. It never uses the network.
"""

_EXIT_CODES = """\
exit codes, the same in every format:
  0  compliant
  1  a soft or hard rule is broken
  2  could not judge: usage, unreadable or invalid input, unknown names
  3  nothing to judge: no manifest, no policy, or no rule that applies
  4  internal error
"""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        "modelbylaws",
        description=_ABOUT,
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"modelbylaws {__version__}")
    top.add_argument("--print-completion", choices=("bash", "zsh", "tcsh"), help="print a shell completion script")
    verbs = top.add_subparsers(dest="verb", metavar="VERB")
    _check(verbs.add_parser("check", help="judge the fleet", epilog=_EXIT_CODES, formatter_class=_Raw))
    _lint(verbs.add_parser("lint", help="read policies and catalogs alone and list their faults"))
    _test(verbs.add_parser("test", help="prove policies by their tests", epilog=_EXIT_CODES, formatter_class=_Raw))
    _explain(verbs.add_parser("explain", help="a rule as a sentence, its population and its arithmetic"))
    _waivers(verbs.add_parser("waivers", help="every waiver, with its state and the days it has left"))
    _waive(verbs.add_parser("waive", help="add an approved exception for one finding to the waivers"))
    init = verbs.add_parser("init", help="write a first configuration, policy and manifest that pass")
    init.add_argument("folder", nargs="?", default=".", help="where to write (default: here)")
    schema = verbs.add_parser("schema", help="print the JSON Schema of a file format")
    schema.add_argument("name", choices=SCHEMAS, help="which file format")
    return top


class _Raw(argparse.RawDescriptionHelpFormatter):
    """Keeps the table of exit codes as it is written."""


def _check(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="show only findings that touch these; everything is read and counted all the same",
    )  # fmt: skip
    _reading(verb)
    _output(verb)
    verb.add_argument("--quiet", action="store_true", help="only findings: no population, no notes, no counts")
    verb.add_argument(
        "--hook", choices=("files", "fleet"),
        help="as pre-commit calls it: files that git tracks are the fleet; files: per-service rules of the given "
        "paths; fleet: all rules",
    )  # fmt: skip
    _color(verb)


def _lint(verb: argparse.ArgumentParser) -> None:
    _reading(verb)
    verb.add_argument("--hook", choices=("policies",), help="as pre-commit calls it: only files that git tracks")
    _color(verb)


def _test(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="tests, or folders that hold tests and policies (default: policies)",
    )  # fmt: skip
    verb.add_argument("--config", metavar="FILE", help="a configuration in the folder that paths are below")
    _output(verb)
    _color(verb)


def _explain(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("rule", metavar="RULE", help="id of the rule")
    verb.add_argument("service", nargs="?", metavar="SERVICE", help="what the rule says about one service")
    _reading(verb)
    _color(verb)


def _waivers(verb: argparse.ArgumentParser) -> None:
    _reading(verb)
    _color(verb)


def _waive(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("rule", metavar="RULE", help="id of the rule")
    target = verb.add_mutually_exclusive_group(required=True)
    target.add_argument(
        "--for", dest="for_", metavar="KEY", help="as the finding names it: a key, or SERVICE[/USE[/ROUTE]]"
    )
    target.add_argument("--fleet", action="store_true", help="the finding names neither a key nor a service")
    for name, meta, about in (
        ("--reason", "TEXT", "why the exception is made"),
        ("--requested-by", "WHO", "who asks for it"),
        ("--approved-by", "WHO", "who approved it: an approver whom the rule's policy lists"),
    ):
        verb.add_argument(name, metavar=meta, required=True, help=about)
    verb.add_argument("--expires", type=_day, metavar="DATE", required=True, help="last day on which it counts")
    verb.add_argument("--approved-on", type=_day, metavar="DATE", help="first day on which it counts (default: as-of)")
    verb.add_argument("--limit", metavar="LIMIT", help="the weaker limit, such as 48%%; needed if the rule has one")
    verb.add_argument("--ticket", metavar="TICKET", help="where it is followed up")
    verb.add_argument(
        "--file", metavar="FILE", help="where to add it (default: where waivers are, policies/waivers.yaml)"
    )
    verb.add_argument("--id", metavar="ID", help="its name (default: the next W-YYYY-NNN)")
    _reading(verb)


def _reading(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--config", metavar="FILE", help=f"configuration (default: the nearest {CONFIG_NAME} upwards)")
    verb.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="FILE",
        help="judge by this policy instead (a file, or builtin:NAME); may be repeated",
    )
    verb.add_argument("--as-of", type=_day, metavar="DATE", help="the date facts are judged at (default: today in UTC)")


def _output(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--output", action="append", type=_target, default=[], metavar="FORMAT[=FILE]",
        help=f"{', '.join(FORMATS)}; may be repeated (default: full on standard output)",
    )  # fmt: skip


def _color(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--color",
        choices=get_args(Color),
        default="auto",
        help="default: auto; NO_COLOR and FORCE_COLOR are honored",
    )


def _day(written: str) -> dt.date:
    from checker.shape.scalars import day  # with pydantic, which --help does not need

    try:
        return day(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _target(written: str) -> Target:
    name, equals, file = written.partition("=")
    known = next((choice for choice in FORMATS if choice == name), None)
    if known is None:
        raise argparse.ArgumentTypeError(f"unknown format {name!r}; one of: {', '.join(FORMATS)}")
    if equals and not file:
        raise argparse.ArgumentTypeError(f"{written!r} names no file")
    return Target(known, file or STANDARD)


def request(arguments: argparse.Namespace) -> Request:
    """What to read, from the arguments; paths become relative to the root.

    Raises:
        Fault: a file that was named does not exist or lies outside of the root.
    """
    if arguments.config is None:
        root, config = find_root(".")
    else:
        _exists(arguments.config)
        root, config = os.path.split(os.path.abspath(arguments.config))
    given = getattr(arguments, "policy", ())
    policies = tuple(_builtin(path) if path.startswith(BUILTIN) else inside(root, path) for path in given)
    as_of = getattr(arguments, "as_of", None) or dt.datetime.now(dt.UTC).date()
    return Request(root, config, policies, as_of, getattr(arguments, "hook", None))


def inside(root: str, path: str) -> str:
    """A path of the command line as one below the root.

    Raises:
        Fault: it does not exist, or lies outside.
    """
    _exists(path)
    relative = os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    if relative.startswith("../") or relative == "..":
        raise Fault(f"{path!r} lies outside of the folder that is checked")
    return relative


def _builtin(path: str) -> str:
    """A built-in policy of the command line.

    Raises:
        Fault: there is none of that name.
    """
    name = path.removeprefix(BUILTIN)
    if name not in policy_names():
        raise Fault(f"no built-in policy {name!r}; one of: {', '.join(policy_names())}")
    return path


def _exists(path: str) -> None:
    if not os.path.lexists(path):
        raise Fault(f"no such file: {path!r}")
