"""From a written name to the model that a catalog knows, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker import names
from checker.naming.answer import Part, Resolved, Sure, contradict, say, tells
from checker.naming.index import HUB, Index, Listed, Named
from checker.naming.reading import Reading, contradicts_itself, hides, read_routes, shorten
from checker.naming.routes import OWNERS
from checker.naming.tails import COPIERS, MOVING, PACKAGERS, SHARED, reordered
from checker.placed import Placed, is_stamped, parse_placed, tells_model
from checker.source.characters import fold
from checker.vocabulary import SELF_HOST, SELF_OPERATED, Access, is_self

_NEWEST = frozenset({None, "latest"})
_AZURE = "azure.foundry"
_BEDROCK = "aws.bedrock"
_TWO_VERSIONS = "says two versions: that of a number, and another day"
_DOTTING = frozenset({_BEDROCK, "oci"})
"""Hosts that write the vendor and a point before a name."""
_OLLAMA_FLAVOR = re.compile(r"(?P<sized>[^/:]+:[0-9.]+[bm])-(?:instruct|it|chat)\Z", re.IGNORECASE | re.ASCII)
_DOTTED = re.compile(r"(?P<owner>[a-z0-9]+)\.(?P<name>[a-z].*)\Z", re.IGNORECASE | re.ASCII)
"""An id at Amazon Bedrock, or at Oracle: the vendor, a point, and the name."""


class Resolver:
    """Answers for the models of one catalog; each question is answered once."""

    def __init__(self, models: Iterable[Named] | Index) -> None:
        self.index = models if isinstance(models, Index) else Index(models)
        self.shapes: dict[tuple[int, tuple[str, ...]], list[tuple[str, list[str]]]] = {}
        """The models by how many words and which numbers their names have; made for a name that is not known."""
        self._answers: dict[tuple[str, Access | None, str | None, str | None], Resolved] = {}

    def resolve(
        self, written: str, access: Access | None = None, host: str | None = None, version: str | None = None
    ) -> Resolved:
        """What a name says, on a route with this access, host and declared version where they are known.

        Instead of all four also the one string that ``name_on`` gives.
        """
        key = (written, access, host, version)
        if key not in self._answers:
            placed = parse_placed(written) if " " in written else Placed(written, host, version)
            self._answers[key] = self._resolve(placed, ours=_is_ours(access, placed.host))
        return self._answers[key]

    def name_on(self, written: str, access: Access, host: str | None, version: str | None) -> str:
        """The name, where it says by itself what it says on such a route; else a string for the two together."""
        alone = self.resolve(written)
        is_their_name = host is not None and alone.host.value == host
        place = SELF_HOST if _is_ours(access, host) and not is_their_name else host
        placed = str(Placed(written, place, version if is_stamped(version) else None))
        is_hidden = alone.model.value is None and alone.why
        return written if is_hidden or tells(alone) == tells(self.resolve(placed)) else placed

    def _resolve(self, placed: Placed, *, ours: bool) -> Resolved:
        written = placed.written
        version = placed.version if is_stamped(placed.version) else None
        alias = names.alias_of(written)
        exact = self.index.spelt.get(alias)
        if exact is not None and not tells_model(version):
            version_ = Part(names.version_in(written, exact.model), "exact")
            return Resolved(written, Part(exact.model, "exact"), version_ if version_.value else Part(), listed=written)
        host = SELF_HOST if ours else placed.host
        reading = read_routes(alias, host)
        hidden = hides(written) or hides(reading.core)
        if hidden is not None:
            return Resolved(written, why=hidden[0], remedy=hidden[1])
        if contradicts_itself(written):
            return Resolved(written, why=_TWO_VERSIONS, remedy="write one of them", is_contradictory=True)
        if ours and "/" not in reading.core and (":" in reading.core or fold(reading.core) in SHARED):
            reading = replace(reading, is_ollama=True)
        said_version = names.version_of(written)
        reading = replace(reading, version=reading.version or said_version)
        whole = written
        if version is not None and tells_model(version):
            whole, reading, version = f"{written}-{version}", replace(reading, core=f"{reading.core}-{version}"), None
        found = replace(self._answer(whole, reading, version), written=written)
        stated = found.host.value or self._host_of_shape(reading)
        return found if host is None or stated in {None, host} else contradict(found, str(stated), host)

    def _host_of_shape(self, reading: Reading) -> str | None:
        """The host whose names look like this, where the route names another one that writes no such names."""
        dotted = _DOTTED.match(reading.core)
        is_theirs = dotted is not None and self.vendor_of(dotted["owner"]) is not None
        is_listed_here = self.index.find(f"{reading.host}:{reading.core}") is not None
        return _BEDROCK if is_theirs and not is_listed_here and reading.host not in _DOTTING else None

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
        """Not where a name was written that hosts say of a base model and of the one made of it alike."""
        tuned = self.index.tuned(found.model)
        is_theirs = "/" not in reading.core or reading.host is not None
        is_bare = is_theirs and not reading.is_hub and ":" not in reading.core
        if tuned is not None and is_bare and found.name == found.model:
            candidates = tuple(sorted((found.model, tuned)))
            return replace(say(written, reading, None, Part(None, "ambiguous")), candidates=candidates)
        return say(written, reading, found, Part(found.model, "by grammar"))

    def _not_listed(self, written: str, reading: Reading) -> Resolved:
        candidates = self._candidates(reading)
        sure: Sure = "ambiguous" if len(candidates) > 1 else "unknown"
        said = replace(say(written, reading, None, Part(None, sure)), candidates=candidates, core=reading.core)
        if sure == "unknown" and reading.host == _AZURE and self._may_be_deployment(written, reading.core):
            remedy = "name the model, and put the deployment into deployment"
            return replace(said, why="may be the name of a deployment, which tells no model", remedy=remedy)
        return said

    def _may_be_deployment(self, written: str, core: str) -> bool:
        """Whether it is what follows ``azure/``, or begins as no model's name does."""
        return "/" not in core and (written.endswith(f"/{core}") or not self.index.starts(core))

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

    def bare_name(self, name: str) -> str:
        """A name without the route to it, and with its owner."""
        placed = parse_placed(name)
        return read_routes(names.alias_of(placed.written), placed.host).core

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
        if dotted and reading.host in {None, _BEDROCK}:
            yield index.find(f"{names.BEDROCK}{core}")
        if dotted:
            yield self._owned(dotted["owner"], dotted["name"])
        if ":" in core:
            yield self._owned(*core.split(":", 1))
        if "@" in core:
            yield index.find(f"gcp.vertex:{core}") if reading.host is None else None
            yield index.bare(core.replace("@", "-"))
        if reading.host in {None, SELF_HOST} or reading.is_ollama:
            yield index.find(f"ollama:{core}")
            flavor = _OLLAMA_FLAVOR.match(core)
            sized = index.find(f"ollama:{flavor['sized']}") if flavor else None
            yield sized if sized is not None and index.is_tuned(sized.model) else None
        if not reading.is_ollama or reading.variant:
            yield index.bare(core)
            owner, dash, name = core.partition("-")
            yield self._owned(owner, name) if dash else None

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
    """A name with its version, which some hosts write apart; as it is; and with its words in the other order."""
    if version is not None:
        yield replace(reading, core=f"{reading.core}-{version}")
    yield reading
    other = reordered(reading.core)
    if other is not None:
        yield replace(reading, core=other)


def _is_ours(access: Access | None, host: str | None) -> bool:
    """Whether the program that serves it is our own, and not a host's."""
    return access in SELF_OPERATED or (host is not None and is_self(host))
