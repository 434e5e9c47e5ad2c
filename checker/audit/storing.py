"""Evidence as a folder or a zip: written whole or not there, and the same bytes wherever it is made."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping

from checker.bundle.layout import is_zip
from checker.run.faults import Fault
from checker.run.folder_output import write_folder
from checker.run.output import write

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: no time of day gets into a bundle."""
_REGULAR = 0o100644 << 16
_LEVEL = 6
"""What zlib itself takes where nobody says; a higher one saves a hundredth for twice the time."""


def vacant(target: str) -> None:
    """Evidence replaces nothing.

    Raises:
        Fault: there is something at the target.
    """
    if not os.path.lexists(target):
        return
    if is_zip(target) or not os.path.isdir(target):
        raise Fault(f"{target!r} is there already; evidence replaces nothing")
    if os.path.islink(target) or os.listdir(target):
        raise Fault(f"{target!r} is not an empty folder; this needs a new one")


def store(target: str, files: Mapping[str, bytes]) -> None:
    """Write all files.

    Raises:
        Fault: they cannot be written; then nothing is left behind.
    """
    vacant(target)
    if is_zip(target):
        write(target, zip_files(files))
    else:
        write_folder(target, files)


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Deflated at one level, so that the same files are the same bytes where zlib is the same.

    NOTE: another version of zlib may pack otherwise; ``verify`` compares what was packed, so that does not matter.

    Raises:
        Fault: a plain zip, which every program reads alike, does not hold so much.
    """
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=False) as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.create_system, entry.external_attr = 3, _REGULAR  # the one of Unix, on every machine
                archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, _LEVEL)
    except zipfile.LargeZipFile:
        raise Fault("a zip holds at most 65,535 files and 4 GiB: write the bundle to a folder") from None
    return out.getvalue()
