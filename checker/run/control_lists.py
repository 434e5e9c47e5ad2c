"""Reading the files that the configuration names as lists of controls."""

from __future__ import annotations

from collections.abc import Sequence

from checker.files.controls import ControlLists, ControlsFile, stack
from checker.judging import AnyPolicy
from checker.run.fleets import Listing
from checker.run.reader import Reader


def read_controls(
    reader: Reader, listing: Listing, asked: tuple[str, ...], policies: Sequence[AnyPolicy] | None
) -> ControlLists:
    """All controls and answers, as far as they are legible.

    Args:
        reader: keeps faults.
        listing: where files are.
        asked: the files.
        policies: those of the configuration; None where others were asked for, so that a rule may rightly be missing.
    """
    before = len(reader.faults)
    files = []
    for path in listing.pick(reader, "controls", asked, ()):
        document = reader.read(path, "controls")
        file = reader.shaped(document, ControlsFile)
        if document is not None and file is not None:
            files.append((document, file))
    whole = policies is not None and len(reader.faults) == before
    rules = {rule.id: rule.controls for policy in policies or () for rule in policy.rules} if whole else None
    lists, faults = stack(files, rules)
    reader.faults += faults
    return lists
