"""modelbylaws: policy about the AI models an organization depends on, for programs.

    import datetime as dt

    import modelbylaws

    run = modelbylaws.read("examples/meridian-bank", as_of=dt.date(2026, 11, 22))
    report = run.judge()
    print(modelbylaws.write(report, "sarif"))

``__all__`` lists what programs may rely on; docs/api.md describes it. Everything else in this
package may change with any release. A name is imported when it is first asked for.

The way a manifest takes: ``source`` reads its text, ``shape`` types it,
``files`` says what it may hold, ``fleet`` joins it with the facts of
``catalog``, the ``kinds`` judge it by the rules of ``policy``, ``judging`` puts
the verdicts into a ``report``, and ``formats`` write that down for ``cli``.
``run`` reads all of it; each wing (``audit``, ``review``, ...) answers a question of its own.
"""

TYPE_CHECKING = False  # as in ``typing``, whose import takes longer than this module
if TYPE_CHECKING:
    from checker.diagnostic import Diagnostic, Location, Span
    from checker.fleet import Fleet
    from checker.history.series import Series
    from checker.history.tracking import Tracked
    from checker.history.trend import Point, Trend
    from checker.library import read, simulate, trend, write
    from checker.report import (
        Cause,
        Decision,
        Exclusion,
        Finding,
        Input,
        JudgedWaiver,
        Measure,
        Report,
        Ruling,
        Share,
        Subject,
        Verdict,
    )
    from checker.run.faults import Fault
    from checker.run.run import Run, judge
    from checker.whatif import Outcome, Simulated, Step

__version__ = "0.2.0"

HOME = "https://modelbylaws.dev"
"""What names that belong to the project start with: schemas, namespaces, and where a report says it comes from."""

__all__ = [
    "Cause", "Decision", "Diagnostic", "Exclusion", "Fault", "Finding", "Fleet", "Input", "JudgedWaiver", "Location",
    "Measure", "Outcome", "Point", "Report", "Ruling", "Run", "Series", "Share", "Simulated", "Span", "Step", "Subject",
    "Tracked", "Trend", "Verdict", "__version__", "judge", "read", "simulate", "trend", "write",
]  # fmt: skip

_HOMES = {
    "checker.diagnostic": "Diagnostic Location Span",
    "checker.fleet": "Fleet",
    "checker.history.series": "Series",
    "checker.history.tracking": "Tracked",
    "checker.history.trend": "Point Trend",
    "checker.library": "read simulate trend write",
    "checker.report": (
        "Cause Decision Exclusion Finding Input JudgedWaiver Measure Report Ruling Share Subject Verdict"
    ),
    "checker.run.faults": "Fault",
    "checker.run.run": "Run judge",
    "checker.whatif": "Outcome Simulated Step",
}
"""Where each public name is made."""


if not TYPE_CHECKING:  # a type checker is to miss a name that is not listed

    def __getattr__(name: str) -> object:
        for module, names in _HOMES.items():
            if name in names.split():
                from importlib import import_module  # noqa: PLC0415 - starting the program does not need it

                return getattr(import_module(module), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
