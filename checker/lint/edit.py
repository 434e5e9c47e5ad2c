"""Replacing parts of a file's text by their spans, and nothing else: comments, layout, quotes and line ends stay.

NOTE: not with ruamel.yaml, which lays out the whole file anew and reads no JSON.
Spans say exactly where a value stands, so no other character needs to change.
"""

from __future__ import annotations

from collections.abc import Iterable

from checker.diagnostic import Span
from checker.record import dataclass

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """What to put into a span. An empty span inserts; two edits may not overlap."""

    span: Span
    text: str


class Original:
    """A file as it is on disk, addressed by the lines and columns of the document that was read from it."""

    def __init__(self, raw: bytes) -> None:
        self.text = raw.decode()
        self._starts = [len(_BOM) if self.text.startswith(_BOM) else 0]
        self._starts += [at + 1 for at, character in enumerate(self.text) if character == "\n"]

    @property
    def line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def at(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column - 1

    def part(self, span: Span) -> str:
        return self.text[self.at(span.line, span.column) : self.at(span.end_line, span.end_column)]

    def before(self, span: Span) -> str:
        """What stands before a span on its first line."""
        return self.text[self._starts[span.line - 1] : self.at(span.line, span.column)]

    def end_of_line(self, span: Span) -> Span:
        """The empty span at the end of a span's last line."""
        start = self._starts[span.end_line - 1]
        end = self.text.find("\n", start)
        line = self.text[start:] if end < 0 else self.text[start:end].removesuffix("\r")
        return Span(span.end_line, len(line) + 1, span.end_line, len(line) + 1)

    def edited(self, edits: Iterable[Edit]) -> str:
        """The text with all edits made."""
        text = self.text
        for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
            start, end = self.at(*edit.span[:2]), self.at(*edit.span[2:])
            text = text[:start] + edit.text + text[end:]
        return text
