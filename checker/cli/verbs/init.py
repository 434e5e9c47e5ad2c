"""``init``: write a first configuration, policy and manifest that pass, and the gate in front of them."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, words


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", nargs="?", default=".", help="where to write (default: here)")
    gate = verb.add_argument_group(
        "what else to write; nothing that is there is changed, and what to add to it is told"
    )
    gate.add_argument("--pre-commit", action="store_true", help=".pre-commit-config.yaml, for commits and merges")
    gate.add_argument("--github", action="store_true", help="a workflow that comments on pull requests, and CODEOWNERS")
    gate.add_argument("--gitlab", action="store_true", help="a job for merge requests, and CODEOWNERS")
    gate.add_argument(
        "--vscode", action="store_true", help="schemas that offer names of models and hosts, a task, a problem matcher"
    )
    gate.add_argument("--source", type=_address, metavar="URL", help="where modelbylaws is kept, in what is written")
    gate.add_argument("--rev", type=_revision, metavar="REV", help="which tag or commit of it (default: this version)")
    gate.add_argument("--owners", type=_owner, metavar="TEAM", help="who approves policies and waivers, as @org/team")
    verb.add_argument(
        "--from", dest="listed", type=_inventory, metavar="backstage[=FILE]",
        help="start from an inventory: a draft for each service that it lists (default: catalog-info.yaml)",
    )  # fmt: skip
    verb.add_argument(
        "--types", type=flags.some_words, metavar="TYPE,...",
        help="with --from: of Backstage's components only those of these types",
    )  # fmt: skip


def answer(given: argparse.Namespace) -> Answer:
    from checker import __version__
    from checker.cli.arguments import today
    from checker.run.faults import Fault
    from checker.run.request import Request
    from checker.starting import start
    from checker.starting.asked import OWNERS, SOURCE, Asked

    if given.types and not given.listed:
        raise Fault("--types chooses from what --from lists: use both")
    asked = Asked(
        given.pre_commit,
        given.github,
        given.gitlab,
        given.vscode,
        given.listed or "",
        given.types,
        given.source or SOURCE,
        given.rev or f"v{__version__}",
        given.owners or OWNERS,
    )
    return words(start(given.folder, asked, Request(None, (), today(), root=given.folder)))


def _inventory(written: str) -> str:
    kind, _, file = written.partition("=")
    if kind != "backstage":
        raise argparse.ArgumentTypeError(f"{kind!r} is no inventory to start from: write backstage or backstage=FILE")
    return file or "catalog-info.yaml"


def _plain(written: str, pattern: str, rule: str) -> str:
    import re

    if not re.fullmatch(pattern, written):
        raise argparse.ArgumentTypeError(f"{written!r} is refused: {rule}")
    return written


def _address(written: str) -> str:
    return _plain(written, r"https://[A-Za-z0-9._~:/-]+", "an address starts with https:// and has plain characters")


def _revision(written: str) -> str:
    return _plain(written, r"[A-Za-z0-9][A-Za-z0-9._/-]*", "a tag or a commit has letters, digits, '.', '_', '/', '-'")


def _owner(written: str) -> str:
    return _plain(written, r"@[A-Za-z0-9._-]+(/[A-Za-z0-9._/-]+)?", "a team is @name or @organization/team")
