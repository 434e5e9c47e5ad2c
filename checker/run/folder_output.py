"""A folder that is written whole or not at all, in the place of what is there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping

from checker.run.faults import Fault
from checker.run.output import umask

_BEFORE = "before"


def write_folder(target: str, files: Mapping[str, bytes]) -> None:
    """Write all files to a folder next to the target, which then takes its name and place.

    NOTE: between two renames nothing is at the target; whoever reads it then is told that nothing is there.

    Raises:
        Fault: they cannot be written; then all is as it was.
    """
    target = os.path.realpath(target)
    temporary = ""
    try:
        temporary = tempfile.mkdtemp(dir=os.path.dirname(target), prefix=".modelbylaws-")
        made = os.path.join(temporary, "made")
        for name, raw in files.items():
            place = os.path.join(made, *name.split("/"))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "xb") as file:
                file.write(raw)
        os.chmod(made, 0o777 & ~umask())
        _swap(target, made, os.path.join(temporary, _BEFORE))
    except OSError as error:
        raise Fault(f"{target} cannot be written: {error.strerror}") from None
    finally:
        if temporary and (os.path.lexists(target) or not os.path.lexists(os.path.join(temporary, _BEFORE))):
            shutil.rmtree(temporary, ignore_errors=True)


def _swap(target: str, made: str, before: str) -> None:
    if not os.path.lexists(target):
        os.rename(made, target)
        return
    os.rename(target, before)
    try:
        os.rename(made, target)
    except OSError:
        os.rename(before, target)
        raise
