"""Policies and waivers: which files they are, and what is wrong between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from checker.cli.reading.loaded import Loaded
from checker.cli.reading.policies import policy_bytes, read_policy
from checker.config import POLICY_PLACES
from checker.diagnostic import Diagnostic, Location, Place
from checker.engine import AnyPolicy
from checker.engine.waived import BUILTIN as BUILTIN_RULES
from checker.engine.waived import unknown_rules
from checker.policy import Override
from checker.source import Document
from checker.waivers import FORMAT, Placed, WaiversFile, repeated

OTHER_FORMATS = {"modelbylaws/tests/v1", "modelbylaws/baseline/v1", FORMAT}
"""Formats that may lie beside policies. A file that does not show one of them in a line of its own is a policy."""

_FORMAT_LINE = re.compile(rb"^format:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


def read_policies(loaded: Loaded) -> None:
    request, config = loaded.request, loaded.config
    given = tuple(dict.fromkeys(request.policies))
    named = {*given, *(config.policies or ())}
    for path in given or loaded.listed("policies", config.policies, POLICY_PLACES):
        if path not in named and declared_format(policy_bytes(loaded.rest, path)) in OTHER_FORMATS:
            continue
        found = read_policy(path, partial(_policy_document, loaded), partial(_overrides, loaded))
        if isinstance(found, list):
            loaded.diagnostics += [fault for fault in found if fault not in loaded.diagnostics]
        else:
            loaded.policies.append(found)
    # NOTE: a policy that another one is built on is judged as a part of that one, which is as strict or stricter.
    inherited = {base.file for policy in loaded.policies for base in policy.bases}
    loaded.policies = [policy for policy in loaded.policies if policy.document.file not in inherited]
    loaded.diagnostics += [*_same_name_twice(loaded.policies), *_no_such_policy(loaded)]


def _policy_document(loaded: Loaded, path: str) -> Document | None:
    """A policy's document, read once, also where several are built on it."""
    if path in loaded.documents or any(entry.path == path for entry in loaded.inputs):
        return loaded.documents.get(path)
    return loaded.read(path, "policy", policy_bytes(loaded.rest, path))


def _overrides(loaded: Loaded, policy: str) -> dict[str, Override]:
    values = loaded.config.params.get(policy, {})
    return {name: Override(value, loaded.in_config(("params", policy, name))) for name, value in values.items()}


def _no_such_policy(loaded: Loaded) -> Iterable[Diagnostic]:
    names = {policy.header.policy for policy in loaded.policies}
    for name in loaded.config.params if not loaded.diagnostics else ():
        if name not in names:
            message = f"no policy {name!r} is loaded, so its parameters cannot be set"
            yield Diagnostic("unknown-policy", message, (loaded.in_config(("params", name)),))


def _same_name_twice(policies: Sequence[AnyPolicy]) -> Iterable[Diagnostic]:
    """Rule ids and policy names, each unique over all policies loaded."""
    first: dict[tuple[str, str], Location] = {}
    for policy in policies:
        named = [("policy", policy.header.policy, policy.document.locate(Place(policy.document.file, ("policy",))))]
        documents = {document.file: document for document in policy.documents}
        for rule, origin in zip(policy.rules, policy.origins, strict=True):
            place = origin.below("id")
            named.append(("rule id", rule.id, documents[place.file].locate(place)))
        for what, name, at in named:
            if what == "rule id" and name in BUILTIN_RULES:
                yield Diagnostic("reserved-id", f"rule id {name!r} is that of a built-in rule", (at,))
            if (what, name) in first:
                other = replace(first[what, name], label="first here")
                yield Diagnostic("duplicate-id", f"{what} {name!r} is in two places", (at, other))
            first.setdefault((what, name), at)


def read_waivers(loaded: Loaded, *, every_policy: bool) -> None:
    """Every waiver; one of a rule that no policy holds is a fault only if every policy was read."""
    given = loaded.config.waivers
    for path in loaded.listed("waivers", given, POLICY_PLACES):
        raw = loaded.rest.read(path)
        if given is None and declared_format(raw) != FORMAT:
            continue
        document = loaded.read(path, "waivers", raw)
        file = loaded.shaped(document, WaiversFile)
        if document is not None and file is not None:
            loaded.waivers += [Placed(document, index, waiver) for index, waiver in enumerate(file.waivers)]
    loaded.diagnostics += repeated(loaded.waivers)
    if every_policy:
        loaded.diagnostics += unknown_rules(loaded.waivers, loaded.policies)


def declared_format(raw: bytes | Diagnostic) -> str:
    found = None if isinstance(raw, Diagnostic) else _FORMAT_LINE.search(raw)
    return found[1].decode("utf-8", "replace") if found else ""
