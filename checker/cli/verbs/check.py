"""``check``: judge the fleet."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.checking import check_fleet


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="show only findings that touch these; everything is read and counted all the same",
    )  # fmt: skip
    flags.reading(verb)
    flags.fleet(verb)
    verb.add_argument(
        "--trust-partials", choices=("trusted", "yes", "no"), default="trusted",
        help="whether the sums in a snapshot stand for the manifests of other repositories, which are not looked at "
        "then; trusted: where the snapshot is the one that is committed (default: trusted)",
    )  # fmt: skip
    flags.review(verb)
    flags.output(verb, default="summary on a terminal and in hooks, else full")
    flags.link(verb, "https://host/repo/blob/COMMIT/{path}#L{line}", "markdown-comment: make places links")
    verb.add_argument("--include-waived", action="store_true", help="sarif: write what is waived, too, as suppressed")
    flags.view(verb)
    verb.add_argument("--quiet", action="store_true", help="only findings: no population, no notes, no counts")
    verb.add_argument(
        "--hook", choices=("files", "fleet"),
        help="as pre-commit calls it: what git's index holds is the fleet; files: per-service rules of the given "
        "paths; fleet: all rules",
    )  # fmt: skip
    flags.kept(verb)
    verb.add_argument(
        "--all-fleets", action="store_true",
        help="after this fleet, judge every folder below with a configuration of its own; the worst exit code counts",
    )  # fmt: skip
    verb.add_argument(
        "--fix", action="store_true",
        help="first rewrite manifests: models by the ids of catalogs instead of aliases and package URLs",
    )  # fmt: skip
    verb.add_argument(
        "--diff", action="store_true",
        help="with --fix: show what it would rewrite, and write nothing; the files are judged as they are",
    )  # fmt: skip
    verb.add_argument(
        "--jobs", type=flags.some_jobs, default=None, metavar="N",
        help="processes that read and judge manifests; auto: as many as make it faster, which of small fleets is one "
        "(default: auto)",
    )  # fmt: skip
    verb.add_argument(
        "--shards", action="append", default=[], metavar="URL",
        help="judge the manifests in this file of JSON lines or Parquet, or in all of a folder, instead of those that "
        "the configuration names; a record has a path and a text; may be repeated",
    )  # fmt: skip
    verb.add_argument(
        "--engine", choices=("local", "dask"), default="local",
        help="dask: look at manifests on a cluster of Dask, or on --jobs workers of it here (default: local)",
    )  # fmt: skip
    verb.add_argument("--scheduler", metavar="URL", help="with --engine dask: the address of the cluster's scheduler")
    flags.color(verb)


def answer(given: argparse.Namespace) -> int:
    """The exit code: each report is written before the next fleet is judged."""
    if given.all_fleets:
        from checker.cli.every_fleet import every_fleet

        return every_fleet(given, check_fleet)
    return check_fleet(given).exit_code
