"""``vendor``: policies and catalogs of others, brought here and pinned."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered

_ABOUT = """\
Bring what sources: in the configuration names into .modelbylaws/vendor, and write .modelbylaws/vendor.lock.json.
check reads what the lock names, and refuses whatever differs. This is the only step that needs a network.
"""
_EXIT_CODES = """\
exit codes:
  0  written; with --check: nothing is newer
  1  with --check: something is newer
  2  a source cannot be read, has another digest, or a locked ref moved; nothing was written
  4  internal error
"""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description, verb.epilog = _ABOUT, _EXIT_CODES
    what = verb.add_mutually_exclusive_group()
    what.add_argument(
        "--update", nargs="*", metavar="NAME",
        help="take what the refs mean now, of these sources or of all; without it a locked ref that moved is refused",
    )  # fmt: skip
    what.add_argument(
        "--check",
        action="store_true",
        help="only say what is newer at the sources, and what it would change here; write nothing",
    )
    flags.cache_of_git(verb, "vendor")
    flags.day(verb, flags.Days(flags.a_day, "DATE", "the day that the lock says (default: today in UTC)"))
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.cli.arguments import request
    from checker.collecting.vendored import vendoring_text
    from checker.collecting.vendoring import VendorOptions, vendor
    from checker.run.faults import Fault

    asked = request(given)
    if asked.config is None:
        raise Fault("there is no modelbylaws.yaml, which names the sources")
    options = VendorOptions(asked.root, asked.config, asked.as_of, given.cache, given.update, given.check, asked)
    return answered(vendor(options), vendoring_text)
