"""Where each page is: file names from names of users, which may be anything.

A name becomes what every file system takes: a few plain small letters, and a digest, which tells names apart that
differ in case alone, or in what cannot be written. No name of a device is left, since the digest follows it.
"""

from __future__ import annotations

import hashlib
import re

from checker.record import dataclass

LONGEST = 40
"""Letters of a name that its file shows."""
DIGITS = 16
"""Hexadecimal digits of the digest: of a million names, two are alike in one of thirty million sites."""

_OTHERS = re.compile(r"[^a-z0-9]+")


def file_of(folder: str, name: str) -> str:
    """``services/web-faq-3f2a....html``."""
    plain = _OTHERS.sub("-", name.lower())[:LONGEST].strip("-")
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:DIGITS]
    return f"{folder}/{f'{plain}-' if plain else ''}{digest}.html"


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation names."""

    file: str
    title: str


OVERVIEW = Place("index.html", "Overview")
RULES = Place("rules.html", "Rules")
SERVICES = Place("services.html", "Services")
OWNERS = Place("owners.html", "Owners")
VENDORS = Place("vendors.html", "Vendors and models")
CHANGE = Place("change.html", "Change")
TREND = Place("trend.html", "Trend")
CONTROLS = Place("controls.html", "Controls")
EXCEPTIONS = Place("exceptions.html", "Exceptions")
FACTS = Place("facts.html", "Facts")
EVIDENCE = Place("evidence.html", "Evidence and sign-off")

A_RULE, A_SERVICE, AN_OWNER = "rules", "services", "owners"
"""Folders with a page for each."""
