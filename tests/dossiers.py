"""Dossiers for tests: the example's, and one in which every free text tries to be something else."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from checker.audit.dossier import Dossier
from checker.audit.html.parts import Options
from checker.audit.pack import make_pack
from checker.diagnostic import Diagnostic, Location
from checker.report import Verdict
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.stands import Commit

EXAMPLE = Path(__file__).parent.parent / "examples" / "meridian-bank"
AS_OF = dt.date(2026, 11, 22)
NO_OPTIONS = Options("", (), annex=True)


@cache
def example() -> Dossier:
    """The example's, of a commit that one input differs from."""
    run = read_request(Request("modelbylaws.yaml", (), AS_OF, root=str(EXAMPLE)))
    made = make_pack(run, str(EXAMPLE), (), "").dossier
    return dataclasses.replace(made, commit=Commit("0123abcd" * 5, ("inventory.yaml",)))


PAYLOADS = (
    "<script>document.title='broken'</script>",
    "</style><style>*{display:none}</style>",
    "</title></svg></table><h1>forged</h1>",
    "\"><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>",
    "' onload=alert(1) x='",
    "<svg/onload=alert(1)><use href=data:x>",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "--><!-- ]]> <![CDATA[",
    "{path}{line}{commit} %s {0}",
)
UNSEEN = ("\u202egnp.exe\u2069", "\u200b\ufeff\u2028\x85\x1b[31m\x00", "\n::error::forged ##vso[x]", "\udce9")
CLOSED = frozenset({"level", "states", "status", "role", "dimension", "kind", "bound", "keys", "tier", "counts_keys"})
"""Fields that hold one of a closed list of words."""


def everywhere(found: Any, text: str) -> Any:  # noqa: ANN401 - it walks any dataclass
    """The same object with a text behind every free text that it holds."""
    if isinstance(found, str) and not isinstance(found, Verdict):
        return f"{found}{text}"
    if isinstance(found, tuple) and not hasattr(found, "_fields"):
        return tuple(everywhere(entry, text) for entry in found)
    if isinstance(found, dict):
        return found
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        names = [field.name for field in dataclasses.fields(found) if field.init and field.name not in CLOSED]
        return dataclasses.replace(found, **{name: everywhere(getattr(found, name), text) for name in names})
    return found


def with_faults(dossier: Dossier) -> Dossier:
    fault = Diagnostic("unreadable", "not YAML", (Location("services/x/model-manifest.yaml"),), "mend it")
    return dataclasses.replace(dossier, report=dataclasses.replace(dossier.report, diagnostics=(fault,)))


class Page(HTMLParser):
    """What a browser would make of the page: its elements, their attributes, and the text between."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.comments = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments += bool(data)

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def shapes(self) -> Counter[tuple[str, ...]]:
        """How often each element occurs with which attributes."""
        return Counter((tag, *sorted(attributes)) for tag, attributes in self.elements)

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]
