"""``report``: the auditor's pack, written to files."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import get_args

from checker.audit.outputs import OUTPUTS, WITHOUT_GROUNDS, OutputOption
from checker.cli import flags
from checker.cli.arguments import request_at
from checker.cli.usage import meant
from checker.cli.verbs.sample import a_count, a_seed
from checker.files.controls import is_address
from checker.vocabulary import Stratum


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = "Judges as check does, ends with the same exit code, and writes every output that is asked for."
    flags.reading(verb)
    flags.fleet(verb)
    flags.at(verb)
    verb.add_argument(
        "--output", action="append", type=_asked, default=[], metavar="KIND=FILE",
        help=f"{', '.join(OUTPUTS)}; may be repeated; KIND=- prints it",
    )  # fmt: skip
    verb.add_argument(
        "--annex", action="store_true", help="of html: every rule with all that a page can hold, on paper too"
    )
    verb.add_argument(
        "--bundle", metavar="DIR|FILE.zip",
        help="all evidence in one new folder or zip, with copies of everything read; see verify",
    )  # fmt: skip
    verb.add_argument("--sign", metavar="KEY", help="sign the bundle's statement with this Ed25519 private key (PEM)")
    verb.add_argument(
        "--run-url", type=_an_address, metavar="URL", help="of the bundle: where the pipeline's run is shown"
    )
    verb.add_argument("--actor", type=a_seed, metavar="NAME", help="of the bundle: who started the pipeline")
    verb.add_argument(
        "--sample", type=a_count, metavar="COUNT", help="put a sample of so many services into the bundle"
    )
    verb.add_argument("--seed", type=a_seed, metavar="TEXT", help="of the sample, such as 2026Q4")
    verb.add_argument("--by", choices=get_args(Stratum), help="of the sample: from each stratum in proportion")
    verb.add_argument(
        "--since", metavar="BUNDLE", help="put what changed since this bundle, and by which cause, into the new one"
    )
    flags.link(verb, "https://host/repo/blob/{commit}/{path}#L{line}", "make places links")


def answer(given: argparse.Namespace) -> int:
    from checker.audit.pack import Evidence, report
    from checker.audit.sample import SampleOptions
    from checker.run.faults import Fault

    if not given.output and not given.bundle:
        raise Fault("nothing to write: give --output KIND=FILE or --bundle DIR")
    if given.sign and not given.bundle:
        raise Fault("--sign is about a bundle's statement: give --bundle too")
    if not given.bundle and (given.run_url or given.actor or given.sample or given.since):
        raise Fault("--run-url, --actor, --sample and --since are about a bundle: give --bundle too")
    if (given.sample is None) is not (given.seed is None) or (given.by and given.sample is None):
        raise Fault("a sample is drawn by --sample COUNT and --seed TEXT, both")
    sample = SampleOptions(given.sample, given.seed, given.by, "all") if given.sample else None
    told = (given.run_url or "", given.actor or "", sample, given.since)
    evidence = Evidence(given.bundle, given.sign, *told) if given.bundle else None
    grounds = evidence is not None or any(asked.kind not in WITHOUT_GROUNDS for asked in given.output)
    asked = replace(request_at(given), grounds=grounds)
    return report(asked, tuple(given.output), given.link_template or "", evidence, annex=given.annex)


def _an_address(written: str) -> str:
    if not is_address(written):
        raise argparse.ArgumentTypeError(f"{written!r} is no address of plain characters that starts with https://")
    return written


def _asked(written: str) -> OutputOption:
    kind, _, file = written.partition("=")
    if kind not in OUTPUTS:
        raise argparse.ArgumentTypeError(f"unknown output {kind!r}; {meant(kind, OUTPUTS)}")
    if not file:
        raise argparse.ArgumentTypeError(f"{written!r} names no file")
    return OutputOption(kind, file)
