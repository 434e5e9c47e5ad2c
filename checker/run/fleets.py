"""Which files a run is about: a folder with a configuration of its own is judged by that one, and by no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.diagnostic import Diagnostic, Location, Path, Place, many
from checker.files.config import CATALOG_PLACES, DEFAULT_MANIFESTS, LOCK, POLICY_PLACES, VENDOR, VENDOR_FOLDER, Config
from checker.policy import Override
from checker.record import dataclass
from checker.report.finding import Note
from checker.resources import BUILTIN
from checker.run.files import PutsOff, Sources, leads_to, outside
from checker.run.matching import expanded, fixed_part, matching, one_of
from checker.run.reader import Reader
from checker.run.request import CONFIG_NAME
from checker.run.trail import current
from checker.run.tree import FOLDER, Tree
from checker.source import Document

VENDORED = ("policies", "catalogs", "controls")
"""Lists of the configuration that may name files of others."""

NAMED = 10
"""Most fleets that a note names."""


@dataclass(frozen=True, slots=True)
class Parted:
    """What patterns match: what belongs to the fleet, and what belongs to one inside of it."""

    own: list[str]
    left_out: list[str]


def nested(files: Iterable[str]) -> frozenset[str]:
    """The folders below the root that have a configuration."""
    return frozenset(path.removesuffix(f"/{CONFIG_NAME}") for path in files if path.endswith(f"/{CONFIG_NAME}"))


def parted(files: Iterable[str], patterns: Sequence[str], fleets: frozenset[str]) -> Parted:
    """The files that match. One inside of another fleet is taken only by a pattern that starts in that fleet's folder.

    Such a pattern asks for just these files; ``**/model-manifest.yaml`` merely comes across them.
    """
    if not fleets:
        return Parted(matching(files, patterns), [])
    found = Parted([], [])
    asked = [(fixed_part(pattern), pattern) for written in patterns for pattern in expanded(written)]
    for path in matching(files, patterns):
        inner = innermost(path, fleets)
        inside = [pattern for fixed, pattern in asked if inner is None or f"{fixed}/".startswith(f"{inner}/")]
        mine = inner is None or bool(matching([path], inside))
        (found.own if mine else found.left_out).append(path)
    return found


def innermost(path: str, fleets: frozenset[str]) -> str | None:
    """The deepest fleet that a path lies in; None if it is in no other than the root's."""
    folder = path.rpartition("/")[0] if fleets else ""
    while folder and folder not in fleets:
        folder = folder.rpartition("/")[0]
    return folder or None


