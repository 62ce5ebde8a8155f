"""Linear-chain CRF inference in numpy: Viterbi and span marginals by forward-backward.

Tags are O, B-0, I-0, B-1, I-1, …: tag 1 + 2l begins label l, tag 2 + 2l continues it. Lafferty et al. 2001;
constrained to BIO through transitions of `IMPOSSIBLE`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
IMPOSSIBLE = -1e4
# A tag that is never this likely beside the best one of its unit changes no probability that anyone sees.
_LEAST = 1e-90


def start_scores(tags: int) -> Floats:
    """[K]: a chain may not start inside an entity."""
    scores = np.zeros(tags, dtype=np.float32)
    scores[2::2] = IMPOSSIBLE
    return scores


def viterbi(emissions: Floats, lengths: npt.NDArray[np.int64], transitions: Floats) -> list[npt.NDArray[np.int64]]:
    """The best tag sequence of each row. emissions [B, C, K], lengths [B], transitions [K, K] (from, to)."""
    rows, steps, _ = emissions.shape
    score = emissions[:, 0] + start_scores(emissions.shape[2])
    back = np.zeros(emissions.shape, dtype=np.int64)
    for step in range(1, steps):
        paths = score[:, :, None] + transitions
        back[:, step] = paths.argmax(1)
        best = paths.max(1) + emissions[:, step]
        score = np.where((step < lengths)[:, None], best, score)
    result = []
    for row in range(rows):
        tag = int(score[row].argmax())
        tags = [tag]
        for step in range(int(lengths[row]) - 1, 0, -1):
            tag = int(back[row, step, tag])
            tags.append(tag)
        result.append(np.array(tags[::-1], dtype=np.int64))
    return result


def decode_bio(tags: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Tags as (first, last, label index) spans."""
    spans = []
    start = -1
    for index, tag in enumerate([*tags.tolist(), 0]):
        if start >= 0 and (tag == 0 or tag % 2 == 1):
            spans.append((start, index - 1, (int(tags[start]) - 1) // 2))
            start = -1
        if tag % 2 == 1:
            start = index
    return spans


def span_marginals(emissions: Floats, lengths: npt.NDArray[np.int64], transitions: Floats, max_width: int) -> Floats:
    """P(units i … i+w are exactly one entity of label l | sentence), shape [B, C, W, L].

    Forward-backward gives the mass before B at i and after the last unit; in between only B, I, …, I is possible. Both
    passes are matrix products of probabilities scaled at each step (Rabiner 1989, section V.A).
    """
    rows, steps, tags = emissions.shape
    labels = (tags - 1) // 2
    begin, inside = 1 + 2 * np.arange(labels), 2 + 2 * np.arange(labels)
    moves = np.exp(transitions.astype(np.float64))
    peak = emissions.max(-1, keepdims=True).astype(np.float64)
    likely = np.maximum(np.exp(emissions - peak), _LEAST)
    peak = peak[..., 0]
    alpha, before = _forward(likely, peak, moves)
    beta, behind = _backward(likely, peak, moves, lengths)
    total = before[np.arange(rows), np.maximum(lengths - 1, 0)]

    # After the last unit anything but "inside" may follow; at the end of the sentence nothing follows.
    leave = moves[np.stack([begin, inside], 1)]
    leave[np.arange(labels), :, inside] = 0.0
    follows = (np.arange(1, steps)[None, :] < lengths[:, None])[:, :, None]
    reach = np.log((likely[:, 1:] * beta[:, 1:]) @ leave.reshape(2 * labels, tags).T)
    reach += (peak[:, 1:] + behind[:, 1:])[:, :, None]
    after = np.zeros((rows, steps, labels, 2))
    after[:, :-1] = np.where(follows, reach, 0.0).reshape(rows, steps - 1, labels, 2)
    run = np.cumsum(emissions[:, :, inside].astype(np.float64) + transitions[inside, inside], axis=1)
    enter = transitions[begin, inside] - transitions[inside, inside]
    start = np.log(alpha[:, :, begin]) + (before - total[:, None])[:, :, None]

    result = np.zeros((rows, steps, max_width, labels), dtype=np.float32)
    for width in range(min(max_width, steps)):
        count = steps - width
        if width == 0:
            mass = start + after[:, :, :, 0]
        else:
            mass = start[:, :count] + enter + run[:, width:] - run[:, :count] + after[:, width:, :, 1]
        fits = (np.arange(count) + width)[None, :] < lengths[:, None]
        result[:, :count, width] = np.exp(np.where(fits[:, :, None], np.minimum(mass, 0.0), -np.inf))
    return result


def _forward(likely: Doubles, peak: Doubles, moves: Doubles) -> tuple[Doubles, Doubles]:
    """P(tag at i | units up to i) [B, C, K], and the log of the mass that each step was divided by, summed [B, C]."""
    rows, steps, tags = likely.shape
    alpha, scale = np.empty_like(likely), np.empty((rows, steps))
    state = likely[:, 0] * np.exp(start_scores(tags).astype(np.float64))
    for step in range(steps):
        if step:
            state = (alpha[:, step - 1] @ moves) * likely[:, step]
        mass = state.sum(1)
        alpha[:, step] = state / mass[:, None]
        scale[:, step] = np.log(mass) + peak[:, step]
    return alpha, np.cumsum(scale, axis=1)


def _backward(
    likely: Doubles, peak: Doubles, moves: Doubles, lengths: npt.NDArray[np.int64]
) -> tuple[Doubles, Doubles]:
    """What follows unit i, given its tag [B, C, K], divided by a mass whose log is [B, C]; 1 at a sentence's end."""
    rows, steps, _ = likely.shape
    beta, scale = np.ones_like(likely), np.zeros((rows, steps))
    for step in range(steps - 2, -1, -1):
        state = (likely[:, step + 1] * beta[:, step + 1]) @ moves.T
        mass = state.max(1)
        follows = step + 1 < lengths
        beta[:, step] = np.where(follows[:, None], state / mass[:, None], 1.0)
        scale[:, step] = np.where(follows, scale[:, step + 1] + np.log(mass) + peak[:, step + 1], 0.0)
    return beta, scale
