"""Codes of what keeps manifests from being drafted, and of what a draft leaves open."""

from __future__ import annotations

from checker.codes.code import Code

DRAFTING: tuple[Code, ...] = (
    Code(
        "unanswered-question",
        "A value is `TODO`: a question of a draft that only people can answer. No verb lets it pass.",
        "owner: TODO  # who answers for it?",
        "Answer it, or delete the key where it may be left out: then the answer is unknown.",
    ),
    Code(
        "no-models",
        "A file that is to be imported is no configuration of a LiteLLM proxy, or lists no model.",
        "a file without `model_list`",
        "Name the proxy's file. Models that a database holds have to be written into `model_list`.",
    ),
    Code(
        "not-included",
        "A proxy's configuration includes a file that is not read.",
        "include: [../secrets/models.yaml]",
        "Bring it below the folder that is checked, or import it by itself.",
    ),
    Code(
        "several-files",
        "Several proxies are imported for one service, and which of them it calls is not known.",
        "import litellm a.yaml b.yaml --service claims=chat",
        "Import one at a time.",
    ),
    Code(
        "unknown-model-name",
        "A service is said to call a name that no imported proxy gives to a model.",
        "--service claims=chatt",
        "Use a name that the help lists: the proxy's `model_name`.",
    ),
    Code(
        "unknown-use",
        "A service is said to call a use or a deployment that the imported files do not have.",
        "--service claims=gpt-prod",
        "Use a name that the help lists.",
    ),
    Code(
        "which-model",
        "A model card does not say whose it is, so one card is imported at a time, with its name.",
        "import hf-card README.md",
        "Add `--repo ORG/NAME`.",
    ),
    Code(
        "no-card",
        "A file that is to be imported does not begin as a model card does.",
        "a README.md without a block between `---` and `---`",
        "Name the card of the model, README.md of its repository.",
    ),
)
"""What is in a draft first, then what is wrong with a source."""
