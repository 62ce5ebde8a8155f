"""The one door: a document in, its entities out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from engine import __version__
from engine.ensemble import NO_ENTITY, best_label
from engine.errors import BadInputError, Cancelled
from engine.findings import Cost, Doubts, Findings, Removal
from engine.methods import SINGLE, Method, make_method
from engine.methods.hybridner import HybridNER
from engine.methods.opinion import SecondOpinion, Verdict
from engine.methods.surroundings import Surroundings
from engine.packs import Pack
from engine.recognisers import Recogniser
from engine.taggers.tagging import CANDIDATE_FLOOR, PackTaggers
from engine.text.sentences import split_sentences
from engine.types import Candidate, Document, LabelSet, Mention, Sentence, Vote
from engine.uncertainty import MARGINAL, doubts

_GROUP_CHARACTERS = 40_000


class Analyzer:
    """Finds entities in documents with the taggers of `pack` and with `recognisers`.

    Without a pack only the recognisers work. `method` is one of `engine.methods.method_names(pack)`, or None for the
    pack's own; `threshold` replaces the one the pack carries for it (0 for none at all); `uncertainty` is one of
    `engine.uncertainty.MEASURES`; `opinion` is asked about what the taggers are unsure of. Raises `BadInputError` for
    what the pack does not have. Not thread safe.
    """

    def __init__(
        self,
        pack: Pack | None,
        *,
        method: str | None = None,
        recognisers: Sequence[Recogniser] = (),
        threshold: float | None = None,
        uncertainty: str = MARGINAL,
        opinion: SecondOpinion | None = None,
        threads: int | None = None,
    ) -> None:
        self._pack = pack
        self._recognisers = tuple(recognisers)
        self._method = make_method(pack, method or pack.manifest.method, threshold) if pack else None
        if pack is None and method is not None:
            raise BadInputError(f"The method {method} needs a pack.")
        self._taggers = PackTaggers(pack, threads=threads) if pack else None
        # Spans that a second opinion was given on, those that were lost, and what it took, in all.
        self.asked = self.lost = 0
        self.cost = Cost()
        self.ask(opinion)
        self._measure = uncertainty
        doubts(uncertainty, [], [], self._taggers.span_layers if self._taggers else None)
        pack_labels = pack.labels.labels if pack else ()
        named = {label.name for label in pack_labels}
        extra = (recogniser.label for recogniser in self._recognisers)
        self.labels = LabelSet((*pack_labels, *(label for label in extra if label.name not in named)))

    def ask(self, opinion: SecondOpinion | None) -> None:
        """Ask this one, or nobody, from the next document on. Raises `BadInputError` as the analyzer itself does."""
        self._hybrid = HybridNER(self._method, opinion) if self._method and opinion else None
        self.opinion = opinion

    @property
    def provider(self) -> str:
        """The ONNX Runtime provider that runs the pack, or empty without one."""
        return self._taggers.provider if self._taggers else ""

    @property
    def lost_gpu(self) -> bool:
        """Whether a GPU runtime is installed but did not start, so that the processor does its work."""
        return self._taggers is not None and self._taggers.lost_gpu

    def settings(self) -> dict[str, Any]:
        """What decided this analysis, for the run record."""
        manifest = self._pack.manifest if self._pack else None
        return {
            "program": __version__,
            "pack": manifest.name if manifest else None,
            "pack_version": manifest.version if manifest else None,
            "pack_fingerprint": self._pack.fingerprint if self._pack else None,
            "method": self._method.name if self._method else None,
            "threshold": self._method.threshold if self._method else None,
            "uncertainty": self._measure,
            "recognisers": [recogniser.name for recogniser in self._recognisers],
            "provider": self.provider,
            **(self.opinion.settings() if self.opinion else {"verifier": None}),
        }

    def analyze(
        self,
        document: Document,
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Mention]:
        """The entities that `examine` finds."""
        return self.examine(document, progress=progress, cancelled=cancelled).mentions

    def examine(
        self,
        document: Document,
        *,
        progress: Callable[[int, int], None] | None = None,
        asking: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Findings:
        """The document's entities, and how doubtful each decision was before a second opinion.

        `progress(done, all)` counts characters, and twice as many where a second opinion is asked for; `asking(done,
        all)` counts the spans that it is asked about. Raises `Cancelled` when `cancelled()` turns true.
        """
        text, counted = document.text, Doubts()
        patterns = self._find_patterns(text, cancelled)
        mentions = [self._pattern_mention(text, vote) for vote in patterns]
        removals: list[Removal] = []
        if self._hybrid is not None and self._taggers is not None:
            candidates = self._candidates(self._taggers, self._hybrid.method, document, patterns, progress, cancelled)
            judged, removals = self._ask(
                self._hybrid, document, candidates, patterns, counted, progress, asking, cancelled
            )
            mentions.extend(judged)
        elif self._taggers is not None and self._method is not None:
            found = self._find_entities(self._taggers, self._method, document, patterns, counted, progress, cancelled)
            mentions.extend(_model_mention(text, candidate, doubt, self._method) for candidate, doubt in found)
        if progress is not None:
            progress(len(text), len(text))
        mentions.sort(key=lambda mention: (mention.start, -mention.end, mention.label))
        return Findings(mentions, counted, tuple(removals))

    def _find_entities(
        self,
        taggers: PackTaggers,
        method: Method,
        document: Document,
        patterns: Sequence[Vote],
        counted: Doubts,
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Iterator[tuple[Candidate, float]]:
        """The entities that the taggers find, with how unsure each is."""
        advance = _counter(progress, len(document.text), len(document.text))
        for group in _groups(split_sentences(document.text)):
            vectors = self._measure != MARGINAL
            tagging = taggers.tag(group, vectors=vectors, progress=advance, cancelled=cancelled)
            candidates = method.candidates(tagging.votes)
            entities = method.settle(candidates)
            free = [candidate for candidate in candidates if not _is_taken(candidate, patterns)]
            _count_doubts(method, group, free, entities, counted)
            entities = [entity for entity in entities if not _is_taken(entity, patterns)]
            shown = [tagging.vectors[entity.start, entity.end] for entity in entities] if vectors else []
            doubt = doubts(self._measure, [method.score(entity) for entity in entities], shown, taggers.span_layers)
            yield from zip(entities, doubt.tolist(), strict=True)

    def _candidates(
        self,
        taggers: PackTaggers,
        method: Method,
        document: Document,
        patterns: Sequence[Vote],
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> list[Candidate]:
        """Every span of the document that was voted for, without those that patterns take."""
        advance = _counter(progress, len(document.text), 2 * len(document.text))
        found: list[Candidate] = []
        for group in _groups(split_sentences(document.text)):
            votes = taggers.tag(group, progress=advance, cancelled=cancelled).votes
            found += [c for c in method.candidates(votes) if not _is_taken(c, patterns)]
        return found

    def _ask(
        self,
        hybrid: HybridNER,
        document: Document,
        candidates: Sequence[Candidate],
        patterns: Sequence[Vote],
        counted: Doubts,
        progress: Callable[[int, int], None] | None,
        asking: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> tuple[list[Mention], list[Removal]]:
        """The entities after a second opinion on the doubtful spans, and those that it took out."""
        size, method = len(document.text), hybrid.method
        own = method.settle(candidates)
        sentences = list(split_sentences(document.text))
        _count_doubts(method, sentences, candidates, own, counted)

        def tell(part: int, whole: int) -> None:
            if asking is not None:
                asking(part, whole)
            if progress is not None:
                progress(size + size * part // max(1, whole), 2 * size)

        asked = hybrid.ask(
            sentences,
            candidates,
            questioner=lambda known: Surroundings(document, method, known, patterns).question,
            progress=tell,
            cancelled=cancelled,
        )
        self.asked += asked.routed
        self.lost += asked.lost
        self.cost += asked.cost
        labels = {(entity.start, entity.end): best_label(entity)[0] for entity in own}
        # A reader knows of no patterns.
        entities = method.settle([candidate for candidate in asked.candidates if not _is_taken(candidate, patterns)])
        mentions = []
        for entity in entities:
            span = (entity.start, entity.end)
            verdict = _plain_verdict(asked.verdicts.get(span), labels.get(span, NO_ENTITY), best_label(entity)[0])
            mentions.append(_model_mention(document.text, entity, 1.0 - method.score(entity), method, verdict))
        gone = labels.keys() - {(entity.start, entity.end) for entity in entities}
        removals = [
            Removal(*span, labels[span], _plain_verdict(asked.verdicts.get(span), labels[span], NO_ENTITY))
            for span in sorted(gone)
        ]
        return mentions, removals

    def _find_patterns(self, text: str, cancelled: Callable[[], bool] | None) -> list[Vote]:
        """What the recognisers find, without those that overlap a better or longer one of another recogniser."""
        votes: list[Vote] = []
        for recogniser in self._recognisers:
            if cancelled is not None and cancelled():
                raise Cancelled
            votes.extend(recogniser.find(text))
        votes.sort(key=lambda vote: (vote.start, -vote.score, -vote.end))
        kept: list[Vote] = []
        for vote in votes:
            if kept and vote.start < kept[-1].end:
                if (vote.score, vote.end - vote.start) > (kept[-1].score, kept[-1].end - kept[-1].start):
                    kept[-1] = vote
                continue
            kept.append(vote)
        return kept

    def _pattern_mention(self, text: str, vote: Vote) -> Mention:
        return Mention(
            start=vote.start,
            end=vote.end,
            text=text[vote.start : vote.end],
            label=vote.label,
            score=vote.score,
            uncertainty=round(1.0 - vote.score, 4),
            decided_by=vote.source,
            evidence={"votes": _plain_votes([vote])},
        )


def _counter(progress: Callable[[int, int], None] | None, size: int, whole: int) -> Callable[[int], None]:
    """Tells `progress` how many of `size` characters are read, of `whole` in all."""
    done = 0

    def advance(characters: int) -> None:
        nonlocal done
        done = min(size, done + characters)
        if progress is not None:
            progress(done, whole)

    return advance


def _count_doubts(
    method: Method,
    sentences: Sequence[Sentence],
    candidates: Iterable[Candidate],
    entities: Iterable[Candidate],
    counted: Doubts,
) -> None:
    kept = {(entity.start, entity.end) for entity in entities}
    worst: dict[int, tuple[float, str]] = {}
    for candidate in candidates:
        label, doubt = best_label(candidate)[0], method.doubt(candidate, kept=(candidate.start, candidate.end) in kept)
        counted.add(label, doubt)
        place = bisect_right(sentences, candidate.start, key=lambda sentence: sentence.start) - 1
        worst[place] = max(worst.get(place, (0.0, "")), (doubt, label))
    for place, (doubt, label) in worst.items():
        counted.add_sentence(label, doubt, len(sentences[place].text))


def _model_mention(
    text: str, candidate: Candidate, doubt: float, method: Method, verdict: Mapping[str, Any] | None = None
) -> Mention:
    score = method.score(candidate)
    shown = {name: round(p, 4) for name, p in candidate.distribution.items() if p >= 0.0001 or name == NO_ENTITY}
    return Mention(
        start=candidate.start,
        end=candidate.end,
        text=text[candidate.start : candidate.end],
        label=best_label(candidate)[0],
        score=round(score, 4),
        uncertainty=round(doubt, 4),
        decided_by=_decider(method, verdict),
        evidence={
            "votes": _plain_votes(vote for vote in candidate.votes if vote.score >= CANDIDATE_FLOOR or vote.chosen),
            "distribution": shown,
            "rule": method.name,
            "threshold": method.threshold,
            **({"verdict": verdict} if verdict else {}),
        },
    )


def _plain_verdict(verdict: Verdict | None, before: str, after: str) -> dict[str, Any]:
    """A verdict as JSON, with the label that the taggers alone would have given and the one that was decided."""
    return {**verdict.plain(), "before": before, "after": after} if verdict else {}


def _decider(method: Method, verdict: Mapping[str, Any] | None) -> str:
    if verdict:
        return "hybridner:cloud" if "cloud" in verdict else "hybridner"
    return method.name if method.name.startswith(SINGLE) else "ensemble"


def _is_taken(candidate: Candidate, patterns: Sequence[Vote]) -> bool:
    """Whether the candidate crosses, equals or lies inside a pattern. Patterns are sorted and do not overlap."""
    index = bisect_right(patterns, candidate.start, key=lambda vote: vote.end)
    following = (patterns[place] for place in range(index, len(patterns)))
    overlapping = takewhile(lambda vote: vote.start < candidate.end, following)
    span = (candidate.start, candidate.end)
    return any(
        (vote.start, vote.end) == span or vote.start < candidate.start or vote.end > candidate.end
        for vote in overlapping
    )


def _plain_votes(votes: Iterable[Vote]) -> list[dict[str, Any]]:
    return [{"source": vote.source, "label": vote.label, "score": vote.score} for vote in votes]


def _groups(sentences: Iterator[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences in groups of about `_GROUP_CHARACTERS`, so that memory stays flat on a long document."""
    group: list[Sentence] = []
    size = 0
    for sentence in sentences:
        group.append(sentence)
        size += len(sentence.text)
        if size >= _GROUP_CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group
