"""Characters per second and peak memory of a pack, against the same network in PyTorch fp32, in one run.

    python benchmarks/throughput.py [--pack zh-open] [--characters 60000] [FILE…]

Without files it reads the samples. The PyTorch network has the pack's shape and random weights, which does not change
its speed; its "no entity" score is raised so that it finds nothing, which spares it the work of making votes.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine import documents
from engine.packs import Pack, find_pack
from engine.paths import resources_dir
from engine.pipeline import Analyzer
from engine.recognisers import all_recognisers
from engine.taggers.features import Window, collate
from engine.types import Document


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pack", default="zh-open")
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    text = _text(arguments.files or [resources_dir() / "samples"], arguments.characters)
    document = Document(path=Path("benchmark"), format="txt", text=text, sha256="")
    pack = find_pack(arguments.pack)
    print(f"{len(text)} characters, {arguments.rounds} rounds, medians")

    runs = {"pack and patterns": Analyzer(pack, recognisers=all_recognisers())}
    baseline = _torch_analyzer(pack)
    if baseline is not None:
        runs["PyTorch fp32"] = baseline
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(arguments.rounds):
        for name, analyzer in runs.items():
            started = time.perf_counter()
            analyzer.analyze(document)
            rates[name].append(len(text) / (time.perf_counter() - started))
    first = statistics.median(rates["pack and patterns"])
    for name, values in rates.items():
        median = statistics.median(values)
        print(f"{name:22} {median:10.0f} characters/s  {first / median:5.2f} x the pack's time")
    if baseline is None:
        print("PyTorch fp32: not measured, the train extra is not installed")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory            {peak:10.0f} MB")


def _text(paths: list[Path], characters: int) -> str:
    files, errors = documents.expand(paths)
    for error in errors:
        print(error)
    text = "\n".join(documents.read(file).text for file in files)
    if not text:
        raise SystemExit("There is no text to measure with.")
    return (text + "\n") * (characters // len(text)) + text[: characters % len(text)]


class _TorchNetwork:
    """A network of the pack in torch."""

    provider = "PyTorch fp32"

    def __init__(self, network: Any) -> None:
        self._network = network

    def run(self, batch: Sequence[Window]) -> dict[str, Any]:
        import torch

        inputs = collate(batch, self._network.units.pad)
        with torch.inference_mode():
            values = self._network(**{name: torch.from_numpy(array) for name, array in inputs.items()})
        return {n: value.numpy().copy() for n, value in zip(self._network.output_names, values, strict=True)}


def _torch_analyzer(pack: Pack) -> Analyzer | None:
    """An analyzer whose networks are the pack's in shape, with random weights that find nothing."""
    try:
        import torch
        from transformers import BertConfig
    except ImportError:
        return None
    from engine.taggers.pieces import BertPieces
    from engine.training.network import TaggerNetwork

    pieces = BertPieces(pack.path / pack.manifest.tokenizer)
    config = BertConfig(
        vocab_size=pieces.vocabulary_size,
        hidden_size=384,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=1536,
    )
    analyzer = Analyzer(pack)
    taggers: Any = analyzer._taggers
    for index, entry in enumerate(pack.manifest.networks):
        network = TaggerNetwork(
            config,
            len(pack.manifest.labels),
            taggers=[tagger.name for tagger in entry.taggers],
            max_width=pack.manifest.max_width,
            pad=pieces.pad,
        ).eval()
        with torch.no_grad():
            for head in network.sequence:
                head.emissions.bias[0] += 20.0
            if network.span is not None:
                network.span.label.bias[0] += 20.0
        taggers._networks[index] = (_TorchNetwork(network), entry)
    # Torch shares each product between the cores itself.
    taggers._readers = 1
    return analyzer


if __name__ == "__main__":
    main()
