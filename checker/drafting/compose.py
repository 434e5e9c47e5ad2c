"""Compose files: services that run a program which serves a model, and those that are given models by Compose itself.

A service that runs such a program, or that lists ``models``, is one service. Files that ``include`` names are read too.
Variables are not known here: ``${MODEL:-default}`` is asked, with the default as a possible answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from checker.diagnostic import Location, Path
from checker.drafting.draft import Context, Drafted, Given, parse
from checker.drafting.self_hosted import draft_of, locate
from checker.drafting.servers import Container, Served, is_read, read_servers
from checker.drafting.shell import words_of
from checker.foreign.inside import at_path, entries
from checker.foreign.secret import shown
from checker.foreign.settled import Told, settle
from checker.record import dataclass
from checker.source import Document, Plain
from checker.source.lenient import fields, word

RUNNER = "Docker Model Runner"
MAX_FILES = 100
"""Most files that are read because others include them."""
_DEVICES: Path = ("deploy", "resources", "reservations", "devices")
_ELSEWHERE = "is in {file} already: give the merged form instead (docker compose config)"
_NO_SERVER = "runs no program that is known to serve a model, and lists no models"
_DEPENDS = "depends on {names}, which has a draft: if it gives a job to its model, it needs a manifest with that route"


@dataclass(slots=True)
class _Project:
    """What was read, and what was found in it."""

    found: Drafted
    documents: list[Document] = field(default_factory=list)


class _Service(NamedTuple):
    """One service, and the models that it serves or is given."""

    name: str
    document: Document
    at: Path
    value: Mapping[str, Plain]
    served: tuple[Served, ...]


def read(files: Sequence[Given], context: Context) -> Drafted:
    """The services of one project, whose files may include others."""
    project = _read_all(files, context)
    services = list(_find_services(project))
    serving = frozenset(service.name for service in services if service.served)
    seen: dict[str, Location] = {}
    for service in services:
        at = locate(service.document, service.at)
        if not service.served:
            why = _why_not(service.value, serving)
            project.found.skip(at, service.name, why, in_doubt=why != _NO_SERVER)
        elif service.name in seen:
            project.found.skip(at, service.name, _ELSEWHERE.format(file=seen[service.name].file))
        else:
            seen[service.name] = at
            project.found.drafts.append(draft_of(service.name, service.document, service.at, service.served, context))
            project.found.taken += 1
    return project.found


def _read_all(files: Sequence[Given], context: Context) -> _Project:
    """The files, and those that they include."""
    project = _Project(Drafted("service"))
    waiting = list(files)
    paths = {given.path for given in files}
    for given in waiting:
        for document in parse(given, project.found):
            project.documents.append(document)
            for at, written in _included(document):
                other = context.follow(given.path, written) if len(paths) < MAX_FILES else "too many files are included"
                if isinstance(other, str):
                    project.found.skip(at, "include", other)
                elif other.path not in paths:
                    paths.add(other.path)
                    waiting.append(other)
    return project


def _included(document: Document) -> Iterator[tuple[Location, str]]:
    for index, value in enumerate(entries(document.data.get("include"))):
        named = value if isinstance(value, str) else fields(value).get("path")
        for written in [named] if isinstance(named, str) else entries(named):
            yield locate(document, ("include", index)), word(written)


def _models(document: Document) -> Iterator[tuple[str, Told]]:
    """The models that services may list, by their name in the project."""
    for name, value in fields(document.data.get("models")).items():
        yield name, settle(word(fields(value).get("model")), f"models.{name}", ("models", name, "model"), {})


def _find_services(project: _Project) -> Iterator[_Service]:
    """The services of all files, each with the models that it serves or is given."""
    models = {name: told for document in project.documents for name, told in _models(document)}
    for document in project.documents:
        services = document.data.get("services")
        if not isinstance(services, dict):
            is_part = not {"models", "include"}.isdisjoint(document.data)
            why = "lists no services" if is_part else "no Compose file: it has no services"
            project.found.skip(locate(document, ()), document.file, why, in_doubt=not is_part)
            continue
        for name, value in services.items():
            service, at = fields(value), ("services", name)
            yield _Service(name, document, at, service, (*_run(name, service, at), *_listed(service, at, models)))


def _run(name: str, service: Mapping[str, Plain], at: Path) -> list[Served]:
    """The models that the container of a service serves."""
    words = words_of(*((service.get(key), (*at, key)) for key in ("entrypoint", "command")))
    env = dict(_environment(service.get("environment"), (*at, "environment")))
    return read_servers([Container(name, word(service.get("image")), words, env, at, knows_itself=False)])


def _environment(value: Plain | None, at: Path) -> Iterator[tuple[str, Told]]:
    """The variables that may be read, of a list or a mapping; one without a value has that of whoever starts it."""
    pairs: list[tuple[str, str | None, Path]] = [
        (name, held if isinstance(held, str) and held else None, (*at, name)) for name, held in fields(value).items()
    ]
    for index, entry in enumerate(entries(value)):
        name, equals, held = word(entry).partition("=")
        pairs.append((name, held if equals else None, (*at, index)))
    for name, written, path in pairs:
        if is_read(name):
            yield name, Told("", name, path, "open") if written is None else settle(written, name, path, {})


def _listed(service: Mapping[str, Plain], at: Path, models: Mapping[str, Told]) -> Iterator[Served]:
    """The models that Compose gives to a service: it lists them, or is one itself (``provider: {type: model}``)."""
    listed = service.get("models")
    for name in listed if isinstance(listed, dict) else map(word, entries(listed)):
        told = models.get(name)
        path = (*at, "models") if told is None else told.path
        yield Served(RUNNER, told or Told("", f"models.{name}", path, "open"), None, name, (*at, "models"))
    if at_path(service, ("provider", "type")) == "model":
        path = (*at, "provider", "options", "model")
        told = settle(word(at_path(service, ("provider", "options", "model"))), "provider.options.model", path, {})
        yield Served(RUNNER, told, None, "", path)


def _why_not(service: Mapping[str, Plain], serving: frozenset[str]) -> str:
    """Why a service has no draft; one that depends on one with a draft may be what uses the model."""
    needs = service.get("depends_on")
    names = sorted(serving & {*(needs if isinstance(needs, dict) else map(word, entries(needs)))})
    if names:
        return _DEPENDS.format(names=", ".join(map(shown, names)))
    if "extends" in service and "image" not in service:
        return "extends another service: give the merged form instead (docker compose config)"
    if any(name in service for name in ("gpus", "runtime")) or at_path(service, _DEVICES):
        return f"{_NO_SERVER}, though it asks for a device: if it serves one, write its manifest by hand"
    return _NO_SERVER
