"""Linear-chain CRF inference in numpy: Viterbi and span marginals by forward-backward.

Tags are O, B-0, I-0, B-1, I-1, …: tag 1 + 2l begins label l, tag 2 + 2l continues it. Lafferty et al. 2001;
constrained to BIO through transitions of `IMPOSSIBLE`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
IMPOSSIBLE = -1e4


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

    Forward-backward gives the mass before B at i and after the last unit; in between only B, I, …, I is possible.
    """
    rows, steps, tags = emissions.shape
    labels = (tags - 1) // 2
    alpha = np.empty_like(emissions)
    beta = np.zeros_like(emissions)
    alpha[:, 0] = emissions[:, 0] + start_scores(tags)
    for step in range(1, steps):
        alpha[:, step] = _logsumexp(alpha[:, step - 1, :, None] + transitions, 1) + emissions[:, step]
    for step in range(steps - 2, -1, -1):
        ahead = _logsumexp(transitions + (emissions[:, step + 1] + beta[:, step + 1])[:, None, :], 2)
        beta[:, step] = np.where((step + 1 < lengths)[:, None], ahead, 0.0)
    last = np.maximum(lengths - 1, 0)
    total = _logsumexp(alpha[np.arange(rows), last], 1)

    begin, inside = 1 + 2 * np.arange(labels), 2 + 2 * np.arange(labels)
    # After the last unit anything but "inside" may follow; at the end of the sentence nothing follows.
    after = np.zeros((rows, steps, labels, 2), dtype=np.float32)
    for label in range(labels):
        leave = transitions.copy()
        leave[:, inside[label]] = IMPOSSIBLE
        for kind, tag in enumerate((begin[label], inside[label])):
            reach = leave[tag] + emissions[:, 1:] + beta[:, 1:]
            follows = np.arange(1, steps)[None, :] < lengths[:, None]
            after[:, :-1, label, kind] = np.where(follows, _logsumexp(reach, 2), 0.0)
    run = np.cumsum(emissions[:, :, inside] + transitions[inside, inside], axis=1)
    enter = transitions[begin, inside] - transitions[inside, inside]

    result = np.full((rows, steps, max_width, labels), -np.inf, dtype=np.float32)
    for width in range(min(max_width, steps)):
        count = steps - width
        mass = alpha[:, :count, begin] - total[:, None, None]
        if width == 0:
            mass = mass + after[:, :, :, 0]
        else:
            mass = mass + enter + run[:, width:] - run[:, :count] + after[:, width:, :, 1]
        fits = (np.arange(count) + width)[None, :] < lengths[:, None]
        result[:, :count, width] = np.where(fits[:, :, None], mass, -np.inf)
    return np.minimum(np.exp(result), 1.0)


def _logsumexp(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    summed = np.log(np.exp(values - top).sum(axis=axis, keepdims=True)) + top
    return np.asarray(np.squeeze(summed, axis=axis), dtype=np.float32)
