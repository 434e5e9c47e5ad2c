"""The report as one page for people: no script, no request, the same bytes for the same inputs."""

from __future__ import annotations

from checker.formats.html.parts import Options
from checker.formats.html.whole import page

__all__ = ["Options", "page"]
