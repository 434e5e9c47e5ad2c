"""Reading a policy and everything it is built on: files below the root, and built-in ones, ``builtin:NAME``."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping

from checker.cli.reading.files import Files
from checker.diagnostic import Diagnostic, Location, Place, did_you_mean
from checker.engine import AnyPolicy
from checker.kinds import KINDS
from checker.policy import Override, Policy, load
from checker.resources import BUILTIN, policy_file, policy_names
from checker.source import Document

Read = Callable[[str], Document | None]
"""Gives the document of a policy's path; None where it could not be read, which the reader then told."""
Overrides = Callable[[str], Mapping[str, Override]]
"""Gives the configuration's parameters for a policy's name."""


def policy_bytes(files: Files, path: str) -> bytes | Diagnostic:
    """The bytes of a policy, built-in or below the root."""
    return policy_file(path.removeprefix(BUILTIN)) if path.startswith(BUILTIN) else files.read(path)


def unknown_builtin(path: str, at: Location) -> Diagnostic | None:
    """The fault of a name that no built-in policy has."""
    name = path.removeprefix(BUILTIN)
    if not path.startswith(BUILTIN) or name in policy_names():
        return None
    return Diagnostic("unknown-policy", f"no built-in policy {name!r}", (at,), did_you_mean(name, policy_names()))


def beside(file: str, path: str) -> str:
    """A path that is written in a file, from that file's folder, as one below the root."""
    return path if path.startswith(BUILTIN) else posixpath.normpath(posixpath.join(posixpath.dirname(file), path))


def read_policy(
    path: str, read: Read, overrides: Overrides, trail: tuple[str, ...] = ()
) -> AnyPolicy | list[Diagnostic]:
    """A policy with all that it inherits; or what is wrong, beyond what ``read`` told."""
    document = read(path)
    if document is None:
        return []
    base = _base(document, read, (*trail, path))
    if isinstance(base, list):
        return base
    return load(document, KINDS, overrides(str(document.data.get("policy", ""))), base)


def _base(document: Document, read: Read, trail: tuple[str, ...]) -> AnyPolicy | list[Diagnostic] | None:
    written = document.data.get("extends")
    if not isinstance(written, str):
        return None
    at = document.locate(Place(document.file, ("extends",)))
    target = beside(document.file, written)
    unknown = unknown_builtin(target, at)
    if unknown is not None:
        return [unknown]
    if target in trail:
        circle = " -> ".join([*trail[trail.index(target) :], target])
        return [Diagnostic("extends-cycle", f"a policy cannot be built on itself: {circle}", (at,))]
    if target.startswith("../"):
        return [Diagnostic("outside", f"{written!r} lies outside of the folder that is checked", (at,))]
    found = read_policy(target, read, lambda _: {}, trail)
    return found if isinstance(found, Policy) or found else [_unread(written, at)]


def _unread(written: str, at: Location) -> Diagnostic:
    return Diagnostic("unread-policy", f"{written!r}, which this policy is built on, could not be read", (at,))
