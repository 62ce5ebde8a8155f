"""How unsure a candidate span is, by five measures with one face: N spans in, a distribution and a number each out.

Every uncertainty lies in [0, 1], 0 for a span that is beyond doubt. A span's numbers depend on nothing but the span
itself, so the order and grouping of spans make no difference (beyond rounding far below what is ever shown).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from engine.errors import BadInputError
from engine.taggers.span_layers import MOST_EVIDENCE, SpanLayers

Numbers = npt.NDArray[np.float64]
_BLOCK = 2048


@dataclass(frozen=True, slots=True)
class SpanInputs:
    """What is known of N candidate spans; each measure reads its part and refuses spans without it.

    `distribution` [N, K] is the mean over the taggers of their probabilities (the sequence taggers' from
    forward-backward), "O" included, or a combiner's distribution; its classes are in any order. `hidden` [N, S] is the
    span tagger's vector before its relu, and `layers` what follows on it; K counts "no entity" first there.
    """

    distribution: npt.ArrayLike | None = None
    hidden: npt.ArrayLike | None = None
    layers: SpanLayers | None = None


class Estimate(NamedTuple):
    """`distribution` [N, K], each row sums to 1; `uncertainty` [N] in [0, 1]."""

    distribution: Numbers
    uncertainty: Numbers


class Measure(Protocol):
    """One way to say how unsure a span is. Raises `BadInputError` where `spans` lack what it reads."""

    name: ClassVar[str]

    def __call__(self, spans: SpanInputs) -> Estimate: ...


@dataclass(frozen=True, slots=True)
class Marginal:
    """1 - max_l P(l | span), P the mean over the taggers or the combiner's (HybridNER, equation 9, on all taggers)."""

    name: ClassVar[str] = "marginal"

    def __call__(self, spans: SpanInputs) -> Estimate:
        if spans.distribution is None:
            raise _lack(self.name, "the distributions of the spans")
        distribution = np.asarray(spans.distribution, dtype=np.float64)
        return Estimate(distribution, _doubt(distribution))


@dataclass(frozen=True, slots=True)
class Confidence:
    """1 - max_l P(l | span), P the span tagger's softmax (HybridNER, equations 8 and 9; LinkNER, confidence)."""

    name: ClassVar[str] = "confidence"

    def __call__(self, spans: SpanInputs) -> Estimate:
        distribution = _softmax(_label_logits(self.name, spans))
        return Estimate(distribution, _doubt(distribution))


@dataclass(frozen=True, slots=True)
class Entropy:
    """-sum_l P(l) log P(l) / log K, P the span tagger's softmax (LinkNER, entropy)."""

    name: ClassVar[str] = "entropy"

    def __call__(self, spans: SpanInputs) -> Estimate:
        distribution = _softmax(_label_logits(self.name, spans))
        return Estimate(distribution, _normalised_entropy(distribution))


