"""``collect --draft-from``: a list of repositories, from what Backstage says of where its components are kept."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checker.diagnostic import shorten_values
from checker.files.backstage import USES_MODELS, is_entity
from checker.files.repositories import FORMAT, RepositoriesFile
from checker.formats.terminal import escape
from checker.run.faults import Fault
from checker.run.named import own_bytes
from checker.shape import read as shape_of
from checker.shape.scalars import is_identifier
from checker.source import THEIRS, Document, Plain, Unreadable, parse, parse_many
from checker.source.characters import MAX_BYTES

SLUG = "github.com/project-slug"
SOURCE = "backstage.io/source-location"

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
_GITHUB = re.compile(
    r"url:https://(?P<host>[A-Za-z0-9.-]+)/(?P<slug>[^/\s]+/[^/\s]+?)(?:/(?:tree|blob)/(?P<ref>[^/\s]+)(?:/.*)?|/)?"
)
_GITLAB = re.compile(r"url:https://(?P<host>[A-Za-z0-9.-]+)/(?P<slug>[^\s]+?)/-/(?:tree|blob)/(?P<ref>[^/\s]+)(?:/.*)?")


class Kept(NamedTuple):
    """Where a component is kept."""

    name: str
    git: str
    ref: str
    web: str


def draft_listed(path: str) -> str:
    """The list as YAML, with a comment for each component that says nothing of where it is kept.

    Raises:
        Fault: the file cannot be read, or names no repository.
    """
    found = parse_many(path, own_bytes(path, MAX_BYTES), THEIRS)
    if isinstance(found, Unreadable):
        raise Fault(f"{path} cannot be read: {found.diagnostics[0].message}")
    held: dict[Kept, set[str]] = defaultdict(set)
    homeless: list[str] = []
    for document in found:
        name, kept = _component(document)
        if name and kept is not None:
            held[kept].add(name)
        elif name:
            homeless.append(name)
    if not held:
        raise Fault(f"{path} has no component with the annotation {SLUG} or {SOURCE}")
    return _checked("".join(_lines(held, homeless)))


def _component(document: Document) -> tuple[str, Kept | None]:
    """The name of a component, nothing for what is none or uses no models; and where it is kept."""
    data, metadata = document.data, _mapping(document.data.get("metadata"))
    annotations, name = _mapping(metadata.get("annotations")), metadata.get("name")
    uses = annotations.get(USES_MODELS) != "false"
    if not is_entity(data) or data.get("kind") != "Component" or not isinstance(name, str) or not uses:
        return "", None
    slug, source = annotations.get(SLUG), annotations.get(SOURCE)
    by_source = _of_source(source.strip()) if isinstance(source, str) else None
    if by_source is None and isinstance(slug, str) and _SLUG.fullmatch(slug):
        return name, _github("github.com", slug, "")
    return name, by_source


def _of_source(written: str) -> Kept | None:
    gitlab = _GITLAB.fullmatch(written)
    if gitlab:
        base = f"https://{gitlab['host']}/{gitlab['slug']}"
        return Kept(gitlab["slug"], f"{base}.git", gitlab["ref"], f"{base}/-/blob/{{commit}}/{{path}}#L{{line}}")
    found = _GITHUB.fullmatch(written)
    return _github(found["host"], found["slug"].removesuffix(".git"), found["ref"] or "") if found else None


def _github(host: str, slug: str, ref: str) -> Kept:
    base = f"https://{host}/{slug}"
    return Kept(slug, f"{base}.git", ref, f"{base}/blob/{{commit}}/{{path}}#L{{line}}")


def _mapping(value: Plain | None) -> Mapping[str, Plain]:
    return value if isinstance(value, dict) else {}


def _lines(held: Mapping[Kept, set[str]], homeless: list[str]) -> Iterator[str]:
    yield f"format: {FORMAT}\nrepositories:\n"
    for kept, services in sorted(held.items()):
        yield f"  - name: {json.dumps(kept.name)}\n    git: {json.dumps(kept.git)}\n"
        yield f"    ref: {json.dumps(kept.ref)}\n" if kept.ref and kept.ref != "HEAD" else ""
        yield f"    web: {json.dumps(kept.web)}\n"
        named = sorted(name for name in services if is_identifier(name))
        yield f"    services: [{', '.join(map(json.dumps, named))}]\n" if named else ""
    for name in sorted({*homeless}):
        yield f"# {escape(shorten_values(name))}: says nothing of where it is kept ({SLUG}, {SOURCE})\n"


def _checked(text: str) -> str:
    document = parse("repositories.yaml", text.encode())
    found = shape_of(document, RepositoriesFile) if isinstance(document, Document) else list(document.diagnostics)
    if isinstance(found, list):
        raise Fault(f"what the catalog says makes no list of repositories: {found[0].message}")
    return text
