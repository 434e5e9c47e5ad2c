"""Programs that serve a model on machines of one's own, and where each of them is told which model it serves.

Kubernetes and Compose describe the same containers in two ways; ``read_servers`` reads what is common to both. Of the
environment only the names that a row lists are read, and those that name a model and that an argument refers to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from checker.diagnostic import Path
from checker.drafting.shell import Word
from checker.foreign.settled import Told, is_weights, settle
from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Server:
    """How one program is recognized, and what names the model. Arguments are without dashes, and ``_`` is ``-``."""

    name: str
    image: re.Pattern[str]
    """What the image's path ends with, without its tag."""
    programs: frozenset[str]
    """Words that start it."""
    model: tuple[str, ...] = ("model",)
    env: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Words behind which a model stands without a name."""
    revision: tuple[str, ...] = ("revision",)
    revision_env: tuple[str, ...] = ()
    served: tuple[str, ...] = ("served-model-name",)


def _server(name: str, image: str, programs: str, **told: tuple[str, ...]) -> Server:
    return Server(name, re.compile(rf"(?:^|/){image}\Z"), frozenset(programs.split()), **told)


SERVERS: tuple[Server, ...] = (
    _server("vLLM", "vllm(?!-router)[^/]*", "vllm vllm.entrypoints.openai.api_server", after=("serve",)),
    _server(
        "TGI", "(?:text-generation-inference|tgi)[^/]*", "text-generation-launcher",
        model=("model-id",), env=("MODEL_ID", "HF_MODEL_ID"), revision_env=("REVISION", "HF_MODEL_REVISION"),
    ),
    _server(
        "TEI", "text-embeddings-inference[^/]*", "text-embeddings-router",
        model=("model-id",), env=("MODEL_ID",), revision_env=("REVISION",),
    ),
    _server("SGLang", "sglang[^/]*", "sglang sglang.launch_server", model=("model-path", "model")),
    _server(
        "llama.cpp", r"llama[.-]cpp[^/]*", "llama-server",
        model=("hf-repo", "hf", "hfr", "model-url", "mu", "model", "m"), served=("alias", "a"),
        env=("LLAMA_ARG_HF_REPO", "LLAMA_ARG_MODEL_URL", "LLAMA_ARG_MODEL"),
    ),
    _server("Ollama", "ollama[^/]*", "ollama", model=(), after=("pull", "run"), env=("OLLAMA_MODEL",), served=()),
    _server(
        "KServe's Hugging Face server", "huggingfaceserver[^/]*", "huggingfaceserver",
        model=("model-id",), revision=("model-revision",), served=("model-name",), env=("MODEL_ID",),
    ),
    _server("LMDeploy", "lmdeploy[^/]*", "lmdeploy", after=("api_server",), served=("model-name",)),
    _server("TensorRT-LLM", "tensorrt-llm[^/]*", "trtllm-serve", after=("trtllm-serve", "serve")),
    _server("Infinity", "michaelf34/infinity", "infinity_emb", model=("model-id",), env=("INFINITY_MODEL_ID",)),
)  # fmt: skip
"""One row a program."""

ANY = Server(
    "the server", re.compile(r"(?!)"), frozenset(), ("model-id", "model"), ("MODEL_ID",), (),
    ("model-revision", "revision"), (), ("model-name", "served-model-name"),
)  # fmt: skip
"""What servers have in common, where nothing tells which one it is."""

NIM = re.compile(r"(?:^|/)nvcr\.io/nim/(?P<model>[^/]+/[^/]+)\Z")
"""An image that is one model with its server."""

_DOWNLOADS = (("huggingface-cli", "download"), ("hf", "download"))
_NAMES_A_MODEL = re.compile(r"[A-Z0-9_]*MODEL[A-Z0-9_]*\Z|[A-Z0-9_]*REVISION\Z")
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASS")


@dataclass(frozen=True, slots=True)
class Container:
    """One container: its name, image, words of its command, and where its environment says something."""

    name: str
    image: str
    words: tuple[Word, ...]
    env: Mapping[str, Told]
    at: Path
    hooked: tuple[Word, ...] = ()
    """Words of what is run in it once it has started."""
    knows_itself: bool = True
    """Whether words refer to its own environment; in Compose they refer to that of whoever starts it."""


class Served(NamedTuple):
    """A model that a container serves; ``model`` is None where nothing says which."""

    server: str
    model: Told | None
    revision: Told | None
    name: str
    """What callers call it; empty if they call it by the model."""
    at: Path


def read_servers(containers: list[Container]) -> list[Served]:
    """The models that the containers of one workload serve; none where no server is known.

    A model may be fetched by another container than the one that serves it.
    """
    found: list[Served] = []
    for container in containers:
        server = find_server(container)
        if server is not None:
            found += read_as(container, server, containers)
        nim = NIM.search(image_path(container.image))
        if nim:
            told = Told(nim["model"], "the image", (*container.at, "image"))
            found.append(Served("NIM", told, None, "", container.at))
    return found


def find_server(container: Container) -> Server | None:
    """By its image, else by the word that starts it; what is only pulled by ``ollama pull`` is no server."""
    path = image_path(container.image)
    for server in SERVERS:
        if server.image.search(path):
            return None if only_fetches(container) else server
    words = {word.text.rpartition("/")[2] for word in container.words}
    started = next((server for server in SERVERS if server.programs & words), None)
    return None if started is None or only_fetches(container) else started


def only_fetches(container: Container) -> bool:
    """Whether a container pulls a model for another one, and ends."""
    texts = [word.text for word in container.words]
    return "pull" in texts and "serve" not in texts


def read_as(container: Container, server: Server, fetching: Sequence[Container] = ()) -> Iterator[Served]:
    """The models of a container, by what this server is told; ``fetching`` are those that may fetch one for it."""
    name = _argument(container, server.served)
    served = name.text if name is not None and name.is_settled else ""
    revision = _argument(container, server.revision) or _environment(container, server.revision_env)
    told = _argument(container, server.model) or _behind(container, server.after) or _environment(container, server.env)
    models = [told] if told is not None else []
    if server.name == "Ollama":
        models = [pulled for other in fetching for pulled in _all_behind(other, server.after)] or models
    elif told is not None and told.is_settled and is_weights(told.text):
        fetched = [found for other in fetching for found in _downloaded(other)]
        models = fetched if len(fetched) == 1 else models
    for model in models:
        yield Served(server.name, model, revision, served, container.at)
    if not models:
        yield Served(server.name, None, revision, served, container.at)


def _argument(container: Container, names: tuple[str, ...]) -> Told | None:
    """The value of the first of these arguments that is there: ``--model x`` or ``--model=x``; the last of several."""
    words = container.words
    for name in names:
        for index, word in reversed([*enumerate(words)]):
            flag, equals, value = word.text.partition("=")
            if not flag.startswith("-") or flag.lstrip("-").replace("_", "-") != name:
                continue
            if equals:
                return _told(container, value, flag, word.path)
            if index + 1 < len(words) and not words[index + 1].text.startswith("-"):
                return _told(container, words[index + 1].text, flag, words[index + 1].path)
    return None


def _behind(container: Container, starts: tuple[str, ...]) -> Told | None:
    return next(_all_behind(container, starts), None)


def _all_behind(container: Container, starts: tuple[str, ...]) -> Iterator[Told]:
    """What stands behind a word such as ``serve`` or ``pull``, and is no argument."""
    words = (*container.words, *container.hooked)
    for before, word in pairwise(words):
        text = word.text.rstrip(";&|")
        if before.text.rpartition("/")[2] in starts and text and not text.startswith("-"):
            yield _told(container, text, before.text, word.path)


def _downloaded(container: Container) -> Iterator[Told]:
    """Repositories that a container fetches from the hub."""
    texts = [word.text.rpartition("/")[2] for word in container.words]
    for program, verb in _DOWNLOADS:
        for index in range(len(texts) - 2):
            if (texts[index], texts[index + 1]) == (program, verb):
                word = container.words[index + 2]
                yield _told(container, word.text, f"{program} {verb}", word.path)


def _environment(container: Container, names: tuple[str, ...]) -> Told | None:
    return next((container.env[name] for name in names if name in container.env), None)


def _told(container: Container, value: str, by: str, path: Path) -> Told:
    own = container.env.items() if container.knows_itself else ()
    return settle(value, by, path, {name: told.text for name, told in own if told.is_settled})


def is_read(name: str) -> bool:
    """Whether a variable of the environment may be read: it names a model, and no secret."""
    return _NAMES_A_MODEL.match(name) is not None and not is_secret(name)


def is_secret(name: str) -> bool:
    """Whether a key is called as those of secrets are."""
    return _SECRET.search(name.upper()) is not None


def image_path(image: str) -> str:
    """An image without its tag and digest."""
    path = image.partition("@")[0]
    head, colon, tag = path.rpartition(":")
    return head if colon and "/" not in tag else path
