"""What a rule decided about many subjects, in columns: an object is made of a decision when somebody asks for it.

Most decisions of a fleet say no more than a verdict and a reason, and few reasons are different. So there is a line for
each subject and a number for what was decided of it. What breaks a rule, or says more, is there as it is.

NOTE: decisions travel from process to process, are kept beside a hook's answer, and are counted. As objects they take a
twentieth of the memory of what they are about, and most of the time of all three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from checker.diagnostic import Locate
from checker.packed import Columns, packs
from checker.record import dataclass
from checker.report.finding import Decision, Subject
from checker.report.verdict import Verdict

_TOLD = -1
"""In the place of the number of an outcome: the next of those that are told as they are."""


@packs
@dataclass(frozen=True, slots=True, eq=False)
class Decisions(Columns[Decision]):
    """Decisions in the order of their services.

    Attributes:
        lines: of each that is not told as it is, a line with its service, use and route between tabs.
        numbers: of all in a row, which of the outcomes it has.
        outcomes: verdicts and reasons, each once.
        told: those that say more.
    """

    lines: str = ""
    numbers: tuple[int, ...] = ()
    outcomes: tuple[tuple[Verdict, str], ...] = ()
    told: tuple[Decision, ...] = ()

    @staticmethod
    def of(found: Iterable[Decision], locate: Locate | None = None) -> Decisions:
        """The same decisions; ``locate`` looks up their places."""
        if isinstance(found, Decisions):
            return found
        lines: list[str] = []
        numbers: list[int] = []
        told: list[Decision] = []
        outcomes: dict[tuple[Verdict, str], int] = {}
        for one in found:
            line = _line(one)
            if line:
                lines.append(line)
                numbers.append(outcomes.setdefault((one.verdict, one.reason), len(outcomes)))
            else:
                told.append(one if locate is None else one.located(locate))
                numbers.append(_TOLD)
        return Decisions("\n".join(lines), tuple(numbers), tuple(outcomes), tuple(told))

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Decision]:
        lines, told = iter(self._lines), iter(self.told)
        made = [
            next(told) if number == _TOLD else Decision(_subject(next(lines)), *self.outcomes[number])
            for number in self.numbers
        ]
        return iter(sorted(made, key=attrgetter("service")))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Decisions | tuple) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # nobody looks for them in a set

    @property
    def sound(self) -> bool:
        numbers = self.numbers
        lines = len(numbers) - len(self.told)
        return (
            all(_TOLD <= number < len(self.outcomes) for number in {*numbers})
            and numbers.count(_TOLD) == len(self.told)
            and len(self._lines) == lines
            and all(line.count("\t") == 2 for line in self._lines)  # noqa: PLR2004 - between three names
        )

    @property
    def services(self) -> frozenset[str]:
        return frozenset([*map(_service, self._lines), *(one.service for one in self.told)])

    @property
    def said(self) -> Iterator[tuple[str, Verdict]]:
        """Of all that are not told as they are, the service and the verdict."""
        verdicts = [verdict for verdict, _ in self.outcomes]
        numbers = (number for number in self.numbers if number != _TOLD)
        return zip(map(_service, self._lines), map(verdicts.__getitem__, numbers), strict=True)

    @property
    def verdicts(self) -> Counter[Verdict]:
        """How often there is each verdict."""
        found = Counter(one.verdict for one in self.told)
        for number, count in Counter(self.numbers).items():
            if number != _TOLD:
                found[self.outcomes[number][0]] += count
        return found

    def without(self, services: Collection[str]) -> Decisions:
        """Those about others."""
        lines, told = iter(self._lines), iter(self.told)
        kept: list[str] = []
        numbers: list[int] = []
        left: list[Decision] = []
        for number in self.numbers:
            if number == _TOLD:
                one = next(told)
                if one.service not in services:
                    left.append(one)
                    numbers.append(number)
            elif _service(line := next(lines)) not in services:
                kept.append(line)
                numbers.append(number)
        return Decisions("\n".join(kept), tuple(numbers), self.outcomes, tuple(left))

    def joined(self, others: Sequence[Decisions]) -> Decisions:
        """All of these together."""
        if not others:
            return self
        every = [self, *others]
        outcomes: dict[tuple[Verdict, str], int] = {}
        numbers: list[int] = []
        for part in every:
            now = {at: outcomes.setdefault(outcome, len(outcomes)) for at, outcome in enumerate(part.outcomes)}
            now[_TOLD] = _TOLD
            numbers += map(now.__getitem__, part.numbers)
        lines = "\n".join(part.lines for part in every if part.lines)
        told = tuple(one for part in every for one in part.told)
        return Decisions(lines, tuple(numbers), tuple(outcomes), told)

    @property
    def _lines(self) -> list[str]:
        return self.lines.split("\n") if self.lines else []


def _line(one: Decision) -> str:
    """The line of a decision that says no more than a verdict and a reason; nothing for any other."""
    subject = one.subject
    if subject.service is None or subject.key is not None or one.verdict.broken or one.count != 1 or one.cause:
        return ""
    if one.places or one.message or one.help or one.notes or one.breaks or one.grounds or one.movers:
        return ""
    line = f"{subject.service}\t{subject.use or ''}\t{subject.route or ''}"
    same = line.count("\t") == 2 and "\n" not in line and _subject(line) == subject  # noqa: PLR2004 - of three names
    return line if same else ""


def _subject(line: str) -> Subject:
    service, use, route = line.split("\t")
    return Subject(service, use or None, route or None)


def _service(line: str) -> str:
    return line.partition("\t")[0]


def count_verdicts(decisions: Sequence[Decision]) -> Mapping[Verdict, int]:
    """How often there is each verdict."""
    return decisions.verdicts if isinstance(decisions, Decisions) else Counter(one.verdict for one in decisions)


def say_more(decisions: Sequence[Decision]) -> Sequence[Decision]:
    """Those that may say more than a verdict and a reason, all that break a rule among them."""
    return sorted(decisions.told, key=attrgetter("service")) if isinstance(decisions, Decisions) else decisions


def say_no_more(decisions: Sequence[Decision]) -> Iterator[tuple[str, Verdict]]:
    """Of all others the service and the verdict, which breaks no rule."""
    return decisions.said if isinstance(decisions, Decisions) else iter(())
