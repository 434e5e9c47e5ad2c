"""Keys of APIs in files of others: they get into no draft, no observation, no report and no message."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(?<![A-Za-z0-9_])(?<![A-Za-z0-9_]-)"
    r"(?:sk-|sk_|hf_|gsk_|xai-|AKIA|ASIA|AIza|eyJ|gh[pousr]_|github_pat_|glpat-|r8_|nvapi-|pplx-|xox[abp]-)"
    r"|[?&;][A-Za-z0-9_.-]*(?:key|token|secret|password|signature|sig)="
)
"""How keys of APIs begin, and how addresses hold one: whoever wrote it in the place of a name finds it in no draft."""
HIDDEN = "a value that looks like a secret"


def looks_secret(written: str) -> bool:
    """Whether it begins as keys of APIs do, or holds something that does."""
    return _SECRET.search(written) is not None


def shown(written: str) -> str:
    """A text of a file as a report may show it."""
    return HIDDEN if looks_secret(written) else written
