"""Whether a license meets a list of licenses, three-valued.

Of ``A OR B`` the user chooses one, of ``A AND B`` all hold. Whether a license
that no list knows is one of those named is unknown, unless it is named itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from checker.condition.truth import Datum, Known, Members, Truth, Unknown, Value, every, gap, some
from checker.licenses import License, Term, parse

Terms = tuple[Term, ...]


def terms(listed: Sequence[Datum]) -> Terms:
    """The licenses of a rule's list, each of which is one."""
    return tuple(term for entry in listed for term in parse(str(entry)).terms())


def is_allowed(license_: License, allow: Terms | None, never: Terms = ()) -> Truth:
    """Whether some choice holds allowed licenses only, and none that is banned. ``allow`` None allows all."""
    if not isinstance(license_, Term):
        return (some if license_.choice else every)(is_allowed(part, allow, never) for part in license_.parts)
    return every([Truth.TRUE if allow is None else _is_one(license_, allow), ~is_banned(license_, never)])


def _is_one(term: Term, allow: Terms) -> Truth:
    if any(term.is_allowed_by(entry) for entry in allow):
        return Truth.TRUE
    return Truth.FALSE if term.understood else Truth.UNKNOWN


def is_banned(term: Term, never: Terms) -> Truth:
    if any(term.is_banned_by(ban) for ban in never):
        return Truth.TRUE
    return Truth.UNKNOWN if never and not term.understood else Truth.FALSE


def is_clear(value: Value) -> bool:
    """Whether lists know all there is in a value: then what is neither this nor that is a mixture, and no gap."""
    return gap(value) is None and not isinstance(value, Unknown) and doubt(value) is None


def doubt(value: Known | Members) -> Unknown | None:
    """What in a license no list knows."""
    found = (term.shown for license_ in _licenses(value) for term in license_.terms() if not term.understood)
    strange = sorted(set(found))
    return unlisted(strange) if strange else None


def unlisted(strange: Sequence[str]) -> Unknown:
    """Why nothing can be said about licenses that no list knows."""
    are = "is" if len(strange) == 1 else "are"
    reason = f"{' and '.join(map(repr, strange))} {are} on no list of licenses"
    return Unknown(reason, "write it in a catalog of yours as an SPDX expression, or as LicenseRef-...")


def _licenses(value: Known | Members) -> list[License]:
    texts = value.certain if isinstance(value, Members) else [value.value]
    return [parse(text) for text in sorted(map(str, texts))]


def is_one_of(license_: License, asked: Sequence[Datum]) -> Truth:
    """NOTE: ``MIT AND X`` is not MIT, nor is it other than MIT: unknown, so that ``not`` makes no pass of it."""
    listed = terms(asked)
    if is_allowed(license_, listed) is Truth.TRUE:
        return Truth.TRUE
    held = some(is_banned(term, listed) for term in license_.terms())
    return Truth.FALSE if held is Truth.FALSE else Truth.UNKNOWN


def is_none_of(license_: License, asked: Sequence[Datum]) -> Truth:
    listed = terms(asked)
    if is_allowed(license_, None, listed) is Truth.TRUE:
        return Truth.TRUE
    within = every(_is_one(term, listed) for term in license_.terms())
    return Truth.FALSE if within is Truth.TRUE else Truth.UNKNOWN


def is_like(license_: License, asked: Sequence[Datum]) -> Truth:
    glob = str(asked[0]).lower()
    like = {term: fnmatchcase(term.shown.lower(), glob) for term in license_.terms()}
    if _holds(license_, like):
        return Truth.TRUE
    bare = any(fnmatchcase(term.shown.lower().partition(" with ")[0], glob) for term in like)
    told = not bare and not any(like.values()) and all(term.understood for term in like)
    return Truth.FALSE if told else Truth.UNKNOWN


def _holds(license_: License, true: Mapping[Term, bool]) -> bool:
    if isinstance(license_, Term):
        return true[license_]
    return (any if license_.choice else all)(_holds(part, true) for part in license_.parts)


def is_any_one_of(have: Sequence[License], asked: Sequence[Datum]) -> Truth:
    return some(is_one_of(license_, asked) for license_ in have)


def are_all_there(have: Sequence[License], asked: Sequence[Datum]) -> Truth:
    """Whether each license that is asked for is one of those."""
    return every(some(is_one_of(license_, [name]) for license_ in have) for name in asked)


def are_none_of(have: Sequence[License], asked: Sequence[Datum]) -> Truth:
    return every(is_none_of(license_, asked) for license_ in have)


def are_all_one_of(have: Sequence[License], asked: Sequence[Datum]) -> Truth:
    return every(is_one_of(license_, asked) for license_ in have)
