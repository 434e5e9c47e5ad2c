"""Brings a repository from elsewhere into a cache, by git itself: the one thing here that needs a network.

Shallow, and without the contents of files; of these only the manifests follow. Credentials are git's business: it asks
its helpers, never a person. Nothing is checked out, so no filter runs.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable

from checker.collecting.asked import NotRead
from checker.run import git
from checker.run.dot_git import is_one
from checker.run.faults import Fault

HELD = "refs/modelbylaws/held"
"""What the cache calls the commit that was asked for last."""

_QUIET = ("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.hooksPath=/dev/null")
"""A cache is small, and nobody waits for its upkeep; and no hook of a template runs in it."""
_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--filter=blob:none")
_WITHOUT_HISTORY = ("-c", "fetch.negotiationAlgorithm=noop")
"""As git itself brings single contents: else it looks for what they are part of, and complains that it is not there."""
_PASSWORD = re.compile(r"(://)[^/@\s]*@")


def fetch(address: str, ref: str, cache: str) -> str:
    """The folder of a repository that holds the commit, as ``HELD``, and none of its files yet.

    Raises:
        NotRead: git could not fetch it.
    """
    folder = os.path.join(cache, hashlib.sha256(f"{address} {ref}".encode()).hexdigest()[:32])
    try:
        if not is_one(folder):
            os.makedirs(folder, exist_ok=True)
            git.run(folder, "init", "--quiet", "--bare", "--template=")
        _set(folder, {"remote.origin.url": address, "remote.origin.promisor": "true"})
    except OSError as error:
        raise Fault(f"the cache {cache} cannot be written: {error.strerror}") from None
    _reach(folder, (*_FETCH, "--depth=1", "origin", f"+{ref}:{HELD}"))
    return folder


def fetch_contents(folder: str, blobs: Iterable[str]) -> None:
    """Bring contents that the cache lacks, all at once.

    Raises:
        NotRead: git could not fetch them.
    """
    # NOTE: to ask for one that is lacking would make git fetch it, one at a time.
    held = {*git.run(folder, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split()}
    lacking = [blob for blob in dict.fromkeys(blobs) if blob not in held]
    if lacking:
        given = "".join(f"{blob}\n" for blob in lacking)
        _reach(folder, (*_WITHOUT_HISTORY, *_FETCH, "--stdin", "origin"), given.encode())


def _set(folder: str, values: dict[str, str]) -> None:
    for key, value in values.items():
        git.run(folder, "config", key, value)


def _reach(folder: str, arguments: tuple[str, ...], given: bytes = b"") -> None:
    code, complaint = git.reach(folder, (*_QUIET, *arguments), given)
    if code:
        raise NotRead("git could not fetch it", _PASSWORD.sub(r"\1", git.reason_of(complaint)))
