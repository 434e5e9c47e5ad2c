"""How many of the names that others list are models of the catalog: the share of each list, and what is missing.

Three kinds of files are read: LiteLLM's price file, ``models.json`` of models.dev, and a plain list with a name on each
line. A name counts where it is read as it would be read in a manifest, on a route at the row's provider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from checker import source
from checker.catalog import Catalog
from checker.names import without_snapshot
from checker.naming.routes import host_of_route
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.named import own_bytes
from checker.shape.scalars import is_foreign_name
from checker.source import Bounds, Plain
from checker.source.characters import TextFault, decode
from checker.source.lenient import fields, word

BOUNDS = Bounds(16 << 20, 1_000_000, nulls=True)
"""The same as for what is imported."""

HUNDRED: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "chat": (60, ("chat",)),
    "embeddings": (12, ("embedding",)),
    "rerankers": (5, ("rerank",)),
    "speech": (10, ("audio_transcription", "audio_speech")),
    "image": (13, ("image_generation",)),
}
"""The composite hundred of LiteLLM's file: so many of the models that most providers serve, by LiteLLM's ``mode``."""

_VENDOR_PREFIX = re.compile(r"^(?:[a-z]{2,6}\.)?[a-z0-9]+\.(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as others write it, and who serves it."""

    written: str
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Of a list: how many the catalog knows, and the others."""

    of: str
    known: int
    missing: tuple[str, ...]

    def __str__(self) -> str:
        total = self.known + len(self.missing)
        share = f"{100 * self.known / total:.0f}%" if total else "nothing to count"
        return f"{self.of}: {self.known} of {total}, {share}"


@dataclass(frozen=True, slots=True)
class Row:
    """A model that LiteLLM lists, as one provider serves it."""

    name: Name
    provider: str
    mode: str
    ends: bool

    @property
    def model(self) -> str:
        """What all providers call it, as nearly as their names tell: without route, owner, snapshot and tail."""
        own = self.name.written.rpartition("/")[2].lower()
        own = without_snapshot(_VENDOR_PREFIX.sub("", own).partition(":")[0].partition("@")[0])
        return re.sub(r"-v[0-9]$", "", own).replace("_", "-").replace(".", "-")


def measure(path: str, catalog: Catalog) -> list[Share]:
    """The shares of one file.

    Raises:
        Fault: it cannot be read, or names nothing.
    """
    raw = own_bytes(path, BOUNDS.bytes)
    if not path.endswith(".json"):
        return [_share(path, [Name(line) for line in _lines(path, raw)], catalog)]
    found = source.parse("dataset.json", raw, BOUNDS)
    if isinstance(found, source.Unreadable):
        raise Fault(f"{path} cannot be read: {found.diagnostics[0].message}")
    rows = [*_litellm(found.data)]
    if rows:
        return [*_of_litellm(path, rows, catalog)]
    names = [Name(key) for key, value in found.data.items() if "release_date" in fields(value)]
    if not names:
        raise Fault(f"{path} is neither LiteLLM's price file nor models.json of models.dev")
    return [_share(path, names, catalog)]


def _lines(path: str, raw: bytes) -> list[str]:
    try:
        lines = [line.strip() for line in decode(raw, BOUNDS.bytes).splitlines()]
    except TextFault as fault:
        raise Fault(f"{path} cannot be read: {fault.message}") from None
    names = [line for line in lines if line and not line.startswith("#")]
    wrong = next((name for name in names if not is_foreign_name(name)), None)
    if wrong is not None or not names:
        raise Fault(f"{path} has no name" if wrong is None else f"{path}: {wrong[:100]!r} is no name of a model")
    return names


def _litellm(data: Mapping[str, Plain]) -> Iterator[Row]:
    for key, value in data.items():
        provider = word(fields(value).get("litellm_provider"))
        if provider and key != "sample_spec":
            family = "vertex_ai" if provider.startswith("vertex_ai-") else provider
            host = host_of_route(family) or family
            ends = bool(word(fields(value).get("deprecation_date")))
            yield Row(Name(key, host), family, word(fields(value).get("mode")), ends)


def _of_litellm(path: str, rows: Sequence[Row], catalog: Catalog) -> Iterator[Share]:
    yield _share(f"{path}, all rows", [row.name for row in rows], catalog)
    yield _share(f"{path}, rows with a retirement date", [row.name for row in rows if row.ends], catalog)
    parts = [_most_served(part, count, [row for row in rows if row.mode in modes], catalog)
             for part, (count, modes) in HUNDRED.items()]  # fmt: skip
    missing = tuple(name for part in parts for name in part.missing)
    yield Share(f"{path}, composite hundred", sum(part.known for part in parts), missing)
    yield from parts


def _most_served(part: str, count: int, rows: Sequence[Row], catalog: Catalog) -> Share:
    """The models that most providers serve; one is known where one of its rows is."""
    served: dict[str, list[Row]] = {}
    for row in rows:
        served.setdefault(row.model, []).append(row)
    ranked = sorted(served, key=lambda model: (-len({row.provider for row in served[model]}), model))[:count]
    known = [model for model in ranked if any(_is_known(row.name, catalog) for row in served[model])]
    return Share(f"  {part}", len(known), tuple(model for model in ranked if model not in known))


def _share(of: str, names: Sequence[Name], catalog: Catalog) -> Share:
    missing = [name.written for name in names if not _is_known(name, catalog)]
    return Share(of, len(names) - len(missing), tuple(missing))


def _is_known(name: Name, catalog: Catalog) -> bool:
    return catalog.resolver.resolve(name.written, host=name.host).model.value is not None


def coverage_text(shares: Sequence[Share], *, missing: bool) -> str:
    """A line for each share, and below it the names that are missing, if they are asked for."""
    lines: list[str] = []
    for share in shares:
        lines += [str(share), *(f"    {name}" for name in share.missing if missing)]
    return "".join(f"{line}\n" for line in lines)
