"""What a second opinion is worth on a corpus: `second_opinion.py DATA.jsonl OUT`; needs the extras train and llm.

Of the records only a share is used (low resource), but the held-out ones are a fixed part of all. Trained are a pack, a
second pack of the same kind from another seed (the control), taggers over a language model's states, and the model's
adapter; all of it stays in OUT, and what is there already is not trained again. Prints Markdown: F1 with its 95 %
interval by rule on the held-out records, the same with typing errors in them, and on further corpora.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from engine.evaluation.gold import read_gold
from engine.llm.bases import DEFAULT_BASE, find_model
from engine.packs import MANIFEST, Pack, load_pack
from engine.training.data import Example
from engine.training.fit import EpochReport
from engine.training.llm.plan_verifier import VerifierWish, plan_verifier
from engine.training.llm.train_verifier import train_verifier
from engine.training.llm.tune import TuningRecipe
from engine.training.network import TAGGERS
from engine.training.plan import Plan, read_corpus
from engine.training.train_pack import Watch, train_pack

_CONTROL_SEED = 11


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    data: Path
    out: Path
    share: float
    held: int
    base: str
    epochs: int
    typos: float
    also: Sequence[Path]
    no_control: bool
    reader: Path | None


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    records = _sample(options)
    pack = _pack(records, options.out / "pack")
    tests = _tests(options)
    figures: dict[str, Any] = {"options": {**asdict(options), "also": [str(path) for path in options.also]}}
    wish = VerifierWish(records, pack, find_model(options.base), options.out / "verifier")
    if not options.no_control:
        second = _pack(records, options.out / "second", _CONTROL_SEED)
        control = replace(wish, out=options.out / "control", reader=second, asking=False)
        figures["control"] = _verifier(control, tests)
    model = replace(wish, recipe=TuningRecipe(epochs=max(1, options.epochs)), asking=options.epochs > 0)
    if options.reader is not None:
        model = replace(model, reader=load_pack(options.reader))
    figures["model"] = _verifier(model, tests)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    figures["peak_mb"] = round(peak / 1024)
    (options.out / "figures.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1, default=str))
    print("\n".join(_table(figures, list(tests))))


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="annotated records")
    parser.add_argument("out", type=Path, help="where packs, verifiers and figures go")
    parser.add_argument("--share", type=float, default=1.0, help="the share of the records that is learnt from")
    parser.add_argument("--held", type=int, default=500, help="so many of the held-out records")
    parser.add_argument("--base", default=DEFAULT_BASE, help="an installed language model")
    parser.add_argument("--epochs", type=int, default=2, help="how often questions are learnt; 0: no questions")
    parser.add_argument("--typos", type=float, default=0.05, help="characters that are replaced, as a share")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="further records with the same labels")
    parser.add_argument(
        "--no-control", action="store_true", help="leave the second pack out, which takes as long as the first"
    )
    parser.add_argument("--reader", type=Path, help="a pack that reads, which then is not trained here")
    return Options(**vars(parser.parse_args()))


def _sample(options: Options) -> Path:
    """A share of the records by a hash of their ids."""
    path = options.out / "records.jsonl"
    most = options.share * 2**64
    with options.data.open(encoding="utf-8") as lines, path.open("w", encoding="utf-8") as out:
        for line in lines:
            digest = hashlib.sha256(f"low:{json.loads(line)['id']}".encode()).digest()
            if int.from_bytes(digest[:8], "big") < most:
                out.write(line)
    return path


def _pack(records: Path, out: Path, seed: int = 7) -> Pack:
    if not (out / MANIFEST).exists():
        train_pack(Plan(records, "e5-small", TAGGERS, out, seed=seed), _watch(out.name))
    return load_pack(out)


def _tests(options: Options) -> dict[str, list[Example]]:
    held = read_corpus(options.data).parts["test"][: options.held]
    known = sorted({char for example in held for char in example.text if "\u4e00" <= char <= "\u9fff"})
    rng = random.Random(7)
    tests = {"held out": held, "typos": [_mistyped(example, options.typos, known, rng) for example in held]}
    for path in options.also:
        records = [
            Example(r.id, r.text, tuple(r.entities)) for r, _ in zip(read_gold(path), range(options.held), strict=False)
        ]
        tests[path.parent.name or path.stem] = records
    return tests


def _mistyped(example: Example, share: float, known: Sequence[str], rng: random.Random) -> Example:
    """The text with a share of its Chinese characters replaced by others; spans stay where they are."""
    text = "".join(
        rng.choice(known) if "\u4e00" <= char <= "\u9fff" and rng.random() < share else char for char in example.text
    )
    return replace(example, text=text)


def _verifier(wish: VerifierWish, tests: dict[str, list[Example]]) -> dict[str, Any]:
    figures = wish.out / "figures.json"
    if not figures.exists():
        plan = replace(plan_verifier(wish, _watch(wish.out.name)), tests=tests)
        manifest = train_verifier(plan, progress=_Steps())
        kept = {**manifest.figures, "chosen": {"reads": manifest.reads, "asks": manifest.asks}}
        figures.write_text(json.dumps(kept, ensure_ascii=False, indent=1))
    found: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    return found


class _Steps:
    """A line now and then on how far the tuning is."""

    def __init__(self) -> None:
        self._told = 0.0

    def __call__(self, what: str, done: int, size: int) -> None:
        if time.monotonic() - self._told > 30:
            self._told = time.monotonic()
            print(f"{what}: {done} of {size}", file=sys.stderr, flush=True)


def _watch(name: str) -> Watch:
    def epoch(report: EpochReport) -> None:
        print(f"{name}: epoch {report.epoch}, F1 {report.f1}", file=sys.stderr, flush=True)

    return Watch(lambda *_: None, lambda *_: None, epoch)


def _table(figures: dict[str, Any], tests: Sequence[str]) -> list[str]:
    lines = [f"| rule | {' | '.join(tests)} |", f"|---|{'---|' * len(tests)}"]
    second = {
        f"second tagger: {name}": ("control", name) for name in ("reading", "reader alone") if "control" in figures
    }
    rules = {name: ("model", name) for name in figures["model"][tests[0]]["rules"]}
    for shown, (who, name) in {**rules, **second}.items():
        cells = [_cell(figures[who][test]["rules"][name]) for test in tests]
        lines.append(f"| {shown} | {' | '.join(cells)} |")
    for test in tests:
        found = figures["model"][test]
        said = [f"reader {found['reader_characters_a_second']} characters/s"]
        if "accuracy" in found:
            said += [
                f"{found['milliseconds_a_span']} ms a question",
                f"right in {100 * found['accuracy']['all']:.1f} %",
            ]
        lines += ["", f"{test}: {', '.join(said)}.", "", *_mistakes(found["rules"])]
    return [*lines, "", f"Used by default: {figures['model']['chosen']}; peak {figures['peak_mb']} MB a process."]


def _mistakes(rules: dict[str, Any]) -> list[str]:
    """What kinds of mistakes each rule leaves."""
    kinds = list(rules["local"]["mistakes"])
    lines = [f"| mistakes | {' | '.join(kinds)} |", f"|---|{'---|' * len(kinds)}"]
    for name, scores in rules.items():
        if "mistakes" in scores:
            lines.append(f"| {name} | {' | '.join(str(scores['mistakes'][kind]) for kind in kinds)} |")
    return lines


def _cell(scores: dict[str, float]) -> str:
    changed = f", +{scores['fixed']} -{scores['broken']}" if "fixed" in scores else ""
    asked = f", {100 * scores['routed']:.0f} % looked at" if scores["routed"] else ""
    return f"{100 * scores['f1']:.1f} ({100 * scores['low']:.1f} to {100 * scores['high']:.1f}{asked}{changed})"


if __name__ == "__main__":
    main()
