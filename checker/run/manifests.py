"""Who is judged: the manifests of one fleet, and what is known of services that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.diagnostic import ELSEWHERE, Diagnostic, Location, Place, is_elsewhere
from checker.files.manifest import Manifest
from checker.fleet import Service, Unread
from checker.progress import follow
from checker.run.files import Files, leads_to, outside
from checker.run.reader import Reader
from checker.shape.scalars import is_identifier
from checker.source import Document

_SERVICE = re.compile(
    rb"""^(?:[ \t]*["']|)service(?:["'][ \t]*|):[ \t]*["']?([A-Za-z0-9][A-Za-z0-9._-]*)["']?,?[ \t\r]*$""", re.MULTILINE
)
"""The line of a manifest that names its service, in YAML or JSON."""


def not_read(at: Location, reason: str = "could not be read", service: str = "") -> Unread:
    """Something that may describe a service, and of which nobody can tell: no rule passes over it."""
    return Unread(at, f"{at.file} {reason}", service)


def read_manifests(reader: Reader, paths: Sequence[str]) -> tuple[list[Service], list[Unread]]:
    """Services that can be judged, and manifests that cannot."""
    files = reader.sources.manifests
    services: list[Service] = []
    unread: list[Unread] = []
    for path in follow(paths, "reading manifests", len(paths)):
        found = read_manifest(reader, path, files.read(path))
        if isinstance(found, Service):
            services.append(found)
        else:
            unread.append(found)
    reader.faults += files.written_otherwise([entry.path for entry in reader.inputs if entry.role == "manifest"])
    return services, unread


def read_manifest(reader: Reader, path: str, raw: bytes | Diagnostic) -> Service | Unread:
    """The service of one manifest; the reader keeps its faults."""
    document = reader.read(path, "manifest", raw)
    manifest = reader.shaped(document, Manifest)
    if document is not None and manifest is not None:
        reader.faults += _plan_elsewhere(reader.sources.manifests, document, manifest)
        return Service(document, manifest)
    named = document.data.get("service") if document else name_in(raw)
    legible = isinstance(named, str) and is_identifier(named)
    return not_read(Location(path), service=str(named) if legible else "")


def name_in(raw: bytes | Diagnostic) -> str:
    """The service that a manifest names which cannot be parsed; nothing unless exactly one line can mean it."""
    found = [] if isinstance(raw, Diagnostic) else _SERVICE.findall(raw)
    return found[0].decode() if len(found) == 1 else ""


def _plan_elsewhere(files: Files, document: Document, manifest: Manifest) -> Iterator[Diagnostic]:
    """An exit plan that the repository cannot hold; an address on the web is as good as a file.

    NOTE: from the root first, whose folders were looked at for other services, too.
    """
    plan = (manifest.exit and manifest.exit.plan) or ""
    on_the_web = "://" in plan and not plan.lower().startswith("file:")
    own = document.file.partition(ELSEWHERE)[2] if is_elsewhere(document.file) else document.file
    ways = () if on_the_web else (leads_to(files, plan, beside) for beside in ("", own))
    if not on_the_web and all(way is None for way in ways):
        yield outside(plan, document.locate(Place(document.file, ("exit", "plan"))))
