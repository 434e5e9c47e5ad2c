"""The register of policies: every rule as a sentence, with its controls and what proves it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence

from checker import source
from checker.files.policy_tests import PolicyTests
from checker.formats.full import faults_text
from checker.formats.terminal import escape_first, plain
from checker.judging import AnyPolicy
from checker.judging.names import unknown_names
from checker.proof import PLACES, read_suite, try_all
from checker.proof.reading import Suite
from checker.record import dataclass
from checker.register.make import make_register
from checker.register.register import Proven, Register
from checker.report import Report
from checker.resources import BUILTIN, policy_file
from checker.run.faults import Fault
from checker.run.named import own_bytes, refuse, refuse_inputs
from checker.run.output import STANDARD, say, write
from checker.run.read import read_request
from checker.run.reader import Reader
from checker.run.request import Request
from checker.run.run import NO_POLICY, Run, texts_of
from checker.shape import read
from checker.source import Document

MAX_PAGE = 16 << 20
"""Bytes of a committed page that are compared: a register of a thousand rules has a tenth of it."""
MAX_DIFFERENCE = 40
"""Most lines of a difference that are shown: enough to see what changed, and one command gives the rest."""


_OF_MANIFESTS = {"misnamed-manifest"}
"""Faults that do not touch a register without verdicts, which reads no manifest."""


@dataclass(frozen=True, slots=True)
class DocsOptions:
    """Pages to write, each a form and a file; or a page to compare, and no verdicts in it."""

    tests: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]
    check: str | None
    verdicts: bool


def docs(request: Request, asked: DocsOptions) -> int:
    """Write the register, or say what would change in a committed page; the exit code.

    Raises:
        Fault: flags do not go together, a page cannot be read, or one cannot be written.
    """
    if asked.check is not None and asked.verdicts:
        raise Fault("--check takes no verdicts: they change with the day, and the page is to change with its policies")
    page = _committed(asked.check) if asked.check is not None else None
    files = [file for _, file in asked.pages]
    refuse(request.root, files)
    found = _made(request, asked.tests, verdicts=asked.verdicts, outputs=files)
    if isinstance(found, Unmade):
        say(found.text)
        return found.code
    if page is not None and asked.check is not None:
        stale = _difference(page, _written(found, _form_of(asked.check)), asked.check)
        say(stale or f"{asked.check} is what would be written now\n")
        return 1 if stale else 0
    for form, file in asked.pages or [("markdown", STANDARD)]:
        text = _written(found, form)
        if file == STANDARD:
            say(text)
        else:
            write(file, text)
    return 0


def _form_of(file: str) -> str:
    return "html" if file.lower().endswith((".html", ".htm")) else "markdown"


@dataclass(frozen=True, slots=True)
class Unmade:
    """Why there is no register: faults as text, and the exit code."""

    text: str
    code: int


def _made(request: Request, tests: tuple[str, ...], *, verdicts: bool, outputs: Sequence[str]) -> Register | Unmade:
    """The register; never one of policies that could not all be read.

    Raises:
        Fault: one of ``outputs``, which will be written, was read.
    """
    run = read_request(request, manifests=verdicts)
    refuse_inputs(request.root, outputs, [entry.path for entry in run.inputs])
    judged = run.judge() if verdicts else None
    faults = [*judged.diagnostics] if judged else [fault for fault in run.faults if fault.code not in _OF_MANIFESTS]
    if judged is None and run.fleet is not None:
        faults += unknown_names(run.policies, run.fleet.world)
    proofs, tests_read = prove(request, run.policies, tests)
    faults += [fault for fault in tests_read.faults if fault not in faults]
    if faults:
        faults.sort(key=lambda fault: fault.sort_key)
        texts = texts_of({**tests_read.texts, **run.texts}, faults)
        return Unmade(faults_text(faults, texts, plain), 2)
    if not run.policies:
        return Unmade(f"{NO_POLICY}\n", 3)
    return register_of(run, proofs, judged)


def register_of(run: Run, proofs: Mapping[tuple[str, str], Proven], judged: Report | None) -> Register:
    """The register of a run's policies: with what comes with built-in ones, and with verdicts if it was judged."""
    proven = {**proofs, **_all_carried(run.policies)}
    organization = run.config.organization.name or ""
    return make_register(run.policies, run.config.params, proven, organization, judged, run.controls)


