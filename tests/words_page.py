"""The page of closed lists: what each word in a manifest means, and which hosts and vendors there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from checker.meanings import MEANINGS
from checker.vocabulary import (
    DATA_CLASSES,
    REGULATIONS,
    ROLES,
    Access,
    Connectivity,
    Lifecycle,
    Purpose,
    Substitutability,
)

ROOT = Path(__file__).parent.parent

LISTS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "Channels": (
        "access",
        get_args(Access),
        "`access` of a route: who runs the model, and how your service reaches it.",
    ),
    "Roles": ("role", ROLES, "`role` of a route. A use with one route needs none: that route is the primary."),
    "Lifecycles": ("lifecycle", get_args(Lifecycle), "`lifecycle` of a service."),
    "Tiers": ("tier", ("0", "1", "2", "3"), "`tier` of a service: how much depends on it."),
    "Regulations": (
        "regulation",
        (*REGULATIONS, "none"),
        "`regulation` of a service. For one of your own write a word that starts with `x-`, such as `x-state-law`.",
    ),
    "Classes of data": ("data", (*DATA_CLASSES, "none"), "`data` of a service: what its models get to see."),
    "Purposes": ("purpose", get_args(Purpose), "`purpose` of a use: what the model is asked to do."),
    "Connectivity": ("connectivity", get_args(Connectivity), "`connectivity` of a service."),
    "Substitutability": (
        "exit.substitutability",
        get_args(Substitutability),
        "`exit.substitutability` of a service. The words are those of DORA's register of information (B_07.01).",
    ),
}


def _meanings() -> Mapping[str, Mapping[str, str]]:
    found: Any = yaml.safe_load((ROOT / "tests" / "words.yaml").read_text(encoding="utf-8"))
    own = {key: {str(word): str(text) for word, text in words.items()} for key, words in found.items()}
    return {**MEANINGS, **own}


def words_page(fresh: str) -> list[str]:
    lines = [
        "# Words",
        "",
        f"<!-- {fresh} -->",
        "",
        "What each word in a manifest means. Another word is an error, and the message",
    ]
    lines += ["says which one was perhaps meant.", ""]
    meanings = _meanings()
    for heading, (key, words, about) in LISTS.items():
        assert list(meanings[key]) == list(words), f"tests/words.yaml explains {key} with other words"
        lines += [f"## {heading}", "", about, "", "| word | meaning |", "| --- | --- |"]
        lines += [f"| `{word}` | {meanings[key][word]} |" for word in words]
        lines.append("")
    return [*lines, *_hosts(), *_vendors(), ""]


@cache
def _catalog() -> list[dict[str, Any]]:
    """The files of the built-in catalog."""
    files = sorted((ROOT / "checker" / "facts").glob("*.yaml"))
    return [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in files]


def _listed(part: str) -> list[dict[str, Any]]:
    """The entries of a part of the built-in catalog, by their ids."""
    return sorted((entry for file in _catalog() for entry in file.get(part, ())), key=lambda entry: str(entry["id"]))


def _hosts() -> Iterator[str]:
    yield from ("## Hosts", "")
    yield "`host` of a route: who serves it. A vendor's own API has the vendor's id as its host, which is the"
    yield "default for `vendor-api`."
    yield "Your own machines are `self`, or `self.<site>` such as `self.frankfurt`. Another host needs an entry in"
    yield "[a catalog of your own](writing.md#a-catalog-of-your-own)."
    yield from ("", "| host | name | group |", "| --- | --- | --- |")
    yield from (f"| `{host['id']}` | {host['name']} | `{host['group']}` |" for host in _listed("hosts"))
    yield ""


def _vendors() -> Iterator[str]:
    yield from ("## Vendors", "")
    yield "The first part of a model's id. `modelbylaws catalog list --vendor ID` lists the models of one."
    yield from ("", "| vendor | name | group | seat |", "| --- | --- | --- | --- |")
    for vendor in _listed("vendors"):
        yield f"| `{vendor['id']}` | {vendor['name']} | `{vendor['group']}` | {vendor.get('jurisdiction', 'unknown')} |"
