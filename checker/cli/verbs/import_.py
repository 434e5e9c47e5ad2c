"""``import``: drafts of manifests from the files of other tools."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request
from checker.drafting import SOURCES


def arguments(verb: argparse.ArgumentParser) -> None:
    listed = "; ".join(f"{row.name}: {row.help}" for row in SOURCES.values())
    verb.add_argument("source", choices=tuple(SOURCES), metavar="SOURCE", help=listed)
    verb.add_argument("files", nargs="+", metavar="FILE", help="what to read; nothing is fetched")
    verb.add_argument(
        "--out", metavar="FOLDER", default="services", help="where drafts go, one folder a service (default: services)"
    )
    verb.add_argument(
        "--service", action="append", type=_service, default=[], metavar="NAME[=MODEL,...]",
        help="a service that calls what is read, and the names of models that it calls there; may be repeated",
    )  # fmt: skip
    verb.add_argument("--gateway", metavar="NAME", help="what the configuration calls the proxy")
    verb.add_argument("--repo", metavar="ORG/NAME", help="of a model card: the repository that it belongs to")
    verb.add_argument(
        "--owners-from", action="append", metavar="FILE", default=[],
        help="take owner and lifecycle from this catalog-info.yaml of Backstage, or inventory; may be repeated"
        " (default: the configuration's inventory)",
    )  # fmt: skip
    verb.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    flags.day(verb)
    flags.form(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.drafting.make import DraftOptions, import_drafts
    from checker.drafting.report import import_text

    services: dict[str, tuple[str, ...]] = {}
    for name, called in given.service:
        services[name] = (*services.get(name, ()), *called)
    files = tuple(dict.fromkeys(given.files))
    asked = DraftOptions(
        given.source, files, given.out, services, given.gateway, given.repo, tuple(given.owners_from), given.dry_run
    )
    return answered(import_drafts(request(given), asked), import_text)


def _service(written: str) -> tuple[str, tuple[str, ...]]:
    from checker.shape.scalars import is_identifier

    name, _, called = written.partition("=")
    if not is_identifier(name):
        raise argparse.ArgumentTypeError(f"{name!r} is not the name of a service: letters, digits, '.', '_' and '-'")
    return name, tuple(part for part in called.split(",") if part)
