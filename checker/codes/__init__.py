"""Every code of a fault or a hint: what it means, what brings it up, what to do. Its page is made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.codes.catalogs import CATALOGS
from checker.codes.code import Code
from checker.codes.declaring import DECLARING
from checker.codes.drafting import DRAFTING
from checker.codes.hints import HINTS
from checker.codes.policies import POLICIES
from checker.codes.reading import READING

__all__ = ["CODES", "PARTS", "Code", "explain_code"]

PARTS: Mapping[str, tuple[Code, ...]] = {
    "Files that cannot be read": READING,
    "The form of a file, and manifests": DECLARING,
    "Drafts of manifests": DRAFTING,
    "Policies, waivers, tests, baselines": POLICIES,
    "Catalogs, inventories, git": CATALOGS,
    "Hints of lint": HINTS,
}
"""By heading."""

_LINK = re.compile(r"\[([^]]*)\]\(([^)]*)\)")
"""Of the page, which lies in docs."""

CODES: Mapping[str, Code] = {code.name: code for part in PARTS.values() for code in part}


def explain_code(code: Code) -> str:
    """A code for people, in a few lines."""
    example = "".join(f"    {line}\n" for line in code.example.split("\n"))
    remedy = _LINK.sub(r"\1 (docs/\2)", code.remedy)
    return f"{code.name}: {code.meaning}\n  for example:\n{example}  what to do: {remedy}\n"
