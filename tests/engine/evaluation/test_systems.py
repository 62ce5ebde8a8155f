"""Recorded answers of several systems, combined by voting and scored."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from engine.ensemble import class_f1, majority
from engine.errors import BadInputError
from engine.evaluation.metrics import score_spans
from engine.evaluation.systems import METHODS, combine_systems, evaluate_combination, read_systems, select

GOLDEN = Path(__file__).parent / "golden" / "systems.json"
PUBLISHED = Path(os.environ.get("VERITAG_DATA", "")) / "internal" / "spanner12" / "systems.json"


@pytest.fixture
def recorded():
    return read_systems(GOLDEN)


def test_reads_spans_and_takes_the_reported_f1_as_a_share(recorded):
    assert (recorded.source, recorded.sentences, len(recorded.gold)) == ("made by hand", 4, 4)
    assert [(system.name, system.reported_f1) for system in recorded.systems] == [
        ("strong", 0.9),
        ("middle", 0.605),
        ("weak", 0.4),
    ]
    assert recorded.systems[0].predictions == ((0, 0, 2, "PER"), (0, 4, 6, "ORG"), (1, 0, 3, "ORG"))


@pytest.mark.parametrize(
    ("method", "found", "rates"),
    [
        # Two of three: the spans that middle and weak agree on, and the first person.
        (
            "majority",
            [(0, 0, 2, "PER"), (0, 4, 6, "LOC"), (1, 0, 2, "ORG"), (2, 1, 2, "LOC"), (3, 0, 1, "PER")],
            (0.6, 0.75, 0.666667),
        ),
        # 60.5 + 40 against 90 is the same; the weights matter below, with two systems.
        (
            "overall-f1",
            [(0, 0, 2, "PER"), (0, 4, 6, "LOC"), (1, 0, 2, "ORG"), (2, 1, 2, "LOC"), (3, 0, 1, "PER")],
            (0.6, 0.75, 0.666667),
        ),
        # The F1 of (strong, middle, weak) is 1, 2/3, 0 on PER, 0, 1, 1 on LOC and 2/3, 0, 0 on ORG; "O" weighs what was
        # reported. So [1, 0, 2] has 0 for ORG against 0.9, [1, 0, 3] 2/3 against 1.005, [2, 1, 2] 2 against 0.9, and
        # [3, 0, 1] 2/3 against 0.9.
        ("class-f1", [(0, 0, 2, "PER"), (0, 4, 6, "LOC"), (2, 1, 2, "LOC")], (1.0, 0.75, 0.857143)),
    ],
)
def test_the_three_ways_of_voting_by_hand(recorded, method, found, rates):
    result = evaluate_combination(recorded, method)
    assert (result["precision"], result["recall"], result["f1"]) == rates
    assert (result["found"], result["gold"]) == (len(found), 4)
    assert (result["method"], result["systems"], result["records"]) == (method, ["strong", "middle", "weak"], 4)
    per_label = Counter(label for *_, label in found)
    assert {name: scores["found"] for name, scores in result["per_label"].items()} == {
        name: per_label[name] for name in ("LOC", "ORG", "PER")
    }
    assert json.loads(json.dumps(result)) == result


def test_of_two_systems_the_one_with_the_higher_f1_decides_alone(recorded):
    result = evaluate_combination(recorded, "overall-f1", ["weak", "strong"])
    assert result["systems"] == ["strong", "weak"]
    alone = evaluate_combination(recorded, "majority", ["strong"])
    assert {key: result[key] for key in ("precision", "recall", "f1", "per_label")} == {
        key: alone[key] for key in ("precision", "recall", "f1", "per_label")
    }
    assert (alone["correct"], alone["found"]) == (2, 3)


def test_a_tie_goes_against_the_entity_and_between_labels_to_the_more_frequent(recorded):
    def majority_of(*names):
        systems = select(recorded, names)
        prior = Counter(label for system in systems for *_, label in system.predictions)
        return combine_systems(systems, majority(names, prior))

    # Of strong and middle, [0, 4, 6] is ORG or LOC: ORG has three votes of the two, LOC two.
    assert majority_of("strong", "middle") == [(0, 0, 2, "PER"), (0, 4, 6, "ORG")]
    assert evaluate_combination(recorded, "majority", ["strong", "middle"])["found"] == 2


def test_one_system_alone_keeps_its_answer_also_where_it_overlaps_itself(tmp_path):
    spans = [[0, 0, 3, "PER"], [0, 2, 5, "LOC"], [1, 0, 5, "LOC"], [1, 1, 2, "PER"]]
    recorded = read_systems(write(tmp_path, gold=spans, systems={"a": {"reported_f1": 50, "predictions": spans}}))
    for method in METHODS:
        result = evaluate_combination(recorded, method)
        assert (result["f1"], result["found"]) == (1.0, 4)


def test_the_last_of_several_labels_of_a_span_counts_and_repeats_once(tmp_path):
    spans = [[0, 0, 3, "PER"], [0, 0, 3, "LOC"], [0, 5, 6, "PER"], [0, 5, 6, "PER"]]
    recorded = read_systems(write(tmp_path, systems={"a": {"reported_f1": 50, "predictions": spans}}))
    assert recorded.systems[0].predictions == ((0, 0, 3, "LOC"), (0, 5, 6, "PER"))


def test_systems_without_predictions_find_nothing(tmp_path):
    recorded = read_systems(write(tmp_path, systems={"a": {"reported_f1": 0, "predictions": []}}))
    assert [evaluate_combination(recorded, method)["f1"] for method in METHODS] == [0.0, 0.0, 0.0]


def test_unknown_names_are_one_sentence(recorded):
    with pytest.raises(BadInputError, match=r"^There is no system called best \(available: strong, middle, weak\)\.$"):
        evaluate_combination(recorded, "majority", ["weak", "best"])
    with pytest.raises(BadInputError, match=r"^No system is named \(available: strong, middle, weak\)\.$"):
        evaluate_combination(recorded, "majority", [])
    with pytest.raises(
        BadInputError, match=r"^There is no method mean \(available: majority, overall-f1, class-f1\)\.$"
    ):
        evaluate_combination(recorded, "mean")


def write(folder, **changes):
    content = {
        "sentences": 2,
        "gold": [[0, 0, 3, "PER"]],
        "systems": {"a": {"reported_f1": 50, "predictions": [[0, 0, 3, "PER"]]}},
    } | changes
    path = folder / "回答.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"systems": None}, 'the file has no "systems".'),
        ({"systems": {}}, 'the file has no "systems".'),
        ({"systems": []}, 'the file has no "systems".'),
        ({"sentences": None}, '"sentences" is not the number of sentences.'),
        ({"sentences": -1}, '"sentences" is not the number of sentences.'),
        ({"gold": None}, '"gold" is not a list.'),
        ({"gold": [[0, 0, 3, "PER"], [2, 0, 3, "PER"]]}, '"gold": entry 2 is not [sentence, start, end, label]'),
        ({"gold": [[0, 3, 3, "PER"]]}, '"gold": entry 1 is not [sentence, start, end, label]'),
        ({"gold": [[0, -1, 3, "PER"]]}, '"gold": entry 1 is not [sentence, start, end, label]'),
        ({"gold": [[0, True, 3, "PER"]]}, '"gold": entry 1 is not [sentence, start, end, label]'),
        ({"gold": [[0, 0.0, 3, "PER"]]}, '"gold": entry 1 is not [sentence, start, end, label]'),
        ({"gold": [[0, 0, 3, "O"]]}, '"gold": entry 1 is not [sentence, start, end, label]'),
        ({"gold": [[0, 0, 3]]}, '"gold": entry 1 is not [sentence, start, end, label]'),
        ({"gold": [{"start": 0}]}, '"gold": entry 1 is not [sentence, start, end, label]'),
        ({"systems": {"a": {"reported_f1": 50}}}, '"predictions" of a is not a list.'),
        ({"systems": {"a": {"reported_f1": 50, "predictions": [5]}}}, '"predictions" of a: entry 1 is not'),
        ({"systems": {"a": []}}, 'the system a has no "reported_f1" from 0 to 100.'),
        ({"systems": {"a": {"reported_f1": 101, "predictions": []}}}, 'the system a has no "reported_f1"'),
        ({"systems": {"a": {"reported_f1": float("nan"), "predictions": []}}}, 'the system a has no "reported_f1"'),
        ({"systems": {"a": {"reported_f1": "90", "predictions": []}}}, 'the system a has no "reported_f1"'),
        ({"systems": {"a": {"reported_f1": True, "predictions": []}}}, 'the system a has no "reported_f1"'),
    ],
)
def test_a_malformed_file_is_one_sentence(tmp_path, changes, reason):
    path = write(tmp_path, **changes)
    with pytest.raises(BadInputError) as caught:
        read_systems(path)
    assert str(caught.value).startswith(f"{path}: {reason}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "the file is not valid JSON."),
        (b"[" * 200_000, "the file is not valid JSON."),
        (b"\xff\xfe{}", "the file is not UTF-8."),
        (b"[1]", 'the file has no "systems".'),
    ],
)
def test_a_file_of_something_else_is_one_sentence(tmp_path, content, reason):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        read_systems(path)
    assert str(caught.value) == f"{path}: {reason}"


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(BadInputError, match=r"none\.json: the file cannot be read \("):
        read_systems(tmp_path / "none.json")


def published_results(test):
    """For tests of what SpanNER's authors published, in percent; systems by descending F1, without the first few."""
    missing = not PUBLISHED.is_file()
    return pytest.mark.shared_data(
        pytest.mark.skipif(missing, reason="VERITAG_DATA names no folder with the published systems")(test)
    )


