"""Drafts of manifests, from the files of other tools that say which models a service uses.

A source is one row of a table, and one function whose result is written, compared with what an earlier import wrote,
and refused by every verb that judges until people answered what it asks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from checker.record import dataclass

if TYPE_CHECKING:
    from checker.drafting.draft import Read


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of file that drafts are made from; its module is imported when somebody asks for it."""

    name: str
    module: str
    """Below ``checker.drafting``. It holds a function ``read``."""
    help: str

    def reader(self) -> Read:
        read: Read = import_module(f"checker.drafting.{self.module}").read
        return read


SOURCES: dict[str, Source] = {
    row.name: row
    for row in (
        Source("litellm", "litellm", "configuration of a LiteLLM proxy"),
        Source("hf-card", "hf_card", "model card of an own fine-tune at Hugging Face (--repo ORG/NAME)"),
        Source("cyclonedx", "cyclonedx", "bill of materials with models, CycloneDX 1.5 to 1.7, JSON"),
        Source("kubernetes", "kubernetes", "workloads that run vLLM, TGI, Ollama, ..., and KServe's objects"),
        Source("compose", "compose", "Compose file: services that run such a program, or list models"),
        Source("terraform", "terraform", "what terraform show -json prints of a plan or a state"),
        Source("modelfile", "modelfile", "Ollama's Modelfile"),
    )
}
