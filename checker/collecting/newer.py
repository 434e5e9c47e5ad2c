"""What newer policies and catalogs of others would change here: the same manifests, judged by both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from checker.collecting.vendored import Effect
from checker.files.config import LOCK, VENDOR_FOLDER
from checker.record import dataclass
from checker.review.diff import judge_rules
from checker.run.files import Files, open_sources
from checker.run.many import ManyFiles
from checker.run.read import read, read_request
from checker.run.request import Request
from checker.run.tree import IsInput, Tree


@dataclass(frozen=True, slots=True)
class Instead(ManyFiles):
    """The files of this repository, with others in the place of what was brought before."""

    def find(self, is_input: IsInput) -> Tree:
        found = self.own.find(is_input)
        kept = (path for path in found.files if path != LOCK and not path.startswith(f"{VENDOR_FOLDER}/"))
        found.files = sorted({*kept, *self.held})
        return found


def judge_newer(request: Request, held: Mapping[str, bytes]) -> Effect:
    """What comes of these files in the place of those that were brought before.

    Raises:
        Fault: git failed.
    """
    before = read_request(request)
    sources = open_sources(request)
    files: Files = Instead(sources.rules, held)
    after = read(replace(sources, rules=files, manifests=files), request)
    step, edited, faults = judge_rules(before, after)
    return Effect(step, edited, faults)
