"""The split never changes, and bad training data is named by its line."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInputError
from engine.training.data import Example, part_of, read_examples, split, swap_mentions, unit_spans


def write(path, *records):
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records), encoding="utf-8")
    return path


def test_reads_and_maps_labels(tmp_path):
    file = write(
        tmp_path / "a.jsonl",
        {"id": "1", "text": "王小明", "entities": [{"start": 0, "end": 3, "label": "Person"}]},
        {"id": "2", "text": "某物", "entities": [{"start": 0, "end": 2, "label": "Thing"}]},
    )
    first, second = read_examples(file, labels={"Person": "PER"})
    assert first.entities == ((0, 3, "PER"),)
    assert second.entities == ()


@pytest.mark.parametrize(
    "record",
    ["{not json", {"id": "1"}, {"id": "1", "text": "短", "entities": [{"start": 0, "end": 9, "label": "X"}]}],
)
def test_a_bad_line_is_named(tmp_path, record):
    file = write(tmp_path / "a.jsonl", {"id": "0", "text": "好", "entities": []}, record)
    with pytest.raises(BadInputError, match="line 2"):
        read_examples(file)


@given(st.from_regex(r"uner-zh_gsd-train-batch-\d{4}-\d{4}", fullmatch=True))
def test_both_scripts_of_a_sentence_fall_into_one_part(identity):
    assert part_of(identity) == part_of(identity.replace("zh_gsd", "zh_gsdsimp"))


def test_the_split_is_the_one_the_card_was_measured_on():
    parts = [part_of(f"sentence-{i}") for i in range(40)]
    assert [i for i, part in enumerate(parts) if part == "test"] == [2, 8, 11, 13, 20, 32]
    assert [i for i, part in enumerate(parts) if part == "validation"] == [9, 17, 36]


def test_a_held_out_text_is_nowhere_else():
    identities = [f"s{i}" for i in range(200)]
    parts = split([Example(identity, "同一句话", ()) for identity in identities])
    assert parts["test"]
    assert not parts["train"]
    assert not parts["validation"]


def test_a_validation_text_is_not_trained_on():
    identities = [f"s{i}" for i in range(200) if part_of(f"s{i}") != "test"]
    parts = split([Example(identity, "同一句话", ()) for identity in identities])
    assert parts["validation"]
    assert not parts["train"]


def test_what_lies_beyond_the_limit_is_not_looked_at(tmp_path):
    good = {"text": "好", "entities": []}
    file = write(tmp_path / "a.jsonl", good, good, "{not json")
    assert len(read_examples(file, limit=2)) == 2


def test_records_without_an_id_are_told_apart_by_their_lines(tmp_path):
    bare = {"id": None, "text": "好", "entities": []}
    assert [example.id for example in read_examples(write(tmp_path / "a.jsonl", bare, bare))] == ["1", "2"]


def test_spans_in_units_leave_out_what_breaks_inside_a_unit():
    units = [(0, 1), (1, 2), (2, 6), (7, 8)]
    entities = [(0, 2, "PER"), (2, 6, "ORG"), (3, 6, "LOC"), (0, 8, "ORG")]
    assert unit_spans(units, entities) == [(0, 1, "PER"), (2, 2, "ORG"), (0, 3, "ORG")]


def example(identity, marked, collection="news"):
    """Entities of a text are given in brackets, as in `[PER张三]到[LOC北京]`."""
    text, entities = "", []
    for part in marked.replace("]", "[").split("["):
        if part[:3] in ("PER", "LOC"):
            entities.append((len(text), len(text) + len(part) - 3, part[:3]))
            part = part[3:]
        text += part
    return Example(identity, text, tuple(entities), "uner", collection)


PEOPLE = [
    example("1", "[PER张三丰]到[LOC北京]见[PER李四]。"),
    example("2", "[PER王小明]不在[LOC上海浦东]。"),
    example("3", "[PER約翰遜]在[LOC臺北]。", "traditional"),
]


@given(st.integers(0, 1000), st.sampled_from([0.0, 0.5, 1.0]))
def test_replaced_mentions_keep_their_context_and_their_labels(seed, share):
    for before, after in zip(PEOPLE, swap_mentions(PEOPLE, share, random.Random(seed)), strict=True):
        assert [label for *_, label in after.entities] == [label for *_, label in before.entities]
        assert outside(after) == outside(before)
        if not share:
            assert after == before


def outside(item):
    ends = [0, *(end for _, end, _ in item.entities)]
    starts = [*(start for start, _, _ in item.entities), len(item.text)]
    return [item.text[end:start] for end, start in zip(ends, starts, strict=True)]


def test_new_names_mix_those_of_the_same_collection():
    names = set()
    for seed in range(200):
        for item in swap_mentions(PEOPLE, 1.0, random.Random(seed)):
            found = {item.text[start:end] for start, end, label in item.entities if label == "PER"}
            assert (found == {"約翰遜"}) == (item.collection == "traditional")
            names |= found
    assert names == {s + g for s in "张李王" for g in ("三丰", "四", "小明")} | {"約翰遜"}
