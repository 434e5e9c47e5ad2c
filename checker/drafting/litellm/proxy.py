"""The configuration of a proxy with all files that it includes, as an import follows them."""

from __future__ import annotations

from collections.abc import Iterator

from checker.diagnostic import Diagnostic, Location
from checker.drafting.draft import Context, Drafted, Given, parse
from checker.foreign.proxy import Proxy, included_by, take_document
from checker.source import Document

_MAX_INCLUDED = 20
"""Most files that one configuration may include."""


def read_proxy(given: Given, context: Context, found: Drafted) -> Proxy | None:
    """The proxy that a file configures; None if it cannot be read or configures none."""
    documents = [*_with_included(given, context, found)]
    if not documents:
        return None
    proxy = Proxy(Location(given.path))
    taken = [take_document(proxy, document, found.skip) for document in documents]
    if not proxy.groups:
        found.faults.append(_nothing(given.path, is_one=any(taken)))
        return None
    return proxy


def _nothing(path: str, *, is_one: bool) -> Diagnostic:
    if is_one:
        why, help_ = "this proxy lists no model", "its models may be kept in a database; write them into model_list"
    else:
        why, help_ = "this is no configuration of a LiteLLM proxy", "one has a key model_list"
    return Diagnostic("no-models", why, (Location(path),), help_)


def _with_included(given: Given, context: Context, found: Drafted) -> Iterator[Document]:
    """The documents of a file and of those that it includes."""
    waiting, seen = [given], {given.path}
    while waiting:
        one = waiting.pop(0)
        for document in parse(one, found):
            yield document
            for target, place in included_by(document):
                followed = context.follow(one.path, target) if len(seen) <= _MAX_INCLUDED else "too many are included"
                if isinstance(followed, str):
                    found.faults.append(
                        Diagnostic("not-included", f"an included file is not read: {followed}", (place,))
                    )
                elif followed.path not in seen:
                    seen.add(followed.path)
                    waiting.append(followed)
