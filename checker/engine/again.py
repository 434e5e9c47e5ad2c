"""Files that are read a second time, for the places and the lines that findings show; they must be what was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Protocol, runtime_checkable

from checker.diagnostic import Diagnostic, Location, Place
from checker.engine.chunks import digest_of
from checker.run.faults import Fault
from checker.run.reader import as_text
from checker.source import Document, parse

ReadAgain = Callable[[str], bytes | Diagnostic]


@runtime_checkable
class Fetches(Protocol):
    """Reads files faster that it was told of before."""

    def fetch(self, paths: Collection[str], /) -> None: ...


def changed(path: str) -> Fault:
    return Fault(f"{path} changed while the fleet was judged; run the check again")


class Again:
    """The manifests of a run, by their paths.

    Args:
        read: reads one of them.
        digests: what each file was when it was judged; of one without bytes there is none.
    """

    def __init__(self, read: ReadAgain, digests: Mapping[str, str]) -> None:
        self._read, self.digests = read, digests

    def fetch(self, paths: Collection[str]) -> None:
        """Say which files will be read, if it matters."""
        if isinstance(self._read, Fetches):
            self._read.fetch(paths)

    def raw(self, path: str) -> bytes:
        """The same bytes as before.

        Raises:
            Fault: the file is not what was judged.
        """
        raw = self._read(path)
        if isinstance(raw, Diagnostic) or digest_of(raw) != self.digests[path]:
            raise changed(path)
        return raw

    def document(self, path: str) -> Document:
        found = parse(path, self.raw(path))
        if not isinstance(found, Document):
            raise changed(path)
        return found

    def locate(self, places: Collection[Place]) -> Mapping[Place, Location]:
        """Where places are; each file is read once."""
        by_file: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            by_file[place.file].append(place)
        found: dict[Place, Location] = {}
        self.fetch(by_file)
        for file in sorted(by_file):
            document = self.document(file)
            found.update((place, document.locate(place)) for place in by_file[file])
        return found


class Texts(Mapping[str, str]):
    """The texts of files that a report shows lines of; those of manifests are read when they are shown.

    Args:
        known: texts at hand.
        again: the manifests.
        shown: files that a location names.
    """

    def __init__(self, known: Mapping[str, str], again: Again, shown: Collection[str]) -> None:
        self._known, self._again = known, again
        self._fetched = False
        self._files = dict.fromkeys(sorted(file for file in {*shown} if file in known or again.digests.get(file)))

    def __getitem__(self, file: str) -> str:
        if file in self._known:
            return self._known[file]
        if not self._again.digests.get(file):
            raise KeyError(file)
        if not self._fetched:  # NOTE: once; to list all of them for each took most of a check of 100,000 manifests
            self._fetched = True
            self._again.fetch(self._files.keys() - self._known.keys())
        return as_text(self._again.raw(file))

    def __contains__(self, file: object) -> bool:
        return file in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
