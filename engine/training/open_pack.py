"""The data of the built-in pack zh-open: which open sets, which labels, which guideline."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.packs import LabelEntry, Source
from engine.training.data import Example, Part, read_examples, split
from engine.training.publish import PackFacts

LABELS = ("PER", "LOC", "ORG")
# The first guideline is the one the pack follows; the others are told apart in training so that their habits
# (speech without punctuation, "the" inside names) do not leak into it.
SOURCES = ("uner", "aishell", "wikigold", "re3d")
_SAME = {"PER": "PER", "LOC": "LOC", "ORG": "ORG"}
_SETS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("uner_zh_gsdsimp/train.jsonl", "uner", _SAME),
    ("uner_zh_gsdsimp/dev.jsonl", "uner", _SAME),
    ("uner_zh_gsd/train.jsonl", "uner", _SAME),
    ("uner_zh_gsd/dev.jsonl", "uner", _SAME),
    ("uner_en_ewt/dev.jsonl", "uner", _SAME),
    ("aishell_ner/dev.jsonl", "aishell", _SAME),
    ("wikigold/test.jsonl", "wikigold", _SAME),
    ("re3d_open/train.jsonl", "re3d", {"Person": "PER", "Location": "LOC", "Organisation": "ORG"}),
)


def read_parts(folder: Path) -> dict[str, dict[Part, list[Example]]]:
    """Every set of the pack under `folder`, by name, split into train, validation and test."""
    return {name: split(read_examples(folder / name, source=source, labels=labels)) for name, source, labels in _SETS}


def test_sets(parts: Mapping[str, Mapping[Part, list[Example]]]) -> dict[str, list[Example]]:
    """What the card reports on: the held-out part of each corpus, the main one first."""
    simplified = parts["uner_zh_gsdsimp/train.jsonl"]["test"] + parts["uner_zh_gsdsimp/dev.jsonl"]["test"]
    traditional = parts["uner_zh_gsd/train.jsonl"]["test"] + parts["uner_zh_gsd/dev.jsonl"]["test"]
    return {
        "UNER zh, both scripts": simplified + traditional,
        "UNER zh simplified": simplified,
        "UNER zh traditional": traditional,
        "UNER en EWT": parts["uner_en_ewt/dev.jsonl"]["test"],
        "AISHELL-NER": parts["aishell_ner/dev.jsonl"]["test"],
        "WikiGold (en)": parts["wikigold/test.jsonl"]["test"],
    }


FACTS = PackFacts(
    name="zh-open",
    version="1.1.0",
    description="Persons, places and organisations in Chinese (simplified and traditional) and English text.",
    languages=("zh", "en"),
    licence="CC-BY-SA-4.0",
    labels=(
        LabelEntry(name="PER", zh="人名", en="Person", light="#ffd6a5", dark="#7a4a12"),
        LabelEntry(name="LOC", zh="地点", en="Place", light="#bfe8c5", dark="#1f5c33"),
        LabelEntry(name="ORG", zh="机构", en="Organisation", light="#bcd9ff", dark="#1f4a80"),
    ),
    encoder=Source(
        name="multilingual-e5-small",
        licence="MIT",
        attribution="Copyright (c) 2023 Intfloat contributors; Wang et al., Multilingual E5 Text Embeddings, 2024",
    ),
    training_data=(
        Source(
            name="Universal NER, Chinese GSD (traditional)",
            licence="CC-BY-SA-4.0",
            attribution="Mayhew et al., Universal NER, NAACL 2024; over UD_Chinese-GSD",
            records=4497,
        ),
        Source(
            name="Universal NER, Chinese GSD (simplified)",
            licence="CC-BY-SA-4.0",
            attribution="Mayhew et al., Universal NER, NAACL 2024; over UD_Chinese-GSDSimp",
            records=4497,
        ),
        Source(
            name="Universal NER, English EWT (dev)",
            licence="CC-BY-SA-4.0",
            attribution="Mayhew et al., Universal NER, NAACL 2024; over UD_English-EWT",
            records=2001,
        ),
        Source(
            name="AISHELL-NER (dev)",
            licence="Apache-2.0",
            attribution="Chen et al., AISHELL-NER, ICASSP 2022",
            records=14326,
        ),
        Source(
            name="WikiGold",
            licence="CC-BY-4.0",
            attribution="Balasuriya et al., Named Entity Recognition in Wikipedia, 2009",
            records=1696,
        ),
        Source(
            name="re3d, open part",
            licence="public domain, OGL-UK-3.0, CC-BY, CC-BY-SA",
            attribution="Dstl, Relationship and Entity Extraction Evaluation Dataset; contains public sector "
            "information licensed under the Open Government Licence v3.0",
            records=703,
        ),
    ),
)
