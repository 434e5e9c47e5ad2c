"""From a written name to the model that a catalog knows, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker import names
from checker.naming.answer import Part, Resolved, Sure, say
from checker.naming.index import HUB, Index, Listed, Named
from checker.naming.reading import Reading, hides, read_routes, shorten
from checker.naming.routes import OWNERS
from checker.naming.tails import COPIERS, MOVING, PACKAGERS, reordered
from checker.source.characters import fold
from checker.vocabulary import SELF_OPERATED, Access

_NEWEST = frozenset({None, "latest"})
_AZURE = "azure.foundry"
_OLLAMA_FLAVOR = re.compile(r"(?P<sized>[^/:]+:[0-9.]+[bm])-(?:instruct|it|chat)\Z", re.IGNORECASE | re.ASCII)
_DOTTED = re.compile(r"(?P<owner>[a-z0-9]+)\.(?P<name>[a-z].*)\Z", re.IGNORECASE | re.ASCII)
"""An id at Amazon Bedrock, or at Oracle: the vendor, a point, and the name."""


class Resolver:
    """Answers for the models of one catalog; each question is answered once."""

    def __init__(self, models: Iterable[Named]) -> None:
        self.index = Index(models)
        self.slips: dict[str, tuple[str, ...]] = {}
        """What was found to be near to a name that is not known; only so many are looked for."""
        self._answers: dict[tuple[str, Access | None, str | None, str | None], Resolved] = {}

    def resolve(
        self, written: str, access: Access | None = None, host: str | None = None, version: str | None = None
    ) -> Resolved:
        """What a name says, on a route with this access, host and declared version where they are known."""
        key = (written, access, host, version)
        if key not in self._answers:
            self._answers[key] = self._resolve(written, access, host, version)
        return self._answers[key]

    def _resolve(self, written: str, access: Access | None, host: str | None, version: str | None) -> Resolved:
        alias = names.alias_of(written)
        exact = self.index.spelt.get(alias)
        if exact is not None:
            version_ = Part(names.version_in(written, exact.model), "exact")
            return Resolved(written, Part(exact.model, "exact"), version_ if version_.value else Part(), listed=written)
        hidden = hides(written)
        if hidden is not None:
            return Resolved(written, why=hidden[0], remedy=hidden[1])
        reading = read_routes(alias, host)
        if access in SELF_OPERATED and ":" in reading.core and "/" not in reading.core:
            reading = replace(reading, is_ollama=True)
        said_version = names.version_of(written)
        reading = replace(reading, version=reading.version or said_version)
        return self._answer(written, reading, version)

    def _answer(self, written: str, reading: Reading, version: str | None) -> Resolved:
        key = self.index.find(f"litellm:{written}")
        if key is not None:
            return say(written, reading, key, Part(key.model, "by grammar"))
        last = reading
        for form in shorten(reading):
            found = next(filter(None, map(self._lookup, _spellings(form, version))), None)
            if found is not None:
                return self._unless_base(written, form, found)
            last = form
        return self._not_listed(written, last)

    def _unless_base(self, written: str, reading: Reading, found: Listed) -> Resolved:
        """Not where only a bare name was written that is said of a base model and of the one made of it alike."""
        tuned = self.index.tuned(found.model)
        is_bare = "/" not in reading.core and not reading.is_hub and ":" not in reading.core
        if tuned is not None and is_bare and found.name == found.model:
            candidates = tuple(sorted((found.model, tuned)))
            return replace(say(written, reading, None, Part(None, "ambiguous")), candidates=candidates)
        return say(written, reading, found, Part(found.model, "by grammar"))

    def _not_listed(self, written: str, reading: Reading) -> Resolved:
        candidates = self._candidates(reading)
        sure: Sure = "ambiguous" if len(candidates) > 1 else "unknown"
        said = replace(say(written, reading, None, Part(None, sure)), candidates=candidates, core=reading.core)
        if sure == "unknown" and reading.host == _AZURE and "/" not in reading.core and written != reading.core:
            remedy = "name the model, and put the deployment into deployment"
            return replace(said, why="may be the name of a deployment, which tells no model", remedy=remedy)
        return said

    def _candidates(self, reading: Reading) -> tuple[str, ...]:
        """What a name could mean that stands for one model after another, or for a family."""
        owner, _, name = reading.core.rpartition("/")
        vendor = self.vendor_of(owner) if owner else None
        moving = MOVING.get(fold(name))
        if moving is not None and vendor in {None, moving[0]}:
            return tuple(sorted({model for start in moving[1] for model in self.index.later(start, moving[0])}))
        if reading.is_ollama or not owner:
            tagged = self.index.tags(name)
            if tagged:
                return tagged
        if owner and vendor is None:
            return ()
        tuned = self.index.tuned_only(name)
        if tuned is not None and vendor in {None, self.index.vendors[tuned]}:
            return (tuned,)
        if reading.version not in _NEWEST or name[-1:].isdigit():
            return ()
        found = self.index.later(name, vendor)
        return found if len({self.index.vendors[model] for model in found}) == 1 else ()

    def vendor_of(self, owner: str) -> str | None:
        """The vendor that an owner in a list of others is."""
        listed = OWNERS.get(fold(owner))
        return listed[0] if listed is not None else self.index.vendor_of(owner)

    def _lookup(self, reading: Reading) -> Listed | None:
        return next((found for found in self._lookups(reading) if found is not None), None)

    def _lookups(self, reading: Reading) -> Iterator[Listed | None]:
        core, index = reading.core, self.index
        if reading.is_hub:
            yield index.find(f"{HUB}{core}")
        elif reading.host is not None:
            yield index.find(f"{reading.host}:{core}")
            yield index.find(f"{reading.host}/{core}")
        if not reading.is_hub:
            yield index.find(core)
        if reading.is_hub:
            yield self._owned_on_hub(core)
            yield self._packaged(reading)
            return
        if "/" in core:
            yield index.find(f"{HUB}{core}")
            yield self._owned(*core.rsplit("/", 1))
            yield self._packaged(reading)
            head, _, rest = core.partition("/")
            if head == reading.host:
                yield self._owned(*rest.rsplit("/", 1)) if "/" in rest else index.bare(rest)
            return
        yield from self._without_owner(reading)

    def _without_owner(self, reading: Reading) -> Iterator[Listed | None]:
        core, index = reading.core, self.index
        dotted = _DOTTED.match(core)
        if dotted and reading.host in {None, "aws.bedrock"}:
            yield index.find(f"{names.BEDROCK}{core}")
        if dotted:
            yield self._owned(dotted["owner"], dotted["name"])
        if ":" in core:
            yield self._owned(*core.split(":", 1))
        if "@" in core:
            yield index.find(f"gcp.vertex:{core}") if reading.host is None else None
            yield index.bare(core.replace("@", "-"))
        if reading.host is None or reading.is_ollama:
            yield index.find(f"ollama:{core}")
            flavor = _OLLAMA_FLAVOR.match(core)
            sized = index.find(f"ollama:{flavor['sized']}") if flavor else None
            yield sized if sized is not None and index.is_tuned(sized.model) else None
        if not reading.is_ollama or reading.variant:
            yield index.bare(core)

    def _owned(self, owner: str, name: str) -> Listed | None:
        """The model of a name, if the owner is its vendor."""
        found = self.index.bare(name)
        if found is None:
            found = self.index.bare(name.removeprefix(f"{owner}-"))
        vendor = self.vendor_of(owner)
        return found if found is not None and self.index.vendors[found.model] == vendor else None

    def _owned_on_hub(self, core: str) -> Listed | None:
        """The model of a repository, if the organization that owns it is the vendor's on the hub.

        Anybody may register there under the name of a vendor, a host or a country.
        """
        owner, _, name = core.rpartition("/")
        found = self.index.bare(name)
        return found if found is not None and self.index.owns_on_hub(owner, found.model) else None

    def _packaged(self, reading: Reading) -> Listed | None:
        """The model whose weights an organization stores in another form, or copies."""
        owner, _, name = reading.core.rpartition("/")
        packager = fold(owner)
        if packager not in PACKAGERS or not (reading.precision or packager in COPIERS):
            return None
        maker, _, rest = name.partition("_")
        return self.index.bare(name) or (self._owned(maker, rest) if rest else None)


def _spellings(reading: Reading, version: str | None) -> Iterator[Reading]:
    """A name as it is, with its words in the other order, and with its version, which some hosts write apart."""
    yield reading
    other = reordered(reading.core)
    if other is not None:
        yield replace(reading, core=other)
    if version is not None:
        yield replace(reading, core=f"{reading.core}-{version}")
