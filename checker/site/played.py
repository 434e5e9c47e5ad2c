"""What if: each file of events is let happen to the fleet that the site shows.

A site takes events and no results of an earlier ``simulate``, so that what it says is always of its own fleet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.formats.summary import show_place
from checker.record import dataclass
from checker.report import Report, Verdict
from checker.run.faults import Fault
from checker.run.run import Run
from checker.whatif import Simulated
from checker.whatif.simulate import SimulateOptions, let_happen, with_events


@dataclass(frozen=True, slots=True)
class Scenario:
    """A file of events, and what they came to."""

    file: str
    sha256: str
    found: Simulated

    def mends(self, rule: str) -> bool:
        """Whether a rule that is broken now is not broken afterwards."""
        was, now = (_verdicts(report).get(rule) for report in (self.found.before, self.found.after))
        return was is not None and now is not None and was.broken and not now.broken

    def turned(self) -> Iterator[tuple[str, Verdict, Verdict]]:
        """Rules whose verdict is another one afterwards, with both."""
        was, now = _verdicts(self.found.before), _verdicts(self.found.after)
        for rule in was:
            if rule in now and was[rule] is not now[rule]:
                yield rule, was[rule], now[rule]


def _verdicts(report: Report) -> dict[str, Verdict]:
    return {ruling.id: ruling.verdict for ruling in report.rulings}


def play(run: Run, root: str, files: Sequence[str], before: Report) -> tuple[Scenario, ...]:
    """What each file of events comes to; nothing where the fleet could not be judged.

    Raises:
        Fault: a file cannot be read, or says what cannot be.
    """
    return tuple(found for file in dict.fromkeys(files) for found in _play(run, root, file, before))


def _play(run: Run, root: str, file: str, before: Report) -> Iterator[Scenario]:
    asked = SimulateOptions(file, (), planned=False, rank=False)
    with_them, events = with_events(run, root, asked)
    fault = next((fault for fault in with_them.faults if fault.primary.file == file), None)
    if fault is not None:
        raise Fault(f"{show_place(fault.primary)}: {fault.message}; events with a fault make no site")
    if before.exit_code in {0, 1} and run.fleet is not None:
        digest = next(entry.sha256 for entry in with_them.inputs if entry.path == file)
        yield Scenario(file, digest, let_happen(with_them, events, before, asked))
