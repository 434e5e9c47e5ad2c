"""The report as a site: static pages that open from a disk, need no server, and are the same bytes for the same inputs.

It is a room above the wings, since it shows what several of them find: the audit and the register.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from checker.audit.pack import make_pack
from checker.diagnostic import many
from checker.formats.full import faults_text
from checker.formats.summary import closing
from checker.formats.terminal import escape, plain
from checker.record import dataclass
from checker.report import Report
from checker.run.named import refuse_links
from checker.run.output import tell
from checker.run.read import read_request
from checker.run.request import Request
from checker.site.addresses import OVERVIEW
from checker.site.gather import gather
from checker.site.pages import make_pages
from checker.site.target import is_replaceable, put


@dataclass(frozen=True, slots=True)
class SiteOptions:
    out: str
    """The folder that is made."""
    history: str | None
    """A folder of earlier runs."""
    events: tuple[str, ...]
    """Files of events, below the root, which are let happen to the fleet."""
    link: str
    """How to link to a line of an input, with {commit}, {path} and {line}; empty: no links."""


def write_site(request: Request, asked: SiteOptions) -> int:
    """Judge, and write the site; the exit code is that of the check.

    Raises:
        Fault: there is something at the target, or it cannot be written.
    """
    replace = is_replaceable(asked.out)
    refuse_links(request.root, os.path.join(asked.out, OVERVIEW.file))
    run = read_request(request)
    dossier = make_pack(run, request.root, (), asked.link).dossier
    files = make_pages(dossier, gather(request, run, dossier, asked.history, asked.events), asked.link)
    put(asked.out, files, replace=replace)
    tell(_in_short(dossier.report, asked.out, files))
    return dossier.report.exit_code


def _in_short(judged: Report, out: str, files: Mapping[str, bytes]) -> str:
    faults = faults_text(judged.diagnostics, judged.sources, plain)
    pages = sum(name.endswith(".html") for name in files)
    said = f"{many(pages, 'page')} in {escape(out)}: open {escape(os.path.join(out, OVERVIEW.file))}"
    return faults + "".join(f"{line}\n" for line in (*closing(judged, plain), said))
