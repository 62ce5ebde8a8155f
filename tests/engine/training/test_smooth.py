"""Smoothing changes no answer of a network, and lets int8 keep more of it."""

from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with the extra train")
pytest.importorskip("transformers", reason="transformers comes with the extra train")

from safetensors.numpy import load_file  # noqa: E402
from tiny import SENTENCES, tiny_encoder  # noqa: E402

from engine.taggers.features import Featuriser, collate  # noqa: E402
from engine.taggers.runtime import OnnxSession  # noqa: E402
from engine.training.builtin import write_encoder  # noqa: E402
from engine.training.export import export_onnx, quantise  # noqa: E402
from engine.training.network import TaggerNetwork  # noqa: E402
from engine.training.smooth import smoothed  # noqa: E402


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    return tiny_encoder(tmp_path_factory.mktemp("encoder")) / "tokenizer.json"


@pytest.fixture(scope="module")
def network(tokenizer):
    """A network one of whose feed-forward channels is far wider than the others, as in trained encoders."""
    torch.manual_seed(5)
    net = TaggerNetwork(tokenizer.parent, 2, max_width=6, pad=Featuriser(tokenizer).pad).eval()
    with torch.no_grad():
        # The exporter writes equal vectors once, and those of an untrained encoder are all alike.
        for vector in (each for each in net.units.encoder.parameters() if each.ndim == 1):
            vector.add_(0.01 * torch.randn_like(vector))
        for layer in net.units.encoder.encoder.layer:
            layer.intermediate.dense.weight.normal_(std=0.3)
            layer.intermediate.dense.bias[3] = 60.0
            layer.output.dense.weight.normal_(std=0.2)
            layer.output.dense.weight[:, 3] *= 0.02
    return net


@pytest.fixture(scope="module")
def windows(tokenizer):
    return list(Featuriser(tokenizer).windows(SENTENCES))


def answers(net, windows):
    batch = collate(windows, net.units.pad)
    with torch.no_grad():
        return [output.numpy() for output in net(**{name: torch.from_numpy(array) for name, array in batch.items()})]


def test_a_smoothed_network_computes_the_same(network, windows):
    before = answers(network, windows)
    for old, new in zip(before, answers(smoothed(network, windows), windows), strict=True):
        np.testing.assert_allclose(old, new, atol=1e-3)
    for old, still in zip(before, answers(network, windows), strict=True):
        np.testing.assert_array_equal(old, still)


def test_the_encoder_of_a_smoothed_network_comes_out_as_it_was_trained(network, windows, tokenizer, tmp_path):
    export_onnx(smoothed(network, windows), Featuriser(tokenizer), tmp_path / "net.onnx")
    quantise(tmp_path / "net.onnx", tmp_path / "int8.onnx")
    pack = SimpleNamespace(
        path=tmp_path, manifest=SimpleNamespace(networks=[SimpleNamespace(file="int8.onnx")], tokenizer=tokenizer.name)
    )
    (tmp_path / tokenizer.name).write_bytes(tokenizer.read_bytes())
    write_encoder(pack, tmp_path / "encoder")
    kept = load_file(tmp_path / "encoder" / "model.safetensors")
    for name, trained in network.units.encoder.state_dict().items():
        if name.endswith("output.dense.weight"):
            assert np.abs(kept[name] - trained.numpy()).mean() < 0.02 * trained.abs().mean().item()


def test_int8_keeps_more_of_a_smoothed_network(network, windows, tokenizer, tmp_path):
    exact = answers(network, windows)
    errors = {}
    for name, net in {"as trained": network, "smoothed": smoothed(network, windows)}.items():
        export_onnx(net, Featuriser(tokenizer), tmp_path / "net.onnx")
        quantise(tmp_path / "net.onnx", tmp_path / "int8.onnx")
        found = OnnxSession(tmp_path / "int8.onnx").run(collate(windows, net.units.pad))
        errors[name] = float(np.mean([np.abs(a - b).mean() for a, b in zip(exact, found.values(), strict=True)]))
    assert errors["smoothed"] < 0.5 * errors["as trained"]
