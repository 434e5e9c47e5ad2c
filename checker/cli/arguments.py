"""From arguments to what is to be read."""

from __future__ import annotations

import argparse
import datetime as dt
import os

from checker.cli.faults import Fault
from checker.cli.request import Request, find_root
from checker.resources import BUILTIN, policy_names


def request(arguments: argparse.Namespace) -> Request:
    """What to read, from the arguments; paths become relative to the root.

    Raises:
        Fault: a file that was named does not exist or lies outside of the root.
    """
    if arguments.config is None:
        root, config = find_root(".")
    else:
        _exists(arguments.config)
        root, config = os.path.split(os.path.abspath(arguments.config))
    given = getattr(arguments, "policy", ())
    policies = tuple(_builtin(path) if path.startswith(BUILTIN) else inside(root, path) for path in given)
    as_of = getattr(arguments, "as_of", None) or dt.datetime.now(dt.UTC).date()
    hook, known_by = getattr(arguments, "hook", None), getattr(arguments, "known_by", None)
    return Request(root, config, policies, as_of, hook, known_by)


def inside(root: str, path: str) -> str:
    """A path of the command line as one below the root.

    Raises:
        Fault: it does not exist, or lies outside.
    """
    _exists(path)
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
