"""How quickly a 12 MB text opens and scrolls in the document view.

QT_QPA_PLATFORM=offscreen python -m benchmarks.document_view
"""

from __future__ import annotations

import gc
import random
import resource
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from statistics import median, quantiles
from time import perf_counter

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.views.document_view import DocumentView
from engine.store import MentionRow, Place
from engine.types import Label, LabelSet

TEXT_BYTES = 12_000_000
MENTIONS = 200_000
LONGEST_MENTION = 12
FRAMES = 200
LABELS = LabelSet(
    (
        Label("PER", "人名", "Person", "#ffd6a5", "#7a4a12"),
        Label("LOC", "地点", "Place", "#bfe8c5", "#1f5c33"),
        Label("ORG", "机构", "Organisation", "#bcd9ff", "#1f4a80"),
    )
)


class SortedMentions:
    """Mentions sorted by start, none longer than `LONGEST_MENTION`."""

    def __init__(self, mentions: list[MentionRow]) -> None:
        self._mentions = mentions
        self._starts = [mention.start for mention in mentions]

    def between(self, start: int, end: int) -> Sequence[MentionRow]:
        first = bisect_right(self._starts, start - LONGEST_MENTION)
        return [m for m in self._mentions[first : bisect_left(self._starts, end)] if m.end > start]


def chinese_text() -> str:
    """About 4 million characters in paragraphs of 20 to 400."""
    rng = random.Random(1)
    common = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    return _paragraphs(rng, lambda n: "".join(rng.choices(common, k=n - 1)) + "。", TEXT_BYTES // 3)


def ascii_text() -> str:
    """12 million characters of words in paragraphs of 20 to 400."""
    rng = random.Random(2)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 10))) for _ in range(5000)]
    return _paragraphs(rng, lambda n: " ".join(rng.choices(words, k=max(1, n // 7)))[: n - 1] + ".", TEXT_BYTES)


def mentions_of(text: str) -> SortedMentions:
    rng = random.Random(3)
    rows = []
    for number, start in enumerate(sorted(rng.sample(range(len(text) - LONGEST_MENTION), MENTIONS))):
        end = start + rng.randint(2, LONGEST_MENTION)
        label = rng.choice(LABELS.names())
        rows.append(
            MentionRow(
                id=number,
                document_id=1,
                document_name="text",
                start=start,
                end=end,
                text=text[start:end],
                label=label,
                score=rng.random(),
                uncertainty=0.1,
                decided_by="ensemble",
                status="suggested",
                place=Place(kind="paragraph", number=1),
            )
        )
    return SortedMentions(rows)


def measure(name: str, text: str) -> None:
    """Open the text, scroll it in every way, and print what each took."""
    mentions = mentions_of(text)
    # In the program they lie in the project file, where Python's collector does not walk over them in mid-frame.
    gc.freeze()
    view = DocumentView()
    view.set_labels(LABELS)
    view.resize(1000, 800)
    view.show()
    QTest.qWaitForWindowExposed(view)
    started = perf_counter()
    view.set_document(text, mentions)
    QApplication.processEvents()
    opened = perf_counter() - started
    print(f"{name}: {len(text):,} characters, {MENTIONS:,} mentions")
    print(f"  first highlighted screen   {opened * 1000:7.1f} ms")
    bar = view.verticalScrollBar()
    patterns: dict[str, Callable[[int], object]] = {
        "wheel": lambda frame: _turn_wheel(view),
        "page down": lambda frame: QTest.keyClick(view, Qt.Key.Key_PageDown),
        "page up": lambda frame: QTest.keyClick(view, Qt.Key.Key_PageUp),
        "drag the bar": lambda frame: bar.setValue(bar.maximum() * (frame * 37 % FRAMES) // FRAMES),
        "to end and back": lambda frame: QTest.keyClick(view, Qt.Key.Key_Home if frame % 2 else Qt.Key.Key_End),
        "next mention": lambda frame: view.jump(forward=True),
    }
    for pattern, act in patterns.items():
        times = list(_frames(act))
        print(
            f"  {pattern:<20} frame  median {median(times):5.1f}  p95 {quantiles(times, n=20)[-1]:5.1f}"
            f"  worst {max(times):5.1f} ms"
        )
    started = perf_counter()
    view.resize(800, 800)
    QApplication.processEvents()
    print(f"  resize                     {(perf_counter() - started) * 1000:7.1f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory of the process, text and mentions included {peak:.0f} MB")
    view.close()
    view.deleteLater()
    QApplication.processEvents()


def _frames(act: Callable[[int], object]) -> Iterator[float]:
    """Milliseconds from an input to its painted frame, one by one."""
    for frame in range(FRAMES):
        started = perf_counter()
        act(frame)
        QApplication.processEvents()
        yield (perf_counter() - started) * 1000


def _turn_wheel(view: DocumentView) -> None:
    middle = QPointF(view.viewport().rect().center())
    turn = QWheelEvent(
        middle,
        view.viewport().mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), turn)


def _paragraphs(rng: random.Random, paragraph: Callable[[int], str], length: int) -> str:
    parts: list[str] = []
    total = 0
    while total < length:
        parts.append(paragraph(rng.randint(20, 400)))
        total += len(parts[-1]) + 1
    return "\n".join(parts)


if __name__ == "__main__":
    application = QApplication([])
    measure("Chinese", chinese_text())
    measure("ASCII", ascii_text())
    measure("Chinese in one line", chinese_text().replace("\n", ""))
