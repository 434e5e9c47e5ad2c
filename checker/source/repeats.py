"""Anchors, aliases and merge keys, as other tools' files may hold them: what is named once is taken again in full.

What an alias repeats counts in every bound as if it were written there, so that a few lines cannot
become a million nodes. A repeated value is the same object, and its parts have the place where they are
written; the value itself has that of the alias.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from checker.diagnostic import Location
from checker.record import dataclass
from checker.source.characters import span_at
from checker.source.tree import MERGE, Builder, Cut, Plain, Stop, starts_of


@dataclass(slots=True)
class Anchor:
    """A value that was given a name; ``node`` is where its marks begin, None until it is read to its end."""

    value: Plain = ""
    node: int | None = None


class Repeats:
    """What the anchors of a file stand for.

    NOTE: in YAML an anchor ends with its document. Files are found that use one in the next document all the same;
    what they mean is as plain, and nothing else could be meant.
    """

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.anchors: dict[str, Anchor] = {}

    def name(self, name: str | None) -> Anchor:
        """The anchor of a value that begins here; one that has no name is of no use to anybody."""
        anchor = Anchor()
        if name is not None:
            self.anchors[name] = anchor
        return anchor

    def take(self, name: str | None, at: Cut) -> Plain:
        """Take the value that an alias stands for.

        Raises:
            Stop: there is none, or the bounds do not hold it.
        """
        anchor = self.anchors.get(name or "")
        if anchor is None or anchor.node is None:
            why = "no anchor above it has that name" if anchor is None else "it is a part of what it stands for"
            raise self.builder.stop("alias", f"the alias *{name} stands for nothing: {why}", at)
        with self._told_at(at):
            self._repeat(anchor.value, anchor.node, at)
        return anchor.value

    def merge(self, entries: dict[str, Plain], key: int) -> None:
        """Take what a mapping has from those that its key ``<<`` names, and not itself; the key's marks are at ``key``.

        Raises:
            Stop: it names something else than mappings, or the bounds do not hold it.
        """
        named, node = entries[MERGE], key + 2
        several = self._entries(named, node) if isinstance(named, list) else [(named, node)]
        for source, start in several:
            if not isinstance(source, dict):
                message = "a merge key stands for a mapping, or a list of them"
                raise self.builder.stop("merge-key", message, self._cut(key))
            for name, (inner, at) in zip(source, self._entries(source, start), strict=True):
                if name not in entries:
                    entries[name] = inner
                    with self._told_at(self._cut(key)):
                        self._repeat(name, at - 2)
                        self._repeat(inner, at)

    @contextmanager
    def _told_at(self, at: Cut) -> Iterator[None]:
        """Tell that a bound is passed where something is repeated, and not where it is written."""
        try:
            yield
        except Stop:
            builder = self.builder
            here = Location(builder.file, span_at(builder.text, *at))
            builder.faults[-1] = replace(builder.faults[-1], locations=(here,))
            raise

    def _repeat(self, value: Plain, node: int, at: Cut | None = None) -> None:
        """Take a value once more whose marks begin at ``node``; it is placed at ``at``, if that is given."""
        builder, cut = self.builder, at or self._cut(node)
        if isinstance(value, str):
            builder.count(cut)
            builder.marks.extend(cut)
            return
        mine = builder.begin(cut)
        for inner, start in self._entries(value, node):
            if isinstance(value, dict):
                self._repeat("", start - 2)
            self._repeat(inner, start)
        builder.end(mine, cut[1])

    def _entries(self, value: dict[str, Plain] | list[Plain], node: int) -> list[tuple[Plain, int]]:
        """Every value of a collection, and where its marks begin."""
        inner = value.values() if isinstance(value, dict) else value
        return list(zip(inner, starts_of(self.builder.marks, value, node).values(), strict=True))

    def _cut(self, node: int) -> Cut:
        return self.builder.marks[node], self.builder.marks[node + 1]
