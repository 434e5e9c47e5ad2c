"""A name together with what its route says of it, as one string, where the name alone says another thing.

``llama3.1:8b at groq`` and ``mistral-large version 2407`` are such strings. No file can write one, since white space is
in no name; so a string means one thing in a run, whoever asks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_VERSION, _HOST = " version ", " at "
_STAMPED = re.compile(r"\S*[0-9]{4}\S*\Z", re.ASCII)
"""A version that can be part of a model's name: a number of a list of versions says nothing that a name would."""
_WORDED = re.compile(
    r"(?:\A|[-.])(?:turbo|preview|exp|vision|audio|realtime|instruct|mini|nano|lite)(?:[-.]|\Z)", re.IGNORECASE
)


class Placed(NamedTuple):
    """``host`` is ``self`` for whatever site of our own; ``version`` only one that may be part of a name."""

    written: str
    host: str | None = None
    version: str | None = None

    def __str__(self) -> str:
        version = f"{_VERSION}{self.version}" if self.version else ""
        return f"{self.written}{version}{_HOST if self.host else ''}{self.host or ''}"


def parse_placed(name: str) -> Placed:
    rest, _, host = name.partition(_HOST)
    written, _, version = rest.partition(_VERSION)
    return Placed(written, host or None, version or None)


def written_in(name: str) -> str:
    """The name as the manifest writes it."""
    return name.partition(" ")[0]


def quote(name: str) -> str:
    """The written name in quotes, with what its route says behind them."""
    written = written_in(name)
    return f"{written!r}{name[len(written) :]}"


def is_stamped(version: str | None) -> bool:
    return version is not None and _STAMPED.match(version) is not None


def tells_model(version: str | None) -> bool:
    """Whether a version says which model it is, and not only which day, as ``1106-preview`` of ``gpt-4`` does."""
    return version is not None and is_stamped(version) and _WORDED.search(version) is not None
