"""Faults of the environment and of usage, printed as one line; they end with exit code 2."""

from __future__ import annotations


class Fault(Exception):  # noqa: N818 - nothing is broken but the request or the machine
    """What went wrong, as one phrase for standard error."""
