"""``report``: the auditor's pack, written to files."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.report_outputs import OUTPUTS, Asked

HELP = "write what an auditor reads: a page with pictures, tables, evidence"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = "Judges as check does, ends with the same exit code, and writes every output that is asked for."
    flags.reading(verb)
    verb.add_argument(
        "--output", action="append", type=_asked, required=True, metavar="KIND=FILE",
        help=f"{', '.join(OUTPUTS)}; may be repeated; KIND=- prints it",
    )  # fmt: skip
    verb.add_argument(
        "--link-template", type=_a_link, metavar="URL",
        help="make places links, such as https://host/repo/blob/{commit}/{path}#L{line}",
    )  # fmt: skip


def run(given: argparse.Namespace) -> int:
    from checker.cli.report import report

    return report(request(given), tuple(given.output), given.link_template or "")


def _asked(written: str) -> Asked:
    kind, _, file = written.partition("=")
    if kind not in OUTPUTS:
        raise argparse.ArgumentTypeError(f"unknown output {kind!r}; one of: {', '.join(OUTPUTS)}")
    if not file:
        raise argparse.ArgumentTypeError(f"{written!r} names no file")
    return Asked(kind, file)


def _a_link(written: str) -> str:
    if not written.startswith(("https://", "http://")) or "{path}" not in written:
        raise argparse.ArgumentTypeError("a link template starts with https:// and holds {path}")
    return written
