"""Controls that rules may name, in our own words: what each asks, where it is written, and how sure we are.

``confirmed``: the text was seen; ``reported``: a second-hand copy was; ``from
memory``: to be verified before anyone relies on it, which none of ours is any more. Words are ours, never a
quotation. SR 11-7 was rescinded on 2026-04-17 and is not listed: the guidance
that replaced it excludes generative AI. Sources were last read on 2026-11-22, or on the day that a control gives.

A control covers many things, and a rule a part of one: ``covers`` is ``whole`` only where a rule that names the
control shows all that it asks, which none does now, and ``part`` says what the rules of the built-in policies show.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Certainty = Literal["confirmed", "reported", "from memory"]
Covers = Literal["whole", "part"]


class Control(NamedTuple):
    source: str
    place: str
    asks: str
    certainty: Certainty
    part: str = ""
    """What rules show of it; empty: what the rules that name it say, and no more."""
    read: str = "2026-11-22"
    """The day on which its text, or what tells of it, was last opened; of what is from memory, none could be."""
    covers: Covers = "part"

    @property
    def how_sure(self) -> str:
        """Whether its text was opened, and how much of it rules show."""
        opened = "the text was not opened" if self.certainty == "from memory" else f"read {self.read}"
        unnamed = ", as the rules say that name it" if self.covers == "part" else ""
        named = f": {self.part}" if self.part else unnamed
        return f"{self.certainty}, {opened}; covered in {self.covers}{named}"
