"""``report``: judges once, and writes every output that was asked for.

It also says where a bundle may be put.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from checker.audit.make import make_dossier
from checker.audit.outputs import OUTPUTS, OutputOption, Pack
from checker.audit.sample import SampleOptions
from checker.audit.storing import store, vacant
from checker.bundle.layout import is_zip
from checker.files.config import CATALOG_PLACES, POLICY_PLACES, Config
from checker.formats.full import faults_text
from checker.formats.summary import closing
from checker.formats.terminal import plain
from checker.record import dataclass
from checker.report import Report
from checker.run.faults import Fault, needed
from checker.run.matching import matching
from checker.run.named import refuse, refuse_inputs
from checker.run.output import STANDARD, complain, tell
from checker.run.read import read_request
from checker.run.request import Request, revision_of
from checker.run.run import Run
from checker.run.stands import find_commit

if TYPE_CHECKING:
    from checker.audit.bundle.since import Last


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a bundle goes, and what signs it."""

    target: str
    key_file: str | None
    run_url: str = ""
    """Where the pipeline's run is shown."""
    actor: str = ""
    """Who started it."""
    sample: SampleOptions | None = None
    """Which sample goes into it."""
    since: str | None = None
    """The last bundle; the difference to it goes into this one."""


def write_bundle(pack: Pack, request: Request, evidence: Evidence, last: Last | None = None) -> None:
    """Write the evidence of a run that judged, so that its exit code is 0 or 1.

    Raises:
        Fault: the target is taken or would be read as inputs, or it cannot be written.
    """
    from checker.audit.bundle.approvals import find_approvals
    from checker.audit.bundle.attached import Tested, attach
    from checker.audit.bundle.contents import contents, copies
    from checker.audit.bundle.run_file import Told, run_file
    from checker.audit.bundle.since import since_last
    from checker.bundle import layout
    from checker.proof import read_suite

    vacant(evidence.target)
    tested = Tested(*read_suite(request, ()))
    copied = copies(pack.run) | tested.copies(pack.run)
    if not is_zip(evidence.target):
        _not_among_inputs(pack.run.config, request.root, evidence.target, copied)
    told = Told(
        pack.link,
        evidence.run_url,
        evidence.actor,
        evidence.sample,
        last.called if last is not None else None,
        find_approvals(request.root, pack.run, pack.dossier.commit),
    )
    beside = attach(pack.run, pack.dossier, tested, told.sample)
    if last is not None:
        beside |= since_last(last, copied, run_file(pack.dossier, pack.run.asked, told))
    files = contents(pack.dossier, pack.run.asked, told, copied, beside)
    if evidence.key_file is not None:
        from checker.run.signing import private_key, sealed

        files[layout.ENVELOPE] = sealed(files[layout.STATEMENT], private_key(evidence.key_file))
    store(evidence.target, files | {layout.SUMS: layout.sums(files)})


def _not_among_inputs(config: Config, root: str, target: str, copied: dict[str, bytes]) -> None:
    """Copies of manifests below the root would be read as manifests by the next run."""
    below = os.path.relpath(os.path.realpath(target), os.path.realpath(root)).replace(os.sep, "/")
    if below == ".." or below.startswith("../"):
        return
    own = (*(config.policies or POLICY_PLACES), *(config.catalogs or CATALOG_PLACES), *config.inventory_files)
    patterns = (*config.manifests, *own, *(config.waivers or ()), *(config.controls or ()))
    hits = matching([f"{below}/{name}" for name in copied], [p for p in patterns if not p.startswith("builtin:")])
    if hits:
        raise Fault(
            f"the next run would read the bundle's copies as its inputs ({hits[0]}); write a .zip, or elsewhere"
        )


def report(
    request: Request,
    asked: Sequence[OutputOption],
    link: str,
    evidence: Evidence | None = None,
    *,
    annex: bool = False,
) -> int:
    """Write everything; the exit code is that of the check.

    Raises:
        Fault: two outputs go to one place, or something could not be written.
    """
    _distinct(asked, evidence)
    _need(asked, evidence)
    files = [output.file for output in asked]
    refuse(request.root, [*files, *([evidence.target] if evidence is not None else [])])
    last = _last(evidence)
    run = read_request(request)
    keys = [evidence.key_file] if evidence is not None and evidence.key_file else []
    refuse_inputs(request.root, files, [*(entry.path for entry in run.inputs), *map(os.path.abspath, keys)])
    pack = replace(make_pack(run, request.root, asked, link), annex=annex)
    for output in asked:
        OUTPUTS[output.kind](pack, output.file)
    code = pack.dossier.report.exit_code
    if evidence is not None and code in {0, 1}:
        write_bundle(pack, request, evidence, last)
    if all(output.file != STANDARD for output in asked):
        tell(_in_short(pack.dossier.report))
    if evidence is not None and code not in {0, 1}:
        complain(f"no bundle: the run ends with {code}, and what was not judged is no evidence")
    return code


def _last(evidence: Evidence | None) -> Last | None:
    """The last bundle, read before anything is judged or written.

    Raises:
        Fault: it is not whole, or cannot be judged again.
    """
    from checker.audit.bundle.since import open_last

    return open_last(evidence.since) if evidence is not None and evidence.since is not None else None


_LIBRARIES = {"xlsx": "xlsxwriter"}
"""Of extras of the same name as an output."""


def _need(asked: Sequence[OutputOption], evidence: Evidence | None) -> None:
    """What is missing is told before anything is judged or written.

    Raises:
        Fault: the library of an extra is not installed.
    """
    wanted = {output.kind: _LIBRARIES[output.kind] for output in asked if output.kind in _LIBRARIES}
    if evidence is not None and evidence.key_file is not None:
        wanted["sign"] = "cryptography"
    for extra, library in wanted.items():
        with needed(extra, library):
            import_module(library)


def _in_short(judged: Report) -> str:
    """What people see while everything else goes to files: faults of inputs, and the counts."""
    faults = faults_text(judged.diagnostics, judged.sources, plain)
    return faults + "".join(f"{line}\n" for line in closing(judged, plain))


def make_pack(run: Run, root: str, asked: Sequence[OutputOption], link: str) -> Pack:
    """What outputs are made from."""
    judged = run.judge()
    commit = find_commit(root, judged.inputs, revision_of(run.asked))
    organization = run.config.organization.name or ""
    return Pack(make_dossier(judged, run.fleet, run.policies, organization, commit), run, tuple(asked), link)


def _distinct(asked: Sequence[OutputOption], evidence: Evidence | None) -> None:
    """What is refused before anything is written."""
    places = [output.file if output.file == STANDARD else os.path.realpath(output.file) for output in asked]
    if evidence is not None:
        places.append(os.path.realpath(evidence.target))
    if len(set(places)) < len(places):
        raise Fault(f"two outputs to {'standard output' if places.count(STANDARD) > 1 else 'one file'}")
    if evidence is not None:
        vacant(evidence.target)
