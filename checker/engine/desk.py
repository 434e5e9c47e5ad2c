"""What a process needs to look at manifests: everything else that a run reads, read once in each process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from checker.engine.carried import Recorded, open_carried
from checker.fleet import make_world
from checker.fleet.lineage import Declaration
from checker.fleet.world import with_evidence
from checker.judging.docket import Docket, open_docket
from checker.record import dataclass
from checker.resources import choose_catalog, chosen_catalog
from checker.run.files import Files, Sources
from checker.run.read import Prepared, prepare
from checker.run.request import Asked

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settled:
    """What had to be known of all manifests before any was judged."""

    declared: tuple[Declaration, ...] = ()
    left_out: frozenset[str] = frozenset()
    """Second manifests of a service, which are not judged."""


@dataclass(eq=False)
class Desk:
    """It travels as the way to open the sources, and what is asked: the rest is read anew, and is the same.

    Args:
        opens: gives the sources.
        asked: the configuration, the policies and the day.
        listed: whether the configuration says which files are manifests; else they are records of shards.
    """

    opens: Callable[[], Sources]
    asked: Asked
    listed: bool = True
    _docket: tuple[Settled, Docket] | None = field(default=None, init=False)

    def __getstate__(self) -> tuple[Callable[[], Sources], Asked, bool, Path | None]:
        return self._travels, self.asked, self.listed, chosen_catalog()

    def __setstate__(self, state: tuple[Callable[[], Sources], Asked, bool, Path | None]) -> None:
        self.opens, self.asked, self.listed, catalog = state
        choose_catalog(catalog)  # NOTE: by its folder; where that holds something else, ``read_digest`` differs
        self._docket = None

    @property
    def _travels(self) -> Callable[[], Sources]:
        """What opens the same sources elsewhere: with shards, the bytes of all that was read here."""
        rules = self.sources.rules
        if not isinstance(rules, Recorded):
            return self.opens
        _ = self.prepared
        return partial(open_carried, rules.held, self.sources.prefix)

    @cached_property
    def sources(self) -> Sources:
        return self.opens()

    @cached_property
    def read_digest(self) -> str:
        """Of all files that were read but manifests."""
        read = sorted((entry.path, entry.role, entry.sha256) for entry in self.prepared.reader.inputs)
        return hashlib.sha256(repr(read).encode()).hexdigest()

    @property
    def files(self) -> Files:
        """Where manifests are."""
        return self.prepared.reader.sources.manifests

    @cached_property
    def prepared(self) -> Prepared:
        return prepare(self.sources, self.asked, manifests=self.listed)

    def docket(self, settled: Settled) -> Docket:
        """What is asked of services.

        Raises:
            ValueError: there is no sound catalog, so nothing can be asked.
        """
        if self._docket is None or self._docket[0] != settled:
            prepared, asked = self.prepared, self.asked
            if prepared.catalog is None:
                raise ValueError("nothing can be judged without a catalog")
            run, inventory = prepared.run, prepared.inventory
            world = make_world(prepared.catalog, run.config, asked.as_of, inventory, asked.known_by, settled.declared)
            world = with_evidence(world, prepared.observed, grounds=asked.grounds)
            self._docket = settled, open_docket(run.policies, world, run.waivers)
        return self._docket[1]
