"""Everything that is known about models on the as-of date.

A model is asked for by the name a manifest gives it. Three cases: a catalog
knows it; it is the organization's own, whose bases manifests declare; or nobody
knows it, and every fact about it is unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from checker.catalog import Catalog, KnownModel
from checker.catalog.claims import Fact, NoFact, resolve
from checker.catalog.versions import Version, version_of
from checker.condition.truth import Known, Members, Unknown, Value, union
from checker.files.config import Organization
from checker.files.facts import DERIVED_FROM, FACTS, FactRow
from checker.files.inventory import Entry
from checker.fleet.evidence import missing
from checker.fleet.remember import Remembered, once
from checker.placed import quote, written_in
from checker.record import dataclass
from checker.vocabulary import UNKNOWN, Accept, is_unnamed

if TYPE_CHECKING:
    from checker.naming import Resolved
    from checker.observed import Evidence
else:
    Evidence = object
    """NOTE: for the schemas, which ask for the types of fields; most fleets have no evidence, and import none of it."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A model with all its ancestors, and the vendors of them all."""

    models: Members
    vendors: Members


def with_evidence(world: World, observed: Evidence | None, *, grounds: bool) -> World:
    """The world with what was seen of the use of models, and whether verdicts say what they rest on."""
    return world if observed is None and not grounds else replace(world, observed=observed, grounds=grounds)


