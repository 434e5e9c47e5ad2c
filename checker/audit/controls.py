"""``controls``: judges once, and holds the rules against every control."""

from __future__ import annotations

from checker.control_matrix import Matrix, make_matrix
from checker.diagnostic import many
from checker.report import Report
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import NO_POLICY, Run


def control_matrix(request: Request) -> Matrix:
    """The matrix.

    Raises:
        Fault: something could not be read, so that a verdict could be another one.
    """
    run = read_request(request)
    return matrix_of(run, run.judge())


def matrix_of(run: Run, report: Report) -> Matrix:
    """The matrix of a run that was judged.

    Raises:
        Fault: something could not be read, or there is no policy.
    """
    if report.diagnostics:
        raise Fault(f"no matrix of what was not read: {many(len(report.diagnostics), 'fault')}, see check")
    if not run.policies:
        raise Fault(NO_POLICY)
    owners = {policy.header.policy: policy.header.owner or "" for policy in run.policies}
    return make_matrix(report, owners, run.config.organization.name or "", run.controls)
