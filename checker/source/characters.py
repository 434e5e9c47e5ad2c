"""Which characters a file may hold, and how its bytes become text.

What a reviewer sees must be what the checker reads. So characters that are
invisible, that reorder text, or that only some parsers take for a line break
are refused, in comments too, and once more after unescaping.
"""

from __future__ import annotations

import re

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
_CRLF = re.compile("\r\n")


class TextFault(Exception):  # noqa: N818 - a fault of the user's file, turned into a diagnostic by ``parse``
    """The bytes cannot be taken as text; ``span`` is None when no place can be named."""

    def __init__(self, code: str, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.span = code, message, span


def decode(raw: bytes, max_bytes: int = MAX_BYTES) -> str:
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
    text = _CRLF.sub("\n", text)
    found = _REFUSED.search(text)
    if found:
        raise TextFault("bad-character", refusal(found[0]), span_at(text, found.start(), found.end()))
    return text


def refused(text: str) -> str | None:
    """The first character of an unescaped value that is not allowed, or None."""
    found = _REFUSED.search(text)
    return found[0] if found else None


def refusal(character: str) -> str:
    return f"character U+{ord(character):04X} is not allowed: it is invisible or changes how text is read"


def span_at(text: str, start: int, end: int) -> Span:
    """The span of ``text[start:end]``, which lies on one line."""
    line = text.count("\n", 0, start) + 1
    first = text.rfind("\n", 0, start) + 1
    return Span(line, start - first + 1, line, end - first + 1)
