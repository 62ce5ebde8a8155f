"""`veritag llm train`: a verifier for a pack, from annotated records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.console.terminal import STDOUT, check_output, progress_bar, show_table, stop_on_interrupt, write_json
from app.console.train import check_records, need_training_extra, stopped, watching
from engine.errors import BadInputError
from engine.llm.bases import find_model
from engine.packs import find_pack
from engine.verifiers.taxonomy import Language

if TYPE_CHECKING:
    from engine.training.llm.plan_verifier import VerifierWish
    from engine.verifiers.bundle import VerifierManifest

_LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}


def make_wish(
    data: Path,
    pack: str,
    base: str,
    out: Path,
    *,
    language: str,
    domain: str,
    taxonomy: Path | None,
    encoder: str,
    epochs: int,
    folds: int,
    limit: int | None,
    threads: int,
    tuned: bool,
) -> VerifierWish:
    """What the options ask for. Raises `BadInputError`, also where the training extra is not installed."""
    need_training_extra()
    from engine.training.llm.plan_verifier import VerifierWish
    from engine.training.llm.tune import TuningRecipe
    from engine.training.place import check_place

    if language not in _LANGUAGES:
        raise BadInputError(f"There is no prompt in the language {language!r} (there are {', '.join(_LANGUAGES)}).")
    found, model = find_pack(pack), find_model(base)
    check_records(data, limit, sequence_taggers=True)
    check_place(out)
    return VerifierWish(
        data,
        found,
        model,
        out,
        _LANGUAGES[language],
        domain,
        taxonomy,
        encoder,
        folds,
        limit,
        threads,
        tuned,
        TuningRecipe(epochs=epochs),
    )


def train(wish: VerifierWish, out: str | None) -> None:
    """Make the verifier; a table of what it is worth, and JSON where it was asked for. Raises `Cancelled`."""
    check_output(out)
    manifest = (_tune if wish.tuned else _fit)(wish)
    if out is not None:
        write_json(manifest.figures, out)
    if out != STDOUT:
        _show(manifest, wish.out)


def _tune(wish: VerifierWish) -> VerifierManifest:
    from engine.training.llm.plan_verifier import plan_verifier
    from engine.training.llm.train_verifier import train_verifier

    with watching(wish.out) as watch:
        plan = plan_verifier(wish, watch)
    with stop_on_interrupt() as asked_to_stop, progress_bar(1.0) as show:

        def step(done: int, all_: int, _loss: float) -> None:
            show(done / max(1, all_), wish.model.name)
            if asked_to_stop():
                raise stopped(wish.out)

        return train_verifier(plan, progress=step)


def _fit(wish: VerifierWish) -> VerifierManifest:
    from engine.training.llm.fit_untuned import fit_untuned
    from engine.training.llm.plan_verifier import plan_untuned

    plan = plan_untuned(wish)
    with stop_on_interrupt() as asked_to_stop, progress_bar(1.0) as show:
        return fit_untuned(
            plan,
            progress=lambda done, size: show(done / max(1, size), wish.model.name),
            cancelled=asked_to_stop,
        )


def _show(manifest: VerifierManifest, out: Path) -> None:
    rows = [
        [rule, f"{s['precision']:.4f}", f"{s['recall']:.4f}", f"{s['f1']:.4f}", f"{s['low']:.4f}", f"{s['high']:.4f}"]
        for rule, s in manifest.figures["test"]["rules"].items()
    ]
    show_table(["rule (held-out records)", "precision", "recall", "F1", "from", "to"], rows)
    worth: list[list[str | int]] = [[label, w.asked, w.fixed, w.broken] for label, w in manifest.worth.items()]
    show_table(["type (validation)", "asked", "fixed", "broken"], worth)
    if manifest.skipped:
        sys.stdout.write(f"Switched off, because it does more harm than good: {', '.join(manifest.skipped)}.\n")
    sys.stdout.write(f"The verifier is in {out} ({manifest.figures['minutes']} minutes of training).\n")
