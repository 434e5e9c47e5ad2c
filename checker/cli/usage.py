"""The command line's grammar: usage errors with what was meant, and help where reports go.

A command line may come from a pipeline that puts names of files into it: like every
text that this project did not write, what an error shows of it is escaped and short.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NoReturn, Protocol

from checker.cli.answer import Answer
from checker.diagnostic import MEANT, did_you_mean
from checker.run.at_terminal import known_columns
from checker.run.output import say, short, warn

FEW = 3
"""Most verbs that are named as those that have a flag."""


class Verb(Protocol):
    """What every module in ``verbs`` has."""

    def arguments(self, verb: Parser, /) -> None: ...
    def answer(self, given: argparse.Namespace, /) -> Answer | int: ...


class Offered(Protocol):
    """A verb that may be asked for; it is imported by ``load``."""

    @property
    def help(self) -> str: ...
    def load(self) -> Verb: ...


class Made(Mapping[str, "Parser"]):
    """The parsers of verbs, each of which is made where somebody asks for it: twenty took 4 ms, and a run needs one."""

    def __init__(self, verbs: Mapping[str, Offered], make: Callable[[str], Parser]) -> None:
        self._verbs, self._make = verbs, make
        self._made: dict[str, Parser] = {}

    def __getitem__(self, word: str) -> Parser:
        if word not in self._verbs:
            raise KeyError(word)
        if word not in self._made:
            self._made[word] = self._make(word)
        return self._made[word]

    def __contains__(self, word: object) -> bool:
        return word in self._verbs

    def __iter__(self) -> Iterator[str]:
        return iter(self._verbs)

    def __len__(self) -> int:
        return len(self._verbs)


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal.

    NOTE: argparse makes one for each flag that it takes, and would import all archives for the width.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=known_columns() - 2)


class Parser(argparse.ArgumentParser):
    """A parser of one verb, or of a word that has verbs of its own."""

    verbs: Mapping[str, Parser] = {}
    offered: Offered | None = None
    """The verb whose flags this parser does not have yet."""

    def offer(self, verbs: Mapping[str, Offered], name: str, exit_codes: str) -> None:
        """Take these verbs; which one was given is said under ``name``, None without one."""
        offered = self.add_subparsers(dest=name, metavar="VERB")

        def make(word: str) -> Parser:
            parser = Parser(prog=f"{self.prog} {word}", epilog=exit_codes, formatter_class=Help)
            parser.offered = verbs[word]
            return parser

        self.verbs = Made(verbs, make)
        vars(offered).update(_name_parser_map=self.verbs, choices=self.verbs)
        offered._choices_actions += [  # noqa: SLF001 - what add_parser adds
            offered._ChoicesPseudoAction(word, [], verb.help)  # noqa: SLF001
            for word, verb in verbs.items()
        ]

    def fill(self) -> Parser:
        """The same with the flags of its verb, which is imported for that."""
        offered, self.offered = self.offered, None
        if offered is not None:
            offered.load().arguments(self)
        return self

    def fill_all(self) -> Parser:
        """The same with the flags of every verb, as shells complete them."""
        self.fill()
        for parser in self.verbs.values():
            parser.fill_all()
        return self

    def read(self, argv: Sequence[str] | None) -> argparse.Namespace:
        """What was given. Ends the program on bad usage, with 2, and where only help was asked for."""
        words = list(sys.argv[1:] if argv is None else argv)
        parser, behind = self.leaf(words)
        if not parser.verbs:
            self._refuse_unknown(words[: behind - 1], elsewhere=parser)
            parser._refuse_unknown(words[behind:], top=self)  # noqa: SLF001 - of the same class
        given, rest = self.parse_known_args(words)
        if rest:
            parser._refuse_unknown(rest)  # noqa: SLF001 - of the same class
            parser.error(f"unexpected argument {rest[0]!r}")
        if parser.verbs and parser is not self:
            parser.error(f"a verb is missing; one of: {', '.join(parser.verbs)}")
        return given

    def leaf(self, words: Sequence[str]) -> tuple[Parser, int]:
        """The parser of the verb, and the place of the first word behind it."""
        parser, behind = self, 0
        for place, word in enumerate(words, 1):
            if word in parser.verbs:
                parser, behind = parser.verbs[word].fill(), place
        return parser, behind

    def knows(self, flag: str) -> bool:
        """Whether there is such a flag; its first letters are enough where they are clear."""
        names = self._option_string_actions
        return flag in names or (flag[:2] in names if flag[1] != "-" else any(name.startswith(flag) for name in names))

    def error(self, message: str) -> NoReturn:
        warn(f"{self.format_usage()}{self.prog}: error: {short(message)}\n")
        raise SystemExit(2)

    def _refuse_unknown(self, words: Iterable[str], elsewhere: Parser | None = None, top: Parser | None = None) -> None:
        """Name the first flag that there is not; argparse would first miss what the right one brings."""
        for word in words:
            if word == "--":
                return
            flag = word.partition("=")[0]
            if not flag.startswith("-") or flag == "-" or " " in word or self.knows(flag):
                continue
            if elsewhere is not None and elsewhere.knows(flag):
                self.error(f"flag {flag!r} is for behind the verb")
            self.error(f"unknown flag {flag!r}; {self._meant_by_flag(flag, top)}")

    def _meant_by_flag(self, flag: str, top: Parser | None) -> str:
        """Where there is such a flag, or a verb; else a slip, or all flags that there are."""
        if top is not None and flag in top._option_string_actions:  # noqa: SLF001 - of the same class
            return "it is for before the verb"
        word = flag.lstrip("-")
        if word in self.verbs:
            return f"did you mean the verb {word!r}?"
        owners = [name for name, parser in (top or self).leaves() if flag in parser._option_string_actions]  # noqa: SLF001
        more = " and others" if len(owners) > FEW + 1 else ""
        listed = ", ".join(owners[:FEW] if more else owners)
        return f"it is a flag of {listed}{more}" if owners else meant(flag, self._option_string_actions)

    def leaves(self, name: str = "") -> Iterator[tuple[str, Parser]]:
        """Every verb with its flags, and its whole name, such as ``catalog list``."""
        for word, parser in self.verbs.items():
            whole = f"{name} {word}".lstrip()
            yield whole, parser.fill()
            yield from parser.leaves(whole)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is None or value in action.choices:
            return
        hint = meant(str(value), action.choices)
        if isinstance(action.choices, Mapping):
            inner = [name for name, parser in self.leaves() if name.endswith(f" {value}")]
            hint = f"did you mean {' or '.join(map(repr, inner))}?" if inner else hint
            raise argparse.ArgumentError(None, f"unknown verb {value!r}; {hint}")
        raise argparse.ArgumentError(action, f"unknown value {value!r}; {hint}")

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - errors go by error()
        """Help and version."""
        say(message)


def meant(word: str, choices: Iterable[str]) -> str:
    """``did you mean 'check'?`` for a near miss, else all choices in their order."""
    listed = list(choices)
    hint = did_you_mean(word, listed)
    return hint if hint.startswith(MEANT) else f"one of: {', '.join(listed)}"
