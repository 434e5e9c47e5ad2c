"""What services that joined a rule do to its shares: each value once more, without them.

Every new service makes the shares of all others smaller. So whoever moves one
service onto a vendor and adds ten to the fleet breaks no limit; it must be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from checker.cli.reading.loaded import Loaded
from checker.engine import judge
from checker.report import Measure
from checker.report.change import Changes


def beside_joined(after: Loaded, changes: Changes) -> Changes:
    """The changes, with the value that each share would have if nobody had joined its rule."""
    rules: dict[tuple[str, ...], set[str]] = {}
    for population in changes.populations:
        if population.joined:
            rules.setdefault(population.joined, set()).add(population.rule)
    found: dict[tuple[str, str | None], Measure | None] = {}
    for joined, names in rules.items():
        values = _without(after, joined)
        found |= {(m.rule, m.key): values.get((m.rule, m.key)) for m in changes.measures if m.rule in names and m.after}
    measures = (replace(m, joined=True, without=found[m.rule, m.key]) if (m.rule, m.key) in found else m
                for m in changes.measures)  # fmt: skip
    return replace(changes, measures=tuple(measures))


def _without(after: Loaded, names: tuple[str, ...]) -> Mapping[tuple[str, str | None], Measure]:
    """Every value of the fleet less these services."""
    if after.fleet is None:
        return {}
    rest = judge(after.policies, after.fleet.without(names), after.documents, complete=after.complete)
    return {(ruling.id, measure.key): measure for ruling in rest.rulings for measure in ruling.measures}
