"""What is done with each part of a fleet, in whatever process. A chunk is some manifests; both passes are pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from checker.diagnostic import Diagnostic, Location, Path, Spot, start_file
from checker.engine.desk import Desk, Settled
from checker.fleet import Service, Unread, name_models
from checker.fleet.lineage import Declaration, find_declarations
from checker.judging.docket import Looked, Pieces, gather, look
from checker.record import dataclass
from checker.run.files import Files
from checker.run.manifests import read_manifest
from checker.run.reader import Reader

Item = tuple[str, bytes | Diagnostic]
"""A manifest's path, and its bytes or why there are none."""
Digest = tuple[str, str]
"""A manifest's path, and the SHA-256 of its bytes; nothing where it has none."""

_DECLARES = b"derived-from"
_ESCAPE = b"\\"
"""With it a key may be written in another way."""


class Chunk(Protocol):
    """Some manifests, which are read where they are looked at."""

    @property
    def name(self) -> str:
        """What people are told was lost, where it was."""

    def read(self, files: Files, /) -> Iterable[Item]: ...


class Paths(tuple[str, ...]):
    """Files below the root."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return f"{self[0]} to {self[-1]}"

    def read(self, files: Files) -> Iterable[Item]:
        return ((path, files.read(path)) for path in self)


class Held(tuple[Item, ...]):
    """Files whose bytes are at hand."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return f"{self[0][0]} to {self[-1][0]}"

    def read(self, files: Files) -> Iterable[Item]:  # noqa: ARG002 - as every chunk
        return self


class Scan(NamedTuple):
    """What has to be known of a chunk before any part of the fleet can be judged."""

    digests: tuple[Digest, ...]
    declared: tuple[Declaration, ...]


def digest_of(raw: bytes | Diagnostic) -> str:
    return hashlib.sha256(raw).hexdigest() if isinstance(raw, bytes) else ""


def scan(desk: Desk, chunk: Chunk) -> Scan:
    """The digests of a chunk, and what it says that models were made from."""
    files = desk.files
    digests: list[Digest] = []
    declared: list[Declaration] = []
    for path, raw in chunk.read(files):
        digests.append((path, digest_of(raw)))
        if isinstance(raw, bytes) and (_DECLARES in raw or _ESCAPE in raw):
            found = read_manifest(Reader(desk.sources), path, raw)
            declared += find_declarations([found]) if isinstance(found, Service) else ()
    return Scan(tuple(digests), tuple(declared))


class Part(NamedTuple):
    """What a chunk came to. Parts can be put together in any order."""

    judged_by: str
    """A digest of all other files that were read for it."""
    digests: tuple[Digest, ...]
    """As those of the scan, if no file changed between the two passes."""
    looked: Looked
    pieces: dict[int, Packed]
    """By the number of the question. Whoever concludes it takes them out."""
    faults: tuple[Diagnostic, ...]
    unread: tuple[Unread, ...]
    files: tuple[tuple[str, str], ...]
    """The name of each service, and its manifest."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Pieces until their question is concluded. Of a rule over the fleet, whose pieces are large, as bytes."""

    found: bytes | Sequence[Any]
    crash: tuple[str, str] | None

    @staticmethod
    def of(pieces: Pieces, *, small: bool) -> Packed:
        if not small:
            return Packed(pieces.found, pieces.crash)
        import pickle

        return Packed(pickle.dumps(pieces.found, 5), pieces.crash)

    def unpack(self) -> Pieces:
        """NOTE: only what ``of`` of this run has packed comes here, from processes that this run has started."""
        if not isinstance(self.found, bytes):
            return Pieces(self.found, self.crash)
        import pickle

        return Pieces(pickle.loads(self.found), self.crash)  # noqa: S301 - see above


def collect(desk: Desk, settled: Settled, chunk: Chunk, *, small: bool) -> Part:
    """Read a chunk's manifests, look at its services, and let them go.

    Args:
        desk: what else there is to know.
        settled: what the first pass found.
        chunk: the manifests.
        small: whether memory counts more than time.
    """
    docket = desk.docket(settled)
    reader = Reader(desk.sources)
    digests: list[Digest] = []
    services: list[Service] = []
    unread: list[Unread] = []
    for path, raw in chunk.read(desk.files):
        start_file()
        digests.append((path, digest_of(raw)))
        found = read_manifest(reader, path, raw)
        if isinstance(found, Unread):
            unread.append(found)
        elif path not in settled.left_out:
            services.append(found)
        reader.forget(path)
    services = sorted(name_models(services, docket.world), key=lambda service: service.name)
    looked, members = look(docket, services)
    locate = Locator(services)
    pieces = {
        group.number: Packed.of(gather(docket.world, group, members, locate), small=small and group.rule.fleet_wide)
        for group in docket.groups
    }
    files = tuple((service.name, service.document.file) for service in services)
    let_go(services)
    return Part(desk.read_digest, tuple(digests), looked, pieces, tuple(reader.faults), tuple(unread), files)


class Locator:
    """Looks up places in the manifests of a chunk; those of keys once, as several rules show the same.

    NOTE: for all places that a finding may show. To read files again for those that one does show takes longer as soon
    as it is one in ten, and a limit that a fleet breaks shows half of its services.
    """

    def __init__(self, services: Iterable[Service]) -> None:
        self._documents = {service.document.file: service.document for service in services}
        self._spans: dict[str, dict[Path, str]] = {file: {} for file in self._documents}

    def __call__(self, spot: Spot) -> Spot:
        document = self._documents.get(spot.file)
        return spot if document is None or isinstance(spot, Location) else document.locate(spot)

    def spans(self, file: str, paths: Collection[Path]) -> str | None:
        """As a kind asks for them: of each service for each of its shares."""
        document = self._documents.get(file)
        if document is None:
            return None
        found = self._spans[file]
        for path in paths:
            if path not in found:
                found[path] = " ".join(map(str, document.span(path)))
        return " ".join([found[path] for path in paths])


def let_go(services: Sequence[Service]) -> None:
    """Empty services that nothing needs any more.

    NOTE: services, uses and routes refer to each other, and runs collect no garbage; so nothing would ever free them.
    """
    for service in services:
        for use in service.uses:
            vars(use).clear()
        vars(service).clear()
