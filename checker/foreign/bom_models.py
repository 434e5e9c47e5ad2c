"""Which model a component of a CycloneDX document is, in all the ways that tools write it.

The strongest statement counts: a package URL or an address of the model hub, then owner and name, then the name alone.
A weaker one never replaces a stronger one that no catalog knows: the copy of a model that another organization owns is
another model, though it is called alike. Where two of the strongest disagree, it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checker import names
from checker.foreign.bom import Entry
from checker.foreign.inside import below_path
from checker.foreign.settled import name_of
from checker.record import dataclass
from checker.shape.scalars import is_foreign_name
from checker.source import Plain
from checker.source.lenient import fields, word

_COMMIT = re.compile(r"[0-9a-f]{7,64}\Z")
_PROVIDED = re.compile(r"urn:cdx:ai:model:(?P<provider>[A-Za-z0-9._-]+):(?P<name>.+)\Z")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")
_HUB_PURL = "pkg:huggingface/"
_OWNED = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._:-]+\Z")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a component calls its model; of several names the strongest is first."""

    names: tuple[str, ...]
    """One, unless the strongest statements disagree; none, if there is no name that a manifest can hold."""
    by: str
    version: str | None = None
    is_hub: bool = False
    dropped: str = ""
    """A version that is none: tools write ``1.0`` where they know no revision."""


def identify(value: Mapping[str, Plain]) -> Identity:
    """Which model a component is, or an ancestor of one."""
    stated = word(value.get("version"))
    hub = dict.fromkeys(name for name in _hub_names(value) if is_foreign_name(name))
    if hub:
        revision = _revision(value) or (stated if _COMMIT.match(stated) else "")
        dropped = stated if stated and not revision else ""
        return Identity(tuple(hub), "the model hub", revision or None, is_hub=True, dropped=dropped)
    version = stated if stated and names.is_fixed(stated) else None
    dropped = "" if version else stated
    for name, by in _own_names(value):
        if is_foreign_name(name):
            return Identity((name,), by, version, dropped=dropped)
    return Identity((), "no name", version, dropped=dropped)


def _hub_names(value: Mapping[str, Plain]) -> Iterator[str]:
    """Repositories of the hub, by package URL and by address."""
    purl = word(value.get("purl"))
    if purl.startswith(_HUB_PURL):
        alias = names.alias_of(purl)
        yield alias if alias != purl else purl.removeprefix(_HUB_PURL).partition("@")[0].partition("?")[0]
    for _, reference in below_path(value, ("externalReferences",)):
        name = name_of(word(reference.get("url"))) if "huggingface.co/" in word(reference.get("url")) else ""
        if name.startswith("hf:"):
            yield name


def _revision(value: Mapping[str, Plain]) -> str:
    stated = names.version_of(word(value.get("purl"))) if word(value.get("purl")).startswith(_HUB_PURL) else None
    return stated if stated is not None and _COMMIT.match(stated) else ""


def _own_names(value: Mapping[str, Plain]) -> Iterator[tuple[str, str]]:
    """Names that a component states itself, and how."""
    name, group = word(value.get("name")), word(value.get("group"))
    provided = _PROVIDED.match(word(value.get("bom-ref")))
    if group and name and _OWNED.match(f"{group}/{name}"):
        yield f"{group}/{name}", "group and name"
    if provided and "/" not in name:
        yield name or provided["name"], "its name"
    yield name, "its name"


def ancestors(value: Mapping[str, Plain]) -> list[Mapping[str, Plain]]:
    """What a component was made from."""
    pedigree = fields(value.get("pedigree"))
    return [inner for _, inner in below_path(pedigree, ("ancestors",))]


def maker(value: Mapping[str, Plain]) -> str:
    """Who made a component, as far as it says so."""
    return word(fields(value.get("manufacturer")).get("name"))


def digest(entry: Entry) -> str | None:
    """The digest of the weights, if there is one of the kind that manifests hold."""
    found = {
        word(value.get("content")).lower()
        for _, value in below_path(entry.value, ("hashes",))
        if word(value.get("alg")).upper() == "SHA-256"
    }
    one = found.pop() if len(found) == 1 else ""
    return f"sha256:{one}" if _SHA256.match(one) else None
