"""What changed since the last bundle, for programs and as a page: ``verify`` makes both again from the two bundles."""

from __future__ import annotations

import os
from collections.abc import Mapping

from checker.audit.bundle.checked import Checked
from checker.bundle import layout
from checker.bundle.run_file import LastBundle, asked_again, open_copies, read_run_file
from checker.diagnostic import start_again
from checker.formats.json import write_json
from checker.history.causes_text import causes_markdown
from checker.history.comparing import compare_sides, open_bundle, side_of
from checker.history.sides import Side, take_apart
from checker.record import dataclass
from checker.run.read import read

THIS = "this bundle"
"""What the later state is called: a bundle does not know its own name."""


@dataclass(frozen=True, eq=False)
class Last:
    """The bundle that came before."""

    side: Side
    called: LastBundle


def open_last(place: str, name: str | None = None) -> Last:
    """The run of a bundle, judged again.

    Args:
        place: where it lies.
        name: what it is called; by default as its file.

    Raises:
        Fault: it is not whole, or cannot be judged again.
    """
    files = open_bundle(place)
    called = name if name is not None else layout.quoted(os.path.basename(os.path.abspath(place)))
    side = side_of(place, files, called)
    return Last(side, LastBundle(name=called, sums=layout.digest(files[layout.SUMS])))


def since_last(last: Last, files: Mapping[str, bytes], run_file: bytes) -> dict[str, bytes]:
    """The difference of a bundle to the last one, by the names of its files; of the copies and of ``run.json`` alone.

    Raises:
        Fault: the copies cannot be judged.
    """
    run = read_run_file(run_file)
    start_again()
    commit = run.commit.id if run.commit is not None else ""
    found = compare_sides(last.side, take_apart(THIS, read(open_copies(files), asked_again(run)), commit))
    return {layout.SINCE: write_json(found).encode(), layout.SINCE_PAGE: causes_markdown(found).encode()}


def since_again(files: Mapping[str, bytes], place: str | None, found: Checked, *, same: bool) -> dict[str, bytes]:
    """The difference as it must be in a bundle; where it cannot be made again, as it is, and this is said.

    Raises:
        Fault: the last bundle cannot be read, or judged again.
    """
    told = read_run_file(files[layout.RUN]).since
    if told is None:
        if place is not None:
            found.differences.append(f"{layout.RUN} names no bundle that this one was compared with")
        return {}
    if place is not None:
        last = open_last(place, told.name)
        if last.called != told:
            found.differences.append(f"{place} is not the bundle that this one was compared with, {told.name}")
        elif same:
            found.held.append(f"{layout.SINCE}: derived again from {told.name}")
            return since_last(last, files, files[layout.RUN])
        found.but.append(f"the difference to {told.name} was not derived again by another version")
    else:
        found.held.append(f"{layout.SINCE}: not derived again; --since {told.name} does it")
        found.but.append(f"the difference to {told.name} was not derived again")
    names = (layout.SINCE, layout.SINCE_PAGE)
    found.differences += [f"{name} is not there, and {layout.RUN} tells of it" for name in names if name not in files]
    return {name: files[name] for name in names if name in files}
