"""Voices are weighed on the validation texts and on training texts that they had not learnt from."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the train extra is not installed")
pytest.importorskip("scipy", reason="the train extra is not installed")

from engine.ensemble import NO_ENTITY
from engine.evaluation.judgement import Judgement, Rule
from engine.methods.combining import Method
from engine.training.data import Example
from engine.training.llm.fit_opinion import fit_opinion
from engine.training.llm.folds import OutOfFold
from engine.types import Candidate
from engine.verifiers.base import Answer, Question

TAU = 0.2
LABELS = ("PER", "LOC", NO_ENTITY)


def method():
    return Method("average", None, {}, 0.5, probabilistic=True)


def said(label, share):
    return {name: share if name == label else (1.0 - share) / 2 for name in LABELS}


def texts(count, *, right, kind="PER", before=""):
    """Sentences in which the taggers half believe in an entity that is there every second time; the verifier is sure
    of what is true, or of the opposite."""
    sentences, taggers, answers = [], {}, {}
    for number in range(count):
        text = f"{before}第{number}句有张三在。"
        start = text.index("张")
        span, true = (start, start + 2), number % 2 == 0
        sentences.append(Example(text, text, ((*span, kind),) if true else ()))
        taggers[text] = [Candidate(*span, said(kind, 0.55 if number % 3 else 0.4), 0.5)]
        answers[Question(text, *span)] = Answer(said(kind if true == right else NO_ENTITY, 0.9))
    return OutOfFold(sentences, taggers), answers


def judgement(count, **options) -> Judgement:
    unseen, answers = texts(count, **options)
    return unseen.judgement(method(), answers)


def of_two_types(before):
    """Persons, of whom the verifier knows the truth, and some places, of which it says the opposite."""
    persons, known = texts(40, right=True, before=before)
    places, wrong = texts(11, right=False, kind="LOC", before=f"{before}别处")
    both = OutOfFold([*persons.sentences, *places.sentences], {**persons.taggers, **places.taggers})
    return both.judgement(method(), known | wrong)


def test_training_texts_that_a_verifier_had_not_learnt_from_teach_how_far_to_trust_it():
    few = judgement(4, right=True)
    alone = fit_opinion(few, TAU)
    together = fit_opinion(few, TAU, judgement(200, right=True, before="那里"))
    assert together.chosen.asking.verifier > 2 * alone.rules["asking"].asking.verifier
    assert few.scores(together.chosen)["f1"] == 1.0
    assert together.rules["fitted on validation alone"] == alone.chosen


def test_training_texts_of_which_other_things_are_true_are_left_out():
    few = judgement(10, right=True)
    fitted = fit_opinion(few, TAU, judgement(200, right=False, before="那里"))
    assert fitted.chosen == fit_opinion(few, TAU).chosen
    assert fitted.worth["PER"].asked == 10
    assert fitted.spans == {"asking": 10}


def test_a_voice_that_is_always_wrong_has_no_weight():
    fitted = fit_opinion(judgement(40, right=False), TAU)
    assert fitted.rules["asking"].asking.verifier == 0.0
    assert fitted.rules["spans refitted"].asking == fitted.rules["asking"].asking


def test_a_label_that_answers_harmed_on_either_part_is_left_out():
    both = fit_opinion(of_two_types("这里"), TAU, of_two_types("那里"))
    assert both.worth["LOC"].asked > 11
    assert both.chosen.skipped == {"LOC"}
    assert both.worth["PER"].fixed > both.worth["PER"].broken


def test_what_a_verifier_did_not_answer_is_as_the_taggers_left_it():
    unseen, _ = texts(20, right=True)
    silent = unseen.judgement(method(), {Question("别的句子", 0, 1): Answer(said("PER", 0.9))})
    assert silent.judged(Rule(TAU)) == []
    assert sum(annotated for _, _, annotated in silent.counts(None)) == 10


def test_a_reader_of_folds_is_heard_about_each_sentence():
    unseen, _ = texts(30, right=True)
    sees = {
        s.text: [Candidate(*s.entities[0][:2], said("PER", 0.97), 0.03)] if s.entities else [] for s in unseen.sentences
    }
    heard = OutOfFold(unseen.sentences, unseen.taggers, sees).judgement(method(), {})
    fitted = fit_opinion(heard, TAU)
    assert fitted.chosen.reading is not None
    assert heard.scores(fitted.chosen)["f1"] == 1.0


def with_reader(count, *, right, before=""):
    """As `judgement`, with a reader that finds every entity, and many more sentences about which nothing is asked."""
    unseen, answers = texts(count, right=right, before=before)
    others, _ = texts(120, right=True, before=f"{before}别处")
    sentences = [*unseen.sentences, *others.sentences]
    sees = {s.text: [Candidate(*s.entities[0][:2], said("PER", 0.6), 0.4)] for s in sentences if s.entities}
    return OutOfFold(sentences, {**unseen.taggers, **others.taggers}, sees).judgement(method(), answers)


def test_whether_training_texts_foretell_is_tried_on_the_many_spans_that_are_read():
    few = with_reader(6, right=False)
    assert fit_opinion(few, TAU).rules["asking"].asking.verifier == 0.0
    together = fit_opinion(few, TAU, with_reader(60, right=True, before="那里"))
    assert together.rules["asking"].asking.verifier > 0.1
    assert together.spans["reading"] > 240


def test_a_label_that_a_reading_harmed_is_not_read():
    unseen, _ = texts(60, right=True)
    others, _ = texts(20, right=True, kind="LOC", before="别处")
    sees = {}
    for sentence in (*unseen.sentences, *others.sentences):
        (span,) = unseen.taggers.get(sentence.text) or others.taggers[sentence.text]
        kind = "LOC" if sentence in others.sentences else "PER"
        there = bool(sentence.entities) == (kind == "PER")
        sees[sentence.text] = [Candidate(span.start, span.end, said(kind if there else NO_ENTITY, 0.97), 0.03)]
    both = OutOfFold([*unseen.sentences, *others.sentences], {**unseen.taggers, **others.taggers}, sees)
    fitted = fit_opinion(both.judgement(method(), {}), TAU)
    assert fitted.chosen.unread == {"LOC"}
    assert fitted.reading_worth["LOC"].broken > fitted.reading_worth["LOC"].fixed
    assert fitted.reading_worth["PER"].fixed > fitted.reading_worth["PER"].broken
