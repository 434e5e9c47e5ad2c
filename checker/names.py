"""Names that mean the same: of a model, with the version inside of a name, and of a person.

A catalog writes a Hugging Face repository as ``hf:org/name``; the package URL
``pkg:huggingface/org/name@commit`` is that alias, with a version.

A person is known by an address, whatever stands around it. ``CISO <ciso@example.org>``, ``mailto:ciso@example.org``,
``CISO@example.org (Ann)`` and ``ciso@example.org`` in full-width letters are one person. An address with a tag
(``ciso+audit@example.org``) is another address: whether it reaches the same person only its mail server knows.

NOTE: not by ``email.utils``: what it makes of a name with a comma or of several addresses differs between patch
releases of Python (``strict``, CVE-2023-27043), and the same files must give the same verdict everywhere.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping

from checker.record import dataclass

_SCHEME = "pkg:"
_HUBS = (_SCHEME, "hf:", "ollama:")
"""Where a name is a repository's: what looks like a version in it is part of that name, and the repository moves."""
_DATE = r"(20[0-9]{2})(-?)([0-9]{2})\2([0-9]{2})"
_STAMP = re.compile(rf"(?<![0-9]){_DATE}(?![0-9])")
_BEDROCK = r"(?:-v[0-9]{1,3}:[0-9]{1,3})?"
_BEDROCK_ID = re.compile(r"aws\.bedrock:([a-z0-9.-]+-(?:v?[0-9]{1,3}:[0-9]{1,3}|v[0-9]{1,3}))\Z")
_WHOLE_DATE = re.compile(rf"v?{_DATE}{_BEDROCK}\Z")
_SHORT = re.compile(rf"[-@]([0-9]{{4}}|[0-9]{{2}}-20[0-9]{{2}}|20[0-9]{{2}}-[0-9]{{2}}){_BEDROCK}\Z")
_VERSION = re.compile(r"v?[0-9]+\.[0-9]+\.[0-9]+(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\Z")
_COMMIT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64}|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,64})\Z", re.IGNORECASE)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_LATEST = re.compile(r"[-@:]latest\Z", re.IGNORECASE)
_NO_COMMIT = re.compile(r"0+\Z")
"""How git writes that there is no commit."""

BEDROCK = "aws.bedrock:"
"""Before an id at Amazon Bedrock."""

FLOATING = frozenset({"floating", "latest"})
"""Versions that name whatever is newest."""
_MOVING = FLOATING | {"snapshot", "nightly", "dev", "head", "main", "x"}
"""Parts of a pre-release that say that it moves, such as ``1.2.3-SNAPSHOT``."""
_HUB = "https://huggingface.co"
_PLAIN = re.compile(r"[!-~]*\Z")
"""Percent-encoding may hide a line break, or a letter that only looks like one of ASCII."""


def alias_of(written: str) -> str:
    """The alias that a package URL stands for; any other name as it is, and a package URL nobody can read too."""
    if not written.startswith(_SCHEME):
        return written
    parts = _parse_purl(written)
    return parts[0] if parts else written


def version_of(written: str) -> str | None:
    """The version that a package URL names."""
    parts = _parse_purl(written) if written.startswith(_SCHEME) else None
    return parts[1] if parts else None


def is_repository(written: str) -> bool:
    """Whether a name is that of a repository of weights."""
    return written.startswith(_HUBS)


def snapshot_of(written: str) -> dt.date | None:
    """The date in the name of a snapshot, such as ``gpt-4o-2024-05-13`` or ``claude-3-haiku@20240307``."""
    return _day(_STAMP.search(written))


def version_in(name: str, model: str) -> str | None:
    """The version in a name of a model: of a package URL, a date; in a name that a catalog lists also another stamp.

    ``model`` is its id, or the name itself where no catalog knows it. A date in the name of a repository is no version
    of it.
    """
    if is_repository(name):
        return version_of(name)
    if _LATEST.search(name):
        return "latest"  # whatever day is in the name before it
    day = snapshot_of(name)
    if day is not None:
        return day.isoformat()
    return (short_stamp_of(name) or bedrock_id_of(name)) if name != model else None


def short_stamp_of(written: str) -> str | None:
    """What may be a snapshot at the end of a name without being a date: ``0613``, ``2407`` or ``08-2024``."""
    found = _SHORT.search(written)
    return found[1] if found else None


def bedrock_id_of(written: str) -> str | None:
    """An id at Amazon Bedrock that ends with a version, such as ``meta.llama3-3-70b-instruct-v1:0``."""
    found = _BEDROCK_ID.match(written)
    return found[1] if found else None


def is_short_stamp(version: str) -> bool:
    return short_stamp_of(f"-{version}") == version


