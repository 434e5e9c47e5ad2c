"""Where reports go: standard output and files, whole or not at all."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from checker.cli.faults import Fault
from checker.formats import Format, render
from checker.formats.terminal import Paint, colored, plain
from checker.report import Report

STANDARD = "-"
Color = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class Target:
    format: Format
    file: str = STANDARD


def publish(report: Report, targets: Sequence[Target], color: Color, *, quiet: bool) -> None:
    """Write the report everywhere; a file is never the quiet kind.

    Raises:
        Fault: something could not be written; files are whole or as they were.
    """
    deliver(lambda name, paint, seen: render(name, report, paint, quiet=quiet and seen), targets, color)


def deliver(made: Callable[[Format, Paint, bool], str], targets: Sequence[Target], color: Color) -> None:
    """Write what ``made`` gives for a format, a paint and whether people see it.

    People still read it on the terminal when only files were asked for.

    Raises:
        Fault: two outputs go to one place, or something could not be written.
    """
    files = [target.file if target.file == STANDARD else os.path.realpath(target.file) for target in targets]
    if len(set(files)) < len(files):
        raise Fault(f"two outputs to {'standard output' if files.count(STANDARD) > 1 else 'one file'}")
    for target in targets if STANDARD in files else (*targets, Target("full")):
        if target.file == STANDARD:
            say(made(target.format, paint_for(color), True))  # noqa: FBT003 - of the one signature
        else:
            write(target.file, made(target.format, plain, False))  # noqa: FBT003 - of the one signature


def say(text: str) -> None:
    """Print to standard output, as UTF-8 whatever the locale.

    Raises:
        Fault: standard output is closed or full.
    """
    if sys.stdout is None:
        raise Fault("standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        raise Fault(f"standard output cannot be written: {error}") from None


def write(path: str, text: str) -> None:
    """Replace a file by a whole new one.

    Raises:
        Fault: it cannot be written; nothing was changed.
    """
    import tempfile

    path = os.path.realpath(path)  # behind a link is what the user means
    if os.path.exists(path) and not os.path.isfile(path):
        _into(path, text)
        return
    folder = os.path.dirname(path)
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".modelbylaws-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}") from None


def _into(path: str, text: str) -> None:
    """Write to a pipe or a device, which cannot be replaced."""
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}") from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def paint_for(color: Color) -> Paint:
    """The flag outranks NO_COLOR, which outranks FORCE_COLOR, which outranks the terminal."""
    if color != "auto":
        return colored if color == "always" else plain
    environment = os.environ
    if environment.get("NO_COLOR"):
        return plain
    if environment.get("FORCE_COLOR", "0") not in {"", "0"}:
        return colored
    return colored if sys.stdout is not None and sys.stdout.isatty() and environment.get("TERM") != "dumb" else plain
