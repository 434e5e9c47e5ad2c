"""``import``: drafts of manifests from the files of other tools."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar, get_args

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import request
from checker.drafting import SOURCES

if TYPE_CHECKING:
    from checker.vocabulary import Lifecycle

Part = TypeVar("Part", bound=str)


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
    verb.add_argument(
        "--types", action="append", type=flags.some_words, metavar="TYPE,...",
        help="with --owners-from: of Backstage's components only those of these types",
    )  # fmt: skip
    verb.add_argument(
        "--lifecycles", action="append", type=_lifecycles, metavar="LIFECYCLE,...",
        help="with --owners-from: only services of these lifecycles, and those whose lifecycle is not known",
    )  # fmt: skip
    verb.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    flags.day(verb)
    flags.form(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.drafting.make import import_drafts
    from checker.drafting.options import ImportOptions
    from checker.drafting.report import import_text
    from checker.run.faults import Fault

    if (given.types or given.lifecycles) and not given.owners_from:
        raise Fault("--types and --lifecycles choose from what --owners-from lists: name that, too")
    services: dict[str, tuple[str, ...]] = {}
    for name, called in given.service:
        services[name] = (*services.get(name, ()), *called)
    files = tuple(dict.fromkeys(given.files))
    asked = ImportOptions(
        given.source,
        files,
        given.out,
        services,
        given.gateway,
        given.repo,
        tuple(given.owners_from),
        types=_joined(given.types),
        lifecycles=_joined(given.lifecycles),
        dry_run=given.dry_run,
    )
    return answered(import_drafts(request(given), asked), import_text)


def _service(written: str) -> tuple[str, tuple[str, ...]]:
    from checker.shape.scalars import is_identifier

    name, _, called = written.partition("=")
    if not is_identifier(name):
        raise argparse.ArgumentTypeError(f"{name!r} is not the name of a service: letters, digits, '.', '_' and '-'")
    return name, tuple(part for part in called.split(",") if part)


def _lifecycles(written: str) -> tuple[Lifecycle, ...]:
    from checker.vocabulary import Lifecycle

    ours: tuple[Lifecycle, ...] = get_args(Lifecycle)
    named = flags.some_words(written)
    wrong = next((word for word in named if word not in ours), None)
    if wrong is not None:
        raise argparse.ArgumentTypeError(f"{wrong!r} is no lifecycle: {', '.join(ours)}")
    return tuple(own for own in ours if own in named)


def _joined(written: Sequence[tuple[Part, ...]] | None) -> tuple[Part, ...] | None:
    """The words of a flag that may be repeated, once each; None where it was not written."""
    return tuple(dict.fromkeys(word for words in written for word in words)) if written else None