def day_of(version: str) -> dt.date | None:
    """The day that a version is, and nothing else: ``2024-05-13``, ``20240513``, ``20240620-v1:0``."""
    return _day(_WHOLE_DATE.match(version))


def is_no_day(version: str) -> bool:
    """Whether it is written like a day, and there is no such day."""
    return _WHOLE_DATE.match(version) is not None and day_of(version) is None


def _day(found: re.Match[str] | None) -> dt.date | None:
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def is_fixed(version: str) -> bool:
    """Whether a version cannot move, whatever the model: a date that exists, a commit, a digest, or all of x.y.z."""
    full = _VERSION.match(version)
    if full is not None:
        return not _MOVING & set(re.split("[.-]", (full[1] or "").lower()))
    commit = _COMMIT.match(version) and not _NO_COMMIT.match(version)
    return day_of(version) is not None or bool(commit or _DIGEST.match(version))


def without_snapshot(written: str) -> str:
    """The name without its date, and without the sign before it."""
    found = _STAMP.search(written)
    return written if found is None else written[: found.start()].rstrip("-@") + written[found.end() :]


def _parse_purl(written: str) -> tuple[str, str | None] | None:
    """The alias and the version of a package URL of the model hub; of another hub it is no alias of ours."""
    from packageurl import PackageURL  # noqa: PLC0415 - slow to import, and few manifests need it

    try:
        found = PackageURL.from_string(written)
    except ValueError:
        return None
    parts = (found.namespace or "", found.name, found.version or "")
    if found.type != "huggingface" or not found.namespace or not all(map(_PLAIN.match, parts)):
        return None
    return written if _lies_elsewhere(found.qualifiers) else f"hf:{found.namespace}/{found.name}", found.version


def _lies_elsewhere(qualifiers: Mapping[str, str]) -> bool:
    """Whether a package URL names another place than the hub, where a repository of this name is another one."""
    hub = qualifiers.get("repository_url", _HUB).removesuffix("/")
    return hub != _HUB or not {"vcs_url", "download_url"}.isdisjoint(qualifiers)


# What may stand around an address or a handle: white space, brackets, lists, the colon of mailto: and its query.
_AROUND = re.compile(r"[\s<>()\[\]{},;:?|&]|/(?=[^/ ]*@)")
# ``ciso @ example.org`` is an address, and ``CISO @ciso`` a name and a handle.
_AROUND_AT = re.compile(r" ?@ | @(?=[^ ]*\.)")
_NOT_OF_A_NAME = re.compile(r"[\s<>\"'(),;]|mailto:")
_QUOTES = str.maketrans("", "", '"\\`')


@dataclass(frozen=True, slots=True)
class Person:
    """One person or several: their addresses and handles, and the text without white space, for those who have none."""

    addresses: frozenset[str]
    name: str

    def overlaps(self, other: Person) -> bool:
        """Whether anybody is in both. Two names are compared only where one of them has no address."""
        if self.addresses and other.addresses:
            return not self.addresses.isdisjoint(other.addresses)
        return self.name == other.name


def person(written: str) -> Person:
    """Everybody whom a text names: every address in it, also one in a comment or in a display name."""
    text = _fold(written)
    bare = _without_comments(text)
    words = [word for part in (text, bare) for word in _words(part)]
    found = frozenset(word.strip("'./") for word in words if "@" in word)
    named = "".join(word for word in _words(bare) if "@" not in word) if found else text
    return Person(found, _NOT_OF_A_NAME.sub("", named) or ("" if found else text))


def is_among(written: str, listed: Iterable[str]) -> bool:
    """Whether everybody whom a text names is listed."""
    asked, known = person(written), [person(entry) for entry in listed]
    if asked.addresses:
        return asked.addresses <= {address for entry in known for address in entry.addresses}
    return any(not entry.addresses and asked.name == entry.name for entry in known)


def _fold(text: str) -> str:
    """Without differences of letter case and Unicode form."""
    plain = text
    if "mailto:" in text.casefold():
        from urllib.parse import unquote  # noqa: PLC0415 - with all that is known of addresses; few texts have one

        plain = unquote(text)
    folded = unicodedata.normalize("NFKC", plain).casefold()
    return unicodedata.normalize("NFKC", folded).replace("\u3002", ".")


def _words(text: str) -> list[str]:
    """What stands between white space, brackets and commas."""
    spaced = " ".join(text.translate(_QUOTES).split())
    return _AROUND.split(_AROUND_AT.sub("@", spaced))


def _without_comments(text: str) -> str:
    """Mail lets a comment in parentheses stand anywhere, also in the middle of an address."""
    depth, kept = 0, []
    for character in text:
        depth += character == "("
        if depth == 0:
            kept.append(character)
        depth -= character == ")" and depth > 0
    return "".join(kept)
