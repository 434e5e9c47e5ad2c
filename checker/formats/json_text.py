"""Data as the text of JSON, which may be shown in a terminal or a log."""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring_ascii

_SURROGATES = re.compile(r"\\\\|\\ud[89ab]..\\ud[c-f]..|\\u(d[89a-f]..)")
"""In JSON: a backslash, a whole pair, or (the group) half of one."""


def safe_json(data: object, indent: int | None = 2) -> str:
    """JSON for a terminal or a CI log: ASCII only, and without ``##``, with which commands to runners start.

    Half of a surrogate pair, which a file name may hold, is no text to most parsers: it is written visibly.
    Without an indent it is much faster.
    """
    text = json.dumps(data) if indent is None else _indent(data, "\n", " " * indent)
    text = text.replace("##", "#\\u0023")
    if "\\ud" in text:
        text = _SURROGATES.sub(lambda found: f"\\\\u{{{found[1]}}}" if found[1] else found[0], text)
    return f"{text}\n"


def _indent(data: object, line: str, by: str) -> str:
    """As ``json.dumps`` with an indent, which does without its fast half then, and takes twice as long.

    ``line`` is a line feed and the indent of the value.
    """
    if isinstance(data, str):
        return encode_basestring_ascii(data)
    if type(data) is int:
        return str(data)
    inner = line + by
    if isinstance(data, dict) and data:
        items = [f"{encode_basestring_ascii(key)}: {_indent(value, inner, by)}" for key, value in data.items()]
        return f"{{{inner}{f',{inner}'.join(items)}{line}}}"
    if isinstance(data, list | tuple) and data:
        return f"[{inner}{f',{inner}'.join([_indent(value, inner, by) for value in data])}{line}]"
    return json.dumps(data)
