"""``simulate``: what would happen if a vendor, a host or a model went, and what the rules would say."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from checker.cli import flags
from checker.cli.arguments import inside, request

HELP = "what would stop, and what the rules would say, if something happened"

_EVENTS = (
    ("--lose", "WHAT=KEY", "lose a vendor, lineage, group, model, host, gateway, vendor- or host-jurisdiction"),
    ("--retire", "model=M[,host=H]", "hosts stop serving a model"),
    ("--close-weights", "vendor=V|model=M", "weights are no longer to be had"),
    ("--relicense", "vendor=V|model=M,license=L", "a license is replaced"),
    ("--raise-price", "vendor=V|host=H,by=50%", "a price goes up"),
    ("--move", "WHAT=KEY,to=MODEL[,to-access=A][,to-host=H]", "move every route that carries a key to a model"),
    ("--advance", "90d", "time passes"),
)


class _Happens(argparse.Action):
    """Collects events in the order in which they are written."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - argparse's signature
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        named = (self.dest.replace("_", "-"), str(values))
        namespace.happens = [*(getattr(namespace, "happens", None) or []), named]
        del option_string


def arguments(verb: argparse.ArgumentParser) -> None:
    verb.description = "Events happen in the order given, those of --events first. Nothing is written but the result."
    for flag, meta, about in _EVENTS:
        verb.add_argument(flag, action=_Happens, metavar=meta.replace("%", "%%"), help=about)
    verb.add_argument("--events", metavar="FILE", help="events from a file (format: modelbylaws/events/v1)")
    verb.add_argument("--planned", action="store_true", help="first, planned routes go live")
    verb.add_argument("--rank", action="store_true", help="also rank every single loss")
    flags.reading(verb)
    flags.output(verb)
    flags.color(verb)


def run(given: argparse.Namespace) -> int:
    from checker.cli.events import Asked
    from checker.cli.simulate import simulate

    asked = request(given)
    events = inside(asked.root, given.events) if given.events else None
    happens = tuple(getattr(given, "happens", None) or ())
    return simulate(asked, Asked(events, happens, given.planned, given.rank), given.output, given.color)
