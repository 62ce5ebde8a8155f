"""Teach a decoder to answer questions: LoRA, many questions packed behind one prefix, resumable."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.training import checkpoint
from engine.training.checkpoint import Progress
from engine.training.llm.qwen import Decoder

_BEFORE = "before"


@dataclass(frozen=True, slots=True)
class TunedQuestion:
    """A question's tokens with the index of the right option."""

    tokens: list[int]
    option: int


@dataclass(frozen=True, slots=True)
class TunedSentence:
    """A sentence's tokens and the questions about it."""

    tokens: list[int]
    questions: list[TunedQuestion]

    def __len__(self) -> int:
        return len(self.tokens) + sum(len(question.tokens) for question in self.questions)


@dataclass(frozen=True, slots=True)
class TuningRecipe:
    """What decides a run besides its data; `run` identifies that."""

    epochs: int = 2
    rate: float = 2e-4
    warm_up: float = 0.06
    row_tokens: int = 1024
    rows_a_step: int = 2
    weight_decay: float = 0.01
    seed: int = 7
    run: str = ""


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a run took, those minutes before a kill included, and what it was tested by on the way.

    `before` has by the index of a sentence the probabilities [questions, options] that were given just before the
    sentence was first learnt from, for those of the second half of the first epoch: progressive validation (Blum,
    Kalai and Langford 1999) of an adapter that is about to become the final one.
    """

    minutes: float
    before: dict[int, Tensor]


@dataclass(frozen=True, slots=True)
class Row:
    """Sentences behind one prefix as one sequence: tokens and positions [T], what sees what [T, T], the places after
    which an option is to be named, and these options."""

    tokens: Tensor
    positions: Tensor
    sees: Tensor
    places: Tensor
    options: Tensor


def pack_row(prefix: Sequence[int], sentences: Sequence[TunedSentence]) -> Row:
    """Each sentence sees the prefix and itself, each question these two and itself: as when they are asked."""
    tokens, positions = list(prefix), list(range(len(prefix)))
    sentence_of, question_of = [0] * len(prefix), [0] * len(prefix)
    places, options, asked = [], [], 0
    for index, sentence in enumerate(sentences, 1):
        begin = len(prefix)
        tokens += sentence.tokens
        positions += range(begin, begin + len(sentence.tokens))
        sentence_of += [index] * len(sentence.tokens)
        question_of += [0] * len(sentence.tokens)
        for question in sentence.questions:
            asked += 1
            tokens += question.tokens
            behind = begin + len(sentence.tokens)
            positions += range(behind, behind + len(question.tokens))
            sentence_of += [index] * len(question.tokens)
            question_of += [asked] * len(question.tokens)
            places.append(len(tokens) - 1)
            options.append(question.option)
    of_sentence, of_question = torch.tensor(sentence_of), torch.tensor(question_of)
    same = (of_sentence[None] == 0) | (of_sentence[None] == of_sentence[:, None])
    mine = (of_question[None] == 0) | (of_question[None] == of_question[:, None])
    sees = (same & mine).tril()
    return Row(torch.tensor(tokens), torch.tensor(positions), sees, torch.tensor(places), torch.tensor(options))


def option_logits(decoder: Decoder, row: Row, words: Tensor) -> Tensor:
    """Logits [questions, options] after each question of a row; `words` are the options' tokens."""
    states = decoder(row.tokens[None], row.positions[None], row.sees[None])[0]
    return decoder.logits(states[row.places], words).float()


def tune(
    decoder: Decoder,
    prefix: Sequence[int],
    sentences: Sequence[TunedSentence],
    words: Sequence[int],
    recipe: TuningRecipe,
    out: Path,
    *,
    progress: Callable[[int, int, float], None] | None = None,
) -> Tuned:
    """Train the decoder's adapters on the questions.

    The loss is the cross-entropy over the options, as they are read when asked. `progress(step, steps, loss)` may raise
    to stop; a checkpoint in `out` after every twentieth of the run lets the same call go on.
    """
    out.mkdir(parents=True, exist_ok=True)
    epochs = [_rows(sentences, len(prefix), recipe, epoch) for epoch in range(recipe.epochs)]
    rows = [row for epoch in epochs for row in epoch]
    tested = range(len(epochs[0]) // 2, len(epochs[0]))
    steps = math.ceil(len(rows) / recipe.rows_a_step)
    optimiser = torch.optim.AdamW(decoder.parameters(), lr=recipe.rate, weight_decay=recipe.weight_decay)
    done = checkpoint.load(decoder, optimiser, asdict(recipe), out) or Progress()
    before = done.weights.setdefault(_BEFORE, {})
    option_tokens = torch.tensor(words)
    saved = time.monotonic()
    for step in range(done.step, steps):
        lot = range(step * recipe.rows_a_step, min(len(rows), (step + 1) * recipe.rows_a_step))
        asked = sum(len(sentences[index].questions) for number in lot for index in rows[number])
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * _share(step, steps, recipe.warm_up)
        total = 0.0
        for number in lot:
            of_row = [sentences[index] for index in rows[number]]
            row = pack_row(prefix, of_row)
            logits = option_logits(decoder, row, option_tokens)
            if number in tested:
                each = logits.detach().softmax(-1).split([len(sentence.questions) for sentence in of_row])
                before |= {str(index): said for index, said in zip(rows[number], each, strict=True)}
            loss = nn.functional.cross_entropy(logits, row.options, reduction="sum") / asked
            loss.backward()
            total += loss.item()
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        done.step = step + 1
        if done.step % max(1, steps // 20) == 0:
            now = time.monotonic()
            done.minutes += (now - saved) / 60
            saved = now
            checkpoint.save(done, decoder, optimiser, asdict(recipe), out)
        if progress is not None:
            progress(done.step, steps, total)
    minutes = done.minutes + (time.monotonic() - saved) / 60
    return Tuned(minutes, {int(index): said for index, said in before.items()})


def _rows(sentences: Sequence[TunedSentence], prefix: int, recipe: TuningRecipe, epoch: int) -> list[list[int]]:
    """The sentences, by their index, in random order, as many behind one prefix as fit into a row."""
    rng = random.Random(f"{recipe.seed}/{epoch}")  # noqa: S311
    rows: list[list[int]] = [[]]
    room = recipe.row_tokens - prefix
    for index in rng.sample(range(len(sentences)), len(sentences)):
        if rows[-1] and len(sentences[index]) > room:
            rows.append([])
            room = recipe.row_tokens - prefix
        rows[-1].append(index)
        room -= len(sentences[index])
    return rows


def _share(step: int, steps: int, warm_up: float) -> float:
    """The share of the learning rate: rising at first, then falling to nothing."""
    rising = (step + 1) / max(1.0, steps * warm_up)
    return min(1.0, rising, (steps - step) / max(1.0, steps * (1 - warm_up)))
