"""YAML text to builder events, through libyaml's event API, which does not recurse."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from checker.source.lean_yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    yaml,
)  # fmt: skip
from checker.source.plain_events import Event, Odd, read_plain
from checker.source.plain_lines import read_lines
from checker.source.tree import MERGE, NULLS, OURS, Builder, Cut, Plain, Root, Stop

Mark = Event
"""A position of libyaml's. Not typed, for the same reason."""

_HINTS = (
    ("tab character", "indent with spaces"),
    ("cannot start any token", "quote a value that starts with @, % or a back quote; indent with spaces, not tabs"),
    ("expected", "check the indentation: keys of one entry start in the same column, and so do entries of one list"),
    ("mapping values", "check the indentation, and quote a value that holds ': '"),
)

_SIMPLE_KEY = "while scanning a simple key"


def feed(text: str, builder: Builder) -> None:
    """Send every event to the builder.

    Raises:
        Stop: the rest cannot be read; the reason is in the builder's faults.
    """
    if builder.bounds == OURS and (take_lines(text, builder) or take_plain(text, builder)):
        return
    try:
        take_all(text, builder)
    except yaml.MarkedYAMLError as error:
        found = _overtaken(text[: _start(error).index], builder) or error
        at = _at(_start(found) if found.context == _SIMPLE_KEY else found.problem_mark, text)
        message = " ".join(part for part in (found.context, found.problem) if part)
        help_ = next((hint for word, hint in _HINTS if word in message), "")
        raise builder.stop("yaml-syntax", f"not valid YAML: {message}", (at, at), help_) from None


def take_lines(text: str, builder: Builder) -> bool:
    """Take everything, if each line is written as ``plain_lines`` knows it; otherwise nothing, and False."""
    found = read_lines(text)
    if found is None or len(found[1]) >= builder.sure:
        return False
    builder.marks = array("I", found[1])
    builder.roots.append(Root(found[0], 0))
    return True


def take_plain(text: str, builder: Builder) -> bool:
    """Take everything, if nothing in it is odd; otherwise nothing, and False."""
    parser, marks = yaml.CSafeLoader(text), array("I")
    try:
        root = read_plain(parser.get_event, text, marks)
    except (Odd, yaml.YAMLError, ValueError):
        return False
    finally:
        parser.dispose()
    if len(marks) >= builder.sure:
        return False
    builder.marks = marks
    builder.roots.append(Root(root, 0))
    return True


def take_all(text: str, builder: Builder) -> None:
    """Send everything.

    Raises:
        yaml.MarkedYAMLError: the text is not YAML from some place on.
        Stop: as of ``feed``.
    """
    parser = yaml.CSafeLoader(text)
    try:
        _Reader(parser.get_event, builder).documents()
    finally:
        parser.dispose()


def _overtaken(text: str, builder: Builder) -> yaml.MarkedYAMLError | None:
    """Take what stands before an error, which libyaml tells before it hands out up to 1,024 characters in front of it.

    libyaml reads ahead to find out what is a key. There its version 0.2.6 also stops at 1,000 levels, and 0.2.5 does
    not: a nesting that we refuse anyway must be told the same way by both, so it is told before the error.

    Returns:
        An error that is the earlier one, because it is about a key that starts before; None if there is none.

    Raises:
        Stop: the text is nested too deep, or has a key that is none, before the error.
    """
    again = Builder(builder.file, text, many=builder.many, bounds=builder.bounds)
    try:
        take_all(text, again)
    except yaml.MarkedYAMLError as error:  # mostly, since the text ends too early
        return error if error.context == _SIMPLE_KEY else None
    except Stop:
        if again.faults[-1].code in {"too-deep", "bad-key"}:
            builder.faults = again.faults
            raise
    return None


def _start(error: yaml.MarkedYAMLError) -> Mark:
    return error.context_mark or error.problem_mark


def _at(mark: Mark, text: str) -> int:
    """A position, which is behind the text where libyaml is: on a line of its own below the last."""
    below = mark.column == 0 and mark.index == len(text) and text[-1:] not in {"", "\n"}
    return int(mark.index) + below


