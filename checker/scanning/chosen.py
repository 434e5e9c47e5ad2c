"""Which files are looked at. Tests, locks and documentation name models that nobody calls; they are counted."""

from __future__ import annotations

import re
from typing import Literal

Left = Literal[
    "tests", "locks", "documentation", "declarations of ours", "no text", "larger than 1 MiB", "not readable"
]

_TESTS = re.compile(
    r"(?:\A|/)(?:tests?|testing|testdata|spec|specs|__tests__|__mocks__|fixtures)/"
    r"|(?:\A|/)(?:test_[^/]*|conftest)\.py\Z|(?:_test|\.test|\.spec|_spec)\.[a-z]+\Z",
    re.IGNORECASE,
)
_LOCKS = re.compile(
    r"(?:\A|/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|[^/]*\.lock(?:b|file)?)\Z",
    re.IGNORECASE,
)
_DOCS = re.compile(
    r"(?:\A|/)docs?/|\.(?:md|mdx|rst|adoc|txt|tex)\Z|(?:\A|/)(?:changelog|license|notice)[^/]*\Z", re.IGNORECASE
)
_NO_TEXT = re.compile(
    r"\.(?:png|jpe?g|gif|ico|webp|svg|pdf|zip|gz|xz|whl|jar|woff2?|ttf|otf|mp[34]|wav|so|dll|exe|bin|onnx|gguf|"
    r"safetensors|parquet|pyc|class)\Z",
    re.IGNORECASE,
)
_OURS = re.compile(rb"""(?m)^\s*\{?\s*["']?format["']?\s*:\s*["']?modelbylaws/""")
_HEAD = 4096
"""Bytes in which a file says what it is."""


def left_by_name(path: str) -> Left | None:
    """Why a file is not looked at, by its name alone."""
    if _TESTS.search(path):
        return "tests"
    if _LOCKS.search(path):
        return "locks"
    if _DOCS.search(path):
        return "documentation"
    return "no text" if _NO_TEXT.search(path) else None


def left_by_content(raw: bytes, most: int) -> Left | None:
    """Why a file is not looked at, by what it holds."""
    if len(raw) > most:
        return "larger than 1 MiB"
    head = raw[:_HEAD]
    if b"\0" in head:
        return "no text"
    return "declarations of ours" if b"modelbylaws/" in head and _OURS.search(head) else None
