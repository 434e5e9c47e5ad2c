"""What a file of another tool says of the models that a service uses, before anybody answered what it leaves open.

A source reads such files and gives ``Drafted``. It never guesses: what only people know, or what the file leaves
open, is an ``Ask``, and what it does not take is ``Skipped`` with a reason. Only values that a manifest may hold are
carried over, so that no secret of the file reaches a draft, a report or a message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace

from checker import source
from checker.catalog import Catalog
from checker.diagnostic import Diagnostic, Location, Path
from checker.record import dataclass
from checker.source import THEIRS, Bounds, Document, Unreadable
from checker.vocabulary import Access, Lifecycle, Role


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that the draft leaves open."""

    path: Path
    """The key that holds the answer, below what the question belongs to: a draft, a use or a route."""
    question: str
    candidates: tuple[str, ...] = ()
    """Answers that the file or the catalog suggests, never one of them taken."""


@dataclass(frozen=True, slots=True)
class DraftRoute:
    """One route. What is None is left out, or asked where an ``Ask`` has its key."""

    model: str | None
    """The catalog's id where the name is resolved, else the name as the file writes it, or ``vendor/unknown``."""
    at: Location
    """Where the file says so."""
    sure: str
    """How sure the model is and from which name, for the comment: ``by grammar, from azure/gpt-4o-mini``."""
    id: str = ""
    role: Role = "primary"
    access: Access | None = None
    host: str | None = None
    version: str | None = None
    jurisdictions: tuple[str, ...] = ()
    deployment: str | None = None
    gateway: str | None = None
    share: str | None = None
    """As manifests write it, such as ``80%`` or ``1/3``."""
    derived_from: tuple[str, ...] = ()
    digest: str | None = None
    asks: tuple[Ask, ...] = ()
    remarks: tuple[Ask, ...] = ()
    """What a reviewer should know of a value that is there, as a comment behind it."""

    def asking(self, key: str, question: str, candidates: Sequence[str] = ()) -> DraftRoute:
        """The route with one more question, about one of its keys."""
        return replace(self, asks=(*self.asks, Ask((key,), question, tuple(candidates))))

    def remarking(self, key: str, remark: str) -> DraftRoute:
        """The route with a comment behind one of its keys."""
        return replace(self, remarks=(*self.remarks, Ask((key,), remark)))


@dataclass(frozen=True, slots=True)
class DraftUse:
    """One job of a model; its routes are in the order of the file, the primary one first."""

    id: str
    routes: tuple[DraftRoute, ...]
    asks: tuple[Ask, ...] = ()
    remarks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One service."""

    service: str
    origin: Location
    uses: tuple[DraftUse, ...]
    owner: str | None = None
    lifecycle: Lifecycle | None = None
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that the file says and no draft holds."""

    at: Location
    what: str
    """Its name in the file, or what it is."""
    reason: str
    in_doubt: bool = True
    """Whether it may be a use of a model: not where the file shows that it is none, or that a draft has it."""


@dataclass
class Drafted:
    """What was found in the files of one source, and what became of each entry."""

    unit: str
    """What is counted: ``deployment``, ``component``, ``container``."""
    drafts: list[Draft] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    """What could not be read. With a fault nothing is written."""
    taken: int = 0
    """Entries that stand behind a route."""
    places: set[Location] = field(default_factory=set)
    """Where these are, for a source whose entries may stand behind several routes, or none."""

    def skip(self, at: Location, what: str, reason: str, *, in_doubt: bool = True) -> None:
        self.skipped.append(Skipped(at, what, reason, in_doubt))


@dataclass(frozen=True, slots=True)
class Given:
    """A file of another tool."""

    path: str
    """As it is printed. Its ending says whether it is JSON."""
    raw: bytes


_SHOWN = 12
"""Most names that a message lists."""


def not_offered(code: str, service: str, called: Sequence[str], offered: Sequence[str], at: Location) -> Diagnostic:
    """A service is said to call what a file does not offer. The names come from the command line, so they are shown.

    They are not quoted: what a fault of a foreign file quotes is left out.
    """
    more = f" and {len(offered) - _SHOWN} more" if offered[_SHOWN:] else ""
    why = f"{service} is said to call {', '.join(called)}, which is not offered here"
    return Diagnostic(code, why, (at,), f"there is {', '.join(offered[:_SHOWN])}{more}")


Follow = Callable[[str, str], Given | str]


@dataclass(frozen=True, slots=True)
class Context:
    """What a source may ask beside its files."""

    catalog: Catalog
    """Its ``resolver`` tells what a name means; ``hosts`` and ``vendors`` are those that are known."""
    follow: Follow
    """The file that another one names, by the path of the one and the text in it; or why it is not read."""
    gateways: tuple[str, ...] = ()
    """The instances of middleware that the configuration lists."""
    own: str | None = None
    """The organization's own vendor id, behind which its fine-tunes are named."""
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The services that the command line names, where a file does not say which there are, and what each calls."""
    gateway: str | None = None
    """What the command line calls the middleware that a file configures."""
    repository: str | None = None
    """The repository of the hub that a model card belongs to."""


Read = Callable[[Sequence[Given], Context], Drafted]
"""A source: all files that were named, together."""


def parse(given: Given, found: Drafted, bounds: Bounds = THEIRS) -> list[Document]:
    """The documents of a file by the rules of other tools; its faults go to what was found."""
    parsed = source.parse_many(given.path, given.raw, bounds)
    if isinstance(parsed, Unreadable):
        found.faults += parsed.diagnostics
        return []
    return parsed
