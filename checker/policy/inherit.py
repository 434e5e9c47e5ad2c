"""A policy that is built on another one: it may become stricter there, never looser.

It inherits rules, selections and parameters. Of an inherited rule it may raise
the level and tighten the limit; a parameter it may set within the bounds that the
other policy gives. Everything else is refused, with both lines. That holds over any
number of policies, each built on the next.

A built-in policy cannot know who approves in an organization, so whoever builds on
built-in ones alone names the approvers. A policy of one's own that names none
accepts no waiver, and what is built on it accepts none either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.diagnostic import Diagnostic, Path, Place
from checker.names import is_among
from checker.policy.params import Param, unit
from checker.policy.rule import Approval, Documents, Header, Origin, Rule, both, holding
from checker.record import dataclass
from checker.resources import BUILTIN
from checker.source import Document
from checker.vocabulary import hardness

_HELP = "an inherited rule may only get a higher level or a tighter limit; else write a rule with another id"


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as it is written, where it stands, and what it was before this policy tightened it."""

    raw: Mapping[str, object]
    origin: Origin
    inherited: Entry | None = None

    @property
    def steps(self) -> Iterator[Entry]:
        """The rule as it is now, and as each policy before had it, the latest first."""
        entry: Entry | None = self
        while entry is not None:
            yield entry
            entry = entry.inherited


@dataclass(frozen=True, slots=True)
class Merged:
    """A header with everything inherited in it, and its rules."""

    header: Header
    entries: tuple[Entry, ...]


def alone(document: Document, header: Header) -> Merged:
    """A policy that is built on nothing."""
    entries = [Entry(raw, _origin(document, index)) for index, raw in enumerate(header.rules)]
    return Merged(header, tuple(entries))


def merge(documents: Documents, own: Header, base: Header, inherited: Sequence[Entry]) -> Merged | list[Diagnostic]:
    """Both policies as one, under the name of the one that is built on the other.

    Args:
        documents: the policy's own, then those it is built on, the nearest first.
        own: the head of the policy.
        base: the merged head of the policy it is built on.
        inherited: the rules of ``base``.
    """
    refused = [
        *_selections(documents, base), *_params(documents, own, base), *waivers_loosened(documents, own, base)
    ]  # fmt: skip
    if refused:
        return refused
    entries = {str(entry.raw["id"]): entry for entry in inherited}
    for index, raw in enumerate(own.rules):
        here, name = _origin(documents[0], index), str(raw.get("id", index))
        entries[name] = _tighten(raw, here, entries[name]) if name in entries else Entry(raw, here)
    header = own.model_copy(
        update={
            "params": {**base.params, **{n: _bound(param, base.params.get(n)) for n, param in own.params.items()}},
            "selections": {**base.selections, **own.selections},
            "waivers": inherit_approval(documents, own, base),
            "rules": tuple(dict(entry.raw) for entry in entries.values()),
        }
    )
    return Merged(header, tuple(entries.values()))


def _origin(document: Document, index: int) -> Origin:
    return Origin(Place(document.file, ("rules", index)))


def _tighten(raw: Mapping[str, object], here: Origin, entry: Entry) -> Entry:
    anew = {key: here.below(key) for key in raw if key != "id"}
    origin = Origin(entry.origin.at, {**entry.origin.anew, **anew})
    return Entry({**entry.raw, "title": _title(raw, entry.raw), **raw}, origin, entry)


def _title(raw: Mapping[str, object], inherited: Mapping[str, object]) -> str:
    """The inherited title, which shows the new value of a limit instead of the parameter it was."""
    title = str(inherited.get("title", ""))
    for key, value in raw.items():
        before, now = str(inherited.get(key)), str(value)
        if before.startswith("$"):
            title = title.replace(f"{{{before[1:]}}}", f"{{{now[1:]}}}" if now.startswith("$") else now)
    return title


