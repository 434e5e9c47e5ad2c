"""Whether a person at a terminal reads standard output, how wide it is, and whether it shows colors."""

from __future__ import annotations

import os
import sys
from typing import Literal

from checker.formats.terminal import Paint, colorize, plain

Color = Literal["auto", "always", "never"]


def paint_for(color: Color) -> Paint:
    """The flag outranks NO_COLOR, which outranks FORCE_COLOR, which outranks the terminal."""
    if color != "auto":
        return colorize if color == "always" else plain
    environment = os.environ
    if environment.get("NO_COLOR"):
        return plain
    if environment.get("FORCE_COLOR", "0") not in {"", "0"}:
        return colorize
    return colorize if on_terminal() and environment.get("TERM") != "dumb" else plain


def on_terminal() -> bool:
    """Whether a person reads standard output as it is written."""
    return sys.stdout is not None and sys.stdout.isatty()


MIN_COLUMNS = 40
"""Fewest columns that texts are made for; some terminals say that they have none."""


def terminal_columns() -> int | None:
    """Columns of the terminal, or as many as ``COLUMNS`` says; None where standard output is none."""
    if not on_terminal():
        return None
    return max(known_columns(), MIN_COLUMNS)


USUAL_COLUMNS = 80


def known_columns() -> int:
    """Columns that ``COLUMNS`` or a terminal says there are, or as many as are usual.

    NOTE: as ``shutil.get_terminal_size``, with which all modules for archives are imported.
    """
    try:
        columns = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        columns = 0
    if columns > 0:
        return columns
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or USUAL_COLUMNS  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return USUAL_COLUMNS
