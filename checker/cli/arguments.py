"""From arguments to what is to be read."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from dataclasses import replace

from checker.cli.usage import meant
from checker.report.review import Revision
from checker.resources import BUILTIN, policy_names
from checker.run.faults import Fault
from checker.run.named import below, regular
from checker.run.request import CONFIG_NAME, WORK_TREE, GivenFleet, Hook, Request, find_root


def request(arguments: argparse.Namespace) -> Request:
    """What to read, from the arguments; paths become relative to the root.

    Raises:
        Fault: a file that was named does not exist or lies outside of the root.
    """
    return _request(arguments, *_revisions(arguments))


def _request(arguments: argparse.Namespace, trusted: Revision | None, base: Revision | None) -> Request:
    from checker.formats.terminal import show_paths_from

    hook = getattr(arguments, "hook", None)
    held = trusted is not None or hook is not None
    root, config = _where(arguments.config, trusted, hook)
    show_paths_from(os.path.abspath(root), os.path.abspath("."))
    given = getattr(arguments, "policy", ())
    policies = tuple(_policy(root, path, held=held) for path in given)
    as_of = getattr(arguments, "as_of", None) or today()
    known_by = getattr(arguments, "known_by", None)
    baseline = getattr(arguments, "baseline", None)
    forgiven = _rest(root, baseline, "baseline", held=held) if baseline is not None else None
    return Request(
        config, policies, as_of, known_by, _fleet(arguments),
        root=root, hook=hook, trusted=trusted, base=base, baseline=forgiven,
    )  # fmt: skip


def _fleet(arguments: argparse.Namespace) -> GivenFleet | None:
    path, repository = getattr(arguments, "snapshot", None) or "", getattr(arguments, "repository", None) or ""
    return GivenFleet(path, repository) if path or repository else None


def today() -> dt.date:
    """In UTC, so that one moment is one day wherever the program runs."""
    return dt.datetime.now(dt.UTC).date()


def beside(arguments: argparse.Namespace) -> tuple[Request, Revision]:
    """For ``diff``: the head, all of it at one revision or in the work tree, and the base.

    Raises:
        Fault: there is no such revision.
    """
    from checker.run.revision import resolve

    folder = _folder(arguments)
    base = resolve(folder, arguments.base)
    head = resolve(folder, arguments.head) if arguments.head is not None else None
    return replace(_request(arguments, head, None), manifests=head), base


def request_at(arguments: argparse.Namespace) -> Request:
    """As ``request``; with ``--at`` all of it at that revision, on the day of its commit unless another is given.

    Raises:
        Fault: there is no such revision.
    """
    if arguments.at is None:
        return request(arguments)
    from checker.run.revision import commit_day, resolve

    folder = _folder(arguments)
    revision = resolve(folder, arguments.at)
    day = arguments.as_of or commit_day(folder, revision)
    return replace(_request(arguments, revision, None), manifests=revision, as_of=day)


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
    from checker.run.revision import resolve

    folder = _folder(arguments)
    base = resolve(folder, against) if against is not None else None
    if trust == WORK_TREE:
        return None, base
    return (base if trust is None else resolve(folder, trust)), base


def _where(config: str | None, trusted: Revision | None, hook: Hook | None) -> tuple[str, str | None]:
    """The root and the configuration. What a trusted revision or the index has is not asked of the work tree."""
    if config is not None:
        if trusted is None and hook is None:
            regular(config, CONFIG_NAME)
        return os.path.split(os.path.abspath(config))
    if trusted is None and hook is None:
        return find_root(".")
    from checker.run.revision import root_at, root_in_index

    return root_at(".", trusted) if trusted is not None else root_in_index(".")


def _policy(root: str, path: str, *, held: bool) -> str:
    """A policy; what one of a source means is known when the lock is read."""
    from checker.files.config import VENDOR

    if path.startswith(VENDOR):
        return path
    return _builtin(path) if path.startswith(BUILTIN) else _rest(root, path, "policy", held=held)


def _rest(root: str, path: str, kind: str, *, held: bool) -> str:
    """A policy or a baseline; one that a revision or the index holds need not be in the work tree."""
    return below(root, path) if held else file_inside(root, path, kind)


def file_inside(root: str, path: str, kind: str) -> str:
    """A file of a kind that the command line names, as a path below the root.

    Raises:
        Fault: it does not exist, is no file, or lies outside.
    """
    return below(root, regular(path, f"modelbylaws/{kind}/"))


def inside(root: str, path: str) -> str:
    """A path of the command line as one below the root.

    Raises:
        Fault: it does not exist, or lies outside.
    """
    if not os.path.lexists(path):
        raise Fault(f"no such file: {path!r}")
    return below(root, path)


def _builtin(path: str) -> str:
    """A built-in policy of the command line.

    Raises:
        Fault: there is none of that name.
    """
    name = path.removeprefix(BUILTIN)
    if name not in policy_names():
        raise Fault(f"no built-in policy {name!r}; {meant(name, policy_names())}")
    return path
