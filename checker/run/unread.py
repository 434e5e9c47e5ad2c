"""Files that look like ours and are read by nothing: a slip in a name or a place must not hide a rule or a service.

Where such a file was surely meant to be read, it is a fault; else it is noted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from checker.diagnostic import Diagnostic, Location
from checker.files.config import CATALOG_PLACES, DEFAULT_MANIFESTS, POLICY_PLACES, Config
from checker.report.finding import Note
from checker.run.files import leads_to
from checker.run.fleets import Listing, innermost
from checker.run.matching import declared_format, matching, top_level
from checker.run.policies import OTHER_FORMATS
from checker.run.request import CONFIG_NAME, Asked
from checker.run.tree import ENDINGS
from checker.source import Plain

_MANIFESTS = tuple(f"model-manifest{ending}" for ending in ENDINGS)
_ALIKE, _LETTERS = 0.92, 2
"""How alike a file's name must be to a manifest's, and how near in length, to be taken for a slip."""
_CONFIG_ALIKE = 0.9
_PLACES: Mapping[str, tuple[str, ...]] = {"policy": POLICY_PLACES, "waivers": POLICY_PLACES, "catalog": CATALOG_PLACES}
"""Where files of a kind are read from, unless the configuration lists them."""
_KIND = re.compile(f"modelbylaws/({'|'.join(_PLACES)})/")
_MANIFEST = "modelbylaws/manifest/"
_TESTS = "modelbylaws/tests/v1"
_FOLDERS = ("policies", "policy", "catalog", "catalogs", "waivers", "waiver")
_STARTS = tuple({name[:3] for name in _FOLDERS})
"""Asked first, because looking for what is alike is slow."""
_APART = re.compile(r"(?:tests?|testdata|fixtures?|examples?|docs?|templates?|schemas?)\Z")
"""Folders whose files nobody means to be read."""
_MAYBE = re.compile(r"/[._-]?models?[_-]?by[_-]?laws?[^/]*\.(?:ya?ml|json)\Z", re.IGNORECASE)
_NAMED = 10
"""Most files that a note names."""


def misnamed(listing: Listing) -> list[Diagnostic]:
    """Files that look like manifests, or say in a name with that word that they are one, and are not read.

    Where the configuration has patterns of its own they are noted only.
    """
    given, files = listing.config.manifests, listing.manifests.files
    read = frozenset(matching(files, given))
    rest = [path for path in files if path not in read and innermost(path, listing.fleets) is None]
    found = [path for path in rest if _is_a_manifest(listing, path)]
    if given != DEFAULT_MANIFESTS:
        others = [path for path in found if not _is_apart(path)]
        listing.manifests.notes += _noted("no pattern of the configuration matches", others)
        return []
    message, help_ = "this looks like a manifest and is not read", "call it model-manifest.yaml, .yml or .json"
    return [Diagnostic("misnamed-manifest", message, (Location(path),), help_) for path in found]


def _is_a_manifest(listing: Listing, path: str) -> bool:
    name = path.rpartition("/")[2].lower().replace("_", "-")
    if _like_a_manifest(name):
        return True
    if not name.endswith(ENDINGS) or "manifest" not in name or _is_apart(path) or path.startswith("policies/"):
        return False  # what lies beside policies is what their tests are about
    raw = listing.sources.manifests.read(path)
    return isinstance(raw, bytes) and b"modelbylaws" in raw and declared_format(path, raw).startswith(_MANIFEST)


def _is_apart(path: str) -> bool:
    """Whether it lies in a folder whose files nobody means to be read."""
    return any(_APART.match(folder) for folder in path.lower().split("/")[:-1])


def _like_a_manifest(name: str) -> bool:
    if not name.endswith(ENDINGS) or abs(len(name) - len(_MANIFESTS[0])) > _LETTERS:
        return False
    from difflib import get_close_matches  # slow to import, and hardly ever needed

    return bool(get_close_matches(name, _MANIFESTS, cutoff=_ALIKE))


def unread(listing: Listing, asked: Asked, read: Collection[str]) -> tuple[list[Diagnostic], list[Note]]:
    """What was surely meant to be read, as faults; and what else lies there, as notes. ``read`` are paths."""
    faults = list(_configurations(listing, asked.config))
    listed, elsewhere = [], []
    for path, kind in () if asked.policies else _ours(listing, read):
        if _lists(listing.config, kind):
            listed.append(path)
        elif _is_a_place(path):
            help_ = f"name it like {' or '.join(_PLACES[kind])}, or list it in the configuration"
            message = "this looks like one of our files and is not read"
            faults.append(Diagnostic("not-read", message, (Location(path),), help_))
        else:
            elsewhere.append(path)
    notes = [
        *_noted("the configuration does not list", listed),
        *_noted("it is in no conventional place", elsewhere),
        *_nested_by_another_name(listing, asked.config),
    ]
    return faults, notes


def _ours(listing: Listing, read: Collection[str]) -> Iterator[tuple[str, str]]:
    """Our files that nothing reads, with their kind: at the root, in a folder there, anywhere in a conventional one."""
    found = [path for path in listing.rules.files if path not in read and path.lower().endswith(ENDINGS)]
    kinds = [(path, _kind(listing, path)) for path in found if path.count("/") <= 1 or _is_a_place(path)]
    ours = [(path, kind) for path, kind in kinds if kind]
    tried = tuple(_tried(listing)) if ours else ()
    for path, kind in ours:
        if not any(path == place or path.startswith(f"{place}/") for place in tried):
            yield path, kind


def _kind(listing: Listing, path: str) -> str:
    """Which kind of those that have a place it is; in such a place also what is of no known kind."""
    folder = path.partition("/")[0]
    if innermost(path, listing.fleets) is not None or _APART.match(folder.lower()):
        return ""
    raw = listing.sources.rules.read(path)
    in_place = {"policies": "policy", "catalog": "catalog"}.get(folder, "")
    sure = matching([path], (*POLICY_PLACES, *CATALOG_PLACES))
    if not isinstance(raw, bytes) or (not sure and b"modelbylaws/" not in raw.replace(b"\\/", b"/")):
        return ""
    written = declared_format(path, raw)
    kind = _KIND.match(written)
    return kind[1] if kind else "" if written in OTHER_FORMATS else in_place


def _lists(config: Config, kind: str) -> bool:
    """Whether the configuration says itself which files of a kind are read."""
    return {"policy": config.policies, "catalog": config.catalogs, "waivers": config.waivers}[kind] is not None


def _is_a_place(path: str) -> bool:
    """At the root, or below a folder there that is called much like a conventional one."""
    folder, slash, _ = path.partition("/")
    return not slash or _like_a_folder(folder)


@lru_cache(maxsize=256)
def _like_a_folder(name: str) -> bool:
    words = [word for word in re.split(r"[^a-z]+", name.lower()) if word.startswith(_STARTS)]
    if not words:
        return False
    from difflib import get_close_matches

    return any(get_close_matches(word, _FOLDERS, cutoff=0.8) for word in words)


def _tried(listing: Listing) -> Iterator[str]:
    """Catalogs and folders of services that tests name: the small world of a test is not what is judged."""
    for path in listing.rules.files:
        raw = listing.sources.rules.read(path) if path.lower().endswith(ENDINGS) and _is_a_place(path) else b""
        if not isinstance(raw, bytes) or declared_format(path, raw) != _TESTS:
            continue
        for written in _named_in(top_level(path, raw) or {}):
            found = leads_to(listing.sources.rules, written, path)
            yield from [found] if found is not None else []


def _named_in(data: Mapping[str, Plain]) -> Iterator[str]:
    cases = data.get("cases")
    for part in (data, *(cases if isinstance(cases, list) else ())):
        for key in ("catalogs", "services") if isinstance(part, dict) else ():
            value = part.get(key)
            yield from (entry for entry in (value if isinstance(value, list) else [value]) if isinstance(entry, str))


def _configurations(listing: Listing, chosen: str | None) -> Iterator[Diagnostic]:
    """Files at the root that look like the configuration, unless one was chosen by hand."""
    if chosen not in {None, CONFIG_NAME}:
        return
    for path in listing.rules.files:
        if "/" in path or path == chosen or not path.lower().endswith(ENDINGS):
            continue
        near = _like_the_configuration(path)
        if (near or chosen is None) and _configures(listing, path, near=near):
            message = "this looks like the configuration and is not read"
            help_ = f"name it {CONFIG_NAME}" if chosen is None else f"the configuration is {CONFIG_NAME}; keep one"
            yield Diagnostic("not-read", message, (Location(path),), help_)


def _like_the_configuration(path: str) -> bool:
    if "law" not in path.lower():
        return False
    from difflib import SequenceMatcher

    stem = re.sub(r"(?:\.ya?ml|\.json)+\Z|[^a-z.]", "", path.lower())
    return SequenceMatcher(None, stem.strip("."), CONFIG_NAME.partition(".")[0]).ratio() >= _CONFIG_ALIKE


def _configures(listing: Listing, path: str, *, near: bool) -> bool:
    """Whether a file says that it is a configuration; one of nearly its name also by its keys, or if unreadable."""
    raw = listing.sources.rules.read(path)
    if not isinstance(raw, bytes):
        return near
    if not near and b"modelbylaws" not in raw:
        return False
    written = declared_format(path, raw)
    if written or not near:
        return written.startswith("modelbylaws/config/")
    data = top_level(path, raw)
    keys = {name.replace("_", "-") for name in Config.model_fields}
    return not path.lower().endswith(".json") if data is None else bool(keys & set(data))


def _nested_by_another_name(listing: Listing, chosen: str | None) -> list[Note]:
    """Notes about configurations further down that are called otherwise: their folder is no fleet of its own."""
    no_other = chosen is None
    near = [
        path
        for path in listing.rules.files
        if _MAYBE.search(path) or (no_other and path.count("/") == 1 and path.lower().endswith(ENDINGS))
        if path.rpartition("/")[2] != CONFIG_NAME and not _is_apart(path) and _configures(listing, path, near=False)
    ]
    return _noted(f"a configuration is called {CONFIG_NAME}", near)


def _noted(why: str, paths: Sequence[str]) -> list[Note]:
    """One note, however many files there are."""
    them = f"{why} {'them' if len(paths) > 1 else 'it'}" if why.endswith("list") else why
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return [Note(f"not read, because {them}: ", paths[:_NAMED], more)] if paths else []
