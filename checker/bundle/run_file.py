"""``run.json`` of a bundle: what a run was asked, by which version, on which commit; and what it read, to read again.

Paths are written as in names of copies, percent-encoded where they are not plain. What was
read are the bundle's copies, in memory, and the bundle's built-in files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from checker.bundle import layout
from checker.bundle.layout import unquoted
from checker.bundle.link import LINK_RULE, is_template
from checker.files.controls import Address
from checker.files.origin import Digest
from checker.resources import BUILTIN_CATALOG, Builtin
from checker.run.faults import Fault
from checker.run.files import Memory, Sources, folders_of
from checker.run.request import Asked
from checker.shape import File, Shape, read
from checker.shape.marks import AfterValidator, Field
from checker.shape.scalars import Day, Flag, Text, Whole
from checker.source import Document, parse
from checker.vocabulary import Stratum

FORMAT: Literal["modelbylaws/run/v1"] = "modelbylaws/run/v1"


def _path(written: str) -> str:
    if unquoted(written.removeprefix("builtin:")) is None:
        raise ValueError(f"{written!r} is not a path below the root, as bundles write one")
    return written


def _link(written: str) -> str:
    if not is_template(written):
        raise ValueError(f"{written!r}: {LINK_RULE}")
    return written


Quoted = Annotated[Text, AfterValidator(_path)]


class Tool(Shape):
    """The program that made the bundle."""

    name: Literal["modelbylaws"]
    """Its name."""
    version: Text
    """Its version."""


class CommitFile(Shape):
    """Where git stood."""

    id: Text
    """The commit."""
    clean: Flag
    """Whether every input is as in the commit."""
    changed: tuple[Quoted, ...]
    """Inputs that differ from the commit, or are not in it."""


class Changed(Shape):
    """A commit that lines come from."""

    commit: Text
    """Its id."""
    author: Text
    """Who wrote it, says git."""
    committer: Text
    """Who committed it, says git."""
    on: Day
    """The day of the commit, in UTC."""
    signed: Flag
    """Whether it bears a signature; git verify-commit says whether that is good."""


class Completeness(Shape):
    """What was read, and what should have been."""

    manifests: Whole
    """Manifests that were read."""
    services: Whole
    """Services that were judged."""
    population: Text
    """Digest over every service with the digest of its manifest."""
    inventory: Flag
    """Whether an inventory says which services there must be."""
    missing: tuple[Text, ...]
    """Services of the inventory without a manifest."""


class SampleFile(Shape):
    """How the sample was drawn."""

    n: Annotated[Whole, Field(ge=1)]
    """How many services were asked for."""
    seed: Text
    """What makes it another sample than the last one."""
    by: Stratum | None = None
    """What services were grouped by."""


class Approved(Shape):
    """Who put a waiver where it stands, says git; nobody checked a signature."""

    id: Text
    """The waiver."""
    file: Quoted
    """Its file."""
    commits: tuple[Changed, ...]
    """The commits that its lines come from, in the order of the lines."""


class LastBundle(Shape):
    """The bundle that this one was compared with."""

    name: Annotated[Text, AfterValidator(_path)]
    """What its file or folder was called."""
    sums: Digest
    """The digest of its SHA256SUMS."""


class RunFile(File):
    """What a run was asked, and how complete it was."""

    format: Literal["modelbylaws/run/v1"]
    """Name and version of this file format."""
    tool: Tool
    """The program that made the bundle."""
    as_of: Day
    """The date that facts were judged at."""
    known_by: Day | None = None
    """Catalogs counted as they stood on this day; absent: as they stood then."""
    exit_code: Whole
    """0 or 1: there are no bundles of runs that could not judge."""
    config: Quoted | None = None
    """The configuration; absent: there was none."""
    policies: tuple[Quoted, ...] = ()
    """Policies that the command line named instead of the configuration's."""
    link_template: Annotated[Text, AfterValidator(_link)] | None = None
    """How the page links to lines of inputs."""
    commit: CommitFile | None = None
    """Where git stood; absent: git did not know."""
    run_url: Address | None = None
    """Where the pipeline's run is shown, says who made the bundle."""
    actor: Text | None = None
    """Who started the pipeline, says who made the bundle."""
    sample: SampleFile | None = None
    """How the sample was drawn; absent: none was."""
    since: LastBundle | None = None
    """The bundle whose difference to this one is in since.json; absent: none was compared."""
    approvals: tuple[Approved, ...] = ()
    """Where the lines of waivers come from; none where git does not know."""
    completeness: Completeness
    """What was read, and what should have been."""


def read_run_file(raw: bytes) -> RunFile:
    """What a bundle says of its run.

    Raises:
        Fault: it cannot be read.
    """
    document = parse(layout.RUN, raw)
    run = read(document, RunFile) if isinstance(document, Document) else None
    if not isinstance(run, RunFile):
        faults = run if isinstance(run, list) else getattr(document, "diagnostics", ())
        raise Fault(f"{layout.RUN} cannot be read: {faults[0].message if faults else 'unknown'}")
    return run


def asked_again(run: RunFile) -> Asked:
    """What the run was asked."""
    config = layout.unquoted(run.config) if run.config is not None else None
    policies = tuple(path if path.startswith("builtin:") else layout.unquoted(path) or "" for path in run.policies)
    return Asked(config, policies, run.as_of, run.known_by)


def open_copies(files: Mapping[str, bytes], *also: str) -> Sources:
    """The copies of a bundle as what a run reads; with ``also`` those in other folders, too.

    Raises:
        Fault: the copies cannot be laid out.
    """
    copies = Memory(_laid_out(files, (layout.OWN, *also)))
    return Sources(copies, copies, _builtin(files))


def _laid_out(files: Mapping[str, bytes], places: Sequence[str]) -> dict[str, bytes]:
    """The copies by the paths that they had below the root."""
    found: dict[str, bytes] = {}
    for place, name in ((place, name) for place in places for name in files if name.startswith(place)):
        path = layout.unquoted(name.removeprefix(place))
        if path is None or path in found:
            raise Fault(f"{name!r} is not the name of a copy")
        found[path] = files[name]
    inner = next((folder for path in found for folder in folders_of(path) if folder in found), None)
    if inner is not None:
        raise Fault(f"{layout.copy_of(inner)!r} cannot be laid out to be judged: it is a file and a folder")
    return found


def _builtin(files: Mapping[str, bytes]) -> Builtin:
    """The built-in files of a bundle."""
    catalog = {
        f"{BUILTIN_CATALOG}/{name.removeprefix(layout.CATALOG)}": files[name]
        for name in sorted(files)
        if name.startswith(layout.CATALOG)
    }
    policies = {
        name.removeprefix(layout.POLICIES).removesuffix(".yaml"): files[name]
        for name in sorted(files)
        if name.startswith(layout.POLICIES)
    }
    return Builtin(catalog, policies)
