"""The table of codes is complete, and holds nothing else; what is said of one can be asked of the program."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from checker.cli import main
from checker.cli.program import program
from checker.codes import CODES, PARTS, Code

ROOT = Path(__file__).parent.parent


@cache
def trees() -> Mapping[Path, ast.Module]:
    """Every module, parsed by the first test that asks for it: every worker collects all tests."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "checker").rglob("*.py"))}


@cache
def nodes(tree: ast.Module) -> Sequence[ast.AST]:
    """What functions, classes, calls and fields there are in a module, which is walked through once."""
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Call, ast.AnnAssign)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


OTHER_CODES = {
    "Area": "a region of a cloud", "_area": "a region of a cloud", "Unmade": "an exit code", "complain": "an exit code",
    "notification": "of SARIF", "of_run": "of GitLab", "Code": "the table itself",
}  # fmt: skip
"""What takes a ``code`` that is none of a fault."""
WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def parameters(*trees: ast.Module) -> Mapping[str, set[int]]:
    """By name of a function or class of some modules, where it takes a code, not counting ``self``; or nowhere."""
    found: dict[str, set[int]] = defaultdict(set)
    for tree in trees:
        for node in nodes(tree):
            if isinstance(node, ast.FunctionDef):
                names = [arg.arg for arg in node.args.args if arg.arg not in {"self", "cls"}]
                found[node.name] |= {names.index("code")} if "code" in names else set()
            if isinstance(node, ast.ClassDef):
                found[node.name] |= set(_of_class(node))
    return {name: places for name, places in found.items() if name not in OTHER_CODES}


def _of_class(node: ast.ClassDef) -> Iterator[int]:
    """Of a dataclass its field, of another class what ``__init__`` takes."""
    fields = [s.target.id for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    own = [name for name in fields if name != "FORM"]
    yield from (own.index(name) for name in own if name == "code")
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and inner.name == "__init__":
            names = [arg.arg for arg in inner.args.args]
            yield from (names.index(name) - 1 for name in names if name == "code")


def given_codes() -> Iterator[tuple[str, str]]:
    """Every code that a call gives, and every default, with its place; what is not a plain word is given whole."""
    everywhere = parameters(*trees().values())
    for path, tree in trees().items():
        taking = {**everywhere, **parameters(tree)}  # what is of the module itself is what it means
        for node in nodes(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                for at in taking.get(name, ()):
                    named = [word.value for word in node.keywords if word.arg == "code"]
                    for value in named or node.args[at : at + 1]:
                        yield from ((word, f"{path.name}:{node.lineno}") for word in words_of(value, tree))
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "code":
                yield from ((word, path.name) for word in words_of(node.value, tree))


def words_of(value: ast.expr | None, tree: ast.Module) -> Iterator[str]:
    """The words that an expression can be; none of one that is handed on."""
    match value:
        case ast.Constant(value=str(word)) if WORD.fullmatch(word):
            yield word
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*words_of(body, tree), *words_of(orelse, tree))
        case ast.Name(id=name) | ast.Attribute(attr=name) if name.isupper():
            yield from (
                word
                for source in (tree, trees()[ROOT / "checker" / "diagnostic.py"])
                for node in source.body
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
                for word in words_of(node.value, source)
            )
        case ast.JoinedStr() if not any(" " in ast.unparse(part) for part in value.values):
            yield ast.unparse(value)
        case _:
            return


def test_every_code_that_the_sources_can_give_is_in_the_table_and_nothing_else() -> None:
    given: dict[str, str] = {}
    for word, place in given_codes():
        given.setdefault(word, place)

    assert {word: place for word, place in given.items() if word not in CODES} == {}
    assert CODES.keys() - given.keys() == set()
    assert {"alias", "too-many-faults", "too-large", "not-read", "invalid", "unknown-vendor"} <= given.keys()


def test_what_cases_show_is_in_the_table_or_a_rule() -> None:
    shown = set()
    for path in (ROOT / "tests" / "cases").rglob("expected.txt"):
        shown |= set(re.findall(r"^advice\[([a-z-]+)\]", path.read_text(encoding="utf-8"), re.MULTILINE))

    assert len(shown) > 10
    assert shown <= CODES.keys()


def test_a_code_is_in_one_part() -> None:
    assert sum(map(len, PARTS.values())) == len(CODES)


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_code_says_what_it_means_and_what_to_do(code: Code) -> None:
    assert WORD.fullmatch(code.name)
    for text in (code.meaning, code.remedy):
        assert text[0] == "`" or text[0].isupper()
        assert text.endswith(".")
    assert code.example.strip("\n")


@pytest.mark.parametrize("name", CODES)
def test_a_code_can_be_asked_of_the_program(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", name]) == 0

    assert capsys.readouterr().out.startswith(f"{name}: {CODES[name].meaning}\n  for example:\n    ")


def test_no_code_is_a_verb_which_would_be_read_as_one() -> None:
    assert program().verbs.keys() & CODES.keys() == set()


def test_a_slip_in_a_code_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", "unknwon-key"]) == 2

    assert capsys.readouterr().err == "modelbylaws: no code 'unknwon-key': did you mean 'unknown-key'?\n"
