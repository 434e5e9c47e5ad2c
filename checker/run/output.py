"""Where reports go: standard output and files, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO

from checker.diagnostic import shorten_values
from checker.formats import Format, formats_for, render
from checker.formats.terminal import MAX_LINE, Paint, escape, fit, fit_lines, in_columns, plain
from checker.formats.view import View
from checker.record import dataclass
from checker.report import Report
from checker.run.at_terminal import Color, paint_for, terminal_columns
from checker.run.faults import Fault
from checker.run.trail import ERR, OUT, current

STANDARD = "-"
MAX_SUMMARY = 1024 * 1024
"""Bytes above which GitHub drops the summary of a step as a whole."""

_NAME = "modelbylaws: "
"""What every line on standard error begins with."""


@dataclass(frozen=True, slots=True)
class Target:
    format: Format
    file: str = STANDARD


@dataclass(frozen=True, slots=True)
class Shown:
    """What is asked of a report beside its formats."""

    quiet: bool
    waived: bool
    view: View


def publish(report: Report, targets: Sequence[Target], color: Color, shown: Shown) -> None:
    """Write the report everywhere; a file is never the quiet kind, nor a part.

    Raises:
        Fault: something could not be written; files are whole or as they were.
    """

    def made(name: Format, paint: Paint, seen: bool) -> str:  # noqa: FBT001 - as ``deliver`` calls it
        view = shown.view if seen else View(link=shown.view.link)
        return render(name, report, paint, quiet=shown.quiet and seen, waived=shown.waived, view=view)

    deliver(made, targets, color)


def deliver(made: Callable[[Format, Paint, bool], str], targets: Sequence[Target], color: Color) -> None:
    """Write what ``made`` gives for a format, a paint and whether people see it.

    People still read it on the terminal when only files were asked for.

    Raises:
        Fault: two outputs go to one place, or something could not be written.
    """
    _refuse_collisions(targets)
    seen = any(target.file == STANDARD for target in targets)
    for target in targets if seen else (*targets, Target("full")):
        if target.file == STANDARD:
            with in_columns(terminal_columns()):
                text = made(target.format, paint_for(color), True)  # noqa: FBT003 - of the one signature
            tell(text, target.format)
            continue
        text = _fitting(made(target.format, plain, False), target.format)  # noqa: FBT003 - of the one signature
        if is_job_summary(target.file):
            append(target.file, text)
        else:
            write(target.file, text)


def _refuse_collisions(targets: Sequence[Target]) -> None:
    """Two outputs to one place are refused, but for a log with commands in it: the runner takes them out.

    Raises:
        Fault: two outputs go to one place.
    """
    files = [os.path.realpath(target.file) for target in targets if target.file != STANDARD]
    if len(set(files)) < len(files):
        raise Fault("two outputs to one file")
    said = [target.format for target in targets if target.file == STANDARD]
    commands = [name for name in said if name in formats_for("commands")]
    rest = [name for name in said if name not in commands]
    of_a_log = all(name in formats_for("people") for name in rest)
    if max(len(commands), len(rest)) > 1 or (commands and not of_a_log):
        raise Fault("two outputs to standard output")


def is_job_summary(path: str) -> bool:
    """Whether it is the file that all commands of a step in GitHub's pipeline write to."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    return bool(summary) and os.path.realpath(summary) == os.path.realpath(path)


def append(path: str, text: str) -> None:
    """Write behind what a file holds, on a line of its own.

    Raises:
        Fault: it cannot be written, or the job's page would drop all of it.
    """
    try:
        size = os.path.getsize(path) if os.path.exists(path) else 0
        if size + len(text.encode()) >= MAX_SUMMARY:
            raise Fault(f"{path} cannot be written: the summary of the job would have more than {MAX_SUMMARY} bytes")
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{text}" if size else text)
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}") from None


def _fitting(text: str, form: str) -> str:
    """What people read has no line without end; what programs read stays as it is."""
    return fit_lines(text) if form in formats_for("people") else text


def tell(text: str, form: str = "full") -> None:
    """Print what people read, or programs, as the format is.

    Raises:
        Fault: standard output is closed or full.
    """
    say(_fitting(text, form))


def say(text: str) -> None:
    """Print to standard output, as UTF-8 whatever the locale.

    Raises:
        Fault: standard output is closed or full.
    """
    if sys.stdout is None:
        raise Fault("standard output is closed")
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            _write_all(sys.stdout.buffer, text.encode("utf-8", "backslashreplace"))
        else:  # something that a program put there
            sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        raise Fault(f"standard output cannot be written: {error}") from None
    current().said.append((OUT, text))


def _write_all(stream: BinaryIO, raw: bytes) -> None:
    """Write it whole; unbuffered, a pipe takes a part at a time."""
    rest = memoryview(raw)
    while rest:
        rest = rest[stream.write(rest) :]


def complain(message: str, code: int = 0) -> int:
    """One line on standard error; gives the exit code back."""
    warn(f"{_NAME}{short(message)}\n")
    return code


def warn(text: str) -> None:
    """Write to standard error; if nobody is there to read it, the exit code still tells."""
    current().said.append((ERR, text))
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()


def short(message: str) -> str:
    """A message as a terminal may show it: escaped, with no value and no line longer than is shown."""
    return fit(escape(shorten_values(message)), MAX_LINE - len(_NAME))


def write(path: str, content: str | bytes) -> None:
    """Replace a file by a whole new one; text is written as UTF-8.

    Raises:
        Fault: it cannot be written; nothing was changed.
    """
    import tempfile

    raw = content.encode() if isinstance(content, str) else content
    path = os.path.realpath(path)  # behind a link is what the user means
    if os.path.exists(path) and not os.path.isfile(path):
        _into(path, raw)
        return
    folder = os.path.dirname(path)
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".modelbylaws-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, os.stat(path).st_mode & 0o7777 if os.path.exists(path) else 0o666 & ~umask())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}") from None


def _into(path: str, raw: bytes) -> None:
    """Write to a pipe or a device, which cannot be replaced."""
    try:
        with open(path, "wb") as file:
            file.write(raw)
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}") from None


def umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
