"""`veritag llm train`: a verifier for a pack, from annotated records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.console.llm import show_report
from app.console.terminal import STDOUT, check_output, progress_bar, show_table, stop_on_interrupt, write_json
from app.console.train import check_records, need_training_extra, stopped, watching
from engine.errors import BadInputError
from engine.llm.bases import find_model
from engine.packs import find_pack
from engine.paths import data_dir
from engine.verifiers.bundle import named_bundle
from engine.verifiers.taxonomy import Language

if TYPE_CHECKING:
    from engine.training.llm.plan_verifier import VerifierWish
    from engine.verifiers.bundle import VerifierManifest

_LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}


def make_wish(
    data: Path,
    pack: str,
    base: str,
    out: Path | None,
    *,
    language: str,
    domain: str,
    taxonomy: Path | None,
    encoder: str,
    reading: bool,
    asking: bool,
    reader: str | None,
    adapter: str | None,
    epochs: int,
    rank: int,
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
    if out is None:
        out = data_dir() / "verifiers" / found.manifest.name
        out.parent.mkdir(parents=True, exist_ok=True)
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
        reading,
        asking,
        tuned,
        find_pack(reader) if reader else None,
        TuningRecipe(epochs=epochs),
        rank,
        named_bundle(adapter) if adapter else None,
    )


def train(wish: VerifierWish, out: str | None) -> None:
    """Make the verifier; a table of what it is worth, and JSON where it was asked for. Raises `Cancelled`."""
    from engine.training.llm.plan_verifier import plan_verifier
    from engine.training.llm.train_verifier import train_verifier

    check_output(out, kept=[wish.data])
    with watching(wish.out) as watch:
        plan = plan_verifier(wish, watch)
    with stop_on_interrupt() as asked_to_stop, progress_bar(1.0) as show:

        def step(what: str, done: int, all_: int) -> None:
            show(done / max(1, all_), what)
            if asked_to_stop():
                raise stopped(wish.out)

        manifest = train_verifier(plan, progress=step)
    if out is not None:
        write_json(manifest.figures, out)
    if out != STDOUT:
        _show(manifest, wish.out)


def _show(manifest: VerifierManifest, out: Path) -> None:
    show_report(manifest.figures["test"], "rule (held-out records)")
    worth: list[list[str | int]] = [[label, w.asked, w.fixed, w.broken] for label, w in manifest.worth.items()]
    if worth:
        show_table(["type (where fitted)", "asked", "fixed", "broken"], worth)
    if manifest.skipped:
        sys.stdout.write(f"Switched off, because it does more harm than good: {', '.join(manifest.skipped)}.\n")
    for voice, gain in manifest.figures["gains"].items():
        heard = manifest.reads if voice == "reading" else manifest.asks
        verdict = "used" if heard else "switched off, because it gains no more than that error"
        points = f"{100 * gain['f1']:+.1f} points, standard error {100 * gain['error']:.1f}"
        sys.stdout.write(f"F1 with {voice}, where it was fitted: {points}: {verdict}.\n")
    sys.stdout.write(f"The verifier is in {out} ({manifest.figures['minutes']} minutes of tuning).\n")
