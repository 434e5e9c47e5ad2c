"""``report``: the auditor's pack, written to files."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.links import RULE, is_template
from checker.cli.report_outputs import OUTPUTS, Asked

HELP = "write what an auditor reads: a page with pictures, tables, evidence"


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = "Judges as check does, ends with the same exit code, and writes every output that is asked for."
    flags.reading(verb)
    verb.add_argument(
        "--output", action="append", type=_asked, default=[], metavar="KIND=FILE",
        help=f"{', '.join(OUTPUTS)}; may be repeated; KIND=- prints it",
    )  # fmt: skip
    verb.add_argument(
        "--bundle", metavar="DIR|FILE.zip",
        help="all evidence in one new folder or zip, with copies of everything read; see verify",
    )  # fmt: skip
    verb.add_argument("--sign", metavar="KEY", help="sign the bundle's statement with this Ed25519 private key (PEM)")
    verb.add_argument(
        "--link-template", type=_a_link, metavar="URL",
        help="make places links, such as https://host/repo/blob/{commit}/{path}#L{line}",
    )  # fmt: skip


def run(given: argparse.Namespace) -> int:
    from checker.cli.faults import Fault
    from checker.cli.report import Evidence, report

    if not given.output and not given.bundle:
        raise Fault("nothing to write: give --output KIND=FILE or --bundle DIR")
    if given.sign and not given.bundle:
        raise Fault("--sign is about a bundle's statement: give --bundle too")
    evidence = Evidence(given.bundle, given.sign) if given.bundle else None
    return report(request(given), tuple(given.output), given.link_template or "", evidence)


def _asked(written: str) -> Asked:
    kind, _, file = written.partition("=")
    if kind not in OUTPUTS:
        raise argparse.ArgumentTypeError(f"unknown output {kind!r}; one of: {', '.join(OUTPUTS)}")
    if not file:
        raise argparse.ArgumentTypeError(f"{written!r} names no file")
    return Asked(kind, file)


def _a_link(written: str) -> str:
    if not is_template(written):
        raise argparse.ArgumentTypeError(RULE)
    return written
