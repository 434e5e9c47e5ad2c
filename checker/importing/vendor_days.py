"""Days on which vendors end models, out of what they publish for machines: SDKs, and the pages of their documentation.

Each page is text of somebody else, which is never run: patterns that take linear time find names with days, and
what they do not find says nothing. A name without a day is no endpoint without an end, because lists keep the names of
models that are gone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from checker.catalog import Catalog
from checker.files.catalog import Model
from checker.importing.ends import Row, endpoints_of
from checker.importing.found import Basis, Found
from checker.names import snapshot_of
from checker.record import dataclass
from checker.shape.scalars import day
from checker.vocabulary import Imported

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NAME = r"[A-Za-z0-9][A-Za-z0-9._:-]{1,99}"
_LONG_DAY = r"(?:[A-Z][a-z]{2,8} [0-9]{1,2}(?:st|nd|rd|th)?, [0-9]{4})"

Read = Callable[[str], Iterator["Named"]]


@dataclass(frozen=True, slots=True)
class Named:
    """Names that a page gives together, of one model, and what it says of them."""

    names: tuple[str, ...]
    retires: dt.date | None
    released: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a vendor publishes, and how it is read."""

    title: str
    host: str
    ending: str
    unit: str
    read: Read
    floor: re.Pattern[str] | None = None
    """What a page says if its days are the earliest ones, and announce no end."""


def _anthropic(text: str) -> Iterator[Named]:
    """``anthropic/_data/deprecated_models.py``: a mapping of names to days."""
    for name, written in re.findall(rf'"({_NAME})": "({_LONG_DAY})"', text):
        yield Named((name,), _long_day(written))


_SHUT_DOWN = re.compile(
    rf"(?:shutdown date: ([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})|(?:shut down|retired) on ({_LONG_DAY}))"
)
_QUOTED = re.compile(rf'"({_NAME})"')


def _openai(text: str) -> Iterator[Named]:
    """``openai/types/shared/chat_model.py`` and its like: the lists below "Deprecated values", a dash before each."""
    for listed in re.split(r'^(?:""")?Deprecated values:$', text, flags=re.MULTILINE)[1:]:
        for entry in re.split(r"^ *- ", listed.partition('"""')[0], flags=re.MULTILINE)[1:]:
            flat = " ".join(entry.split())
            found = _SHUT_DOWN.search(flat)
            ends = (_day(found[1]) if found[1] else _long_day(found[2])) if found else None
            head = flat[: found.start()] if found else flat
            yield from (Named((name,), ends) for name in _QUOTED.findall(head))


def _mistral(text: str) -> Iterator[Named]:
    """``src/schema/models/models/*.ts`` of the documentation's repository, one file or several after each other."""
    for part in re.split(r"^export default \{", text, flags=re.MULTILINE)[1:]:
        names = re.search(r"apiNames: ?\[([^\]]{0,2000})\]", part)
        ends, released = (re.search(rf"\b{key}: ?'([0-9-]{{10}})'", part) for key in ("retirementDate", "releaseDate"))
        yield Named(
            tuple(re.findall(rf"'({_NAME})'", names[1])) if names else (),
            _day(ends[1]) if ends else None,
            _day(released[1]) if released else None,
        )


_GOOGLE = re.compile(
    rf"(?:^|[\s|`])({_NAME})[\s|`]{{1,20}}({_LONG_DAY})[\s|]{{1,20}}"
    rf"({_LONG_DAY}|Earliest [A-Z][a-z]+ [0-9]{{4}}|No shutdown)"
)


def _google(text: str) -> Iterator[Named]:
    """The table of ai.google.dev/gemini-api/docs/deprecations, as text: name, day of release, day of shutdown."""
    for name, _, ends in _GOOGLE.findall(text):
        month = ends.removeprefix("Earliest ")
        yield Named((name,), _long_day(month.replace(" ", " 1, ") if month != ends else ends))


def _cohere(text: str) -> Iterator[Named]:
    """``fern/pages/going-to-production/deprecations.mdx``: sections with a day, and lists or tables of models."""
    for section in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        head = _day(section[:10])
        told = re.search(rf"Effective ({_LONG_DAY})", section)
        ends = (_long_day(told[1]) if told else None) or head
        is_list = False
        for line in section.splitlines():
            row = re.match(rf"\| ?([0-9-]{{10}}) ?\| ?`({_NAME})`", line)
            item = re.match(rf"- `({_NAME})`", line)  # an alias behind it means another model by now
            if row:
                yield Named((row[2],), _day(row[1]))
            elif item and is_list:
                yield Named((item[1],), ends)
            elif line.strip() and not item:
                is_list = bool(re.search(r"(?:models will be retired|^Deprecated Models):$", line.strip()))