@dataclass(frozen=True, slots=True)
class McDropout:
    """Monte-Carlo dropout (Gal and Ghahramani 2016; LinkNER): `passes` times the last layer with parts left out.

    Pass t draws one mask of S values, each 0 with probability `rate` and otherwise 1 / (1 - rate), and uses it for
    every span: P_t = softmax((relu(hidden) · mask_t) W + b). One mask a pass samples one network, as dropout means it,
    and it makes a span's numbers the same whatever stands in the batch. The distribution is mean_t P_t; how unsure it
    is, `by`:

    - "confidence": 1 - max_l of the mean;
    - "variance": 4 · variance over the passes of the likeliest label's probability (1/4 is the largest there is);
    - "mutual-information": (H(mean_t P_t) - mean_t H(P_t)) / log K, what the passes disagree about (BALD, Houlsby et
      al. 2011). It is small where every pass is unsure alike, so it tells unknown spans from merely ambiguous ones.

    Raises `ValueError` unless 0 <= rate < 1 and passes >= 1.
    """

    rate: float = 0.1
    passes: int = 20
    seed: int = 0
    by: Literal["confidence", "variance", "mutual-information"] = "confidence"

    name: ClassVar[str] = "mc-dropout"

    def __post_init__(self) -> None:
        if not 0.0 <= self.rate < 1.0 or self.passes < 1:
            raise ValueError(f"dropout needs 0 <= rate < 1 and passes >= 1, got {self.rate}, {self.passes}")

    def __call__(self, spans: SpanInputs) -> Estimate:
        hidden, layers = _span_tagger(self.name, spans)
        size, classes = layers.label.shape
        kept = np.random.default_rng(self.seed).random((self.passes, size)) >= self.rate
        masked = kept[:, :, None] * (layers.label.astype(np.float64) / (1.0 - self.rate))
        weights = masked.transpose(1, 0, 2).reshape(size, self.passes * classes)
        estimates = [
            self._read(_softmax((block @ weights).reshape(len(block), self.passes, classes) + layers.label_bias))
            for block in _blocks(np.maximum(hidden, 0.0))
        ]
        distributions, uncertainties = zip(*estimates, strict=True)
        return Estimate(np.concatenate(distributions), np.concatenate(uncertainties))

    def _read(self, passes: Numbers) -> Estimate:
        """The estimate from P [N, T, K]."""
        mean = passes.mean(axis=1)
        match self.by:
            case "confidence":
                uncertainty = _doubt(mean)
            case "variance":
                best = mean.argmax(-1)
                uncertainty = 4.0 * np.take_along_axis(passes, best[:, None, None], axis=2)[..., 0].var(axis=1)
            case "mutual-information":
                uncertainty = _normalised_entropy(mean) - _normalised_entropy(passes).mean(axis=1)
        return Estimate(mean, np.clip(uncertainty, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Evidential:
    """A Dirichlet over the labels (Sensoy et al. 2018; LinkNER with E-NER, Zhang et al. 2023).

    With v = relu(hidden), evidence e = exp(min(v W + b, 10)), alpha = e + 1, S = sum_l alpha_l: P = alpha / S and
    u = K / S, which nears 1 without evidence and 0 as evidence mounts. The layer is fitted by `fit_evidence` of the
    training modules.
    """

    name: ClassVar[str] = "evidential"

    def __call__(self, spans: SpanInputs) -> Estimate:
        hidden, layers = _span_tagger(self.name, spans)
        logits = np.maximum(hidden, 0.0) @ layers.evidence.astype(np.float64) + layers.evidence_bias
        alpha = np.exp(np.minimum(logits, MOST_EVIDENCE)) + 1.0
        total = alpha.sum(-1)
        return Estimate(alpha / total[:, None], alpha.shape[-1] / total)


MEASURES: Mapping[str, type[Measure]] = {
    kind.name: kind for kind in (Marginal, Confidence, Entropy, McDropout, Evidential)
}


def make_measure(name: str) -> Measure:
    """The measure of that name with its usual parameters. Raises `BadInputError` for an unknown name."""
    if name not in MEASURES:
        raise BadInputError(f"The uncertainty measure {name} does not exist (available: {', '.join(MEASURES)}).")
    return MEASURES[name]()


def _lack(measure: str, what: str) -> BadInputError:
    return BadInputError(f"The uncertainty measure {measure} needs {what}, which this pack does not give.")


def _span_tagger(measure: str, spans: SpanInputs) -> tuple[Numbers, SpanLayers]:
    if spans.hidden is None or spans.layers is None:
        raise _lack(measure, "the last layers of a span tagger")
    hidden = np.asarray(spans.hidden, dtype=np.float64)
    return hidden.reshape(-1, spans.layers.label.shape[0]), spans.layers


def _label_logits(measure: str, spans: SpanInputs) -> Numbers:
    hidden, layers = _span_tagger(measure, spans)
    return np.asarray(np.maximum(hidden, 0.0) @ layers.label.astype(np.float64) + layers.label_bias)


def _softmax(logits: Numbers) -> Numbers:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _doubt(distribution: Numbers) -> Numbers:
    """1 - the largest probability, [N, K] to [N]."""
    return np.asarray(np.clip(1.0 - distribution.max(axis=-1), 0.0, 1.0))


def _normalised_entropy(distribution: Numbers) -> Numbers:
    """Entropy over the last axis in units of log K; 0 where K is 1."""
    classes = distribution.shape[-1]
    if classes < 2:
        return np.zeros(distribution.shape[:-1])
    logs = np.log(distribution, out=np.zeros_like(distribution), where=distribution > 0.0)
    return np.asarray(np.clip(-(distribution * logs).sum(axis=-1) / np.log(classes), 0.0, 1.0))


def _blocks(rows: Numbers) -> list[Numbers]:
    """Rows in blocks that bound the memory of all passes; one empty block of none."""
    return [rows[start : start + _BLOCK] for start in range(0, max(1, len(rows)), _BLOCK)]
