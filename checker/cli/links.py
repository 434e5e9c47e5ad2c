"""What ``--link-template`` may be, on the command line and in a bundle that anybody may have made."""

from __future__ import annotations

import re

RULE = "a link template is an address of plain characters that starts with https:// and holds {path}"

_ADDRESS = re.compile(r"https?://[!#-&(-;=?-~]+\Z")
"""Visible ASCII without quotes and angle brackets."""


def is_template(written: str) -> bool:
    return bool(_ADDRESS.match(written)) and "{path}" in written