PAGES: Mapping[Imported, Page] = {
    "anthropic-sdk": Page("deprecated models of the SDK", "anthropic", ".py", "name", _anthropic),
    "openai-sdk": Page("announced shutdown dates in the SDK", "openai", ".py", "name", _openai),
    "mistral-docs": Page("the vendor's model list", "mistral", ".ts", "model", _mistral),
    "google-deprecations": Page(
        "Gemini deprecations", "gcp.gemini-api", ".md", "row", _google, re.compile(r"\b[Ee]arliest\b")
    ),
    "cohere-deprecations": Page("Deprecations", "cohere", ".mdx", "name", _cohere),
}
"""What vendors publish for machines, by the word that ``catalog import`` takes."""


def vendor_days(page: Page, text: str, catalog: Catalog, basis: Basis) -> Found:
    """Retirements, and days of release, of models that the catalog knows."""
    found = Found(page.unit)
    ends: dict[str, list[Row]] = {}
    released: dict[str, dt.date] = {}
    for named in page.read(text):
        known = {name: _known(name, page, catalog) for name in named.names}
        models = sorted({model for model in known.values() if model is not None})
        why_not = _why_not(named, models)
        found.count(why_not, ", ".join(named.names) or "an entry")
        if why_not:
            continue
        if named.retires is not None:
            ends.setdefault(models[0], []).extend((name, named.retires) for name, model in known.items() if model)
        if named.released is not None and catalog.models[models[0]].vendor == page.host:
            released[models[0]] = min(named.released, released.get(models[0], named.released))
    means = _floor if page.floor is not None and page.floor.search(text) else _end
    for model, rows in sorted(ends.items()):
        found.endpoints += endpoints_of(model, page.host, _nearest(rows, model), basis, means)
    found.models += [_released(model, on, catalog, basis) for model, on in sorted(released.items())]
    return found


def _why_not(named: Named, models: list[str]) -> str:
    """Why an entry is not imported; empty if it is."""
    if named.retires is None and named.released is None:
        return "no day"
    if not models:
        return "the model is not in the catalog, or a stamp of it says no day"
    return "" if len(models) == 1 else "it names several models of the catalog"


def _known(name: str, page: Page, catalog: Catalog) -> str | None:
    """The model of a name. A stamp that is no day (``-0613``) ends apart, unless the catalog lists the model by it."""
    said = catalog.resolver.resolve(name, host=page.host)
    stamp = said.version.value
    is_other = stamp is not None and snapshot_of(name) is None and not said.listed.endswith(stamp)
    return None if is_other else said.model.value


def _nearest(rows: list[Row], model: str) -> list[Row]:
    """Without its other names (``-preview``), where the model's own one has a row, and with all snapshots."""
    own = model.partition("/")[2]
    has_own = any(name == own for name, _ in rows)
    return [row for row in rows if not has_own or row[0] == own or snapshot_of(row[0])]


def _released(model: str, on: dt.date, catalog: Catalog, basis: Basis) -> Model:
    claim = {"value": on.isoformat(), "from": on.isoformat(), **basis.stated()}
    return Model.model_validate({"id": model, "vendor": catalog.models[model].vendor, "facts": {"released": [claim]}})


def _end(day_: dt.date, _rows: list[Row]) -> object:
    return day_.isoformat()


def _floor(day_: dt.date, _rows: list[Row]) -> object:
    return {"not-before": day_.isoformat()}


def _day(written: str) -> dt.date | None:
    try:
        return day(written)
    except ValueError:
        return None


def _long_day(written: str) -> dt.date | None:
    """``June 30th, 2026``; None where that is no day."""
    found = re.fullmatch(r"([A-Z][a-z]+) ([0-9]{1,2})[a-z]{0,2}, ([0-9]{4})", written)
    month = found[1].lower() if found else ""
    if found is None or month not in _MONTHS:
        return None
    return _day(f"{found[3]}-{_MONTHS.index(month) + 1:02}-{int(found[2]):02}")
