"""How long a large project takes to answer: mentions saved, filtered, sorted, counted, decided.

    python benchmarks/store.py [--mentions 1000000] [--documents 10000]

Writes a project into a temporary folder. Each question is asked three times; the best time counts, since the first
reads from the disk.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from engine.store import MentionFilter, OrderBy, Project
from engine.types import Block, Document, Mention

_CHARACTERS = "张王李赵刘陈杨黄周吴北京上海广州深圳大学公司院部队基地中心一二三四五六七八九十雷达舰，。的了在"
_LABELS = ("PER", "PER", "PER", "LOC", "LOC", "ORG", "DATE")
_FILTERS: dict[str, MentionFilter] = {
    "all": {},
    "a common type": {"labels": ["PER"]},
    "a type with few": {"labels": ["RARE"]},
    "score from 0.5": {"min_score": 0.5},
    "score from 0.999": {"min_score": 0.999},
    "rejected": {"statuses": ["rejected"]},
    "text has 北京": {"text_contains": "北京"},
    "text has what is nowhere": {"text_contains": "没有"},
    "type, score and text": {"labels": ["ORG"], "min_score": 0.3, "text_contains": "海"},
    "score up to 0.1": {"max_score": 0.1},
    "decided by a person": {"deciders": ["person"]},
    "decided by the models": {"deciders": ["ensemble"]},
    "with a comment": {"commented": True},
    "documents with 12 in the name": {"document_name": "12"},
    "one of 200 terms": {
        "texts": [f"北京{first}{second}" for first in "一二三四五六七八九十" for second in _CHARACTERS[:20]]
    },
}
_ORDERS: tuple[OrderBy, ...] = ("start", "text", "label", "score", "uncertainty", "disagreement", "status", "document")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--documents", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Project.open(Path(folder) / "large.veritag") as project:
        _fill(project, arguments.mentions, arguments.documents)
        _ask(project)
        _review(project)
        _decide(project)


def _fill(project: Project, count: int, documents: int) -> None:
    random.seed(1)
    run_id = project.start_run({})
    adding = saving = 0.0
    each = max(1, count // documents)
    for number, first in enumerate(range(0, count, each)):
        found = [_mention(index * 8) for index in range(min(each, count - first))]
        text = "".join(random.choices(_CHARACTERS, k=len(found) * 8))
        blocks = tuple(Block(start, min(start + 200, len(text))) for start in range(0, len(text), 200))
        document = Document(Path(f"/{number}.txt"), "txt", text, str(number), blocks)
        begun = time.perf_counter()
        document_id = project.add_document(document)
        added = time.perf_counter()
        project.save_analysis(document_id, run_id, found)
        adding, saving = adding + added - begun, saving + time.perf_counter() - added
    project.finish_run(run_id, "done")
    print(f"{adding:8.1f} s  {documents:,} documents added, then {saving:.1f} s for {count:,} mentions")


def _mention(start: int) -> Mention:
    label = "RARE" if random.random() < 1e-5 else random.choice(_LABELS)
    score, uncertainty = round(random.random(), 4), round(random.random(), 4)
    votes = {"votes": [{"source": "span", "label": label, "score": score}]}
    return Mention(start, start + random.randint(2, 5), "", label, score, uncertainty, "ensemble", votes)


def _ask(project: Project) -> None:
    for name, wanted in _FILTERS.items():
        counted = _best(partial(project.count_mentions, **wanted))
        pages = {order: _best(partial(project.mentions, **wanted, order_by=order, limit=200)) for order in _ORDERS}
        shown = ", ".join(f"{order} {milliseconds:.0f}" for order, milliseconds in pages.items())
        print(f"{counted:8.1f} ms  to count {name}; the first 200 by {shown}")
    total = project.count_mentions()
    ends = {o: _best(partial(project.mentions, order_by=o, limit=200, backwards=True)) for o in _ORDERS}
    print(f"{max(ends.values()):8.1f} ms  the last 200, in the slowest order")
    middle = project.mentions(limit=1, offset=total // 2)[0].id
    places = {o: _best(partial(project.mention_position, middle, order_by=o)) for o in _ORDERS}
    print(f"{max(places.values()):8.1f} ms  where a mention stands in the list, in the slowest order")
    print(f"{_best(project.label_counts):8.1f} ms  to count by type")
    print(f"{_best(lambda: project.documents(contains='北京大学')):8.1f} ms  to find the documents with 北京大学")


def _review(project: Project) -> None:
    project.comment([row.id for row in project.mentions(limit=50, offset=5000)], "查")
    middle = project.mentions(limit=1, offset=project.count_mentions() // 2)[0]
    for order in ("start", "uncertainty", "disagreement"):
        ask = partial(project.mention_following, middle.id, order_by=order, descending=order != "start")
        print(f"{_best(partial(ask, statuses=['suggested'])):8.1f} ms  the next suggestion by {order}")
    print(f"{_best(project.documents):8.1f} ms  all documents")
    print("In threads of their own:")
    print(f"{_once(project.ids_in_order):8.1f} ms  the order of all, with which every page is near")
    print(f"{_once(project.entities):8.1f} ms  the register")
    print(f"{_once(lambda: project.occurrences('北京大学')):8.1f} ms  all occurrences of 北京大学")


def _decide(project: Project) -> None:
    ids = [row.id for row in project.mentions(limit=10_000)]
    for name, action in (
        ("to accept one mention", lambda: project.decide(ids[:1], status="accepted")),
        ("to reject 10,000 mentions", lambda: project.decide(ids, status="rejected")),
        ("to undo that", project.undo),
    ):
        print(f"{_once(action):8.1f} ms  {name}")


def _best(question: Callable[[], object]) -> float:
    return min(_once(question) for _ in range(3))


def _once(question: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    question()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
