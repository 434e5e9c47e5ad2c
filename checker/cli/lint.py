"""``lint``: policies, waivers and catalogs, with the fleet only as a mirror: manifests are not judged here."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from checker import source
from checker.cli.check import sources_of
from checker.cli.reading.load import load_all
from checker.cli.reading.load_policies import declared_format
from checker.cli.reading.loaded import Loaded
from checker.cli.reading.policies import beside
from checker.cli.request import Request
from checker.diagnostic import Diagnostic, Location
from checker.engine.advice import advice
from checker.engine.names import unknown_names
from checker.engine.upkeep import upkeep
from checker.formats.full import advice_text, faults_text
from checker.formats.terminal import Paint, escape
from checker.policy_tests import FORMAT, PolicyTests
from checker.shape import read

OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")


def lint(request: Request, paint: Paint) -> tuple[str, int]:
    """Faults and advice, and the exit code: 2 for a fault, 3 when there is no policy, else 0."""
    loaded = load_all(request)
    manifests = {entry.path for entry in loaded.inputs if entry.role == "manifest"}
    found = [fault for fault in loaded.diagnostics if fault.locations[0].file not in manifests]
    found += upkeep(loaded.policies)
    if loaded.fleet is not None:
        found += unknown_names(loaded.policies, loaded.fleet.world)
    found.sort(key=lambda diagnostic: diagnostic.sort_key)
    hints = [
        *advice(loaded.policies, loaded.fleet if loaded.complete else None, set(_proven(loaded))),
        *_owners(loaded),
    ]
    hints.sort(key=lambda diagnostic: diagnostic.sort_key)
    policies = [escape(entry.path) for entry in loaded.inputs if entry.role == "policy"]
    sources = sources_of(loaded, [*found, *hints])
    text = f"{faults_text(found, sources, paint)}{advice_text(hints, sources, paint)}{_summary(loaded, policies)}"
    counts = f"{len(found)} fault{'' if len(found) == 1 else 's'}, {len(hints)} of advice"
    return f"{text}: {counts}\n", 2 if found else 0 if policies else 3


def _summary(loaded: Loaded, policies: list[str]) -> str:
    catalogs = sum(entry.role == "catalog" for entry in loaded.inputs)
    return f"Read {', '.join(policies) or 'no policy'}, {catalogs} catalog files"


def _proven(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """Policy file and rule of every failing case in a tests file below the root."""
    for path in loaded.files.files:
        if not path.endswith((".yaml", ".yml")) or not path.startswith("policies/"):
            continue
        raw = loaded.rest.read(path)
        if isinstance(raw, Diagnostic) or declared_format(raw) != FORMAT:
            continue
        document = source.parse(path, raw)
        tests = read(document, PolicyTests) if isinstance(document, source.Document) else None
        if isinstance(tests, PolicyTests):
            policy = beside(path, tests.policy)
            yield from ((policy, case.rule) for case in tests.cases if case.expect.verdict == "fail")


def _owners(loaded: Loaded) -> Iterator[Diagnostic]:
    """Policies and waivers that a CODEOWNERS file leaves to everybody."""
    for path in (path for path in OWNERS if path in loaded.files.files):
        raw = loaded.rest.read(path)
        lines = [] if isinstance(raw, Diagnostic) else raw.decode("utf-8", "replace").splitlines()
        patterns = [parts[0] for line in lines if (parts := line.split("#")[0].split()) and len(parts) > 1]
        guarded = [
            entry.path for entry in loaded.inputs if entry.role in {"policy", "waivers"} and ":" not in entry.path
        ]
        for file in guarded:
            if not any(_covers(pattern, file) for pattern in patterns):
                message = f"{path} names no owner of {file}"
                yield Diagnostic(
                    "unowned", message, (Location(path),), "policies and waivers need reviewers of their own"
                )


def _covers(pattern: str, path: str) -> bool:
    """Whether a CODEOWNERS pattern means a path: a folder, a name anywhere, or a path from the root."""
    anchored, bare = "/" in pattern.rstrip("/"), pattern.strip("/")
    candidates = [path] if anchored else path.split("/")
    parts = path.split("/")
    folders = ["/".join(parts[:end]) for end in range(1, len(parts))] if anchored else []
    return bare in {"*", "**"} or any(fnmatchcase(name, bare) for name in [*candidates, *folders])
