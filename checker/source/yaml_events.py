"""YAML text to builder events, through libyaml's event API, which does not recurse."""

from __future__ import annotations

from typing import Any

import yaml

from checker.diagnostic import Span
from checker.source.tree import Builder

_HINTS = (
    ("tab character", "indent with spaces"),
    ("expected", "check the indentation: keys of one entry start in the same column, and so do entries of one list"),
    ("mapping values", "check the indentation, and quote a value that holds ': '"),
)

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def feed(text: str, builder: Builder) -> None:
    """Send every event to the builder.

    Raises:
        Stop: the rest cannot be read; the reason is in the builder's faults.
    """
    parser = yaml.CSafeLoader(text)
    try:
        while True:
            event = parser.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return
            _take(event, builder)
    except yaml.MarkedYAMLError as error:
        at = _span(error.problem_mark, error.problem_mark)
        message = " ".join(part for part in (error.context, error.problem) if part)
        help_ = next((hint for word, hint in _HINTS if word in message), "")
        raise builder.stop("yaml-syntax", f"not valid YAML: {message}", at, help_) from None
    finally:
        parser.dispose()


def _take(event: yaml.Event, builder: Builder) -> None:
    span = _span(event.start_mark, event.end_mark)
    if isinstance(event, yaml.NodeEvent) and (event.anchor is not None or getattr(event, "tag", None) is not None):
        _refuse_indirection(event, builder, span)
    if isinstance(event, yaml.ScalarEvent):
        empty = not event.style and event.value in _NULLS
        builder.scalar(event.value, span, empty=empty, escaped=event.style == '"')
    elif isinstance(event, yaml.CollectionStartEvent):
        builder.open(span, is_mapping=isinstance(event, yaml.MappingStartEvent))
    elif isinstance(event, yaml.CollectionEndEvent):
        in_flow_style = span[:2] != span[2:]
        builder.close(span if in_flow_style else None)
    elif isinstance(event, yaml.DocumentStartEvent):
        _document(event, builder, span)


def _refuse_indirection(event: yaml.NodeEvent, builder: Builder, span: Span) -> None:
    """What is declared must be visible where it stands: no anchors, aliases or tags."""
    if isinstance(event, yaml.AliasEvent):
        message = "YAML aliases are not allowed"
        builder.fault("alias", message, span, "write the value out where it holds")
        builder.scalar("alias", span, empty=False, escaped=False)
    elif event.anchor is not None:
        builder.fault("anchor", f"YAML anchors are not allowed: {event.anchor!r}", span, "remove it")
    tag = getattr(event, "tag", None)
    if tag is not None:
        builder.fault("tag", f"YAML tags are not allowed: {tag!r}", span, "remove it; the schema types the value")


def _document(event: yaml.DocumentStartEvent, builder: Builder, span: Span) -> None:
    if event.version or event.tags:
        builder.fault("directive", "YAML directives are not allowed", span, "remove the line that starts with %")
    if builder.roots and not builder.many:
        raise builder.stop("second-document", "a second document starts here; one file holds one document", span)


def _span(start: Any, end: Any) -> Span:  # noqa: ANN401 - libyaml's marks, which its stubs make optional
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
