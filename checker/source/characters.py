"""Which characters a file may hold, and how its bytes become text.

What a reviewer sees must be what the checker reads. So characters that are
invisible, that reorder text, or that only some parsers take for a line break
are refused, in comments too, and once more after unescaping.
"""

from __future__ import annotations

import re
import unicodedata

from checker.diagnostic import Span

MAX_BYTES = 1024 * 1024
"""Largest file accepted: a thousand times a usual manifest, and it still parses in about 0.1 s."""

# C0 but tab and line feed, DEL, C1 (U+0085 too), soft hyphen, Arabic and Syriac format characters,
# fillers, zero-width and bidi characters, U+2028/2029, invisible operators, tags, U+FEFF, interlinear
# marks, non-characters and (in JSON) lone surrogates. Not U+FE0F, which emoji are written with.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_REORDERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""What is refused even where nobody minds an invisible character."""
_HARMLESS = bytes([*b"\t\n", *range(0x20, 0x7F)])
"""ASCII that is allowed. Only what is left without it is searched, which takes a tenth of the time of all of it."""


class TextFault(Exception):  # noqa: N818 - a fault of the user's file, turned into a diagnostic by ``parse``
    """The bytes cannot be taken as text; ``span`` is None when no place can be named."""

    def __init__(self, code: str, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.span = code, message, span


def decode(raw: bytes, max_bytes: int = MAX_BYTES, *, invisible: bool = False) -> str:
    """Bytes to text with plain line feeds; one byte order mark at the start is dropped.

    Raises:
        TextFault: too large, not UTF-8, or a character that is not allowed.
    """
    if len(raw) > max_bytes:
        raise TextFault("too-large", f"larger than {max_bytes} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        message = f"not UTF-8 text: byte 0x{raw[error.start]:02x}"
        raise TextFault("not-utf8", message, Span(line, column, line, column)) from None
    text = text.replace("\r\n", "\n")
    odd = raw.translate(None, _HARMLESS).decode()
    refused = _REORDERING if invisible else _REFUSED
    found = refused.search(text) if refused.search(odd) else None
    if found:
        raise TextFault("bad-character", refusal(found[0]), span_at(text, found.start(), found.end()))
    return text


def find_refused(text: str, *, invisible: bool = False) -> str | None:
    """The first character of an unescaped value that is not allowed, or None."""
    refused = _REORDERING if invisible else _REFUSED
    found = None if text.isascii() and text.isprintable() else refused.search(text)
    return found[0] if found else None


def normalize(text: str) -> str:
    """Text in the form in which all text is compared: NFC, so that an accent typed in two ways is one accent.

    What would become ASCII stays as it is: a Kelvin sign in an id is a slip, and not the letter K.
    """
    if text.isascii():
        return text
    normal = unicodedata.normalize("NFC", text)
    return text if normal.isascii() else normal


def refusal(character: str) -> str:
    return f"character U+{ord(character):04X} is not allowed: it is invisible or changes how text is read"


def span_at(text: str, start: int, end: int) -> Span:
    """The span of ``text[start:end]``; one behind the text is on a line of its own below the last."""
    text = text if end <= len(text) else f"{text}\n"
    line, before = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start)
    further = text.count("\n", start, end)
    end_before = text.rfind("\n", start, end) if further else before
    return Span(line, start - before, line + further, end - end_before)


def fold(name: str) -> str:
    """A name without letter case. Names and ids are ASCII: no other letter stands for one of theirs."""
    return name.lower() if name.isascii() else name
