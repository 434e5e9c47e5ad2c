"""Flags that several verbs share."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Callable
from typing import NamedTuple, get_args

from checker.cli.usage import meant
from checker.formats import FORMATS, Format, formats_for
from checker.formats.view import By
from checker.run.at_terminal import Color
from checker.run.output import STANDARD, Target
from checker.run.request import CONFIG_NAME

MAX_JOBS = 256
"""Most processes that can be asked for; more is a slip."""

EXIT_CODES = """\
exit codes, the same in every format:
  0  compliant
  1  a soft or hard rule is broken
  2  could not judge: usage, unreadable or invalid input, unknown names
  3  nothing to judge: no manifest, no policy, or no rule that applies
  4  internal error
"""


class Days(NamedTuple):
    """What ``--as-of`` takes."""

    read: Callable[[str], object]
    metavar: str
    help: str


def reading(verb: argparse.ArgumentParser, days: Days | None = None) -> None:
    known(verb, days)
    verb.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="FILE",
        help="judge by this policy instead (a file, builtin:NAME or vendor:NAME); may be repeated",
    )


def known(verb: argparse.ArgumentParser, days: Days | None = None) -> None:
    """Where to read, which day's facts, and as of which knowledge."""
    day(verb, days)
    verb.add_argument(
        "--known-by", type=a_day, metavar="DATE",
        help="use only what catalogs had recorded by then (default: all that they say now)",
    )  # fmt: skip


def at(verb: argparse.ArgumentParser) -> None:
    """For what may be asked of an earlier commit."""
    verb.add_argument(
        "--at", metavar="REV",
        help="read everything at this git revision, on the day of its commit unless --as-of says another; the work "
        "tree is left alone",
    )  # fmt: skip


def review(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--trust", metavar="REV",
        help="read everything but manifests from this git revision; head: from the work tree, whatever --against says",
    )  # fmt: skip
    compared = verb.add_mutually_exclusive_group()
    compared.add_argument(
        "--against", metavar="REV",
        help="fail only for what is new or worse than at this git revision, which --trust follows",
    )  # fmt: skip
    compared.add_argument("--baseline", metavar="FILE", help="fail only for what is not in this file, or got worse")


def fleet(verb: argparse.ArgumentParser) -> None:
    """The manifests of other repositories."""
    verb.add_argument(
        "--fleet",
        dest="snapshot",
        metavar="SNAPSHOT",
        help="judge with the manifests of other repositories in this snapshot of collect: lines, Parquet or a folder",
    )
    verb.add_argument(
        "--repository", type=_a_repository, metavar="NAME",
        help="which repository of the snapshot this one is: its own manifests count instead of those, and only what "
        "is new or worse than in the snapshot fails (default: as the configuration says, else none of them)",
    )  # fmt: skip


def _a_repository(written: str) -> str:
    from checker.shape.scalars import repository_name

    try:
        return repository_name(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def view(verb: argparse.ArgumentParser) -> None:
    """What ``summary`` shows."""
    asked = verb.add_argument_group("of summary")
    asked.add_argument("--all", action="store_true", help="every place, and all that is waived, not only the first")
    asked.add_argument("--statistics", action="store_true", help="only what became of each rule, without findings")
    asked.add_argument("--group-by", choices=get_args(By), help="put findings together by this (default: rule)")
    asked.add_argument("--show", metavar="RULE", help="only this rule, with every place")


def output(
    verb: argparse.ArgumentParser, formats: tuple[Format, ...] = FORMATS, default: str = "full on standard output"
) -> None:
    groups = {"for a log": formats_for("people", "commands"), "for files": formats_for("files")}
    listed = [f"{about}: {', '.join(f for f in names if f in formats)}" for about, names in groups.items()]
    verb.add_argument(
        "--output", action="append", type=lambda written: a_target(written, formats), default=[],
        metavar="FORMAT[=FILE]",
        help=f"{'; '.join(listed)}; may be repeated (default: {default})",
    )  # fmt: skip


def link(verb: argparse.ArgumentParser, example: str, about: str) -> None:
    """How a place becomes a link."""
    verb.add_argument("--link-template", type=_a_link, metavar="URL", help=f"{about}, such as {example}")


def _a_link(written: str) -> str:
    from checker.bundle.link import LINK_RULE, is_template

    if not is_template(written):
        raise argparse.ArgumentTypeError(LINK_RULE)
    return written


def kept(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--cache", action=argparse.BooleanOptionalAction,
        help="with --hook: keep the answer in .git, and give it again if nothing that it depends on has changed "
        "(default: yes, but not in CI)",
    )  # fmt: skip


def color(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--color",
        choices=get_args(Color),
        default="auto",
        help="default: auto; NO_COLOR and FORCE_COLOR are honored",
    )


def day(verb: argparse.ArgumentParser, days: Days | None = None) -> None:
    """Where to read, and which day's facts; or in the words of a verb that takes several days."""
    days = days or Days(a_day, "DATE", "the date facts are judged at (default: today in UTC)")
    verb.add_argument("--config", metavar="FILE", help=f"configuration (default: the nearest {CONFIG_NAME} upwards)")
    verb.add_argument("--as-of", type=days.read, metavar=days.metavar, help=days.help)
    verb.add_argument(
        "--catalog-package", metavar="PATH",
        help="use this release of the built-in catalog: a folder, or installed for the package modelbylaws-catalog",
    )  # fmt: skip


def form(verb: argparse.ArgumentParser, formats: tuple[Format, ...] = ("full", "json")) -> None:
    """Of what is no report: for people or for programs, on standard output; the first one is the default."""
    verb.add_argument("--output", choices=formats, default=formats[0], help=f"default: {formats[0]}")


def some_words(written: str) -> tuple[str, ...]:
    """Words with commas between them."""
    words = tuple(word.strip() for word in written.split(",") if word.strip())
    if not words:
        raise argparse.ArgumentTypeError("it needs a word")
    return words


def a_day(written: str) -> dt.date:
    from checker.shape.scalars import day  # with all of shapes, which --help does not need

    try:
        return day(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def some_days(written: str) -> int:
    from checker.shape.scalars import days

    try:
        return days(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def some_jobs(written: str) -> int | None:
    if written == "auto":
        return None
    if not written.isascii() or not written.isdigit() or not 0 < int(written) <= MAX_JOBS:
        raise argparse.ArgumentTypeError(f"expected auto, or a number from 1 to {MAX_JOBS}, not {written!r}")
    return int(written)


def a_target(written: str, formats: tuple[Format, ...]) -> Target:
    name, equals, file = written.partition("=")
    known = next((choice for choice in formats if choice == name), None)
    if known is None:
        what = f"format {name!r} is not for this verb" if name in FORMATS else f"unknown format {name!r}"
        raise argparse.ArgumentTypeError(f"{what}; {meant(name, formats)}")
    if equals and not file:
        raise argparse.ArgumentTypeError(f"{written!r} names no file")
    return Target(known, file or STANDARD)


def cache_of_git(verb: argparse.ArgumentParser, name: str) -> None:
    """Where git keeps what it fetches for a verb."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    verb.add_argument(
        "--cache", metavar="FOLDER", default=os.path.join(base, "modelbylaws", name),
        help=f"where git keeps what it fetches (default: modelbylaws/{name} in the user's cache)",
    )  # fmt: skip
