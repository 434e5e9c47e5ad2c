"""Everything but manifests, carried to machines that have no such folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from checker.diagnostic import Diagnostic
from checker.record import dataclass
from checker.resources import builtin
from checker.run.files import Files, Memory, Sources
from checker.run.tree import IsInput, Tree
from checker.source.characters import MAX_BYTES


@dataclass(slots=True)
class Recorded:
    """Files, and the bytes of those that were read."""

    files: Files
    held: dict[str, bytes] = field(default_factory=dict)

    def find(self, is_input: IsInput) -> Tree:
        return self.files.find(is_input)

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Diagnostic:
        raw = self.files.read(path, limit)
        if isinstance(raw, bytes):
            self.held[path] = raw
        return raw

    def real(self, path: str) -> str | None:
        return self.files.real(path)

    def names(self, folder: str) -> list[str]:
        return self.files.names(folder)

    def written_otherwise(self, paths: Sequence[str]) -> Iterable[Diagnostic]:
        return self.files.written_otherwise(paths)


def open_carried(held: Mapping[str, bytes], prefix: str) -> Sources:
    """The sources of a process that got the files that were read."""
    return Sources(Memory(held), Memory({}), builtin(), prefix)
