"""``lint``: faults of policies, waivers and catalogs, and hints. The fleet only tests selections, and is not judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Literal

from checker import __version__, source
from checker.diagnostic import Diagnostic, Location, Place, cap_faults, many
from checker.files.config import VENDOR_FOLDER
from checker.files.policy_tests import FORMAT, PolicyTests
from checker.judging.names import unknown_names
from checker.judging.waiver_case import model_to_name
from checker.lint.catalog_advice import Look
from checker.lint.catalog_advice import advice as of_catalogs
from checker.lint.faults import advice, faults
from checker.report import Subject
from checker.report.linted import Linted
from checker.run.matching import declared_format
from checker.run.named import refuse_inputs
from checker.run.policies import from_file
from checker.run.read import read_request
from checker.run.request import CONFIG_NAME, Request
from checker.run.run import NO_POLICY, Run, texts_of
from checker.run.tree import ENDINGS
from checker.shape import read

OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")

_BLANK = re.compile(r"[ \t]+")
"""As the forges split a line: a no-break space belongs to the path, which then has no owner."""


def lint(request: Request, outputs: Sequence[str]) -> Linted:
    """Faults and hints; without a policy there is nothing to look at.

    Raises:
        Fault: one of ``outputs``, which will be written, was read.
    """
    run = read_request(request)
    refuse_inputs(request.root, outputs, [*(entry.path for entry in run.inputs), *OWNERS])
    manifests = {entry.path for entry in run.inputs if entry.role == "manifest"}
    found = [fault for fault in run.faults if fault.locations[0].file not in manifests]
    found += faults(run.policies, run.controls)
    if run.fleet is not None:
        found += unknown_names(run.policies, run.fleet.world)
    found = cap_faults(found)
    advised = advice(run.policies, run.fleet if run.fleet and run.fleet.complete else None, set(_proven(run)))
    hints = [
        # What was brought from others is theirs to mend, and told where it is kept.
        *(hint for hint in advised if not hint.primary.file.startswith(f"{VENDOR_FOLDER}/")),
        *_owners(run),
        *_find_ageless(run),
        *_find_unnamed_models(run),
    ]
    hints = cap_faults(hints)
    nothing = "" if any(entry.role == "policy" for entry in run.inputs) else NO_POLICY
    return replace(_linted("lint", run, found, hints), nothing=nothing)


def _linted(
    verb: Literal["lint", "catalog lint"], run: Run, faults: Sequence[Diagnostic], hints: Sequence[Diagnostic]
) -> Linted:
    """What a verb found in what was read."""
    return Linted(
        verb=verb,
        as_of=run.asked.as_of,
        known_by=run.asked.known_by,
        version=__version__,
        inputs=run.inputs,
        faults=tuple(faults),
        hints=tuple(hints),
        sources=texts_of(run.texts, [*faults, *hints]),
        catalog=run.sources.builtin.release,
        prefix=run.sources.prefix,
    )


def _proven(run: Run) -> Iterator[tuple[str, str]]:
    """Policy file and rule of every failing case in a tests file below the root."""
    for path in run.rule_files:
        if not path.lower().endswith(ENDINGS) or not path.startswith("policies/"):
            continue
        raw = run.sources.rules.read(path)
        if isinstance(raw, Diagnostic) or declared_format(path, raw) != FORMAT:
            continue
        document = source.parse(path, raw)
        tests = read(document, PolicyTests) if isinstance(document, source.Document) else None
        if isinstance(document, source.Document) and isinstance(tests, PolicyTests):
            policy = from_file(run.sources, document, tests.policy, ("policy",))
            proven = [case.rule for case in tests.cases if case.expect.verdict == "fail"]
            yield from ((policy, rule) for rule in proven if isinstance(policy, str))


def _find_unnamed_models(run: Run) -> Iterator[Diagnostic]:
    """Waivers of a route's finding that do not say which model they excused: they cover whatever comes there."""
    for placed in run.waivers:
        target = placed.waiver.for_
        if target.route is None or target.model is not None:
            continue
        used = model_to_name(run.fleet, Subject(target.service, target.use, target.route)) if run.fleet else None
        message = f"waiver {placed.waiver.id} does not say which model it excused, so it covers any that comes there"
        yield Diagnostic(
            "unnamed-model", message, (placed.locate("for"),), f"add model: {used}" if used else "add model"
        )


def _owners(run: Run) -> Iterator[Diagnostic]:
    """Policies and waivers that a CODEOWNERS file leaves to everybody."""
    for path in (path for path in OWNERS if path in run.rule_files):
        raw = run.sources.rules.read(path)
        lines = [] if isinstance(raw, Diagnostic) else raw.decode("utf-8-sig", "replace").split("\n")
        patterns = [parts[0] for line in lines if len(parts := _BLANK.split(line.split("#")[0].strip(" \t\r"))) > 1]
        guarded = [entry.path for entry in run.inputs if entry.role in {"policy", "waivers"} and ":" not in entry.path]
        for file in guarded:
            if not any(_covers(pattern, file) for pattern in patterns):
                message = f"{path} names no owner of {file}"
                yield Diagnostic(
                    "unowned", message, (Location(path),), "policies and waivers need reviewers of their own"
                )


def _find_ageless(run: Run) -> Iterator[Diagnostic]:
    """A snapshot of other repositories that may be of any age: what they changed since is not counted."""
    configured, beside = run.config.fleet, run.beside
    if configured is None or configured.at_most_age is not None or beside is None:
        return
    document = run.documents.get(run.asked.config or "")
    at = document.locate(Place(document.file, ("fleet",), part="key")) if document else Location(CONFIG_NAME)
    age = many((run.asked.as_of - beside.fleet.day).days, "day")
    message = f"the snapshot {beside.name} may be of any age; it is {age} old"
    yield Diagnostic("any-age", message, (at,), "add at-most-age: 7d, and an older one breaks a rule")


def _covers(pattern: str, path: str) -> bool:
    """Whether a CODEOWNERS pattern means a path: a folder, a name anywhere, or a path from the root."""
    anchored, bare = "/" in pattern.rstrip("/"), pattern.strip("/")
    candidates = [path] if anchored else path.split("/")
    parts = path.split("/")
    folders = ["/".join(parts[:end]) for end in range(1, len(parts))] if anchored else []
    return bare in {"*", "**"} or any(fnmatchcase(name, bare) for name in [*candidates, *folders])


OWN, BUILTIN = 1, 0
"""Layers of the stack of catalogs."""


def lint_catalogs(request: Request, stale: int, outputs: Sequence[str], *, everything: bool) -> Linted:
    """Faults and hints. The built-in catalog gets hints where ``everything`` is asked.

    Raises:
        Fault: one of ``outputs``, which will be written, was read.
    """
    run = read_request(request, manifests=False)
    refuse_inputs(request.root, outputs, [entry.path for entry in run.inputs])
    faults = cap_faults(_of_catalogs(run))
    hints: list[Diagnostic] = []
    if run.catalog is not None:
        hints = of_catalogs(Look(run.catalog, request.as_of, stale, BUILTIN if everything else OWN))
    return replace(_linted("catalog lint", run, faults, hints), builtin_too=everything)


def _of_catalogs(run: Run) -> list[Diagnostic]:
    """Without what is wrong in policies, waivers and the inventory: other verbs tell that."""
    others = {entry.path for entry in run.inputs if entry.role not in {"catalog", "config"}}
    return [fault for fault in run.faults if fault.locations[0].file not in others]
