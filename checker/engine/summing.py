"""The partial sums of a snapshot: what the rules of a repository's policies need of every other one's services."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from checker.engine.chunks import Held, Item, Part
from checker.engine.desk import Desk
from checker.engine.engine import ALONE
from checker.engine.judge import CHUNK, Judging, collect_all
from checker.judging.docket import Group, Pieces
from checker.judging.elsewhere import sum_up
from checker.run.partials import digests_of, made_with, partials_line


def sum_fleet(desk: Desk, manifests: Mapping[str, bytes]) -> bytes | str:
    """The line of a snapshot that holds its sums, or why there is none.

    Args:
        desk: the policies, and the day.
        manifests: by the place that reports name, every manifest of the snapshot.
    """
    prepared = desk.prepared
    run, reader = prepared.run, prepared.reader
    if prepared.catalog is None or reader.faults:
        return "the configuration, a policy or a catalog has faults (modelbylaws lint)"
    if not run.policies:
        return "there is no policy"
    if run.config.observed is not None or any(rule.asks_evidence for policy in run.policies for rule in policy.rules):
        return "a rule asks for evidence of use, which is looked up service by service"
    items: list[Item] = [*manifests.items()]
    chunks = [Held(items[start : start + CHUNK]) for start in range(0, len(items), CHUNK)]
    passes = Judging(desk, ALONE, chunks, at_hand=False)
    found = collect_all(passes, passes.scan())
    if found.seconds or any(part.faults or part.unread for part in found.parts):
        return "a manifest has faults"
    docket = desk.docket(found.settled)
    files = {name: file for part in found.parts for name, file in part.files}
    sums = sum_up(docket, [(part.looked, partial(_pieces, part)) for part in found.parts], files)
    if sums is None:
        return "a rule failed"
    made = made_with(desk.asked, run.config, run.sources.builtin.release, reader.inputs)
    return partials_line(made, docket, digests_of(run.policies), sums, found.settled.declared)


def _pieces(part: Part, group: Group) -> Pieces:
    return part.pieces[group.number].unpack()
