"""From arguments to what is to be read."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from dataclasses import replace

from checker.cli.faults import Fault
from checker.cli.request import WORK_TREE, Request, find_root
from checker.report.review import Revision
from checker.resources import BUILTIN, policy_names


def request(arguments: argparse.Namespace) -> Request:
    """What to read, from the arguments; paths become relative to the root.

    Raises:
        Fault: a file that was named does not exist or lies outside of the root.
    """
    return _request(arguments, *_revisions(arguments))


def _request(arguments: argparse.Namespace, trusted: Revision | None, base: Revision | None) -> Request:
    root, config = _where(arguments.config, trusted)
    given = getattr(arguments, "policy", ())
    policies = tuple(_builtin(p) if p.startswith(BUILTIN) else _rest(root, p, trusted) for p in given)
    as_of = getattr(arguments, "as_of", None) or dt.datetime.now(dt.UTC).date()
    hook, known_by = getattr(arguments, "hook", None), getattr(arguments, "known_by", None)
    baseline = getattr(arguments, "baseline", None)
    held = _rest(root, baseline, trusted) if baseline is not None else None
    return Request(root, config, policies, as_of, hook, known_by, trusted=trusted, base=base, baseline=held)


def beside(arguments: argparse.Namespace) -> tuple[Request, Revision]:
    """For ``diff``: the head, all of it at one revision or in the work tree, and the base.

    Raises:
        Fault: there is no such revision.
    """
    from checker.cli.reading.revision import resolve

    folder = _folder(arguments)
    base = resolve(folder, arguments.base)
    head = resolve(folder, arguments.head) if arguments.head is not None else None
    return replace(_request(arguments, head, None), manifests=head), base


def _folder(arguments: argparse.Namespace) -> str:
    folder = os.path.dirname(os.path.abspath(arguments.config or "x"))
    if not os.path.isdir(folder):
        raise Fault(f"no such file: {arguments.config!r}")
    return folder


def _revisions(arguments: argparse.Namespace) -> tuple[Revision | None, Revision | None]:
    """Where all but manifests is read, None for the work tree; and what to compare with."""
    trust, against = getattr(arguments, "trust", None), getattr(arguments, "against", None)
    if trust in (None, WORK_TREE) and against is None:
        return None, None
    from checker.cli.reading.revision import resolve

    folder = _folder(arguments)
    base = resolve(folder, against) if against is not None else None
    if trust == WORK_TREE:
        return None, base
    return (base if trust is None else resolve(folder, trust)), base


def _where(config: str | None, trusted: Revision | None) -> tuple[str, str | None]:
    """The root and the configuration. What a trusted revision has is not asked of the work tree."""
    if config is not None:
        if trusted is None:
            _exists(config)
        return os.path.split(os.path.abspath(config))
    if trusted is None:
        return find_root(".")
    from checker.cli.reading.revision import root_at

    return root_at(".", trusted)


def _rest(root: str, path: str, trusted: Revision | None) -> str:
    """A policy or a baseline; one at a trusted revision need not be in the work tree."""
    return inside(root, path) if trusted is None else below(root, path)


def inside(root: str, path: str) -> str:
    """A path of the command line as one below the root.

    Raises:
        Fault: it does not exist, or lies outside.
    """
    _exists(path)
    return below(root, path)


def below(root: str, path: str) -> str:
    """A path of the command line as one below the root, whether it exists or not.

    Raises:
        Fault: it lies outside.
    """
    relative = os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    if relative.startswith("../") or relative == "..":
        raise Fault(f"{path!r} lies outside of the folder that is checked")
    return relative


def _builtin(path: str) -> str:
    """A built-in policy of the command line.

    Raises:
        Fault: there is none of that name.
    """
    name = path.removeprefix(BUILTIN)
    if name not in policy_names():
        raise Fault(f"no built-in policy {name!r}; one of: {', '.join(policy_names())}")
    return path


def _exists(path: str) -> None:
    if not os.path.lexists(path):
        raise Fault(f"no such file: {path!r}")
