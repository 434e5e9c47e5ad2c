"""Which model a written name means, and what else the name says: version, host, region, precision.

One resolver answers for manifests, rules, waivers, ``--fix``, ``catalog show``, simulations and importers. Only names
that a catalog gives count; what others put before and behind them is taken off by rows of a grammar, each with the
public page that it was read from (``routes``, ``places``, ``tails``). What two models could mean is ambiguous, and
what no row explains is unknown: both are unknown facts, never a guess.
"""

from checker.naming.answer import Part, Resolved, Sure, place_of
from checker.naming.index import Index, Named
from checker.naming.resolver import Resolver

__all__ = ["Index", "Named", "Part", "Resolved", "Resolver", "Sure", "place_of"]
