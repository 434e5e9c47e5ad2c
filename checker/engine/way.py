"""Which way a fleet is judged: in this process, or in several. What comes of it is the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from checker.engine.desk import Desk
from checker.engine.engine import ALONE, Engine
from checker.engine.judge import Checked, judge_files
from checker.run.files import open_sources
from checker.run.request import Request


@dataclass(frozen=True, slots=True)
class Way:
    """``jobs`` is how many processes look at manifests; None: as many as pay, of which this one decides."""

    jobs: int | None = None


IN_ONE = Way(jobs=1)


def judge_request(request: Request, way: Way) -> Checked:
    """Judge what is asked for.

    Raises:
        Fault: git failed, or a file changed meanwhile.
        Lost: a part of the fleet was not judged.
    """
    desk = Desk(partial(open_sources, request), request)
    return judge_files(desk, _engine(way, len(desk.prepared.paths)))


def _engine(way: Way, manifests: int) -> Engine:
    if manifests < WORTH and way.jobs is None:
        return ALONE
    from checker.engine.processes import Processes, available_processors

    jobs = min(available_processors(), MOST, manifests // WORTH) if way.jobs is None else way.jobs
    return Processes(jobs) if jobs > 1 else ALONE


WORTH = 1000
"""Manifests that a process must get to be worth its start."""
MOST = 16
"""Most processes that are started unless more are asked for: one alone puts together what they found."""
