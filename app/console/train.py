"""`veritag train`: taggers of one's own types, from annotated records to a pack."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.console.streams import complain
from app.console.terminal import (
    STDOUT,
    check_output,
    file_exists,
    progress_bar,
    show_table,
    stop_on_interrupt,
    write_json,
)
from engine.errors import BadInputError, Cancelled
from engine.types import LabelSet

if TYPE_CHECKING:
    from engine.evaluation.compare import MethodScores
    from engine.training.fit import EpochReport
    from engine.training.plan import Plan
    from engine.training.train_pack import Trained, Watch

CURVE_SHARES = (0.1, 0.25, 0.5, 1.0)
_NICE, _TELL_SECONDS = 10, 0.2


def make_plan(
    data: Path,
    encoder: str,
    tagger: str,
    out: Path,
    *,
    separate: bool,
    lora: bool,
    epochs: int | None,
    limit: int | None,
    threads: int,
    seed: int,
    types: Path | None = None,
) -> Plan:
    """The plan that the options ask for. Raises `BadInputError`, also where the training extra is not installed."""
    need_training_extra()
    from engine.training.place import check_place
    from engine.training.plan import Plan, chosen_taggers

    check_records(data, limit, sequence_taggers=tagger != "span")
    if out.name in ("", ".."):
        out = out.resolve()
    check_place(out)
    labels = project_labels(types) if types is not None else LabelSet(())
    return Plan(data, encoder, chosen_taggers(tagger), out, separate, lora, epochs, limit, threads, seed, labels)


def project_labels(path: Path) -> LabelSet:
    """The types of a project. Raises `BadInputError`, `ProjectError`."""
    from engine.store import Project

    if not file_exists(path):
        raise BadInputError(f"{path}: there is no such file.")
    with Project.open(path) as project:
        return project.labels()


def need_training_extra() -> None:
    """Raise `BadInputError` where the training extra is not installed; its libraries are told to stay offline."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    # Threads that wait for each other by spinning stand still where other work takes a core from one of them: beside
    # another busy process an epoch took ten times as long so.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        import engine.training.plan  # noqa: F401
    except ImportError as error:
        raise BadInputError(
            f"Training needs packages that are not installed ({error.name}): "
            "pip install -e '.[cpu,train]' in the program's source folder."
        ) from None


def check_records(data: Path, limit: int | None, *, sequence_taggers: bool) -> None:
    """What is wrong with the records, a line each on stderr. Raises `BadInputError` when they cannot be used."""
    if not file_exists(data):
        raise BadInputError(f"{data}: there is no such file.")
    from engine.training.check import check_training_data, refuse_errors

    report = check_training_data(data, sequence_taggers=sequence_taggers, limit=limit)
    for problem in (*report.errors[1:], *report.warnings):
        complain(f"{data}: {problem.message}")
    refuse_errors(report)


def train(plan: Plan, out: str | None, *, machine: bool = False) -> None:
    """Train and write the pack; a report per label, and JSON where it was asked for. Raises `Cancelled`."""
    from engine.training.train_pack import train_pack

    if machine:
        with machine_watch(plan.out) as watch:
            trained = train_pack(plan, watch)
        say(done=_plain(trained))
        return
    check_output(out, kept=[plan.data])
    with watching(plan.out) as watch:
        trained = train_pack(plan, watch)
    if out is not None:
        write_json(_plain(trained), out)
    if out != STDOUT:
        _show(trained, plan)


def show_learning_curve(plan: Plan, out: str | None) -> None:
    """Train on growing shares of the records; a table, and JSON where it was asked for. Raises `Cancelled`."""
    from engine.training.train_pack import learning_curve

    check_output(out, kept=[plan.data])
    with watching(plan.out) as watch:
        points = learning_curve(plan, CURVE_SHARES, watch)
    if out is not None:
        write_json({"data": plan.data.name, "points": [asdict(point) for point in points]}, out)
    if out != STDOUT:
        rows: list[list[str | int]] = [
            [p.records, *(f"{p.f1[name]:.4f}" for name in plan.taggers), f"{p.minutes:.1f}"] for p in points
        ]
        show_table(["records", *plan.taggers, "minutes"], rows, numbers_from=0)


