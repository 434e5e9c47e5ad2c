"""What every text format tells people: findings, those of one cause once; what was looked at; a line that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from checker.diagnostic import Location, many
from checker.formats.terminal import Paint, escape, from_here, message_from_here, note_from_here, said_from_here
from checker.record import dataclass
from checker.report import Cause, Finding, Report, Verdict


def word(finding: Finding) -> str:
    """``error``, ``unknown``, ``advisory`` or ``waived``: the first word of a finding."""
    if finding.verdict is Verdict.WAIVED:
        return "waived"
    if finding.level == "advisory" and finding.verdict is not Verdict.ERROR:
        return "advisory"
    return "unknown" if finding.verdict is Verdict.UNKNOWN else "error"


def show_place(location: Location) -> str:
    """``path:line:column``, from where the reader stands; the path alone for a whole file."""
    return show_position(from_here(location.file), location)


def show_line(location: Location) -> str:
    """``path:line``, from where the reader stands."""
    return f"{from_here(location.file)}:{location.span.line}" if location.span else from_here(location.file)


def show_position(path: str, location: Location) -> str:
    """The line and the column of a location behind a path."""
    place = f":{location.span.line}:{location.span.column}" if location.span else ""
    file = escape(path)
    # NOTE: a line that starts with ::, after any white space, is a command to GitHub's runner.
    return f"{'./' if file.lstrip().startswith('::') else ''}{file}{place}"


def list_places(locations: Iterable[Location]) -> list[str]:
    """``at: path:line:column label``, a line each."""
    return [f"at: {show_place(at)} {escape(at.label)}".rstrip() for at in locations]


def waiver_of(finding: Finding, report: Report) -> str:
    """The waiver that removes a finding: who approved it, and until when."""
    return next((f"= waiver {escape(known.show())}" for known in report.waivers if known.id == finding.waiver), "")


def details(finding: Finding, facts: int | None = None) -> list[tuple[str, str]]:
    """What is said below a finding's message: the facts it rests on (at most so many), and the next step."""
    found = [*(("fact", note) for note in finding.notes[:facts]), ("next", finding.help), ("fix", finding.fix)]
    return [(name, text) for name, text in found if text]


def closing(report: Report, paint: Paint) -> list[str]:
    """Population, policies, date, what was left out, and the counts, which stand last."""
    lines = [f"note: {escape(note_from_here(note))}" for note in report.notes]
    lines += unsaid(report, paint)
    lines.append(show_population(report))
    lines += [f"  {line}" for line in _silent_rules(report)]
    return [*lines, counts(report, paint)]


def show_release(report: Report) -> list[str]:
    """Which release of the built-in catalog the facts are of; nothing where there was none."""
    return [f"facts by release {escape(report.catalog)} of the built-in catalog"] if report.catalog else []


def unsaid(report: Report, paint: Paint) -> list[str]:
    """Why the run does not end well, where nothing else says it; said even to those who asked for quiet."""
    return [f"{paint('error', code.replace('-', ' '))}: {escape(why)}" for code, why in report.unsaid.items()]


def show_population(report: Report, shown: Callable[[str], str] = from_here) -> str:
    """Who was judged, by what, and at which date; ``shown`` says how a path is written."""
    policies = [escape(shown(entry.path)) for entry in report.inputs if entry.role == "policy"]
    manifests = sum(entry.role == "manifest" for entry in report.inputs)
    judged = f"Checked {many(report.services, 'service')} ({many(manifests, 'manifest')})"
    rules = f"{many(len(report.rulings), 'rule')} of {', '.join(policies) or 'no policy'}"
    return f"{judged} by {rules}, {report.show_time()}"


def _silent_rules(report: Report) -> list[str]:
    """Rules that judged nothing: a reader must not take them for passes."""
    silent = [r for r in report.rulings if r.verdict is Verdict.NOT_APPLICABLE]
    return [f"not applicable: {escape(ruling.id)}{_because(ruling.reason)}" for ruling in silent]


def _because(reason: str) -> str:
    return f" ({escape(reason)})" if reason else ""


