"""The configuration as data: deployments by the name that services call, and what is tried when one fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Literal, Protocol

from checker.diagnostic import Location, Path, Place
from checker.foreign.secret import shown
from checker.record import dataclass
from checker.source import Document, Plain
from checker.source.lenient import fields, word, words

Reason = Literal["", "context_window_fallbacks", "content_policy_fallbacks"]
"""Why a fallback is tried: on any failure, or only on one kind of it."""

_SETTINGS = ("litellm_settings", "router_settings")
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Deployment:
    """An entry of ``model_list``."""

    name: str
    params: Mapping[str, Plain] = field(repr=False)
    info: Mapping[str, Plain] = field(repr=False)
    at: Location

    @property
    def shown(self) -> str:
        """The name that services call, which a report may show."""
        return shown(self.name)

    def called(self, name: str, rest: str) -> Deployment:
        """The deployment as it serves one name of a wildcard; the ``rest`` is what the wildcard stands for."""
        model = word(self.params.get("model")).replace(_ANY, rest, 1)
        return replace(self, name=name, params={**self.params, "model": model})

    def number(self, key: str) -> int | None:
        """A whole number that is written there."""
        written = word(self.params.get(key))
        return int(written) if written.isascii() and written.isdigit() and len(written) <= 12 else None  # noqa: PLR2004


@dataclass
class Proxy:
    """One proxy, with all files that it includes."""

    at: Location
    groups: dict[str, list[Deployment]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    fallbacks: dict[Reason, dict[str, list[str]]] = field(default_factory=dict)
    default_fallbacks: list[str] = field(default_factory=list)
    strategy: str = ""

    def group(self, name: str) -> str | None:
        """The name behind which deployments stand, of a name that a service calls."""
        name = self.aliases.get(name, name)
        if name in self.groups:
            return name
        wild = [group for group in self.groups if group.endswith(_ANY) and name.startswith(group[:-1])]
        return max(wild, key=len, default=None)

    def deployments(self, name: str) -> list[Deployment]:
        """What stands behind a name; behind one that only a wildcard holds, the models that it stands for there."""
        name = self.aliases.get(name, name)
        group = self.group(name)
        if group is None or group == name:
            return self.groups.get(name, [])
        rest = name[len(group) - len(_ANY) :]
        return [one.called(name, rest) for one in self.groups[group]]

    def tried(self, name: str) -> Iterator[tuple[str, Reason]]:
        """The names that are tried when one fails, in order, and why only then."""
        general = self.fallbacks.get("", {})
        for target in general.get(name, general.get(_ANY, self.default_fallbacks)):
            yield target, ""
        for reason in ("context_window_fallbacks", "content_policy_fallbacks"):
            listing = self.fallbacks.get(reason, {})
            for target in listing.get(name, listing.get(_ANY, [])):
                yield target, reason

    def by_id(self, written: str) -> Deployment | None:
        """The deployment whose ``model_info.id`` a fallback names."""
        every = (one for group in self.groups.values() for one in group)
        return next((one for one in every if word(one.info.get("id")) == written), None)


class Skip(Protocol):
    """Is told of an entry that serves nothing: where, what, and why; in doubt, unless somebody means it so."""

    def __call__(self, at: Location, what: str, reason: str, /, *, in_doubt: bool = True) -> None: ...


def configuration_in(document: Document) -> Path:
    """Where the configuration is: the values of the Helm chart hold it below a key of their own."""
    return ("proxy_config",) if "proxy_config" in document.data else ()


def included_by(document: Document) -> Iterator[tuple[str, Location]]:
    """The files that a configuration includes, and where it names them."""
    at = configuration_in(document)
    for number, target in enumerate(words(_below(document, at).get("include"))):
        yield target, document.locate(Place(document.file, (*at, "include", number)))


def take_document(proxy: Proxy, document: Document, skip: Skip) -> bool:
    """Take what a document configures; whether it is a configuration at all."""
    at = configuration_in(document)
    data = _below(document, at)
    _take_models(proxy, document, at, skip)
    for name in _SETTINGS:
        _take_settings(proxy, fields(data.get(name)))
    return any(key in data for key in ("model_list", *_SETTINGS, "general_settings"))


def _below(document: Document, at: Path) -> Mapping[str, Plain]:
    return fields(document.data.get(str(at[0]))) if at else document.data


def _take_models(proxy: Proxy, document: Document, at: Path, skip: Skip) -> None:
    models = _below(document, at).get("model_list")
    for number, entry in enumerate(models if isinstance(models, list) else []):
        place = document.locate(Place(document.file, (*at, "model_list", number)))
        data = fields(entry)
        name, params = word(data.get("model_name")), fields(data.get("litellm_params"))
        info = fields(data.get("model_info"))
        if not name or not word(params.get("model")):
            skip(place, f"entry {number + 1} of model_list", "no model_name, or no model")
        elif word(info.get("blocked")).lower() == "true":
            skip(place, Deployment(name, params, info, place).shown, "it is blocked", in_doubt=False)
        else:
            proxy.groups.setdefault(name, []).append(Deployment(name, params, info, place))


def _take_settings(proxy: Proxy, data: Mapping[str, Plain]) -> None:
    reasons: tuple[tuple[str, Reason], ...] = (
        ("fallbacks", ""),
        ("context_window_fallbacks", "context_window_fallbacks"),
        ("content_policy_fallbacks", "content_policy_fallbacks"),
    )
    for key, reason in reasons:
        entries = data.get(key)
        for entry in entries if isinstance(entries, list) else []:
            for name, targets in fields(entry).items():
                proxy.fallbacks.setdefault(reason, {}).setdefault(name, []).extend(_targets(targets))
    proxy.default_fallbacks += _targets(data.get("default_fallbacks"))
    for alias, target in fields(data.get("model_group_alias")).items():
        # Either the name, or a mapping with it that also hides the alias.
        meant = word(fields(target).get("model")) or word(target)
        if meant:
            proxy.aliases[alias] = meant
    proxy.strategy = word(data.get("routing_strategy")) or proxy.strategy


def _targets(value: Plain | None) -> list[str]:
    """Names; an entry may be a mapping with the name and other parameters of the request."""
    entries = value if isinstance(value, list) else [value] if value is not None else []
    return [name for entry in entries if (name := word(fields(entry).get("model")) or word(entry))]