@contextmanager
def watching(out: Path) -> Iterator[Watch]:
    """Progress on a terminal, an epoch's line on stderr, and Ctrl+C as an orderly stop."""
    from engine.training.train_pack import Watch

    what = ""
    with stop_on_interrupt() as asked_to_stop, progress_bar(1.0) as show:

        def network(taggers: Sequence[str], index: int, count: int) -> None:
            nonlocal what
            what = f"{', '.join(taggers)}{f' ({index} of {count})' if count > 1 else ''}"

        def step(done: int, all_: int) -> None:
            show(done / max(1, all_), what)
            if asked_to_stop():
                raise stopped(out)

        def epoch(report: EpochReport) -> None:
            f1 = ", ".join(f"{name} {value:.3f}" for name, value in report.f1.items())
            complain(
                f"epoch {report.epoch} of {report.epochs}: loss {report.loss:.3f}, F1 on validation {f1}, "
                f"{report.minutes:.1f} min"
            )

        yield Watch(network, step, epoch)


@contextmanager
def machine_watch(out: Path) -> Iterator[Watch]:
    """Progress for another program: JSON lines on stdout, at low priority; stops when stdin is closed."""
    from engine.training.train_pack import Watch

    if hasattr(os, "nice"):
        os.nice(_NICE)
    asked, told = threading.Event(), 0.0

    def listen() -> None:
        sys.stdin.read()
        asked.set()

    def network(taggers: Sequence[str], index: int, count: int) -> None:
        say(taggers=list(taggers), index=index, count=count)

    def step(done: int, all_: int) -> None:
        nonlocal told
        if asked.is_set():
            raise stopped(out)
        if done == all_ or time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            say(step=done, steps=all_)

    def epoch(report: EpochReport) -> None:
        say(epoch=report.epoch, epochs=report.epochs, f1=dict(report.f1), minutes=report.minutes)

    threading.Thread(target=listen, daemon=True).start()
    yield Watch(network, step, epoch)


def say(**facts: Any) -> None:
    """A line of JSON on stdout, at once."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def stopped(out: Path) -> Cancelled:
    """What is said when training was asked to stop."""
    return Cancelled(
        f"Stopped. What is done is kept: the same command goes on, or remove {out}.training to begin anew."
    )


def _show(trained: Trained, plan: Plan) -> None:
    measured = trained.measured[0]
    best = next(line for line in measured.methods if line.method == trained.manifest.method)
    rows: list[list[str | int]] = [
        [str(label), f"{s.precision:.4f}", f"{s.recall:.4f}", f"{s.f1:.4f}", s.gold]
        for label, s in best.scores.per_label.items()
    ]
    s = best.scores
    rows.append(["all", f"{s.precision:.4f}", f"{s.recall:.4f}", f"{s.f1:.4f}", s.gold])
    show_table(
        [f"type ({best.method}, {measured.records} held-out records)", "precision", "recall", "F1", "gold"], rows
    )
    show_table(
        ["method", "F1", "without threshold"],
        [[line.method, f"{line.scores.f1:.4f}", f"{line.without_threshold.f1:.4f}"] for line in measured.methods],
    )
    sys.stdout.write(f"The pack is in {plan.out} ({trained.minutes:.1f} minutes of training).\n")


def _plain(trained: Trained) -> dict[str, Any]:
    measured = trained.measured[0]
    return {
        "pack": trained.manifest.name,
        "method": trained.manifest.method,
        "labels": [label.name for label in trained.manifest.labels],
        "nested": trained.manifest.nested,
        "records": trained.records,
        "minutes": round(trained.minutes, 2),
        "methods": [_plain_method(line) for line in measured.methods],
        "certainty": asdict(measured.doubt),
        "routing": {aim: asdict(each) for aim, each in measured.routed},
        "before_quantisation": [_plain_method(line) for line in measured.before],
    }


def _plain_method(line: MethodScores) -> dict[str, Any]:
    return {
        "method": line.method,
        "threshold": line.threshold,
        **line.scores.plain(),
        "without_threshold": line.without_threshold.plain(),
        "per_label": {str(label): scores.plain() for label, scores in line.scores.per_label.items()},
    }
