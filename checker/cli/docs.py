"""``docs``: the policy register, and whether a committed one is still what would be written now."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker import source
from checker.cli.check import assess, sources_of
from checker.cli.faults import Fault
from checker.cli.reading.load import load_all
from checker.cli.reading.loaded import Loaded
from checker.cli.request import Request
from checker.cli.test import PLACES, read_suite, try_all
from checker.diagnostic import Diagnostic
from checker.engine.names import unknown_names
from checker.engine.register import register
from checker.formats.full import faults_text
from checker.formats.terminal import escape_first, plain
from checker.policy_tests import PolicyTests
from checker.report.register import Proven, Register
from checker.resources import BUILTIN, policy_file
from checker.shape import read
from checker.source import Document

MAX_DIFFERENCE = 40
"""Most lines of a difference that are shown: enough to see what changed, and one command gives the rest."""


_OF_MANIFESTS = {"misnamed-manifest"}
"""Faults that do not touch a register without verdicts, which reads no manifest."""


@dataclass(frozen=True, slots=True)
class Unmade:
    """Why there is no register: faults as text, and the exit code."""

    text: str
    code: int


def made(request: Request, tests: tuple[str, ...], *, verdicts: bool) -> Register | Unmade:
    """The register; never one of policies that could not all be read."""
    loaded = load_all(request, manifests=verdicts)
    judged = assess(loaded) if verdicts else None
    faults = [fault for fault in (judged or loaded).diagnostics if judged or fault.code not in _OF_MANIFESTS]
    if judged is None and loaded.fleet is not None:
        faults += unknown_names(loaded.policies, loaded.fleet.world)
    proofs, wrong = _proofs(request, tests)
    faults += [fault for fault in wrong[1] if fault not in faults]
    if faults:
        faults.sort(key=lambda fault: fault.sort_key)
        texts = {**sources_of(wrong[0], faults), **sources_of(loaded, faults)}
        return Unmade(faults_text(faults, texts, plain), 2)
    if not loaded.policies:
        return Unmade("no policy found: looked for policies/*.yaml; to start: modelbylaws init\n", 3)
    for policy in loaded.policies:
        proofs |= {key: proven for file in policy.documents for key, proven in _carried(file)}
    organization = loaded.config.organization.name or ""
    return register(loaded.policies, loaded.config.params, proofs, organization, judged)


def _proofs(
    request: Request, tests: tuple[str, ...]
) -> tuple[dict[tuple[str, str], Proven], tuple[Loaded, list[Diagnostic]]]:
    """The cases of every rule by whether they hold, and what is wrong with tests."""
    suite, _ = read_suite(request, tests or PLACES)
    cases: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for trial, outcome in try_all(suite):
        said = trial.case.expect.verdict if outcome.held else "missed"
        cases.setdefault((trial.policy.document.file, trial.case.rule), []).append((said, trial.case.name))
    return {key: _proven(found) for key, found in cases.items()}, (suite.loaded, suite.loaded.diagnostics)


def _proven(cases: Sequence[tuple[str, str]], *, carried: bool = False) -> Proven:
    by = {said: tuple(name for found, name in cases if found == said) for said in ("fail", "pass", "missed")}
    others = tuple(f"{said}: {name}" for said, name in cases if said not in by)
    return Proven(by["fail"], by["pass"], by["missed"], others, carried)


def _carried(policy: Document) -> Iterator[tuple[tuple[str, str], Proven]]:
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


def written(found: Register, form: str) -> str:
    """The register in a form: ``markdown`` or ``html``."""
    if form == "html":
        from checker.formats.html.register import register_page

        return register_page(found)
    from checker.formats.register_markdown import register_markdown

    return register_markdown(found)


def difference(committed: str, fresh: str, file: str) -> str:
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


def committed(file: str) -> str:
    """The text of a committed page, whatever its line ends.

    Raises:
        Fault: it cannot be read.
    """
    try:
        with open(file, encoding="utf-8", errors="replace") as page:
            return page.read()
    except OSError as error:
        raise Fault(f"{file!r} cannot be read: {error.strerror}; write it with --output") from None
