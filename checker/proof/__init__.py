"""Policy tests: does each rule of a policy fail where it must, and pass where it may?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from checker.diagnostic import Diagnostic, Location, Place, cap_faults, did_you_mean
from checker.files.policy_tests import FORMAT
from checker.judging import AnyPolicy
from checker.proof.reading import ENDINGS, Suite, Trial, read_tests
from checker.proof.trial import Outcome, TestReport, TriedCase, Unproven, try_rule
from checker.record import dataclass
from checker.report import Verdict
from checker.run import tree
from checker.run.files import Sources, open_sources
from checker.run.matching import SCHEMAS
from checker.run.named import refuse_inputs
from checker.run.read import with_vendored
from checker.run.reader import Reader
from checker.run.request import Request
from checker.run.run import texts_of

PLACES = ("policies",)
"""Where tests are looked for, unless paths are given: every file of their format below."""

POLICY = "modelbylaws/policy/v1"
FORMATS = tuple(f"modelbylaws/{name}/v1" for name in SCHEMAS)


@dataclass
class RuleCases:
    """Which cases of a rule hold: one that fails and one that passes are needed."""

    at: Location
    policy: str
    shown: set[str] = field(default_factory=set)

    def missing(self) -> str:
        words = {"fail": "failing", "pass": "passing"}
        lacking = [f"no {word} case" for verdict, word in words.items() if verdict not in self.shown]
        return " and ".join(lacking)


def test(request: Request, paths: tuple[str, ...], outputs: Sequence[str]) -> TestReport:
    """Try every case; what missed, which rules are unproven, and the exit code as in ``check``.

    Raises:
        Fault: one of ``outputs``, which will be written, was read.
    """
    suite, files = read_suite(request, paths)
    refuse_inputs(request.root, outputs, [entry.path for entry in suite.reader.inputs])
    return report_suite(suite, files, paths)


def report_suite(suite: Suite, files: int, paths: Sequence[str] = ()) -> TestReport:
    """Try every case of a suite that was read, of so many files of tests."""
    tried = try_all(suite)
    proofs = _proofs(suite, tried)
    faults = cap_faults(suite.reader.faults)
    cases = tuple(_report_case(suite, trial, outcome) for trial, outcome in tried)
    unproven = [
        Unproven(rule, proof.missing(), proof.at) for (_, rule), proof in sorted(proofs.items()) if proof.missing()
    ]
    crashed = any(outcome.verdict is Verdict.ERROR for _, outcome in tried)
    broken = bool(unproven) or not all(case.held for case in cases)
    where = ", ".join(paths or PLACES)
    nothing = "" if tried or faults else f"no tests found: looked for files of format {FORMAT} below {where}"
    documents = suite.reader.documents
    return TestReport(
        cases=cases,
        files=files,
        rules=len(proofs),
        unproven=tuple(unproven),
        diagnostics=tuple(faults),
        exit_code=4 if crashed else 2 if faults else 3 if not tried else int(broken),
        nothing=nothing,
        sources={
            **texts_of(suite.reader.texts, faults),
            **{case.location.file: documents[case.location.file].text for case in cases},
        },
    )


def read_suite(request: Request, paths: tuple[str, ...]) -> tuple[Suite, int]:
    """Every case below the paths, and how many files of tests there were."""
    found = tree.walk(request.root, lambda _: False)
    wrong = (fault for place in paths or PLACES for fault in found.faults if _below(fault.locations[0].file, place))
    sources, unlocked = with_vendored(open_sources(request), request)
    return suite_of(sources, found.files, paths, dict.fromkeys([*wrong, *unlocked]))


def suite_of(
    sources: Sources, files: Sequence[str], paths: tuple[str, ...] = (), faults: Iterable[Diagnostic] = ()
) -> tuple[Suite, int]:
    """Every case below the paths, among these files, and how many files of tests there were."""
    suite = Suite(Reader(sources), files)
    suite.reader.faults += faults
    return suite, _read(suite, paths or PLACES, named=set(paths))


def try_all(suite: Suite) -> list[tuple[Trial, Outcome]]:
    """Every case, and what its rule said."""
    return [(trial, _try(trial)) for trial in suite.trials]


def _report_case(suite: Suite, trial: Trial, outcome: Outcome) -> TriedCase:
    file = trial.place.file
    at = suite.reader.documents[file].locate(Place(file, (*trial.place.path, "expect")))
    return TriedCase(trial.case.rule, trial.case.name, at, outcome.held, outcome.lines, outcome.messages)


def _read(suite: Suite, places: tuple[str, ...], named: set[str]) -> int:
    """Read the tests below the places, and the policies next to them; how many files of tests there were."""
    listed = suite.files
    count = 0
    for path in sorted({file for file in listed for place in places if _below(file, place)}):
        if path not in named and not path.lower().endswith(ENDINGS):
            continue
        document = suite.document(path)
        kind = document.data.get("format") if document is not None else None
        if document is not None and (kind == FORMAT or path in named):
            count += 1
            read_tests(suite, document)
        elif document is not None and kind == POLICY:
            suite.policy(path, document.locate(Place(path)))
        elif document is not None and str(kind).startswith("modelbylaws/") and kind not in FORMATS:
            at = document.locate(Place(path, ("format",)))
            message = f"{kind!r} is no format, so it is not known whether these are tests"
            suite.reader.faults.append(Diagnostic("unknown-format", message, (at,), did_you_mean(str(kind), FORMATS)))
    return count


def _below(file: str, place: str) -> bool:
    return place in {file, "."} or file.startswith(f"{place}/")


def _try(trial: Trial) -> Outcome:
    return try_rule(trial.policy, trial.case.rule, trial.fleet, trial.case.expect)


def _proofs(suite: Suite, tried: list[tuple[Trial, Outcome]]) -> Mapping[tuple[str, str], RuleCases]:
    """Every rule that stands in a policy read here; what it only inherits is proven where it stands."""
    proofs: dict[tuple[str, str], RuleCases] = {}
    bases = {base.file for policy in suite.policies.values() if policy for base in policy.bases}
    under_test = {trial.policy.document.file for trial, _ in tried}
    for path, policy in suite.policies.items():
        if policy is not None and (path in under_test or path not in bases):
            proofs |= {(path, rule): RuleCases(at, path) for rule, at in _own(policy)}
    for trial, outcome in tried:
        proof = proofs.get((trial.policy.document.file, trial.case.rule))
        if proof is not None and outcome.held:
            proof.shown.add(trial.case.expect.verdict)
    return proofs


def _own(policy: AnyPolicy) -> Iterator[tuple[str, Location]]:
    """Rules that stand in a policy, or that it tightens."""
    file = policy.document.file
    for rule, origin in zip(policy.rules, policy.origins, strict=True):
        places = [origin.below("id"), *origin.anew.values()]
        here = [place for place in places if place.file == file]
        if here:
            yield rule.id, policy.document.locate(here[0])