@dataclass(frozen=True, slots=True)
class Listing:
    """All files below the root, and what the configuration says of them."""

    sources: Sources
    config: Config
    written: Document | None
    """The configuration as it is written; None if there is none."""
    rules: Tree
    manifests: Tree
    """The same tree, unless manifests are read elsewhere."""
    fleets: frozenset[str]
    """Folders below the root with a configuration of their own."""

    @property
    def trees(self) -> tuple[Tree, ...]:
        return (self.rules,) if self.rules is self.manifests else (self.rules, self.manifests)

    def pick_manifests(self, reader: Reader) -> list[str]:
        """Those of this fleet."""
        given = self.config.manifests
        return self.pick(reader, "manifests", None if given == DEFAULT_MANIFESTS else given, DEFAULT_MANIFESTS)

    def pick(self, reader: Reader, key: str, given: tuple[str, ...] | None, places: tuple[str, ...]) -> list[str]:
        """The files of a list in the configuration, or those in the conventional places; the reader keeps faults."""
        if given is None:
            return self._own(key, places)
        below = (key, "files") if self.written is not None and self.written.has((key, "files")) else (key,)
        return self.pick_at(reader, key, given, below)

    def pick_at(self, reader: Reader, key: str, given: tuple[str, ...], below: Path) -> list[str]:
        """The files of a list that is at a path in the configuration."""
        found: list[str] = []
        for index, pattern in enumerate(given):
            hits, fault = self._hits(key, pattern, self.in_config((*below, index)))
            found += [hit for hit in hits if hit not in found]
            reader.faults += [fault] if fault is not None and fault not in reader.faults else []
        return found

    def _hits(self, key: str, pattern: str, at: Location) -> tuple[list[str], Diagnostic | None]:
        if key == "policies" and pattern.startswith(BUILTIN):
            unknown = self.sources.unknown_builtin(pattern, at)
            return [] if unknown else [pattern], unknown
        if key in VENDORED and pattern.startswith(VENDOR):
            found = self.sources.find_vendored(pattern, at)
            return ([], found) if isinstance(found, Diagnostic) else (found, None)
        hits = self._own(key, (pattern,))
        if any(leads_to(self.sources.rules, fixed_part(choice)) is None for choice in expanded(pattern)):
            return hits, outside(pattern, at)
        return hits, None if hits else self.no_match(key, pattern, at)

    def _own(self, key: str, patterns: tuple[str, ...]) -> list[str]:
        """What patterns match; services of a fleet inside of this one belong to that one."""
        tree = self.manifests if key == "manifests" else self.rules
        return parted(tree.files, patterns, self.fleets if key in {"manifests", "inventory"} else frozenset()).own

    def no_match(self, key: str, pattern: str, at: Location) -> Diagnostic:
        """Why a pattern gives nothing."""
        of_manifests = key == "manifests"
        start = f"{pattern.rstrip('/')}/"
        if any(path.startswith(start) for path in (self.manifests if of_manifests else self.rules).files):
            return Diagnostic("folder", f"{pattern!r} {FOLDER}", (at,), f"did you mean {start}*.yaml?")
        raw = (self.sources.manifests if of_manifests else self.sources.rules).read(pattern)
        untracked = isinstance(raw, Diagnostic) and raw.code == "untracked"
        help_ = f"it is there, and git does not track it: git add {pattern}" if untracked else ""
        return Diagnostic("no-such-file", f"no file matches {pattern!r}", (at,), help_)

    def overrides(self, policy: str) -> dict[str, Override]:
        """The configuration's parameters for a policy."""
        values = self.config.params.get(policy, {})
        return {name: Override(value, self.in_config(("params", policy, name))) for name, value in values.items()}

    def in_config(self, path: tuple[str | int, ...]) -> Location:
        if self.written is None:
            return Location(CONFIG_NAME)
        if not self.written.has(path):  # one pattern instead of a list of them
            path = path[:-1]
        return self.written.locate(Place(self.written.file, path))


def list_files(sources: Sources, config: Config, written: Document | None) -> Listing:
    """All files, in one walk if manifests lie where everything else does."""
    ours = (*(config.policies or POLICY_PLACES), *(config.catalogs or CATALOG_PLACES))
    rest = (*ours, *config.inventory_files, *config.observed_files, *(config.controls or ()), *_vendored(config))
    if isinstance(sources.manifests, PutsOff) and current().parts is not None:
        sources.manifests.put_off = one_of(config.manifests)
    if sources.rules is sources.manifests:
        rules = manifests = sources.rules.find(one_of((CONFIG_NAME, *config.manifests, *rest)))
    else:
        rules = sources.rules.find(one_of(rest))
        manifests = sources.manifests.find(one_of(config.manifests))
    return Listing(sources, config, written, rules, manifests, nested(rules.files))


def _vendored(config: Config) -> tuple[str, ...]:
    return (LOCK, f"{VENDOR_FOLDER}/**/*.{{yaml,yml,json}}") if config.sources else ()


def not_here(listing: Listing) -> list[Note]:
    """What a report notes of the fleets that it is not about."""
    files = listing.manifests.files if listing.fleets else ()
    left_out = parted(files, listing.config.manifests, listing.fleets).left_out
    others = {innermost(path, listing.fleets) or "" for path in left_out}
    # NOTE: where the root has no configuration, one further down may have been meant for it.
    shown = sorted(others if listing.written is not None else listing.fleets)
    if not shown:
        return []
    more = f" and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
    count = f"{many(len(left_out), 'manifest')} left out"
    several = f"{len(shown)} folders are fleets of their own" if len(shown) > 1 else "1 folder is a fleet of its own"
    return [Note(f"{several}, {count}: ", shown[:NAMED], f"{more}; to judge each: check --all-fleets")]
