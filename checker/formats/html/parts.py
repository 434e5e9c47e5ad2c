"""Small pieces of the page that its sections share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    link: str
    """How to link to a line of an input, with {commit}, {path} and {line}; empty: no links."""
    tables: tuple[str, ...]
    """Names of the CSV files that are written beside the page."""
