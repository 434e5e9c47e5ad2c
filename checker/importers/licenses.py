"""Other lists' names of licenses as the catalog writes them: SPDX ids, and ``LicenseRef-...`` where SPDX has none."""

from __future__ import annotations

import re

_SPDX = (
    "AFL-3.0", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "CC-BY-2.0",
    "CC-BY-3.0", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "ECL-2.0", "EPL-2.0", "ISC", "MIT", "MPL-2.0", "MS-PL", "NCSA", "OFL-1.1", "OSL-3.0", "OpenMDW-1.0", "PostgreSQL",
    "Unlicense", "Zlib",
)  # fmt: skip
"""SPDX ids that stand for one text. NOTE: not the GPL's, whose hub ids do not say "only" or "or later"."""

_OWN = {
    "llama2": "LicenseRef-llama-2-community",
    "llama3": "LicenseRef-llama-3-community",
    "llama3.1": "LicenseRef-llama-3.1-community",
    "llama3.2": "LicenseRef-llama-3.2-community",
    "llama3.3": "LicenseRef-llama-3.3-community",
    "llama4": "LicenseRef-llama-4-community",
    "gemma": "LicenseRef-google-gemma-terms",
}
"""Hub ids to the names that the built-in catalog gives."""

_KNOWN = {known.casefold(): known for known in _SPDX} | _OWN
_SLUG = re.compile(r"[^a-z0-9.]+")


def license_id(written: str) -> str | None:
    """The catalog's name of a license, whether written ``apache-2.0`` or ``Apache 2.0``; None where it is not known."""
    slug = _SLUG.sub("-", written.casefold()).strip("-")
    return _KNOWN.get(slug)


def own_license(name: str) -> str | None:
    """The id of a license that has only a name of its own; None if nothing is left of the name."""
    slug = _SLUG.sub("-", name.casefold()).strip("-.")
    return license_id(name) or (f"LicenseRef-{slug}" if slug else None)
