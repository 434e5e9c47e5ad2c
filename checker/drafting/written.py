"""Manifests as ruamel.yaml holds them: values and comments, put in without touching what is around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checker.diagnostic import Path
from checker.drafting.manifest import Sheet
from checker.source import Plain

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap

BY_ID = ("uses", "routes")
"""Lists whose entries are known by their ids."""


def commented(data: Mapping[str, Plain], sheet: Sheet, at: Path = ()) -> CommentedMap:
    """A mapping of the draft with its comments, to be written."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    made = CommentedMap()
    for key, value in data.items():
        if key in BY_ID and isinstance(value, list):
            inner = [commented(e, sheet, (*at, key, n)) for n, e in enumerate(value) if isinstance(e, dict)]
            made[key] = CommentedSeq(inner)
        else:
            made[key] = make(value)
        if (*at, key) in sheet.comments:
            put_remark(made, key, sheet.comments[*at, key])
    return made


def make(value: Plain) -> Any:  # noqa: ANN401 - of ruamel.yaml
    """A value to be written; a list on one line."""
    from ruamel.yaml.comments import CommentedSeq

    if not isinstance(value, list):
        return value
    listed = CommentedSeq(value)
    listed.fa.set_flow_style()
    return listed


def put_remark(written: CommentedMap, key: str, text: str) -> None:
    """Put a comment behind a value, in the place of the one that is there; lines of comment below it stay."""
    token = _token(written, key)
    rest = token.value.partition("\n")[2] if token is not None else ""
    if token is not None and rest:
        token.value = f"{f'# {text}' if text else ''}\n{rest}"
        return
    written.ca.items.pop(key, None)
    if text:
        written.yaml_add_eol_comment(text, key, column=0)


def remark_of(written: CommentedMap, key: str) -> str:
    token = _token(written, key)
    return token.value.partition("\n")[0].lstrip("# ").strip() if token is not None else ""


def _token(written: CommentedMap, key: str) -> Any:  # noqa: ANN401 - of ruamel.yaml
    """What ruamel.yaml keeps of the comments behind a value and below it."""
    found = written.ca.items.get(key)
    return found[2] if found else None


def position(written: CommentedMap, key: str, order: tuple[str, ...]) -> int:
    """Behind the keys that are written before it."""
    earlier = order[: order.index(key)] if key in order else order
    there = list(written)
    return max((there.index(name) + 1 for name in earlier if name in there), default=len(there))
