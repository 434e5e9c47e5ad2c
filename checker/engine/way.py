"""Which way a fleet is judged: in this process, or in several. What comes of it is the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from checker.engine.carried import Recorded
from checker.engine.desk import Desk
from checker.engine.engine import ALONE, Engine
from checker.engine.judge import Checked, judge_files
from checker.record import dataclass
from checker.report import Report
from checker.run.faults import Fault
from checker.run.files import Memory, Sources, open_sources
from checker.run.request import Request, find_root
from checker.run.trail import current


@dataclass(frozen=True, slots=True)
class Way:
    """Where manifests are, and in how many processes on which machines they are looked at."""

    jobs: int | None = None
    """How many processes; None: as many as pay."""
    shards: tuple[str, ...] = ()
    """Files of records, or folders of such, instead of the files that the configuration names."""
    dask: bool = False
    scheduler: str | None = None
    """The address of a cluster; None: one of this machine."""


IN_ONE = Way(jobs=1)


def judge_request(request: Request, way: Way) -> Checked:
    """Judge what is asked for.

    Raises:
        Fault: git failed, or a file changed meanwhile.
        Lost: a part of the fleet was not judged.
    """
    if way.shards:
        if request.fleet is not None:
            raise Fault("--shards and --fleet both say who is judged: use one of them")
        from checker.engine.shards import find_shards, judge_shards

        shards = find_shards(way.shards)
        desk = Desk(partial(_open_beside_shards, request), request, listed=False)
        return judge_shards(desk, _engine(way, WORTH * len(shards)), shards)
    return judge_desk(open_desk(request), way)


def open_desk(request: Request, *, listed: bool = True) -> Desk:
    """What a request asks for, without manifests; ``listed`` is as in ``Desk``."""
    return Desk(partial(open_sources if listed else _open_beside_shards, request), request, listed=listed)


def judge_desk(desk: Desk, way: Way) -> Checked:
    """Judge the manifests that the configuration finds. Errors as of ``judge_request``."""
    if current().parts is not None and not way.dask:
        from checker.engine.kept import judge_kept

        checked = judge_kept(desk, partial(_engine, way))
        if checked is not None:
            return checked
    return judge_files(desk, _engine(way, len(desk.prepared.paths)))


def judge_on(engine: Engine, folder: str, urls: Sequence[str], as_of: dt.date) -> Report:
    """Judge the manifests in shards by the policies and catalogs of a folder, by an engine of somebody's own.

    Raises:
        Fault, Lost: as ``judge_request``.
    """
    from checker.engine.shards import find_shards, judge_shards

    root, config = find_root(folder)
    request = Request(config, (), as_of, root=root)
    desk = Desk(partial(_open_beside_shards, request), request, listed=False)
    return judge_shards(desk, engine, find_shards(urls)).report


def _open_beside_shards(request: Request) -> Sources:
    sources = open_sources(request)
    return replace(sources, rules=Recorded(sources.rules), manifests=Memory({}))


def _engine(way: Way, manifests: int) -> Engine:
    if way.dask:
        from checker.engine.cluster import Dask
        from checker.engine.processes import available_processors

        return Dask(way.jobs or available_processors(), way.scheduler)
    if (manifests < WORTH and way.jobs is None) or way.jobs == 1:
        return ALONE
    from checker.engine.processes import Processes, available_processors

    jobs = min(available_processors(), MOST, manifests // WORTH) if way.jobs is None else way.jobs
    return Processes(jobs) if jobs > 1 else ALONE


WORTH = 1000
"""Manifests that a process must get to be worth its start."""
MOST = 16
"""Most processes that are started unless more are asked for: one alone puts together what they found."""
