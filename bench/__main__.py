"""``python -m bench``: measure and print the table; ``fleet`` writes a fleet, ``compare`` shows two runs."""

from __future__ import annotations

import argparse
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.figure import Absent, Figure, Result, measure
from bench.fleet import write_fleet, write_shards
from bench.plan import FULL, QUICK, Planned, plan
from bench.process import Failed
from bench.program import Fleets, find_program
from bench.progress import Progress
from bench.record import Record, current_commit, describe_machine, read_values, write_record
from bench.rules import mixed_policy
from bench.services import SEED
from bench.table import compare, show_record
from bench.targets import judge, read_targets

ROOT = Path(__file__).parent.parent
OK, TOO_FAR, USAGE, INTERRUPTED = 0, 1, 2, 130
LARGE = 100_000


def main(argv: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    try:
        match given.verb:
            case "fleet":
                return _write(given)
            case "compare":
                sys.stdout.write(compare(*(read_values(file.read_text(encoding="utf-8")) for file in given.records)))
                return OK
            case _:
                return _measure(given)
    except (OSError, ValueError, Failed, subprocess.SubprocessError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--quick", action="store_true", help="small fleets, in a pipeline: under 90 seconds")
    form.add_argument("--large", action="store_true", help=f"also {LARGE} manifests: minutes, and gigabytes")
    parser.add_argument("--only", action="append", metavar="TEXT", help="figures whose name has this; may be repeated")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write what was found, to compare it")
    parser.add_argument("--services", type=int, metavar="N", help="of the large fleet (default: 10000; quick: 800)")
    parser.add_argument("--program", metavar="FILE", help="measure this program (default: that of this environment)")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep the fleets here, for the next run")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="stop what runs longer")
    verbs = parser.add_subparsers(dest="verb")
    fleet = verbs.add_parser("fleet", help="write a fleet, the same for the same seed")
    fleet.add_argument("folder", type=Path)
    fleet.add_argument("--services", type=int, default=1000)
    fleet.add_argument("--rules", type=int, default=12)
    fleet.add_argument("--seed", default=SEED)
    fleet.add_argument("--shards", type=int, default=0, help="so many files of JSON lines instead of folders")
    two = verbs.add_parser("compare", help="two files of --json: old, new, and new / old")
    two.add_argument("records", type=Path, nargs=2, metavar="FILE")
    return parser


def _write(given: argparse.Namespace) -> int:
    if given.shards:
        write_shards(given.folder, given.services, given.shards, given.seed)
    else:
        write_fleet(given.folder, given.services, mixed_policy(given.rules), given.seed)
    return OK


def _measure(given: argparse.Namespace) -> int:
    targets = read_targets()
    with _workplace(given.work) as work:
        results = list(_results(given, work))
    form = "quick" if given.quick else "large" if given.large else "full"
    record = Record(describe_machine(), current_commit(ROOT), form, results)
    sys.stdout.write(show_record(record, targets))
    if given.json:
        given.json.write_text(write_record(record), encoding="utf-8")
    judged = [(result, targets[result.name]) for result in results if result.name in targets]
    too_far = any(judge(result, target) == "too far" for result, target in judged)
    return TOO_FAR if too_far else OK


def _results(given: argparse.Namespace, work: Path) -> Iterator[Result]:
    form = QUICK if given.quick else FULL
    sizes = replace(form, fleet=given.services or form.fleet, large=LARGE if given.large else 0)
    program = find_program(given.program)
    fleets = Fleets(work, secrets.randbelow(10**9) * 1000)
    planned = plan(program, fleets, sizes)
    wanted = [figure for figure in planned if _is_wanted(figure, given.only)]
    with Progress("measure", len(wanted)) as progress:
        for figure in wanted:
            progress.rename(figure.name)
            yield from _measured(figure, fleets, given.limit)
            progress.step()


def _measured(figure: Planned, fleets: Fleets, limit: float) -> Iterator[Result]:
    if isinstance(figure, Absent):
        yield Result(figure.name, figure.reason)
        return
    for folder in sorted(figure.folders):
        fleets.make(folder)
    yield from measure(figure, limit)


def _is_wanted(figure: Planned, only: Sequence[str] | None) -> bool:
    names = [figure.name, *([figure.memory] if isinstance(figure, Figure) else [])]
    return only is None or any(text in name for name in names for text in only)


@contextmanager
def _workplace(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield Path(folder)


if __name__ == "__main__":
    sys.exit(main())
