"""Networks: what torch computes is what the exported network computes, whatever shares the batch."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with the extra train")
transformers = pytest.importorskip("transformers", reason="transformers comes with the extra train")

from tiny import SENTENCES, tiny_encoder  # noqa: E402

from engine.errors import BadInputError, PackError  # noqa: E402
from engine.taggers.features import Featuriser, collate  # noqa: E402
from engine.taggers.runtime import OnnxSession  # noqa: E402
from engine.training.encoders import load_encoder, ready_tokenizer  # noqa: E402
from engine.training.export import export_onnx  # noqa: E402
from engine.training.network import TAGGERS, TaggerNetwork  # noqa: E402


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def featuriser(encoder):
    return Featuriser(encoder / "tokenizer.json")


def network(encoder, featuriser, taggers=TAGGERS):
    torch.manual_seed(5)
    return TaggerNetwork(encoder, 2, taggers=taggers, max_width=6, pad=featuriser.pad).eval()


def run(net, batch):
    with torch.no_grad():
        outputs = net(**{name: torch.from_numpy(array) for name, array in batch.items()})
    return dict(zip(net.output_names, (output.numpy() for output in outputs), strict=True))


def greatest_difference(left, right, lengths):
    """Over real units, and spans that end inside their sentence."""
    worst = 0.0
    for row, length in enumerate(lengths):
        for name, value in left.items():
            for unit in range(length):
                inside = length - unit if name == "span.logits" else None
                a, b = value[row, unit][:inside], right[name][row, unit][:inside]
                worst = max(worst, float(np.abs(a - b).max()))
    return worst


@pytest.mark.parametrize("taggers", [TAGGERS, ("bigru-crf",), ("span",)])
def test_the_exported_network_agrees_with_torch_at_any_batch_and_length(encoder, featuriser, taggers, tmp_path):
    net = network(encoder, featuriser, taggers)
    export_onnx(net, Featuriser(encoder / "tokenizer.json"), tmp_path / "net.onnx")
    session = OnnxSession(tmp_path / "net.onnx")
    assert session.outputs == net.output_names
    windows = list(featuriser.windows(SENTENCES))
    for size in (1, 2, 7):
        batch = collate(windows[:size], featuriser.pad)
        lengths = [len(window.units) for window in windows[:size]]
        assert greatest_difference(run(net, batch), session.run(batch), lengths) < 1e-4


def test_longer_neighbours_change_nothing(encoder, featuriser):
    net = network(encoder, featuriser)
    windows = list(featuriser.windows(SENTENCES))
    shortest = min(windows, key=lambda window: len(window.units))
    alone = run(net, collate([shortest], featuriser.pad))
    among = run(net, collate([shortest, *windows], featuriser.pad))
    assert greatest_difference(alone, among, [len(shortest.units)]) < 1e-5


def test_an_encoder_with_only_a_word_list_gets_a_tokenizer(encoder, tmp_path):
    folder = tmp_path / "bert"
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"王小明在北京大学", "a", "##b"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    featuriser = Featuriser(ready_tokenizer(folder, tmp_path / "made"))
    (window,) = featuriser.windows(["王小明ab"])
    assert window.pieces.tolist() == [2, 5, 6, 7, 13, 14, 3]
    assert featuriser.pad == 0


def test_what_an_encoder_s_folder_lacks_is_said(tmp_path, encoder):
    with pytest.raises(BadInputError, match="no such folder"):
        load_encoder(tmp_path / "nowhere")
    folder = tmp_path / "half"
    folder.mkdir()
    with pytest.raises(BadInputError, match=r"config\.json"):
        load_encoder(folder)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(BadInputError, match="safetensors"):
        load_encoder(folder)


def test_a_tokenizer_of_another_family_is_refused(tmp_path, encoder):
    raw = json.loads((encoder / "tokenizer.json").read_text(encoding="utf-8"))
    raw["model"]["vocab"] = {name.strip("[]"): number for name, number in raw["model"]["vocab"].items()}
    raw["added_tokens"] = []
    raw["model"]["unk_token"] = "UNK"
    (tmp_path / "tokenizer.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(PackError, match="BERT family"):
        Featuriser(tmp_path / "tokenizer.json")
