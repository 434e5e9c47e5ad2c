"""``collect``: the manifests of many repositories as one file."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered, words

JOBS = 8
"""Repositories that are read at a time; nearly all of the time is spent waiting for git and the network."""


def arguments(verb: argparse.ArgumentParser) -> None:
    what = verb.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--from", dest="listed", metavar="FILE", help="the list of repositories, modelbylaws/repositories/v1"
    )
    what.add_argument(
        "--draft-from", metavar="FILE",
        help="print a list of repositories that this catalog-info.yaml of Backstage names, and read nothing else",
    )  # fmt: skip
    verb.add_argument("--out", metavar="FILE", help="the snapshot, which ends with .jsonl or .jsonl.gz")
    verb.add_argument(
        "--sign", metavar="KEY",
        help="sign the snapshot with this Ed25519 private key (PEM); the signature goes beside it, as FILE.dsse.json",
    )  # fmt: skip
    flags.cache_of_git(verb, "collect")
    verb.add_argument(
        "--jobs", type=flags.some_jobs, default=JOBS, metavar="N", help=f"repositories at a time (default: {JOBS})"
    )
    verb.add_argument(
        "--as-of",
        type=flags.a_day,
        metavar="DATE",
        help="the day that the snapshot says it is of (default: today in UTC)",
    )
    flags.form(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.run.faults import Fault

    if given.draft_from is not None:
        from checker.collecting.backstage import draft_listed

        return words(draft_listed(given.draft_from))
    if given.out is None:
        raise Fault("--from needs --out: where the snapshot goes")
    from checker.cli.arguments import today
    from checker.collecting.asked import CollectOptions
    from checker.collecting.collected import collected_text
    from checker.collecting.gather import collect

    asked = CollectOptions(given.listed, given.out, given.as_of or today(), given.cache, given.jobs or JOBS, given.sign)
    return answered(collect(asked), collected_text)
