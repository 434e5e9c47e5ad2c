"""A repository's own change, judged with the whole fleet: what is no worse than when all were collected is forgiven.

Who changes one service answers for what that does to the fleet, and not for what others broke before. What nobody can
judge is never forgiven: a fault of the snapshot stays one.
"""

from __future__ import annotations

from dataclasses import replace

from checker.diagnostic import ELSEWHERE, is_elsewhere, many
from checker.report import Report
from checker.report.review import Review, Revision
from checker.review import refused
from checker.review.against import find_moved, find_unlisted, forgive_known
from checker.review.beside import read_beside
from checker.run.request import Request
from checker.run.run import Run

NAMED = 5
"""Most repositories that a note names."""


def review_repository(request: Request, run: Run) -> Report:
    """The report of what was read, less what the fleet already broke when it was collected.

    Raises:
        Fault: the snapshot changed meanwhile, or git failed.
    """
    beside = run.beside
    report = run.judge()
    if beside is None:
        return report
    before = read_beside(replace(request, collected=True), run)
    was = before.judge()
    report = refused.without(report, refused.find_stretched(before, was, run, report))
    base = Revision(f"{beside.name} of {beside.fleet.day}", beside.digest)
    review = Review(base=base, changed=frozenset(find_moved(before, run)))
    report, review = forgive_known((before, was), (run, report), review, mends=False)
    elsewhere = {
        at.file.partition(ELSEWHERE)[0]
        for entry in review.forgiven
        for at in entry.finding.locations
        if entry.breach and is_elsewhere(at.file)
    }
    notes = list(find_unlisted(before, run))
    if elsewhere:
        named = ", ".join(sorted(elsewhere)[:NAMED]) + (" ..." if len(elsewhere) > NAMED else "")
        broken = sum(entry.breaches for entry in review.forgiven)
        notes.append(f"already broken before this change, in {named}: {many(broken, 'finding')}")
    if not review.changed:
        notes.append("this repository's manifests are those of the snapshot")
    return replace(report, review=replace(review, notes=tuple(notes)))
