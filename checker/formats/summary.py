"""What every text format says last: what was looked at, and one line that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from checker.diagnostic import Location
from checker.formats.terminal import Paint, escape
from checker.report import Finding, Report, Verdict


def word(finding: Finding) -> str:
    """``error``, ``unknown``, ``advisory`` or ``waived``: the first word of a finding."""
    if finding.verdict is Verdict.WAIVED:
        return "waived"
    if finding.level == "advisory" and finding.verdict is not Verdict.ERROR:
        return "advisory"
    return "unknown" if finding.verdict is Verdict.UNKNOWN else "error"


def shown_at(location: Location) -> str:
    """``path:line:column``; the path alone for a whole file."""
    place = f":{location.span.line}:{location.span.column}" if location.span else ""
    file = escape(location.file)
    # NOTE: a line that starts with ::, after any white space, is a command to GitHub's runner.
    return f"{'./' if file.lstrip().startswith('::') else ''}{file}{place}"


def listed_at(locations: Iterable[Location]) -> list[str]:
    """``at: path:line:column label``, a line each."""
    return [f"at: {shown_at(at)} {escape(at.label)}".rstrip() for at in locations]


def waiver_of(finding: Finding, report: Report) -> str:
    """The waiver that removes a finding: who approved it, and until when."""
    return next((f"= waiver {escape(known.show())}" for known in report.waivers if known.id == finding.waiver), "")


def details(finding: Finding, facts: int | None = None) -> list[tuple[str, str]]:
    """What is said below a finding's message: the facts it rests on (at most so many), and the next step."""
    found = [*(("fact", note) for note in finding.notes[:facts]), ("next", finding.help), ("fix", finding.fix)]
    return [(name, text) for name, text in found if text]


def closing(report: Report, paint: Paint) -> list[str]:
    """Population, policies, date, what was left out, and the counts, which stand last."""
    lines = [f"note: {escape(note)}" for note in report.notes]
    lines += nothing(report, paint)
    lines.append(looked_at(report))
    lines += [f"  {line}" for line in _silent_rules(report)]
    return [*lines, counts(report, paint)]


def nothing(report: Report, paint: Paint) -> list[str]:
    """Why nothing was judged; said even to those who asked for quiet."""
    return [f"{paint('error', 'nothing judged')}: {escape(report.nothing)}"] if report.nothing else []


def looked_at(report: Report) -> str:
    """Who was judged, by what, and at which date."""
    policies = [escape(entry.path) for entry in report.inputs if entry.role == "policy"]
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
    parts = [
        paint("error" if errors else "good", many(errors, "error")),
        paint("unknown" if words["unknown"] else "good", f"{words['unknown']} unknown"),
        f"{words['advisory']} advisory",
        f"{passed} of {many(len(report.rulings), 'rule')} passed",
    ]
    parts += [f"{words['waived']} waived"] if words["waived"] else []
    forgiven = sum(entry.breach for entry in report.review.forgiven) if report.review else 0
    parts += [f"{forgiven} forgiven"] if forgiven else []
    hidden = f", {many(len(report.hidden), 'finding')} outside of the given paths not shown" if report.hidden else ""
    return f"{', '.join(parts)}{hidden} (exit {report.exit_code})"


def many(count: int, noun: str) -> str:
    """``1 rule``, ``2 rules``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
