"""What ``init`` is about to write: nothing is written before all is planned, and nothing over what is there."""

from __future__ import annotations

import os
from collections.abc import Sequence

from checker.formats.terminal import escape
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.named import refuse_links
from checker.run.output import write


@dataclass(frozen=True, slots=True)
class Planned:
    """A file, and what to do where it is there already."""

    path: str
    text: str
    about: str
    add: str = ""
    """The lines to add by hand to a file that is there. Empty: a file that is there needs nothing."""
    next: str = ""
    """What its reader does next."""


def carry_out(root: str, plans: Sequence[Planned]) -> str:
    """Write what is not there yet; tell of each file, and of what to add to those that were left.

    Raises:
        Fault: a file cannot be made, or a link of the tree leads to it; then none is written.
    """
    left = {plan.path for plan in plans if os.path.lexists(os.path.join(root, plan.path))}
    for plan in plans:
        if plan.path not in left:
            for tree in (".", root):
                refuse_links(tree, os.path.join(root, plan.path))
    for plan in plans:
        if plan.path not in left:
            make(os.path.join(root, plan.path), plan.text)
    lines = [_told(plan, is_left=plan.path in left) for plan in plans]
    to_do = [_to_do(plan, is_left=plan.path in left) for plan in plans]
    return "".join([*lines, *to_do])


def make(path: str, text: str) -> None:
    """Write a file, and the folders above it.

    Raises:
        Fault: one of them cannot be made.
    """
    folder = os.path.dirname(path) or "."
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise Fault(f"{folder} cannot be made: {error.strerror}") from None
    write(path, text)


def _told(plan: Planned, *, is_left: bool) -> str:
    word = "Left" if is_left else "Created"
    about = "is there already" if is_left else plan.about
    return f"{word:<9}{escape(plan.path):<44} {about}\n"


def _to_do(plan: Planned, *, is_left: bool) -> str:
    if is_left:
        return f"\nAdd to   {escape(plan.path)}\n\n{plan.add}" if plan.add else ""
    return f"Next     {escape(plan.next)}\n" if plan.next else ""
