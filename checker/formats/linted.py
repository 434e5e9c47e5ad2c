"""What ``lint`` found in every format: a fault and a hint as a report of ``check`` has its faults.

Nothing here says that a fleet complies, or that it does not: no service was judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from checker.diagnostic import Diagnostic, many
from checker.formats.annotations import Annotation, azure_commands, github_commands, kept
from checker.formats.annotations import of_fault as annotation_of
from checker.formats.csv_report import Row, csv_rows, fault_row
from checker.formats.full import advice_text, fault_line, faults_text
from checker.formats.gitlab import Entry, of_run, write_entries
from checker.formats.gitlab import of_fault as entry_of
from checker.formats.junit import INPUTS, Case, fault_case, xml
from checker.formats.markdown import fault_table, page
from checker.formats.markdown_text import markdown_text
from checker.formats.sarif import Described, Json, Log, fitting, notification, write_log
from checker.formats.sarif_results import SARIF_LEVELS, Results
from checker.formats.terminal import Paint, escape, flow, from_here
from checker.report import Finding, Input, Subject, Verdict
from checker.report.linted import Linted
from checker.resources import BUILTIN, BUILTIN_CATALOG
from checker.vocabulary import Level

NOTHING = "nothing-read"
"""What programs are told where there was nothing to look at."""
NOTHING_READ = "nothing read"
"""And people."""


def lint_text(linted: Linted, paint: Paint) -> str:
    """For people: source lines, the remedy, and what was read."""
    faults = faults_text(linted.faults, linted.sources, paint)
    closed = "".join(f"{line}\n" for line in flow(closing(linted), "  "))
    return f"{faults}{advice_text(linted.hints, linted.sources, paint)}{closed}"


def closing(linted: Linted, shown: Callable[[str], str] = from_here) -> str:
    """What was read and how much was found; ``shown`` says how a path is written."""
    if linted.verb == "lint":
        return f"Read {_policies(linted, shown)}: {_counts(linted)}"
    return f"Read {_catalogs(linted)}: {_counts(linted)}, as of {linted.as_of}"


def _counts(linted: Linted) -> str:
    return f"{many(len(linted.faults), 'fault')}, {many(len(linted.hints), 'hint')}"


def _policies(linted: Linted, shown: Callable[[str], str]) -> str:
    policies = [escape(shown(entry.path)) for entry in linted.inputs if entry.role == "policy"]
    catalogs = sum(entry.role == "catalog" for entry in linted.inputs)
    return f"{', '.join(policies) or 'no policy'}, {catalogs} catalog files"


def _catalogs(linted: Linted) -> str:
    catalogs = [entry.path for entry in linted.inputs if entry.role == "catalog"]
    own = sum(not path.startswith(BUILTIN_CATALOG) for path in catalogs)
    files = f"{many(own, 'catalog file')} of yours" if own else "no catalog of yours"
    return f"{files} and the built-in catalog{'' if linted.builtin_too else ', which --all looks into'}"


def lint_concise(linted: Linted, paint: Paint) -> str:
    lines = [fault_line("error", fault, paint) for fault in linted.faults]
    lines += [fault_line("advice", hint, paint) for hint in linted.hints]
    return "".join(f"{line}\n" for line in [*lines, closing(linted)])


def _annotations(linted: Linted) -> list[Annotation]:
    """One about the run, then faults, then hints; each kind as many as are kept."""
    run = (closing(linted), *_nothing(linted, escape))
    first = Annotation("error" if linted.exit_code else "notice", f"modelbylaws {linted.verb}", run)
    faults = [annotation_of("error", fault, linted) for fault in linted.faults]
    return [*kept([first, *faults]), *kept([annotation_of("warning", hint, linted) for hint in linted.hints])]


def _nothing(linted: Linted, shown: Callable[[str], str]) -> list[str]:
    """Why there was nothing to look at, after a word of ours; ``shown`` writes it as the format asks."""
    return [f"{NOTHING_READ}: {shown(linted.nothing)}"] if linted.nothing else []


def _gitlab(linted: Linted) -> Iterator[Entry]:
    yield from (entry_of("blocker", fault, linted) for fault in linted.faults)
    if linted.nothing:
        yield of_run(NOTHING, linted.nothing, linted)
    yield from (entry_of("minor", hint, linted) for hint in linted.hints)


def lint_junit(linted: Linted, _paint: Paint) -> str:
    """A fault is an error, a hint is skipped, and a file that was read without a fault is a case that passed."""
    cases = [fault_case(fault) for fault in linted.faults]
    if linted.nothing:
        cases.append(Case(INPUTS, NOTHING_READ, "error", NOTHING, linted.nothing))
    hints = [replace(fault_case(hint), result="skipped") for hint in linted.hints]
    faulty = {at.file for fault in linted.faults for at in fault.locations}
    read = [entry for entry in linted.inputs if _is_about(linted, entry) and entry.path not in faulty]
    passed = [Case(INPUTS, f"no fault: {from_here(entry.path)}") for entry in read]
    about = {"as-of": str(linted.as_of), "version": linted.version, "exit-code": str(linted.exit_code)}
    return xml({f"({linted.verb})": [*cases, *hints, *passed]}, about)


def _is_about(linted: Linted, entry: Input) -> bool:
    """Whether all faults of a file would be told, and it is none that comes with the program."""
    told = entry.role != "manifest" if linted.verb == "lint" else entry.role in {"catalog", "config"}
    return told and not entry.path.startswith(BUILTIN)


def lint_markdown(linted: Linted, _paint: Paint) -> str:
    head = [f"## modelbylaws {linted.verb}", "", f"**{markdown_text(closing(linted))}**", ""]
    head += [line for why in _nothing(linted, markdown_text) for line in (why, "")]
    tables = (fault_table("Faults", "fault", linted.faults), fault_table("Hints", "hint", linted.hints))
    return page(head, tables)


def _csv(linted: Linted) -> Iterator[Row]:
    said = {0: "no faults", 2: "faults", 3: "nothing to judge"}[linted.exit_code]
    yield {"record": "run", "kind": linted.verb, "verdict": said, "message": closing(linted, str)}
    if linted.nothing:
        yield {"record": "fault", "rule": NOTHING, "verdict": "error", "message": linted.nothing}
    yield from (fault_row("fault", "error", fault) for fault in linted.faults)
    yield from (fault_row("hint", "", hint) for hint in linted.hints)


def lint_github(linted: Linted, _paint: Paint) -> str:
    return github_commands(_annotations(linted), linted)


def lint_azure(linted: Linted, _paint: Paint) -> str:
    return azure_commands(_annotations(linted), linted)


def lint_sarif(linted: Linted, _paint: Paint) -> str:
    return _sarif_log(linted, _counts(linted))


def lint_gitlab(linted: Linted, _paint: Paint) -> str:
    return write_entries(_gitlab(linted))


def lint_csv(linted: Linted, _paint: Paint) -> str:
    return csv_rows(_csv(linted), linted.as_of)


_ABOUT: dict[str, str] = {
    "hard": "A fault: lint fails for it.",
    "advisory": "A hint: worth a look, and it fails nothing.",
}
"""By the level that a finding of ``check`` would have."""


def _sarif_log(linted: Linted, said: str) -> str:
    """Faults first, so that hints are left out before them. ``said`` counts them."""
    findings = [*_findings("hard", linted.faults), *_findings("advisory", linted.hints)]
    rules = {finding.rule: finding for finding in reversed(findings)}  # a code of both sorts is that of a fault
    log = _log(linted, said, [_described(linted.verb, rules[rule]) for rule in sorted(rules)])
    return fitting(len(findings), lambda keep: _with_results(log, linted, findings, keep))


def _with_results(log: Log, linted: Linted, findings: Sequence[Finding], keep: int) -> Json:
    results = Results(linted, findings, [rule.id for rule in log.rules])
    made = [results.of(finding) for finding in findings[:keep]]
    return write_log(log, made, len(findings), results.cut)


def _findings(level: Level, found: Sequence[Diagnostic]) -> Iterator[Finding]:
    """The subject is the file and what is said of it: a file may have several of one code."""
    for fault in found:
        subject = Subject(service=fault.primary.file, route=fault.message)
        yield Finding(fault.code, fault.code, level, Verdict.FAIL, subject, fault.message, fault.locations, fault.help)


def _described(verb: str, finding: Finding) -> Described:
    help_ = (("Rule", finding.title), ("Why", _ABOUT[finding.level]), ("Explain", f"modelbylaws {verb}"))
    tags = ("ai-governance", verb.replace(" ", "-"))
    return Described(finding.rule, finding.title, _ABOUT[finding.level], SARIF_LEVELS[finding.level], verb, help_, tags)


def _log(linted: Linted, said: str, rules: Sequence[Described]) -> Log:
    nothing = [notification("error", "nothing-read", linted.nothing)] if linted.nothing else []
    return Log(
        version=linted.version,
        category=linted.verb.replace(" ", "-"),
        rules=tuple(rules),
        successful=linted.exit_code == 0,
        exit_code=linted.exit_code,
        configuration=tuple(nothing),
        execution=(),
        notes=(said,),
        properties={"time": f"as of {linted.as_of}"},
    )
