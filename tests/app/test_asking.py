"""Which types have a second opinion, and what that was worth, by the voices that are in use."""

from __future__ import annotations

from typing import Any

from app.asking import Asking, LabelState, label_states, skipped_labels, unread_labels, validated
from engine.findings import Repairs
from engine.verifiers.bundle import FORMAT, VerifierManifest

READER = {
    "folder": "reader",
    "fingerprint": "a" * 64,
    "fusion": {"rule": "fuse"},
    "worth": {"PER": {"asked": 200, "fixed": 10, "broken": 4}, "LOC": {"asked": 90, "fixed": 2, "broken": 1}},
}


def manifest(**changes: Any) -> VerifierManifest:
    plain = {
        "format": FORMAT,
        "name": "mine",
        "version": "1.0.0",
        "licence": "none",
        "pack": "p",
        "pack_fingerprint": "a" * 64,
        "model": {"name": "m", "sha256": "a" * 64},
        "language": "zh",
        "meanings": {name: {"word": name} for name in ("PER", "LOC", "ORG")},
        "prompt_sha256": "a" * 64,
        "fusion": {"rule": "fuse"},
        "tau": 0.3,
        "reader": READER,
        "worth": {"PER": {"asked": 20, "fixed": 3, "broken": 1}, "ORG": {"asked": 9, "fixed": 1, "broken": 5}},
        "skipped": ["ORG"],
        "files": {},
    }
    return VerifierManifest.model_validate(plain | changes)


def test_what_every_voice_in_use_did_to_a_type_is_added_up():
    both = manifest()
    assert validated(both, "PER") == Repairs(200, 13, 5)
    assert validated(both, "LOC") == Repairs(90, 2, 1)
    assert validated(both, "ORG") == Repairs(9, 1, 5)
    reads = manifest(answers=False, asks=False)
    assert validated(reads, "PER") == Repairs(200, 10, 4)
    assert validated(reads, "ORG") is None
    asks = manifest(reads=False)
    assert validated(asks, "PER") == Repairs(20, 3, 1)
    assert validated(asks, "LOC") is None


def test_a_type_that_only_the_answers_harmed_is_still_read():
    assert skipped_labels(manifest(), {}, Asking()) == {"ORG"}
    assert unread_labels(manifest(), {}, Asking()) == frozenset()
    assert label_states(manifest(asks=False), {}, Asking())["ORG"].asked


def test_a_type_that_only_the_reading_harmed_is_still_asked_about():
    both = manifest(reader=READER | {"skipped": ["LOC"]})
    assert skipped_labels(both, {}, Asking()) == {"ORG"}
    assert unread_labels(both, {}, Asking()) == {"LOC"}
    assert label_states(both, {}, Asking())["LOC"] == LabelState(False, "validation")
    assert label_states(manifest(reads=False), {}, Asking())["LOC"].asked
    assert unread_labels(both, {}, Asking(labels={"LOC": True})) == frozenset()


def test_a_type_that_reading_harmed_by_the_users_decisions_is_left_alone_and_says_why():
    reads, repairs = manifest(answers=False, asks=False), {"LOC": Repairs(6, 1, 3), "ORG": Repairs(5, 0, 4)}
    assert unread_labels(reads, repairs, Asking()) == {"LOC", "ORG"}
    states = label_states(reads, repairs, Asking())
    assert states["LOC"] == LabelState(False, "decisions")
    assert states["PER"].asked
    assert unread_labels(reads, repairs, Asking(labels={"LOC": True, "PER": False})) == {"ORG", "PER"}