class _Reader:
    """Recursive descent over the events; the builder's depth limit bounds the recursion."""

    def __init__(self, take: Callable[[], Event | None], builder: Builder) -> None:
        self.take, self.builder = take, builder
        self.repeats: Repeats | None = None
        if builder.bounds.repeats:
            from checker.source.repeats import Repeats  # noqa: PLC0415 - only files of others may repeat

            self.repeats = Repeats(builder)

    def cut(self, event: Event) -> Cut:
        start, end, text = event.start_mark, event.end_mark, self.builder.text
        return (start.index, end.index) if end.index < len(text) else (_at(start, text), _at(end, text))

    def documents(self) -> None:
        event = self.take()
        while event is not None:
            if type(event) is DocumentStartEvent:
                self.start(event)
                node = len(self.builder.marks)
                self.builder.root(self.value(self.take(), None), node)
            event = self.take()

    def start(self, event: Event) -> None:
        at, builder = self.cut(event), self.builder
        if (event.version or event.tags) and self.repeats is None:
            builder.fault("directive", "YAML directives are not allowed", at, "remove the line that starts with %")
        if builder.roots and not builder.many:
            raise builder.stop("second-document", "a second document starts here; one file holds one document", at)

    def value(self, event: Event, key: str | None) -> Plain:
        """Take any value; ``key`` is its own in a mapping."""
        if self.repeats is None:
            return self.value_itself(event, key)
        if type(event) is AliasEvent:
            return self.repeats.take(event.anchor, self.cut(event))
        anchor, node = self.repeats.name(event.anchor), len(self.builder.marks)
        anchor.value = self.value_itself(event, key)
        anchor.node = node
        return anchor.value

    def value_itself(self, event: Event, key: str | None) -> Plain:
        kind = type(event)
        if kind is MappingStartEvent:
            return self.mapping(event)
        if kind is SequenceStartEvent:
            return self.sequence(event)
        text = self.scalar(event)
        empty = kind is ScalarEvent and not event.style and event.value in NULLS
        return self.builder.nothing(key, self.cut(event)) if empty else text

    def scalar(self, event: Event) -> str:
        self.refuse_indirection(event)
        if type(event) is AliasEvent:
            return self.builder.scalar("alias", self.cut(event))
        return self.builder.scalar(event.value, self.cut(event), escaped=event.style == '"')

    def key(self, event: Event) -> str:
        if type(event) is ScalarEvent or type(event) is AliasEvent:
            value = self.scalar(event) if self.repeats is None else self.value(event, None)
            if isinstance(value, str):
                return value
        self.refuse_indirection(event)
        self.refuse_mark(event)
        self.builder.count(self.cut(event))
        raise self.builder.stop("bad-key", "a key must be a single text value", self.cut(event))

    def mapping(self, event: Event) -> dict[str, Plain]:
        builder, take = self.builder, self.take
        self.refuse_indirection(event)
        if event.flow_style:
            self.refuse_mark(event)
        node = builder.begin(self.cut(event))
        entries: dict[str, Plain] = {}
        keys: dict[str, int] = {}
        event = take()
        while type(event) is not MappingEndEvent:
            key = builder.key(self.key(event), keys)
            entries[key] = self.value(take(), key)
            event = take()
        end = _end(event)
        if self.repeats is not None and MERGE in entries:
            end = builder.end_of(node) if end is None else end
            self.repeats.merge(entries, keys[MERGE])
        builder.end(node, end)
        return entries

    def sequence(self, event: Event) -> list[Plain]:
        self.refuse_indirection(event)
        node = self.builder.begin(self.cut(event))
        items: list[Plain] = []
        event = self.take()
        while type(event) is not SequenceEndEvent:
            items.append(self.value(event, None))
            event = self.take()
        self.builder.end(node, _end(event))
        return items

    def refuse_indirection(self, event: Event) -> None:
        """What is declared must be visible where it stands: no anchors, aliases or tags."""
        builder = self.builder
        if self.repeats is not None:
            return
        if type(event) is AliasEvent:
            message = "YAML aliases are not allowed"
            builder.fault("alias", message, self.cut(event), "write the value out where it holds")
            return
        if event.anchor is not None:
            builder.fault("anchor", f"YAML anchors are not allowed: {event.anchor!r}", self.cut(event), "remove it")
        if event.tag is not None:
            message = f"YAML tags are not allowed: {event.tag!r}"
            builder.fault("tag", message, self.cut(event), "remove it; the schema types the value")

    def refuse_mark(self, event: Event) -> None:
        at = self.cut(event)
        is_mapping = type(event) is MappingStartEvent
        if is_mapping and event.flow_style and self.builder.text.startswith("?", at[0]):
            # NOTE: where the key is left out, libyaml 0.2.5 takes the bracket for it.
            raise self.builder.stop("bad-key", "a key in brackets is marked with '?'", at, "write {key: value}")


def _end(event: Event) -> int | None:
    """Where an event ends a collection; None in block style, where what ends it has no characters."""
    start, end = event.start_mark.index, event.end_mark.index
    return end if start != end else None
