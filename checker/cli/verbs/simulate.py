"""``simulate``: what would happen if a vendor, a host or a model went, and what the rules would say."""

from __future__ import annotations

import argparse
from functools import partial

from checker.cli import flags
from checker.cli.answer import Answer, answered
from checker.cli.arguments import file_inside, request
from checker.cli.checking import outputs

_EVENTS = (
    ("--lose", "WHAT=KEY", "lose a vendor, lineage, group, model, host, gateway, vendor- or host-jurisdiction"),
    ("--retire", "model=M[,host=H]", "hosts stop serving a model"),
    ("--close-weights", "vendor=V|model=M", "weights are no longer available"),
    ("--relicense", "vendor=V|model=M,license=L", "a license is replaced"),
    ("--raise-price", "vendor=V|host=H,by=50%", "a price goes up"),
    ("--move", "WHAT=KEY,to=MODEL[,to-access=A][,to-host=H]", "move every route that carries a key to a model"),
    ("--advance", "90d", "time passes"),
)


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = "Events happen in the order given, those of --events first. Nothing is written but the result."
    for flag, meta, about in _EVENTS:
        verb.add_argument(flag, action="append", dest="happens", type=partial(_event, flag), metavar=meta, help=about)
    verb.add_argument("--events", metavar="FILE", help="events from a file (format: modelbylaws/events/v1)")
    verb.add_argument("--planned", action="store_true", help="first, planned routes go live")
    verb.add_argument("--rank", action="store_true", help="also rank every single loss")
    flags.reading(verb)
    flags.output(verb)
    flags.color(verb)


def answer(given: argparse.Namespace) -> Answer:
    from checker.whatif.simulate import SimulateOptions, render_simulated, simulate, simulated_text

    asked = request(given)
    events = file_inside(asked.root, given.events, "events") if given.events else None
    options = SimulateOptions(events, tuple(given.happens or ()), given.planned, given.rank)
    return answered(simulate(asked, options, outputs(given, asked)), simulated_text, render_simulated)


def _event(flag: str, written: str) -> tuple[str, str]:
    """All events go into one list, in the order in which they are written."""
    return flag.removeprefix("--"), written
