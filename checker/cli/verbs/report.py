"""``report``: the auditor's pack, written to files."""

from __future__ import annotations

import argparse
from dataclasses import replace

from checker.audit.outputs import OUTPUTS, OutputOption
from checker.cli import flags
from checker.cli.arguments import request
from checker.cli.usage import meant


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = "Judges as check does, ends with the same exit code, and writes every output that is asked for."
    flags.reading(verb)
    flags.fleet(verb)
    verb.add_argument(
        "--output", action="append", type=_asked, default=[], metavar="KIND=FILE",
        help=f"{', '.join(OUTPUTS)}; may be repeated; KIND=- prints it",
    )  # fmt: skip
    verb.add_argument(
        "--bundle", metavar="DIR|FILE.zip",
        help="all evidence in one new folder or zip, with copies of everything read; see verify",
    )  # fmt: skip
    verb.add_argument("--sign", metavar="KEY", help="sign the bundle's statement with this Ed25519 private key (PEM)")
    flags.link(verb, "https://host/repo/blob/{commit}/{path}#L{line}", "make places links")


def answer(given: argparse.Namespace) -> int:
    from checker.audit.pack import Evidence, report
    from checker.run.faults import Fault

    if not given.output and not given.bundle:
        raise Fault("nothing to write: give --output KIND=FILE or --bundle DIR")
    if given.sign and not given.bundle:
        raise Fault("--sign is about a bundle's statement: give --bundle too")
    evidence = Evidence(given.bundle, given.sign) if given.bundle else None
    return report(replace(request(given), grounds=True), tuple(given.output), given.link_template or "", evidence)


def _asked(written: str) -> OutputOption:
    kind, _, file = written.partition("=")
    if kind not in OUTPUTS:
        raise argparse.ArgumentTypeError(f"unknown output {kind!r}; {meant(kind, OUTPUTS)}")
    if not file:
        raise argparse.ArgumentTypeError(f"{written!r} names no file")
    return OutputOption(kind, file)
