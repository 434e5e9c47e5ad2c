"""``test``: proves that each rule of a policy fails where it must, and passes where it may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checker.cli.check import sources_of
from checker.cli.flags import SCHEMAS
from checker.cli.reading import tree
from checker.cli.reading.loaded import Loaded
from checker.cli.request import Request
from checker.cli.trials import ENDINGS, Suite, Trial, read_tests
from checker.diagnostic import Diagnostic, Location, Place, did_you_mean
from checker.engine import AnyPolicy
from checker.engine.trials import Outcome, try_rule
from checker.policy_tests import FORMAT
from checker.report import Verdict
from checker.report.proof import TestReport, TriedCase, Unproven

PLACES = ("policies",)
"""Where tests are looked for, unless paths are given: every file of their format below."""

POLICY = "modelbylaws/policy/v1"
FORMATS = tuple(f"modelbylaws/{name}/v1" for name in SCHEMAS)


@dataclass
class Proof:
    """Which cases of a rule hold: one that fails and one that passes are needed."""

    at: Location
    policy: str
    shown: set[str] = field(default_factory=set)

    def missing(self) -> str:
        words = {"fail": "failing", "pass": "passing"}
        lacking = [f"no {word} case" for verdict, word in words.items() if verdict not in self.shown]
        return " and ".join(lacking)


def test(request: Request, paths: tuple[str, ...]) -> TestReport:
    """Try every case; what missed, which rules are unproven, and the exit code as in ``check``."""
    suite, files = read_suite(request, paths)
    tried = try_all(suite)
    proofs = _proofs(suite, tried)
    faults = sorted(suite.loaded.diagnostics, key=lambda fault: fault.sort_key)
    cases = tuple(_tried(suite, trial, outcome) for trial, outcome in tried)
    unproven = [
        Unproven(rule, proof.missing(), proof.at) for (_, rule), proof in sorted(proofs.items()) if proof.missing()
    ]
    crashed = any(outcome.verdict is Verdict.ERROR for _, outcome in tried)
    broken = bool(unproven) or not all(case.held for case in cases)
    where = ", ".join(paths or PLACES)
    nothing = "" if files or faults else f"no tests found: looked for files of format {FORMAT} below {where}"
    documents = suite.loaded.documents
    return TestReport(
        cases=cases,
        files=files,
        rules=len(proofs),
        unproven=tuple(unproven),
        diagnostics=tuple(faults),
        exit_code=4 if crashed else 2 if faults else 3 if not tried else int(broken),
        nothing=nothing,
        sources={
            **sources_of(suite.loaded, faults),
            **{case.location.file: documents[case.location.file].text for case in cases},
        },
    )


def read_suite(request: Request, paths: tuple[str, ...]) -> tuple[Suite, int]:
    """Every case below the paths, and how many files of tests there were."""
    suite = Suite(Loaded(request, files=tree.walk(request.root, lambda _: False)))
    suite.loaded.diagnostics += [
        fault for fault in suite.loaded.files.faults if any(_below(fault.locations[0].file, p) for p in paths or PLACES)
    ]
    return suite, _read(suite, paths or PLACES, named=set(paths))


def try_all(suite: Suite) -> list[tuple[Trial, Outcome]]:
    """Every case, and what its rule said."""
    return [(trial, _try(suite, trial)) for trial in suite.trials]


def _tried(suite: Suite, trial: Trial, outcome: Outcome) -> TriedCase:
    file = trial.place.file
    at = suite.loaded.documents[file].locate(Place(file, (*trial.place.path, "expect")))
    return TriedCase(trial.case.rule, trial.case.name, at, outcome.held, outcome.lines, outcome.messages)


def _read(suite: Suite, places: tuple[str, ...], named: set[str]) -> int:
    """Read the tests below the places, and the policies that lie beside them; how many files of tests there were."""
    listed = suite.loaded.files.files
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
            suite.loaded.diagnostics.append(
                Diagnostic("unknown-format", message, (at,), did_you_mean(str(kind), FORMATS))
            )
    return count


def _below(file: str, place: str) -> bool:
    return place in {file, "."} or file.startswith(f"{place}/")


def _try(suite: Suite, trial: Trial) -> Outcome:
    return try_rule(trial.policy, trial.case.rule, trial.fleet, suite.loaded.documents, trial.case.expect)


def _proofs(suite: Suite, tried: list[tuple[Trial, Outcome]]) -> Mapping[tuple[str, str], Proof]:
    """Every rule that stands in a policy read here; what it only inherits is proven where it stands."""
    proofs: dict[tuple[str, str], Proof] = {}
    bases = {base.file for policy in suite.policies.values() if policy for base in policy.bases}
    under_test = {trial.policy.document.file for trial, _ in tried}
    for path, policy in suite.policies.items():
        if policy is not None and (path in under_test or path not in bases):
            proofs |= {(path, rule): Proof(at, path) for rule, at in _own(policy)}
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
