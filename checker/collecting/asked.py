"""What ``collect`` is asked, and why a repository could not be read."""

from __future__ import annotations

import datetime as dt

from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class CollectOptions:
    """Where repositories are listed, and where the snapshot goes."""

    listed: str
    """The file of repositories; paths in it are below its folder."""
    out: str
    day: dt.date
    cache: str
    """A folder for what git fetches."""
    jobs: int
    key_file: str | None = None
    """The private key that signs the snapshot."""


class NotRead(Exception):  # noqa: N818 - it is an answer, and goes into the snapshot
    """Why a repository could not be read.

    Args:
        reason: for everybody: names no path of this machine, and nothing that another program said.
        detail: what git said, for whoever collects.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail
