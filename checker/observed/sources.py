"""Every kind of file that says which models are used: one row each, and its module is imported when one is read."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from checker.observed.options import ReadSource
from checker.vocabulary import ObservedSource

_MODULES: Mapping[ObservedSource, str] = {
    "litellm": "proxy_offers",
    "litellm-spend": "spend_log",
    "cyclonedx": "bill_of_materials",
    "telemetry": "telemetry",
    "focus": "focus",
    "scan": "scanned",
}


def reader_of(source: ObservedSource) -> ReadSource:
    read: ReadSource = import_module(f"checker.observed.{_MODULES[source]}").read
    return read