def prove(
    request: Request, policies: Sequence[AnyPolicy], tests: tuple[str, ...] = ()
) -> tuple[dict[tuple[str, str], Proven], Reader]:
    """What proves every rule, also of the built-in policies; and who read the tests, with what is wrong with them."""
    proofs, read_by = _proofs(request, tests)
    return {**proofs, **_all_carried(policies)}, read_by


def _all_carried(policies: Sequence[AnyPolicy]) -> dict[tuple[str, str], Proven]:
    return {key: proven for policy in policies for file in policy.documents for key, proven in _find_carried(file)}


def _proofs(request: Request, tests: tuple[str, ...]) -> tuple[dict[tuple[str, str], Proven], Reader]:
    """The cases of every rule by whether they hold, and who read them, with what is wrong with tests."""
    suite, _ = read_suite(request, tests or PLACES)
    return proofs_of(suite), suite.reader


def proofs_of(suite: Suite) -> dict[tuple[str, str], Proven]:
    """The cases of every rule by whether they hold."""
    cases: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for trial, outcome in try_all(suite):
        said = trial.case.expect.verdict if outcome.held else "missed"
        cases.setdefault((trial.policy.document.file, trial.case.rule), []).append((said, trial.case.name))
    return {key: _proven(found) for key, found in cases.items()}


def _proven(cases: Sequence[tuple[str, str]], *, carried: bool = False) -> Proven:
    by = {said: tuple(name for found, name in cases if found == said) for said in ("fail", "pass", "missed")}
    others = tuple(f"{said}: {name}" for said, name in cases if said not in by)
    return Proven(by["fail"], by["pass"], by["missed"], others, carried)


def _find_carried(policy: Document) -> Iterator[tuple[tuple[str, str], Proven]]:
    """The cases that come with a built-in policy, by name: they are run when this program is built."""
    if not policy.file.startswith(BUILTIN):
        return
    name = f"{policy.file.removeprefix(BUILTIN)}.tests"
    document = source.parse(f"{BUILTIN}{name}", policy_file(name))
    tests = read(document, PolicyTests) if isinstance(document, Document) else None
    if isinstance(tests, PolicyTests):
        for rule in {case.rule: None for case in tests.cases}:
            cases = [(case.expect.verdict, case.name) for case in tests.cases if case.rule == rule]
            yield (policy.file, rule), _proven(cases, carried=True)


def _written(found: Register, form: str) -> str:
    """The register in a form: ``markdown`` or ``html``."""
    if form == "html":
        from checker.register.html import register_page

        return register_page(found)
    from checker.register.markdown import register_markdown

    return register_markdown(found)


def _difference(committed: str, fresh: str, file: str) -> str:
    """What would change in the committed page, in short; empty if nothing would."""
    lines = list(
        difflib.unified_diff(
            committed.splitlines(), fresh.splitlines(), "committed", "as it would be", n=0, lineterm=""
        )
    )
    if not lines and committed == fresh:
        return ""
    changed = sum(line[:1] in {"-", "+"} for line in lines[2:])
    more = [f"and {len(lines) - MAX_DIFFERENCE} more lines"] if len(lines) > MAX_DIFFERENCE else []
    shown = [escape_first(line) for line in lines[:MAX_DIFFERENCE]]
    head = f"{escape_first(file)} is stale: {changed} lines differ"
    return "".join(f"{line}\n" for line in [head, *shown, *more])


def _committed(file: str) -> str:
    """The text of a committed page, whatever its line ends.

    Raises:
        Fault: it cannot be read.
    """
    if not os.path.lexists(file):
        raise Fault(f"no such file: {file!r}; write it with --output")
    raw = own_bytes(file, MAX_PAGE, ".html" if file.endswith(".html") else ".md")
    return raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
