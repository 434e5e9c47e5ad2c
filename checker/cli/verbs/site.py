"""``site``: the report as static pages, in a folder."""

from __future__ import annotations

import argparse
from dataclasses import replace

from checker.cli import flags
from checker.cli.arguments import file_inside, request


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Judges as check does, ends with the same exit code, and writes pages that open from a disk: no server, no\n"
        "request, and the same bytes for the same inputs. The folder is new, or holds an earlier site alone."
    )
    flags.reading(verb)
    verb.add_argument("--out", metavar="DIR", default="site", help="the folder that is written (default: site)")
    verb.add_argument("--history", metavar="DIR", help="runs that history add kept: what changed since, and the trend")
    verb.add_argument("--events", metavar="FILE", action="append", default=[],
        help="what if these happened, before and after (format: modelbylaws/events/v1); may be repeated")  # fmt: skip
    flags.link(verb, "https://host/repo/blob/{commit}/{path}#L{line}", "make places links")


def answer(given: argparse.Namespace) -> int:
    from checker.site import SiteOptions, write_site

    asked = replace(request(given), grounds=True)
    events = tuple(file_inside(asked.root, file, "events") for file in given.events)
    return write_site(asked, SiteOptions(given.out, given.history, events, given.link_template or ""))
