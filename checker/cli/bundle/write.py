"""``report --bundle``: the run's files, and where they may be put."""

from __future__ import annotations

import os

from checker.cli.bundle import layout
from checker.cli.bundle.contents import contents, copies
from checker.cli.bundle.store import is_zip, store, vacant
from checker.cli.faults import Fault
from checker.cli.reading.loaded import Loaded
from checker.cli.reading.patterns import matching
from checker.config import CATALOG_PLACES, POLICY_PLACES
from checker.report.dossier import Dossier


def write_bundle(dossier: Dossier, loaded: Loaded, link: str, target: str, key_file: str | None) -> None:
    """Write the evidence of a run that judged, so that its exit code is 0 or 1.

    Raises:
        Fault: the target is taken or would be read as inputs, or it cannot be written.
    """
    vacant(target)
    copied = copies(loaded)
    if not is_zip(target):
        _not_among_inputs(loaded, target, copied)
    files = contents(dossier, loaded.request, link, copied)
    if key_file is not None:
        from checker.cli.bundle.signing import sealed

        files[layout.ENVELOPE] = sealed(files[layout.STATEMENT], key_file)
    store(target, files | {layout.SUMS: layout.sums(files)})


def _not_among_inputs(loaded: Loaded, target: str, copied: dict[str, bytes]) -> None:
    """Copies of manifests below the root would be read as manifests by the next run."""
    config = loaded.config
    below = os.path.relpath(os.path.realpath(target), os.path.realpath(loaded.request.root)).replace(os.sep, "/")
    if below == ".." or below.startswith("../"):
        return
    own = (*(config.policies or POLICY_PLACES), *(config.catalogs or CATALOG_PLACES), *(config.inventory or ()))
    patterns = (*config.manifests, *own, *(config.waivers or ()))
    hits = matching([f"{below}/{name}" for name in copied], [p for p in patterns if not p.startswith("builtin:")])
    if hits:
        raise Fault(
            f"the next run would read the bundle's copies as its inputs ({hits[0]}); write a .zip, or elsewhere"
        )