@dataclass(frozen=True, eq=False)
class World:
    """The catalogs, the organization and the fleet's own models, on one date."""

    catalog: Catalog
    organization: Organization
    as_of: dt.date
    known_by: dt.date | None
    """Catalogs count as they stood on this day; None: as they stand now."""
    gateways: tuple[str, ...] | None
    declared_bases: Mapping[str, tuple[str, ...]]
    """What manifests say a model was made from, over the whole fleet."""
    inventory: Mapping[str, Entry] | None = None
    """Services that must have a manifest; None where no inventory is configured."""
    observed: Evidence | None = None
    """What was seen of the use of models; None where no evidence is configured."""
    today: dt.date | None = None
    """The day of the run where ``as_of`` is a day of a simulation, on which nothing is read anew; None: ``as_of``."""
    grounds: bool = False
    """Whether every verdict says what it rests on."""
    remembered: Remembered = field(init=False, default_factory=dict, repr=False)

    @property
    def observed_until(self) -> dt.date:
        """The last day of which observations count: what came later was not known, or is not judged."""
        return self.as_of if self.known_by is None else min(self.as_of, self.known_by)

    @property
    def aging(self) -> dt.date:
        """The day on which claims that are good for some time only must still be good."""
        return self.as_of if self.today is None else min(self.as_of, self.today)

    def canonical(self, written: str) -> str | None:
        """The model's id; None where the manifest says that it is unknown."""
        if is_unnamed(written):
            return None
        known = self.catalog.model(written)
        return known.id if known else written

    def shown(self, written: str) -> str:
        """The model's id, followed by what the manifest writes, where that is another name."""
        name = self.canonical(written) or written
        return name if name == written else f"{name} (written {written_in(written)})"

    def to_write(self, name: str) -> str:
        """What to call the model of a route in another file, where nothing is said of the route."""
        written = written_in(name)
        return written if name == written else (self.canonical(name) or written).partition(" ")[0]

    @once
    def version(self, model: str, declared: str | None) -> Version:
        """The version of a model, as a route declares it and as the written name says it."""
        return version_of(self.catalog, model, declared)

    @once
    def said(self, written: str) -> Resolved | None:
        """What a model's written name says beside the model."""
        return self.catalog.said(written)

    def is_own(self, written: str) -> bool:
        return self.catalog.is_own(written)

    @once
    def vendor(self, written: str) -> Known | Unknown:
        """Who trained the model."""
        known = self.catalog.model(written)
        if known:
            return Known(known.vendor)
        prefix, _, name = written.partition("/")
        if self.is_own(written) or (name == UNKNOWN and prefix in self.catalog.vendors):
            return Known(prefix)
        return self.unlisted(written)

    @once
    def jurisdiction(self, vendor: str) -> Known | Unknown:
        """Country of a vendor's seat."""
        record = self.catalog.vendors.get(vendor)
        if record is not None and record.jurisdiction:
            return Known(record.jurisdiction)
        if vendor != self.organization.vendor:
            return Unknown(f"jurisdiction of {vendor} is in no catalog", "add it to the vendors of a catalog of yours")
        if self.organization.jurisdiction:
            return Known(self.organization.jurisdiction)
        remedy = "declare organization.jurisdiction in the configuration"
        return Unknown(f"jurisdiction of {vendor} is not declared", remedy)

    def group(self, vendor: str) -> str:
        record = self.catalog.vendors.get(vendor)
        return record.group if record else vendor

    @once
    def lineage(self, written: str) -> Lineage:
        reached: dict[str, None] = {}
        values: list[Value] = []
        waiting = [written]
        while waiting:
            name = waiting.pop()
            known = self.canonical(name)
            if (known or name) in reached:
                continue
            reached[known or name] = None
            values.append(self.vendor(name))
            bases = self.bases(known) if known else self._unnamed(name)
            if bases.open:
                values.append(bases.open)
            waiting += sorted(str(base) for base in bases.certain)
        vendors = self._others(union(values))
        models = frozenset(name for name in reached if self.canonical(name))
        return Lineage(Members(models, vendors.open), vendors)

    def _unnamed(self, written: str) -> Members:
        """Bases of a model whose name is not given: at least those that manifests declare."""
        gap = Unknown(f"the manifest says {written!r}", "name the model")
        return Members(frozenset(self.declared_bases.get(written, ())), gap)

    def _others(self, vendors: Members) -> Members:
        """Without the organization itself, unless nobody else is there.

        NOTE: settles DESIGN 3.1 by the worked portfolio (domain.md 5.2): a fine-tune of Llama
        depends on Meta alone. Counting ourselves as well would halve the fractional share of Meta.
        """
        others = vendors.certain - {self.organization.vendor or ""}
        return Members(others or vendors.certain, vendors.open)

    @once
    def bases(self, model: str) -> Members:
        """What a model was made from: by catalog and by manifests; open where that is not known."""
        known = self.catalog.model(model)
        declared = frozenset(self.declared_bases.get(model, ()))
        if known is None:
            gap = None if declared and self.is_own(model) else self._no_bases(model)
            return Members(declared, gap)
        found = self.settled(known, DERIVED_FROM, "reported")
        stated = frozenset(base for fact in found if isinstance(fact, Fact) for base in fact.value)
        gaps = [missing(DERIVED_FROM.name, known.id, gap.reason) for gap in found if isinstance(gap, NoFact)]
        if not found:
            gaps = [self._no_bases(model)]
        return Members(stated | declared, gaps[0] if gaps else None)

    def _no_bases(self, model: str) -> Unknown:
        if self.is_own(model):
            return Unknown(f"lineage of {model} is not declared", "declare derived-from on the route")
        return missing(DERIVED_FROM.name, model, "is in no catalog")

    @once
    def fact(self, written: str, name: str, accept: Accept | None) -> Fact[Any] | Unknown:
        """A fact, of one value, about a model that a catalog knows; None accepts what the fact's row says."""
        known = self.catalog.model(written)
        if known is None:
            return self.unlisted(written)
        (found,) = self.settled(known, FACTS[name], accept)
        return missing(name, known.id, found.reason) if isinstance(found, NoFact) else found

    def answers(self, known: KnownModel, accept: Accept) -> Iterator[tuple[FactRow, Fact[Any] | NoFact]]:
        """All that there may be to know about a model, fact by fact; one that widens may have several answers."""
        for fact in FACTS.values():
            found = self.settled(known, fact, "reported" if fact.widens else accept)
            yield from ((fact, answer) for answer in found or [resolve((), self.as_of, accept)])

    def settled(self, known: KnownModel, fact: FactRow, accept: Accept | None) -> list[Fact[Any] | NoFact]:
        """What each group of claims comes to."""
        status = accept or fact.accept
        asked = (self.as_of, status, self.known_by, self.aging if fact.ages else None)
        return [resolve(claims, *asked) for claims in known.claims(fact)]

    @once
    def unlisted(self, written: str) -> Unknown:
        """Why nothing is known about a model that no catalog lists."""
        if self.canonical(written) is None:
            return Unknown(f"the manifest says {written!r}", "name the model")
        found = self.catalog.resolver.resolve(written)
        if found.why:
            return Unknown(f"{found.written!r} {found.why}", found.remedy)
        hint = self.near(written)
        if found.model.sure == "ambiguous":
            return Unknown(f"{quote(written)} can be more than one model", f"{hint} Write the one that it is")
        remedy = "add it to a catalog of yours, such as catalog/in-house.yaml"
        return Unknown(f"no catalog knows {quote(written)}", f"{hint} Else {remedy}" if hint else remedy)

    def near(self, written: str) -> str:
        """``did you mean ...?`` for a model that no catalog lists, or nothing."""
        from checker.naming.hints import model_hint  # noqa: PLC0415 - needed only for a name that is not known

        return model_hint(self.catalog.resolver, self.catalog.resolver.resolve(written))