@pytest.fixture(scope="module")
def published():
    return read_systems(PUBLISHED)


def without_first(published, count):
    return [s.name for s in sorted(published.systems, key=lambda s: -s.reported_f1)][count:]


@published_results
@pytest.mark.parametrize(
    ("first", "f1"),
    [(0, 93.54), (4, 93.21), (5, 92.84), (6, 92.51), (7, 91.55), (8, 90.64), (9, 87.30), (10, 83.03)],
)
def test_overall_f1_gives_the_published_figures(published, first, f1):
    result = evaluate_combination(published, "overall-f1", without_first(published, first))
    assert 100 * result["f1"] == pytest.approx(f1, abs=0.01)


@published_results
@pytest.mark.parametrize("method", ["majority", "class-f1"])
def test_the_other_ways_come_as_near_to_the_published_figure_as_their_rules_allow(published, method):
    assert 100 * evaluate_combination(published, method)["f1"] == pytest.approx(93.59, abs=0.05)


@published_results
@pytest.mark.parametrize(
    ("first", "f1"), [(0, 93.59), (4, 93.10), (5, 92.78), (6, 92.34), (7, 91.29), (8, 90.32), (9, 86.27), (10, 81.83)]
)
def test_class_f1_gives_the_published_figures_with_precision_in_place_of_f1(published, first, f1):
    systems = select(published, without_first(published, first))
    precision = {
        s.name: {str(label): of.precision for label, of in score_spans(published.gold, s.predictions).per_label.items()}
        for s in systems
    }
    found = combine_systems(systems, class_f1({s.name: s.reported_f1 for s in systems}, precision))
    assert 100 * score_spans(published.gold, found).f1 == pytest.approx(f1, abs=0.01)
