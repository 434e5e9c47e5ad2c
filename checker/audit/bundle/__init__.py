"""Evidence bundles: everything a run read and said, in a folder or zip; and whether one is what it says.

``contents`` makes the files, and ``unpack`` reads a bundle that anybody may have made.

It is verified in four steps, each about what the one before let stand: every file is listed with its
digest; the signature; the statement's digests are those of the copies; the copies,
judged again, come to the same verdicts and measures. A difference is named and ends
with 1; what cannot be checked at all is a ``Fault``, and ends with 2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from checker import __version__
from checker.audit.bundle.again import Again, foreign, judge_again
from checker.audit.bundle.attached import attach
from checker.audit.bundle.checked import Checked, compared, decisive, flat
from checker.audit.bundle.contents import FILES_DIGEST, contents
from checker.audit.bundle.run_file import told_of
from checker.audit.bundle.since import since_again
from checker.audit.bundle.vouched import VerifyOptions, check_signature, check_stamp
from checker.bundle import layout, unpack
from checker.bundle.digests import check_digests
from checker.bundle.run_file import RunFile, read_run_file
from checker.diagnostic import many
from checker.run.faults import Fault
from checker.run.strict_json import parsed

_ABOUT_FILES = f"predicate {FILES_DIGEST}"
"""In a statement; compared with the files themselves in step three."""
__all__ = ["VerifyOptions", "verify"]

_JUDGED = frozenset({0, 1})
"""Exit codes of a run that judged."""
_ALWAYS = (layout.RUN, layout.REPORT, layout.STATEMENT)

Files = Mapping[str, bytes]


def verify(place: str, asked: VerifyOptions) -> Checked:
    """What was checked, and what differs.

    Raises:
        Fault: it cannot be checked.
    """
    files = unpack.unpack(place)
    found = Checked()
    _listed(files, found)
    if not found.differences:
        check_signature(files, asked, found)
        _stated(files, found)
        check_stamp(files, asked, found)
    if not found.differences:
        _judged(files, asked, found)
    return found


def _listed(files: Files, found: Checked) -> None:
    """Step one: every file is listed, every listed file is there, with its digest."""
    count, differences = check_digests(files)
    found.differences += differences
    missing = [name for name in _ALWAYS if name not in files]
    if missing and not found.differences:
        raise Fault(f"no {', '.join(missing)}: this is no whole evidence bundle")
    found.held.append(f"{layout.SUMS}: {many(count, 'file')} listed, {many(len(files) - 1, 'file')} there")


def _stated(files: Files, found: Checked) -> None:
    """Step three: the statement is about these copies, and about this list of files."""
    statement = parsed(files[layout.STATEMENT])
    if not isinstance(statement, dict) or not isinstance(statement.get("predicate"), dict):
        found.differences.append(f"{layout.STATEMENT} is not an in-toto statement")
        return
    predicate = statement["predicate"]
    if predicate.get(FILES_DIGEST) != layout.files_digest(files):
        found.differences.append(f"{layout.STATEMENT} is about other files: {FILES_DIGEST} differs")
    copies = {layout.digest(raw) for name, raw in files.items() if name.startswith("inputs/")}
    described = [*_entries(statement.get("subject")), *_entries(predicate.get("configuration"))]
    for name, digest in described:
        if digest not in copies:
            found.differences.append(f"{layout.STATEMENT} names {name!r} with a digest that no copy has")
    found.held.append(f"statement: {many(len(described), 'subject and policy digest')}, each of a copy")


def _entries(described: object) -> Iterator[tuple[str, object]]:
    for entry in described if isinstance(described, list) else ():
        known = entry if isinstance(entry, dict) else {}
        digest = known.get("digest")
        yield str(known.get("name")), digest.get("sha256") if isinstance(digest, dict) else None


def _judged(files: Files, asked: VerifyOptions, found: Checked) -> None:
    """Step four. The same version must make every file again, byte for byte; another one, the same verdicts."""
    run = read_run_file(files[layout.RUN])
    report = parsed(files[layout.REPORT])
    notes = report.get("notes") if isinstance(report, dict) else None
    if not isinstance(report, dict) or not isinstance(notes, list) or not all(isinstance(n, str) for n in notes):
        raise Fault(f"{layout.REPORT} is not a report")
    same = run.tool.version == __version__
    strange = foreign(files)
    if same:
        found.differences += [f"not the built-in file of version {__version__}: {name}" for name in strange]
    again = judge_again(files, run, notes)
    copies = {name: raw for name, raw in files.items() if name.startswith("inputs/")}
    more = {}
    if again.dossier.report.exit_code in _JUDGED and not again.tested.suite.reader.faults:
        more = attach(again.run, again.dossier, again.tested, told_of(run).sample)
    more |= since_again(files, asked.since, found, same=same)
    made = contents(again.dossier, again.asked, told_of(run), copies, more)
    _evidence(copies, again, found)
    _verdicts(files, made, found, same=same)
    for name in (layout.RUN, layout.STATEMENT, layout.SIMPLE) if not same else ():
        found.differences += _another(name, files, made)
    found.but[:0] = [] if same else ["for what is not checked"]
    _noted(notes, again, found)
    found.held += _said(run, again, strange, same=same, derived=asked.since is not None)
    found.held += _later(run, asked.today)
    found.held += [] if same else _unknown(files, made)


def _verdicts(files: Files, made: Files, found: Checked, *, same: bool) -> None:
    was, now = flat(parsed(files[layout.REPORT])), flat(parsed(made[layout.REPORT]))
    differing = [f"{layout.REPORT}: {line}" for line in compared(was, now, all_of_it=same)]
    found.differences += differing
    found.held.append(f"judged again: {decisive(now)} verdicts, measures and counts compared")
    if not same:
        return
    aside = {layout.SUMS, layout.ENVELOPE, layout.REPORT} if differing else {layout.SUMS, layout.ENVELOPE}
    for name in sorted((files.keys() | made.keys()) - aside):
        if files.get(name) != made.get(name):
            why = "is not there" if name not in files else "is nothing of this run's" if name not in made else "differs"
            found.differences.append(f"{name} {why} from what the inputs give")


def _evidence(copies: Files, again: Again, found: Checked) -> None:
    """A bundle holds what was read, and nothing that stands beside it unread; and it is of a run that judged."""
    found.differences += [f"no input of this run: {name}" for name in sorted(copies.keys() - again.read)]
    code = again.dossier.report.exit_code
    if again.tested.suite.reader.faults:
        found.differences.append("the policy tests cannot be read, and what was not tried is no evidence")
    if code not in _JUDGED:
        found.differences.append(f"the copies cannot be judged (exit {code}), and what was not judged is no evidence")


def _another(name: str, files: Files, made: Files) -> Iterator[str]:
    """Where a file that says what the run came to differs, whichever version wrote it."""
    if (name in files) != (name in made):
        yield f"{name} is {'nothing of this run' if name in files else 'not there, and the run gives one'}"
        return
    was, now = (flat(parsed(some[name])) if name in some else {} for some in (files, made))
    ours = {at: now[at] if at == _ABOUT_FILES else value for at, value in was.items()}
    yield from (f"{name}: {line}" for line in compared(ours, now, all_of_it=True))


def _unknown(files: Files, made: Files) -> Iterator[str]:
    """Files that only one of the two versions makes."""
    aside = {layout.SUMS, layout.ENVELOPE}
    yield from (
        f"not checked, version {__version__} makes no such file: {n}" for n in sorted({*files} - {*made} - aside)
    )
    yield from (f"not there, and version {__version__} makes it: {n}" for n in sorted({*made} - {*files}))


def _noted(notes: list[str], again: Again, found: Checked) -> None:
    """Notes about the copies must be there; any other is about files that are not here, and is shown as such."""
    found.differences += [f"{layout.REPORT}: a note is missing: {note}" for note in again.notes if note not in notes]
    found.held += [f"not checked, for it is about other files: {note}" for note in notes if note not in again.notes]


def _later(run: RunFile, today: dt.date) -> Iterator[str]:
    """A run may be of a day to come, and then nobody knew the facts of that day."""
    for name, day in (("as-of", run.as_of), ("known-by", run.known_by)):
        if day is not None and day > today:
            yield f"note: the {name} date {day} is later than today, {today}"


def _said(run: RunFile, again: Again, strange: list[str], *, same: bool, derived: bool) -> Iterator[str]:
    report = again.dossier.report
    yield f"population: {many(report.services, 'service')}, {report.show_time()}, exit {report.exit_code}"
    if same:
        but = f" but {layout.SINCE} and {layout.SINCE_PAGE}" if run.since is not None and not derived else ""
        yield f"version: {__version__}, as here: every file{but} was made again and compared byte for byte"
        return
    yield f"version: made by {run.tool.version}, checked by {__version__}: verdicts, measures and counts compared"
    yield f"not checked: the page, tables and facts, which only version {run.tool.version} makes the same"
    yield f"built-in files: the bundle's own were used; {len(strange)} are not those of {__version__}"