def find_loosened(
    documents: Documents, entry: Entry, before: Rule, after: Rule, values: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """What an entry changes in the rule it inherits beyond making it stricter; ``values`` are the parameters'."""
    written = entry.origin.anew.items() - (entry.inherited.origin.anew.items() if entry.inherited else ())
    for key, place in sorted(written):
        if key not in {"level", *before.limits}:
            yield _refuse(documents, entry, place, key, f"{key} of inherited rule {before.id!r} may not be changed")
        elif _is_looser(key, before, after):
            change = f"from {_show(entry.inherited, key, values)} to {_show(entry, key, values)}"
            at = _set_at(documents, entry, key, place)
            yield _refuse(documents, entry, at, key, f"{key} of inherited rule {before.id!r} is loosened {change}")


def is_any_looser(before: Rule, after: Rule) -> bool:
    """Whether a limit of a rule is looser than it was."""
    return any(_is_looser(key, before, after) for key in before.limits)


def _is_looser(key: str, before: Rule, after: Rule) -> bool:
    if key == "level":
        return hardness(after.level) < hardness(before.level)
    was, is_ = getattr(before, key.replace("-", "_")), getattr(after, key.replace("-", "_"))
    if was is None or is_ is None:  # without the limit the rule asks for less
        return was is not None
    return bool(is_ > was if before.limits[key] == "smaller" else is_ < was)


def _set_at(documents: Documents, entry: Entry, key: str, place: Place) -> Place:
    """Where a key got its value: of a ``$name`` that an earlier policy wrote, where the parameter got it."""
    written = str(entry.raw.get(key))
    if place.file == documents[0].file or not written.startswith("$"):
        return place
    path: Path = ("params", written.removeprefix("$"), "value")
    return Place(holding(documents, path).file, path)


def _show(entry: Entry | None, key: str, values: Mapping[str, str]) -> str:
    written = entry.raw.get(key) if entry is not None else None
    if written is None:
        return "its default"
    name = str(written).removeprefix("$")
    return f"{written} ({values[name]})" if name != written and name in values else str(written)


def _refuse(documents: Documents, entry: Entry, place: Place, key: str, message: str) -> Diagnostic:
    there = entry.inherited.origin.below(key) if entry.inherited else place
    return both(documents, place, there, message, _HELP)


def _selections(documents: Documents, base: Header) -> Iterator[Diagnostic]:
    written = documents[0].data.get("selections")
    for name in written if isinstance(written, Mapping) else ():
        if name in base.selections:
            path: Path = ("selections", name)
            message = f"selection {name!r} is inherited, and may not be changed"
            there = Place(holding(documents[1:], path).file, path)
            yield both(documents, Place(documents[0].file, path), there, message, "give it another name")


def _params(documents: Documents, own: Header, base: Header) -> Iterator[Diagnostic]:
    for name, param in own.params.items():
        if name in base.params:
            yield from _param(documents, name, param, base.params[name])


def _param(documents: Documents, name: str, param: Param, base: Param) -> Iterator[Diagnostic]:
    """A parameter may be set, and its bounds drawn closer, within the inherited bounds."""
    at: Path = ("params", name)
    if base.at_most is None and base.at_least is None:
        there = Place(holding(documents[1:], at).file, (*at, "value"))
        here = Place(documents[0].file, at)
        yield both(documents, here, there, f"parameter {name!r} is inherited without a bound, so it may not be set", "")
        return
    given = {"value": param.value, "at-most": param.at_most, "at-least": param.at_least}
    for key, written in given.items():
        for bound_key, bound in (("at-most", base.at_most), ("at-least", base.at_least)):
            if bound is None or written is None:
                continue
            if unit(written) != unit(bound) or not base.allows(written, bound_key):
                where: Path = (*at, bound_key)
                there = Place(holding(documents[1:], where).file, where)
                message = f"{written!r} is refused: parameter {name!r} may be {bound_key.replace('-', ' ')} {bound}"
                yield both(documents, Place(documents[0].file, (*at, key)), there, message, "")


def _bound(param: Param, base: Param | None) -> Param:
    """With the inherited bounds, where it draws none closer."""
    if base is None:
        return param
    return Param.model_construct(
        value=param.value, at_most=param.at_most or base.at_most, at_least=param.at_least or base.at_least
    )


_AT: Path = ("waivers",)


def inherit_approval(documents: Documents, own: Header, base: Header) -> Approval:
    """Who may approve, and for how long: each as the policy says, else as it inherits it."""
    written = documents[0].data.get("waivers")
    said = written if isinstance(written, Mapping) else {}
    approvers = own.waivers.approvers if "approvers" in said else base.waivers.approvers
    longest = own.waivers.max_days if "max-days" in said else base.waivers.max_days
    return base.waivers.model_copy(update={"approvers": approvers, "max_days": longest})


def waivers_loosened(documents: Documents, own: Header, base: Header) -> Iterator[Diagnostic]:
    """Approvers that the inherited policy does not list, and a longer time than it allows."""
    help_ = "the approvers of an inherited policy may become fewer, and max-days smaller"
    if not _is_open(documents, base.waivers):
        for index, approver in enumerate(own.waivers.approvers):
            if not is_among(approver, base.waivers.approvers):
                at = (*_AT, "approvers")
                message = f"{approver!r} may not approve waivers of the inherited policy"
                here = Place(documents[0].file, (*at, index))
                yield both(documents, here, _place(documents, at), message, help_)
    days, most = own.waivers.max_days, base.waivers.max_days
    if days is not None and most is not None and days > most:
        at = (*_AT, "max-days")
        here, message = Place(documents[0].file, at), f"max-days is loosened from {most} to {days}"
        yield both(documents, here, _place(documents, at), message, help_)


def _is_open(documents: Documents, inherited: Approval) -> bool:
    """Whether only built-in policies are inherited, and they leave it to the organization."""
    return not inherited.approvers and all(document.file.startswith(BUILTIN) for document in documents[1:])


def _place(documents: Documents, at: Path) -> Place:
    """The line of the inherited policy that says it, or the head of the one that says nothing."""
    holder = holding(documents[1:], at)
    return Place(holder.file, at if holder.has(at) else ("policy",))
