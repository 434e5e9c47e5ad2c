"""``catalog alternatives --write``: the fits become ``exit.alternatives`` of a manifest, unassessed.

A person has to assess them: ``assessed`` is left as the question TODO, which no verb lets pass.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace

from checker.planning.alternatives import Alternatives, AlternativesOptions, alternatives
from checker.run import tree
from checker.run.faults import Fault
from checker.run.named import write_below
from checker.run.request import Request
from checker.shape.unanswered import OPEN
from checker.source import Document, parse

MOST = 3
"""Fits that are written: what an owner can be asked to assess."""

_WIDTH = 1 << 20
"""Columns before ruamel.yaml would fold a line: more than a file that is read may have bytes."""


def propose(request: Request, asked: AlternativesOptions) -> Alternatives:
    """The alternatives; with ``--write`` the best fits are in the manifest afterwards.

    Raises:
        Fault: there is no service to write to, its manifest cannot be written, or nothing new fits.
    """
    if asked.write and asked.service is None:
        raise Fault("--write needs --for SERVICE: it writes into the manifest of a service")
    found = alternatives(request, asked)
    if not asked.write or found.manifest is None:
        return found
    if found.diagnostics:
        raise Fault("nothing is written while something cannot be read: see modelbylaws check")
    path = found.manifest.document.file
    new = [one.model for one in found.fits if not one.declared][:MOST]
    if not new:
        raise Fault(f"no fit is missing under exit.alternatives in {path}")
    raw = tree.read(request.root, path)
    if not isinstance(raw, bytes):
        raise Fault(f"{path}: {raw.message}")
    text = _as_json(raw, new) if path.endswith(".json") else _as_yaml(raw, new)
    if not isinstance(parse(path, text.encode()), Document):
        raise Fault(f"{path} cannot be edited by a program: add {', '.join(new)} under exit.alternatives")
    write_below(request.root, path, text)
    return replace(found, written=path)


def _as_json(raw: bytes, new: Sequence[str]) -> str:
    whole = json.loads(raw.decode("utf-8-sig"))
    listed = whole.setdefault("exit", {}).setdefault("alternatives", [])
    listed += [{"model": model, "assessed": OPEN} for model in new]
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _as_yaml(raw: bytes, new: Sequence[str]) -> str:
    """The text with the new entries, and its comments."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    written = raw.decode("utf-8-sig")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    whole = yaml.load(written.replace("\r\n", "\n"))
    dash = max(whole["uses"].lc.col, 0)
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    way_out = whole.setdefault("exit", CommentedMap())
    listed = way_out.setdefault("alternatives", CommentedSeq())
    for model in new:
        entry = CommentedMap({"model": model, "assessed": OPEN})
        entry.fa.set_flow_style()
        listed.append(entry)
    out = io.StringIO()
    yaml.dump(whole, out)
    text = out.getvalue()
    return text.replace("\n", "\r\n") if "\r\n" in written else text
