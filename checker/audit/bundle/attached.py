"""What a bundle holds beside the report: the register, the controls, the policy tests with their results, a sample.

All of it is made of the run and of the tests as they were read, so that ``verify`` makes it again from the copies.
"""

from __future__ import annotations

from checker.audit.controls import matrix_of
from checker.audit.dossier import Dossier
from checker.audit.sample import SampleOptions, draw_of
from checker.audit.work_paper import sample_csv, sample_text
from checker.bundle import layout
from checker.control_matrix import matrix_csv
from checker.diagnostic import many
from checker.formats.json import write_json
from checker.proof import report_suite
from checker.proof.reading import Suite
from checker.record import dataclass
from checker.register import proofs_of, register_of
from checker.register.markdown import register_markdown
from checker.report import Input
from checker.report.ground import from_root
from checker.resources import BUILTIN
from checker.run.faults import Fault
from checker.run.run import Run


@dataclass(frozen=True, eq=False)
class Tested:
    """The policy tests below the root, as they were read."""

    suite: Suite
    files: int
    """How many files of tests there were."""

    def only(self, run: Run) -> dict[str, Input]:
        """What the tests read and the run did not, by the name of its copy."""
        there = {entry.path for entry in run.inputs}
        read = [entry for entry in self.suite.reader.inputs if entry.path not in there] if self.files else []
        return {
            f"{layout.TESTS}{layout.quoted(entry.path)}": entry for entry in read if not entry.path.startswith(BUILTIN)
        }

    def copies(self, run: Run) -> dict[str, bytes]:
        """The bytes of that.

        Raises:
            Fault: a test has faults, or a file changed meanwhile.
        """
        reader = self.suite.reader
        if reader.faults:
            raise Fault(f"no bundle: the policy tests have {many(len(reader.faults), 'fault')}, see modelbylaws test")
        found = {}
        for name, entry in self.only(run).items():
            raw = reader.sources.rules.read(entry.path)
            if not isinstance(raw, bytes) or layout.digest(raw) != entry.sha256:
                raise Fault(f"{entry.path} changed while the bundle was made")
            found[name] = raw
        return found


def attach(run: Run, dossier: Dossier, tested: Tested, asked: SampleOptions | None) -> dict[str, bytes]:
    """The files, by their names.

    Raises:
        Fault: there are more strata than services to draw.
    """
    made = {
        layout.REGISTER: register_markdown(register_of(run, proofs_of(tested.suite), dossier.report)),
        layout.CONTROLS: matrix_csv(matrix_of(run, dossier.report)),
    }
    if tested.files:
        made[layout.TEST_REPORT] = write_json(report_suite(tested.suite, tested.files))
    if asked is not None:
        drawn = draw_of(run, dossier, asked)
        made |= {layout.SAMPLE: sample_csv(drawn), layout.PAPER: sample_text(drawn, from_root)}
    return {name: text.encode() for name, text in made.items()}
