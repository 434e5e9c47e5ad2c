"""The form of an entry: byte strings, one after the other, each behind its length; sealed by a digest.

Plain data. What is not exactly of this form is no entry.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b  # NOTE: as ``hashlib`` gives it, whose import loads all of OpenSSL
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NO_ENTRY = (OSError, ValueError, IndexError, KeyError)
"""What reading an entry raises if there is none, or something else in its place."""
_FORM = b"modelbylaws/kept/v1\n"


def digest(parts: Iterable[bytes]) -> str:
    """64 hexadecimal digits; other parts give other digits, also where they are the same bytes one after the other."""
    hashed = blake2b(digest_size=32)
    for part in parts:
        hashed.update(b"%d:" % len(part))
        hashed.update(part)
    return hashed.hexdigest()


def pack(parts: Iterable[bytes]) -> bytes:
    return b"".join(b"%d:%b" % (len(part), part) for part in parts)


def unpack(packed: bytes) -> list[bytes]:
    """What ``pack`` took.

    Raises:
        ValueError: it made something else.
    """
    parts, at = [], 0
    while at < len(packed):
        start = packed.index(b":", at) + 1
        at = start + int(packed[at : start - 1])
        parts.append(packed[start:at])
    if at != len(packed):
        raise ValueError("cut off")
    return parts


def seal(name: str, content: bytes) -> bytes:
    """The bytes of the file that holds an entry of a name."""
    return b"%b%b\n%b" % (_FORM, digest([name.encode(), content]).encode(), content)


def unseal(name: str, raw: bytes) -> bytes:
    """The content of an entry.

    Raises:
        ValueError: these are not the bytes of the entry of that name.
    """
    content = raw[len(_FORM) + 65 :]
    if raw != seal(name, content):
        raise ValueError("no such entry")
    return content
