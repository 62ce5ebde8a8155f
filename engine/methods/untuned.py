"""A second opinion of a language model as it is, which is shown reviewed examples instead of being taught."""

from __future__ import annotations

import os
from pathlib import Path

from engine.errors import BadInputError
from engine.llm.bases import find_model, verify_model
from engine.llm.worker import Setup, Worker
from engine.methods.opinion import Asking, Budget, SecondOpinion, identity_from
from engine.packs import Pack
from engine.sealed import hashes
from engine.store import SUFFIX
from engine.taggers.embedding import Embedder
from engine.verifiers.cases import read_cases
from engine.verifiers.demonstrations import Demonstrations
from engine.verifiers.fusion import Fusion
from engine.verifiers.llama import LlamaVerifier
from engine.verifiers.prompts import make_prompt
from engine.verifiers.taxonomy import Language, meanings
from engine.verifiers.vectors import vectors_folder

# Examples before each sentence.
SHOWN = 5
SHARE = "share 0.3"
# Nothing was fitted: a model that was taught nothing names types badly, so it may only say that there is no entity.
CAUTIOUS = Fusion("drop")


def open_untuned(
    pack: Pack, examples: Path, budget: Budget, base: str = "", *, shown: int = SHOWN, threads: int | None = None
) -> SecondOpinion:
    """The installed language model `base`, without a name the usual one, shown the reviewed spans nearest to each.

    `examples` are annotated records or a project. Raises `BadInputError` and `ModelError`.
    """
    tau = pack.manifest.fitted.routing.get(SHARE)
    if tau is None:
        raise BadInputError(f"The pack {pack.manifest.name} does not say how sure it is, which a verifier needs.")
    threads = threads or os.cpu_count() or 1
    cases = read_cases(examples, pack.labels.names()) if shown else []
    model = find_model(base)
    verify_model(model)
    demonstrations = None
    if shown:
        demonstrations = Demonstrations(cases, Embedder(pack, threads=threads), shown, kept=vectors_folder())
    language: Language = "zh" if "zh" in pack.manifest.languages else "en"
    prompt = make_prompt(meanings(pack.labels, language), language, examples=bool(shown))
    identity = {
        "model": model.name,
        "model_sha256": model.sha256,
        "examples": examples.name,
        "examples_sha256": hashes(examples.parent, [examples.name])[examples.name],
    }
    verifier = LlamaVerifier(
        Worker(Setup(model.weights, threads=threads)), prompt, identity, demonstrations=demonstrations
    )
    # Each decision in a project changes its file: one of examples goes by its name, records by what they hold.
    changing = "examples_sha256" if examples.suffix == SUFFIX else "examples"
    stable = {name: value for name, value in verifier.settings().items() if name != changing}
    return SecondOpinion(Asking(verifier, CAUTIOUS, tau), budget=budget, identity=identity_from(stable))
