"""Every control that rules may name without a list of the organization's own."""

from __future__ import annotations

from collections.abc import Mapping

from checker.controls.control import Certainty, Control, Covers
from checker.controls.csf import CSF
from checker.controls.laws import LAWS
from checker.controls.nist import NIST
from checker.controls.standards import STANDARDS

__all__ = ["CONTROLS", "OWN", "Certainty", "Control", "Covers", "framework"]

CONTROLS: Mapping[str, Control] = {**LAWS, **NIST, **CSF, **STANDARDS}

OWN = "x-"
"""Start of a control that an organization keeps itself, without a list of it."""


def framework(control: str) -> str:
    """The list that a control is of: what stands before the first slash of its id."""
    return control.partition("/")[0]
