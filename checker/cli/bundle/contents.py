"""The files of a bundle, from a dossier and the bytes of its inputs: the same in, the same out, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from checker.cli.bundle import layout
from checker.cli.bundle.run_file import run_file
from checker.cli.faults import Fault
from checker.cli.reading.loaded import Loaded
from checker.cli.request import Request
from checker.formats import tables
from checker.formats.facts_file import facts_file
from checker.formats.html import Options, page
from checker.formats.json_report import json_report
from checker.formats.statement import simple_result, test_result
from checker.report import Input
from checker.report.dossier import Dossier
from checker.resources import BUILTIN, BUILTIN_CATALOG, catalog_files, policy_file


def contents(dossier: Dossier, request: Request, link: str, copies: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file but a signature and the list of digests."""
    report = dossier.report
    found = {name: tables.as_csv(table) for name, table in _tables(dossier).items()}
    made = {
        **copies,
        **{name: text.encode() for name, text in found.items()},
        layout.REPORT: json_report(report).encode(),
        layout.PAGE: page(dossier, Options(link, tuple(sorted(found)))).encode(),
        layout.FACTS: facts_file(dossier).encode(),
        layout.RUN: run_file(dossier, request, link),
    }
    simple = simple_result(report)
    if simple is not None:
        made[layout.SIMPLE] = simple
    made[layout.STATEMENT] = test_result(report, layout.files_digest(made))
    return made


def _tables(dossier: Dossier) -> dict[str, tables.Table]:
    return {
        layout.FINDINGS: tables.findings(dossier.report),
        layout.POPULATION: tables.population(dossier),
        layout.SERVICES: tables.services(dossier),
    }


def copies(loaded: Loaded) -> dict[str, bytes]:
    """The bytes of every input, by the name of its copy.

    Raises:
        Fault: a file is not what it was when it was judged.
    """
    catalog = dict(catalog_files())
    return {layout.copy_of(entry.path): _bytes(loaded, entry, catalog) for entry in loaded.inputs}


def _bytes(loaded: Loaded, entry: Input, catalog: Mapping[str, bytes]) -> bytes:
    if entry.path.startswith(f"{BUILTIN_CATALOG}/"):
        raw = catalog[entry.path]
    elif entry.path.startswith(BUILTIN):
        raw = policy_file(entry.path.removeprefix(BUILTIN))
    else:
        found = (loaded.manifests if entry.role == "manifest" else loaded.rest).read(entry.path)
        raw = found if isinstance(found, bytes) else b""
    if hashlib.sha256(raw).hexdigest() != entry.sha256:
        raise Fault(f"{entry.path} changed while it was judged; nothing is shown by a copy of something else")
    return raw
