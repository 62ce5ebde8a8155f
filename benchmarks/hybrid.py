"""What a second opinion costs: `hybrid.py GOLD.jsonl --pack PACK`; needs the extra llm and a verifier for the pack.

The same texts in one run, by the taggers alone, with the second opinion, and with every sentence sent to the language
model, which writes its entities down (the usual way to use one). Prints seconds for 10,000 characters, milliseconds a
question, and the peak memory of all processes together.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

import psutil

from engine.evaluation.gold import read_gold
from engine.llm.bases import needed_model
from engine.methods.opinion import Budget
from engine.methods.opinions import open_opinion
from engine.packs import Pack, find_pack
from engine.pipeline import Analyzer
from engine.text.sentences import split_sentences
from engine.types import Document
from engine.verifiers.bundle import find_bundle

_WRITTEN = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="annotated records; only their texts are read")
    parser.add_argument("--pack", default="zh-open")
    parser.add_argument("--records", type=int, default=200, help="so many texts for the taggers and the second opinion")
    parser.add_argument("--sentences", type=int, default=20, help="so many sentences for the language model alone")
    options = parser.parse_args()
    pack = find_pack(options.pack)
    texts = [record.text for record in islice(read_gold(options.data), options.records)]
    characters = sum(map(len, texts))
    document = Document(Path("texts.txt"), "txt", "\n".join(texts), "")
    lines: list[tuple[str, float, int, float]] = []
    for name in ("taggers", "with the second opinion"):
        opinion = open_opinion(pack, Budget()) if lines else None
        analyzer = Analyzer(pack, opinion=opinion)
        analyzer.analyze(Document(Path("a.txt"), "txt", texts[0], ""))
        asked = analyzer.asked
        seconds, peak = _measured(partial(analyzer.analyze, document))
        lines.append((name, seconds / characters, analyzer.asked - asked, peak))
        if opinion is not None:
            opinion.close()
    sentences = [sentence.text for sentence in islice(split_sentences(document.text), options.sentences)]
    seconds, peak = _measured(partial(_write_entities, pack, sentences))
    lines.append(("every sentence to the language model", seconds / sum(map(len, sentences)), 0, peak))
    hybrid, everything = lines[1][1], lines[2][1]
    print("| way | seconds for 10,000 characters | doubtful spans | peak MB |\n|---|---|---|---|")
    for name, each, count, peak in lines:
        print(f"| {name} | {10_000 * each:.1f} | {count or ''} | {peak:.0f} |")
    print(f"\nThe second opinion is {everything / hybrid:.1f} times as fast as every sentence sent.")


def _measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and the most memory in MB that this process and its children held together."""
    peak, over = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        me = psutil.Process()
        while not over.wait(0.05):
            held = 0
            for process in (me, *me.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.Error:
                    continue
            peak = max(peak, held / 1e6)

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun = time.monotonic()
    try:
        work()
        return time.monotonic() - begun, peak
    finally:
        over.set()
        watcher.join()


def _write_entities(pack: Pack, sentences: list[str]) -> None:
    """The model of the pack's verifier writes the entities of each sentence down, as a program without taggers would
    have it."""
    from llama_cpp import Llama

    import engine.llm.llama  # noqa: F401  loads the kernels

    bundle = find_bundle(pack)
    model = needed_model(bundle.manifest.model.name, bundle.manifest.model.sha256, bundle.path)
    llama = Llama(str(model.weights), n_ctx=2048, n_threads=psutil.cpu_count(), verbose=False)
    types = "、".join(meaning.word for meaning in bundle.manifest.meanings.values())
    task = f"找出句子中的实体，类别有：{types}。每行写一个：实体\t类别。没有实体时写“无”。"
    for sentence in sentences:
        messages = [{"role": "system", "content": task}, {"role": "user", "content": sentence}]
        llama.create_chat_completion(messages, max_tokens=_WRITTEN, temperature=0.0)


if __name__ == "__main__":
    main()
