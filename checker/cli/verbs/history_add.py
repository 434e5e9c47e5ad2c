"""``history add``: keep a summary of a run."""

from __future__ import annotations

import argparse

from checker.cli import flags
from checker.cli.answer import Answer, words
from checker.cli.arguments import request_at, today

FOLDER = "history"
"""Where runs are kept, unless somebody says otherwise."""


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = (
        "Judges as check does and writes a summary of the run, some kilobytes of JSON, into a folder. Ends with 0 "
        "whatever the verdicts are: check is the gate. Ends with 2 and writes nothing if the fleet could not be "
        "judged, or if the folder holds what is no part of a history. The same run is kept once."
    )
    flags.reading(verb)
    flags.at(verb)
    verb.add_argument("--into", default=FOLDER, metavar="DIR", help=f"where runs are kept (default: {FOLDER})")
    verb.add_argument(
        "--bundle", metavar="DIR|FILE.zip", help="keep the run of this evidence bundle, instead of judging now"
    )


def answer(given: argparse.Namespace) -> Answer:
    from checker.history.adding import AddOptions, add, added_text
    from checker.run.faults import Fault

    judging = {"--policy": given.policy, "--as-of": given.as_of, "--known-by": given.known_by, "--at": given.at}
    for flag in (flag for flag, value in judging.items() if value and given.bundle is not None):
        raise Fault(f"{flag} is about judging now, and --bundle keeps a run that was judged: use one of them")
    return words(added_text(add(request_at(given), AddOptions(given.into, given.bundle, today()))))
