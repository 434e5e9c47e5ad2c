"""``init``: a first configuration, policy and manifest that pass, to be changed from there."""

from __future__ import annotations

import os
from collections.abc import Mapping

from checker.run.faults import Fault
from checker.run.named import refuse_links
from checker.run.output import write

_CONFIG = """\
format: modelbylaws/config/v1
organization:
  name: Example Organization
  vendor: example            # models named example/... are your own
"""

_POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
params:
  vendor-cap: {value: 40%, at-most: 60%}
selections:
  production: {lifecycle: production}
  regulated: {lifecycle: production, regulation: {none-of: [none]}}
rules:
  - id: vendor-concentration
    title: No vendor's models may stand behind more than {vendor-cap} of production services
    kind: max-share
    of: production
    by: lineage
    max: $vendor-cap
    min-population: 5        # with fewer services one alone would break the cap
    level: soft
    why: One vendor's decision, outage or price change must not reach most of our services.
  - id: regulated-self-hostable
    title: Regulated workloads use models whose weights we can host ourselves
    kind: require
    of: regulated
    each: route
    must: {model.self-hostable: true}
    level: hard
    why: A vendor may stop offering an API; weights that we hold keep running.
"""

_MANIFEST = """\
format: modelbylaws/manifest/v1
service: example-service
owner: team-example
lifecycle: production        # experimental | production | deprecated
tier: 2                      # 0 most critical .. 3
regulation: [gdpr]           # or [none]
data: [personal]             # or [none]
uses:
  - id: answers
    routes:
      - model: google/gemma-4-31b-it
        access: self-hosted
"""

_HOOKS = """\
Then     .pre-commit-config.yaml, and pre-commit install; a merge is judged like a commit

default_install_hook_types: [pre-commit, pre-merge-commit]
repos:
  - repo: https://example.org/modelbylaws   # where you keep modelbylaws
    rev: main                               # better: a tag or a commit of yours
    hooks:
      - id: modelbylaws-fleet
"""

_FILES: Mapping[str, tuple[str, str]] = {
    "modelbylaws.yaml": (_CONFIG, "where every file is"),
    "policies/org.yaml": (_POLICY, "2 rules to start from"),
    "services/example/model-manifest.yaml": (_MANIFEST, "a manifest to copy"),
}


def start(folder: str) -> str:
    """Write the files; what was written, for the user.

    Raises:
        Fault: one of the files is there already; then none is written.
    """
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise Fault(f"{folder!r} is no folder, and the files need one to lie in")
    there = [name for name in _FILES if os.path.lexists(os.path.join(folder, name))]
    if there:
        raise Fault(f"already there, nothing was written: {', '.join(there)}")
    for name in _FILES:
        for tree in (".", folder):
            refuse_links(tree, os.path.join(folder, name))
    lines = []
    for name, (text, what) in _FILES.items():
        path = os.path.join(folder, name)
        try:
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        except OSError as error:
            raise Fault(f"{os.path.dirname(path)} cannot be made: {error.strerror}") from None
        write(path, text)
        lines.append(f"Created  {name:<40} {what}\n")
    return "".join([*lines, "Next     modelbylaws check\n", _HOOKS])
