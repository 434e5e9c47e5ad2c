"""Another release of the built-in catalog than that of this program: a folder, or an installed package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from checker.resources import release_in
from checker.run.faults import Fault
from checker.run.trail import current

INSTALLED = "installed"
PACKAGE = "modelbylaws_catalog"


def find_release(written: str) -> Path:
    """The folder with the files of a release; nothing of it is run.

    Raises:
        Fault: there is no package, no folder, or no release in it.
    """
    folder = _installed() if written == INSTALLED else Path(written).absolute()
    found = next((place for place in (folder, folder / "facts") if (place / "release.yaml").is_file()), None)
    if found is None or release_in((found / "release.yaml").read_bytes()) is None:
        raise Fault(f"no release of the catalog in {written!r}: a folder with release.yaml and the files of a catalog")
    current().complete = False  # what a hook said is kept by the files of the repository and of this program
    return found


def _installed() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise Fault("the package modelbylaws-catalog is not installed beside this program")
    return Path(next(iter(spec.submodule_search_locations)))
