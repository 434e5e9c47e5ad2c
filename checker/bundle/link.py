"""How a place in an input becomes a link: the template that somebody gives for a page, and that a bundle keeps."""

from __future__ import annotations

import re

LINK_RULE = "a link template is an address of plain characters that starts with https:// and holds {path}"

_ADDRESS = re.compile(r"https?://[!#-&(-;=?-~]+\Z")
"""Visible ASCII without quotes and angle brackets."""


def is_template(written: str) -> bool:
    return bool(_ADDRESS.match(written)) and "{path}" in written
