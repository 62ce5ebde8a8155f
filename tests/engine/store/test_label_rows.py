from pathlib import Path

import pytest

from engine.errors import BadInputError
from engine.store import Project
from engine.types import Document, Label, LabelSet

PER, LOC = Label("PER", "人名", "Person", "#aaa", "#111"), Label("LOC", "地名", "Place", "#bbb", "#222")
SHIP = Label("SHIP", "舰船", "Ship", "#ccc", "#333", "有名称的舰船")


@pytest.fixture
def project():
    with Project.in_memory() as opened:
        opened.set_labels(LabelSet((PER, LOC)))
        yield opened


def test_order_names_and_types_of_ones_own_survive_what_a_pack_says(project):
    person = Label("PER", "人员", "People", "#fff", "#000")
    project.arrange_labels(LabelSet((SHIP, LOC, person)))
    other = Label("LOC", "地点", "Location", "#bbb", "#222")
    project.set_labels(LabelSet((PER, other, Label("ORG", "机构", "Organisation", "#ddd", "#444"))))
    assert project.labels().names() == ("SHIP", "LOC", "PER", "ORG")
    assert project.labels().get("SHIP") == SHIP
    assert project.labels().get("PER") == person
    assert project.labels().get("LOC") == other


def test_a_type_that_has_entities_is_not_left_out(project):
    document_id = project.add_document(Document(Path("/a.txt"), "txt", "张三", "a"))
    project.add_mention(document_id, 0, 2, "PER", status="rejected")
    assert project.used_labels() == {"PER"}
    with pytest.raises(BadInputError, match="PER still has entities"):
        project.arrange_labels(LabelSet((LOC,)))
    assert project.labels().names() == ("PER", "LOC")
    project.arrange_labels(LabelSet((PER,)))
    assert project.labels().names() == ("PER",)
