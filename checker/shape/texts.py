"""The documentation of fields: the text below each in the source, for messages, schemas and pages."""

from __future__ import annotations

from itertools import pairwise


def texts_below_fields(owner: type) -> dict[str, str]:
    """Field name to the string literal that follows it in the source; a filled-in generic has none of its own."""
    import ast  # noqa: PLC0415 - only who has a fault to tell asks
    import inspect  # noqa: PLC0415
    import textwrap  # noqa: PLC0415

    if owner.__name__.endswith("]"):
        return {}
    body = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    texts: dict[str, str] = {}
    for node, below in pairwise(body.body if isinstance(body, ast.ClassDef) else []):
        if isinstance(node, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(node.target, ast.Name):
            value = below.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                texts[node.target.id] = inspect.cleandoc(value.value)
    return texts
