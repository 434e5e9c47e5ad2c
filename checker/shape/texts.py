"""The documentation of fields: the text below each in the source, for messages, schemas and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast


def texts_below_fields(owner: type) -> Mapping[str, str]:
    """Field name to the string literal that follows it in the source; a filled-in generic has none of its own."""
    return {} if owner.__name__.endswith("]") else _texts_of_classes(owner.__module__)[owner.__qualname__]


@cache
def _texts_of_classes(module: str) -> Mapping[str, Mapping[str, str]]:
    """Of every class of a module, whose source is parsed once for all that is asked of any of them."""
    import ast  # noqa: PLC0415 - only who has a fault to tell asks
    import inspect  # noqa: PLC0415
    import sys  # noqa: PLC0415

    return {name: dict(_texts(node)) for name, node in _classes(ast.parse(inspect.getsource(sys.modules[module])), "")}


def _classes(within: ast.AST, prefix: str) -> Iterator[tuple[str, ast.ClassDef]]:
    """Classes with their qualified names, in each other, in functions and below conditions."""
    import ast  # noqa: PLC0415

    for node in ast.iter_child_nodes(within):
        if isinstance(node, ast.ClassDef):
            yield f"{prefix}{node.name}", node
            yield from _classes(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _classes(node, f"{prefix}{node.name}.<locals>.")
        elif isinstance(node, ast.stmt):
            yield from _classes(node, prefix)


def _texts(owner: ast.ClassDef) -> Iterator[tuple[str, str]]:
    import ast  # noqa: PLC0415
    import inspect  # noqa: PLC0415

    for node, below in pairwise(owner.body):
        if isinstance(node, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(node.target, ast.Name):
            value = below.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield node.target.id, inspect.cleandoc(value.value)