def counts(report: Report, paint: Paint) -> str:
    """What came of it in one line, with the exit code."""
    words = Counter(word(finding) for finding in report.findings)
    passed = sum(ruling.verdict is Verdict.PASS for ruling in report.rulings)
    errors = words["error"] + len(report.diagnostics)
    calm = "good" if report.exit_code == 0 else "dim"
    parts = [
        paint("error" if errors else calm, many(errors, "error")),
        paint("unknown" if words["unknown"] else calm, f"{words['unknown']} unknown"),
        f"{words['advisory']} advisory",
        f"{passed} of {many(len(report.rulings), 'rule')} passed",
    ]
    if words["waived"]:
        parts.append(f"{words['waived']} waived")
    forgiven = sum(entry.breaches for entry in report.review.forgiven) if report.review else 0
    if forgiven:
        parts.append(f"{forgiven} forgiven")
    hidden = f", {many(len(report.hidden), 'finding')} outside the given paths not shown" if report.hidden else ""
    return f"{', '.join(parts)}{hidden} (exit {report.exit_code})"


LISTED, NAMED = 20, 5
"""Most rules and places, and most services, that are named; the formats for programs have a finding for each."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is told: a finding, or one that stands for several of a cause."""

    finding: Finding
    name: str
    """What follows the first word: the rule, or what kept several from being judged."""
    rules: str
    """Under which rules."""
    about: tuple[str, str]
    """A line for the rule with its title, or for all of them."""


def join_findings(findings: Iterable[Finding]) -> list[Told]:
    """In the order of findings; one that stands for several comes in the place of the first."""
    groups: dict[str, list[Finding]] = {}
    for number, finding in enumerate(findings):
        cause = finding.cause if finding.waiver is None else None
        groups.setdefault(cause.key if cause else str(number), []).append(finding)
    alike: dict[str, list[Finding]] = {}
    for key, group in groups.items():
        alike.setdefault(_by_rules(group) or key, []).extend(group)
    return [_several(group) if len(group) > 1 else _one(group[0]) for group in alike.values()]


def _by_rules(group: Sequence[Finding]) -> str:
    """Services without a manifest are told together where the same rules are about them."""
    cause = group[0].cause
    if cause is None or cause.code != "no-manifest" or group[0].waiver is not None:
        return ""
    return f"{cause.code} {' '.join(sorted(finding.rule for finding in group))}"


def _one(finding: Finding) -> Told:
    paths = {at.file for at in finding.locations}
    message, notes = message_from_here(finding), tuple(said_from_here(note, paths) for note in finding.notes)
    same = message == finding.message and notes == finding.notes  # of nearly all, and to make another one takes long
    told = finding if same else replace(finding, message=message, notes=notes)
    return Told(told, finding.rule, finding.rule, ("rule", f"{finding.title} ({finding.level})"))


def _several(group: Sequence[Finding]) -> Told:
    causes = [finding.cause for finding in group if finding.cause is not None]
    places = tuple(sorted({at for cause in causes for at in cause.places}, key=lambda at: at.sort_key))
    rules = list(dict.fromkeys(f"{finding.rule} ({finding.level})" for finding in group))
    judged = f"{many(len(rules), 'rule')} cannot be judged in whole"
    services = list(dict.fromkeys(str(finding.subject) for finding in group))
    several = causes[0].code == "no-manifest" and len(services) > 1
    because = f"{_some(services, NAMED)} have no manifest" if several else _reason(causes, len(places))
    finding = replace(
        group[0],
        message=f"{because}, so {judged}",
        locations=places[:LISTED] or group[0].locations,
        help="add a model-manifest.yaml for each" if several else _help(group),
        notes=tuple(dict.fromkeys(note for finding in group for note in finding.notes)),
        fix="",
    )
    listed = _some(rules, LISTED)
    return Told(finding, causes[0].code, listed, ("rules", listed))


def _reason(causes: Sequence[Cause], places: int) -> str:
    """What one of the causes says, if it speaks of all."""
    whole = max(causes, key=lambda cause: len(cause.places))
    files = len({at.file for cause in causes for at in cause.places})
    return whole.message if len(whole.places) == places else f"{many(files, 'file')} could not be read"


def _help(group: Sequence[Finding]) -> str:
    steps = {finding.help for finding in group}
    return group[0].help if len(steps) == 1 else "correct the faults listed"


def _some(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
