"""The evidential layer: fitted on a finished network, it knows what is an entity and what it has not met."""

import pytest

torch = pytest.importorskip("torch", reason="torch comes with the extra train")
pytest.importorskip("transformers", reason="transformers comes with the extra train")

from tiny import records, tiny_encoder  # noqa: E402

from engine.taggers.features import Featuriser  # noqa: E402
from engine.training.data import Example  # noqa: E402
from engine.training.evidence import fit_evidence  # noqa: E402
from engine.training.fit import prepare  # noqa: E402
from engine.training.network import TaggerNetwork  # noqa: E402


def evidence_of(network, vectors):
    with torch.no_grad():
        return network.span.evidence(vectors).exp().sum(-1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def items(folder):
    examples = []
    for record in records(60):
        entities = tuple((e["start"], e["end"], e["label"]) for e in record["entities"])
        examples.append(Example(record["id"], record["text"], entities, ""))
    return prepare(examples, Featuriser(folder / "tokenizer.json"), ["PER", "LOC"], [""])


def make(folder, taggers=("span",)):
    torch.manual_seed(5)
    return TaggerNetwork(folder, 2, taggers=taggers, max_width=6, pad=0).eval()


def test_only_the_evidential_layer_changes_and_twice_the_same_way(folder, items):
    before, first, second = make(folder), make(folder), make(folder)
    fit_evidence(first, items)
    fit_evidence(second, items)
    for (name, old), new, again in zip(
        before.state_dict().items(), first.state_dict().values(), second.state_dict().values(), strict=True
    ):
        assert torch.equal(new, again)
        assert torch.equal(old, new) is not name.startswith("span.evidence.")


def test_evidence_is_where_the_network_has_seen_spans_and_not_far_from_them(folder, items):
    network = make(folder)
    fit_evidence(network, items)
    seen, far = [], torch.zeros(1, network.span.evidence.in_features)
    network.span.evidence.register_forward_hook(lambda _layer, inputs, _out: seen.append(inputs[0]))
    fit_evidence(network, items)
    known = evidence_of(network, torch.cat(seen[-5:])).median()
    assert known > 2 * evidence_of(network, far).item()


def test_a_network_without_a_span_tagger_is_left_alone(folder, items):
    network = make(folder, ("bigru-crf",))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    fit_evidence(network, items)
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
