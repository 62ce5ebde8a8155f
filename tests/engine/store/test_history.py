"""Decisions against a simple model, in any order, with restarts, new analyses and changed files in between."""

import tempfile
from copy import deepcopy
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.store import Project
from engine.types import Block, Document, Mention

TEXT = "张三在北京大学，李四在上海，王五在广州，赵六在深圳。"
NAMES = ("张三", "北京大学", "李四", "上海", "王五", "广州")
PATH = Path("/报告.txt")
LABELS = st.sampled_from(["PER", "LOC", "ORG"])
STATUSES = st.sampled_from(["suggested", "accepted", "rejected"])
PICKS = st.sets(st.integers(0, 8), min_size=1)


def found(text, names=NAMES, label="PER"):
    spans = [(text.find(name), name) for name in names]
    return [
        Mention(at, at + len(name), name, label, 0.8, 0.2, "ensemble", {"n": name}) for at, name in spans if at >= 0
    ]


def document(text, sha256):
    return Document(PATH, "txt", text, sha256, tuple(Block(at, at + 5) for at in range(0, len(text), 5)))


class OnFile(RuleBasedStateMachine):
    """A project in a file with one document that has been analysed."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(self.folder.name) / "a.veritag"
        self.project = Project.open(self.file)
        self.document_id = self.project.add_document(document(TEXT, "0"))
        self.project.save_analysis(self.document_id, self.project.start_run({}), found(TEXT))

    def teardown(self):
        self.project.close()
        self.folder.cleanup()

    def rows(self):
        return self.project.mentions(self.document_id)

    def pick(self, places):
        return [row.id for place, row in enumerate(self.rows()) if place in places]

    @rule()
    def restart(self):
        self.project.close()
        self.project = Project.open(self.file)

    @invariant()
    def counts_are_those_of_the_mentions(self):
        shown = [row.label for row in self.project.mentions() if row.status != "rejected"]
        assert self.project.label_counts() == {label: shown.count(label) for label in sorted(set(shown))}
        assert self.project.documents()[0].mention_count == len(shown)
        assert self.project.count_mentions() == len(self.project.mentions())

    @invariant()
    def every_mention_quotes_its_text(self):
        text = self.project.text(self.document_id)
        for row in self.rows():
            assert row.text == text[row.start : row.end]
            assert row.place.number == row.start // 5 + 1
        spans = [(row.start, row.end) for row in self.rows()]
        assert len(set(spans)) == len(spans)


class Undoing(OnFile):
    """Undo and redo are exact: what a project shows is what the model remembers."""

    def __init__(self):
        super().__init__()
        self.states = [self.seen()]
        self.now = 0

    def seen(self):
        return [(row, self.project.evidence(row.id)) for row in self.rows()]

    def done(self, expected):
        if expected != self.states[self.now]:
            self.states[self.now + 1 :] = [expected]
            self.now += 1

    @rule(places=PICKS, status=st.none() | STATUSES, label=st.none() | LABELS)
    def decide(self, places, status, label):
        expected = deepcopy(self.states[self.now])
        chosen = self.pick(places)
        for place, (row, evidence) in enumerate(expected):
            if row.id in chosen:
                changes = {}
                if label is not None and label != row.label:
                    changes = {"label": label, "decided_by": "person", "status": "accepted", "score": 1.0}
                    changes["uncertainty"] = 0.0
                if status is not None:
                    changes["status"] = status
                fields = {name: getattr(row, name) for name in row.__slots__} | changes
                expected[place] = (type(row)(**fields), evidence)
        decision = self.project.decide(chosen, status=status, label=label)
        assert (decision is None) == (expected == self.states[self.now])
        self.done(expected)

    @rule(start=st.integers(0, 20), length=st.integers(1, 5), label=LABELS)
    def add(self, start, length, label):
        before = {(row.start, row.end): row.id for row in self.rows()}
        identity = self.project.add_mention(self.document_id, start, start + length, label)
        assert before.get((start, start + length), identity) == identity
        row = self.project.mention(identity)
        assert (row.start, row.end, row.label, row.status) == (start, start + length, label, "accepted")
        self.done(self.seen())

    @rule()
    def undo(self):
        assert self.project.can_undo() == self.project.undo() == (self.now > 0)
        self.now = max(0, self.now - 1)

    @rule()
    def redo(self):
        more = self.now < len(self.states) - 1
        assert self.project.can_redo() == self.project.redo() == more
        self.now += more

    @invariant()
    def shows_what_the_model_remembers(self):
        assert self.seen() == self.states[self.now]


class Reanalysing(OnFile):
    """New analyses and changed files lose nothing that a person decided, and undo and redo go on."""

    def __init__(self):
        super().__init__()
        self.version = 0

    def decided(self, start=0, end=1000):
        return {
            (row.text, row.label, row.status)
            for row in self.rows()
            if (row.status != "suggested" or row.decided_by == "person") and start <= row.start and row.end <= end
        }

    @rule(places=PICKS, status=STATUSES, label=st.none() | LABELS)
    def decide(self, places, status, label):
        chosen = self.pick(places)
        self.project.decide(chosen, status=status, label=label)
        for identity in chosen:
            row = self.project.mention(identity)
            assert row.status == status
            assert label in (None, row.label)

    @rule(start=st.integers(0, 20), length=st.integers(1, 5), label=LABELS)
    def add(self, start, length, label):
        identity = self.project.add_mention(self.document_id, start, start + length, label)
        assert self.project.mention(identity).status == "accepted"

    @rule()
    def undo(self):
        assert self.project.can_undo() == self.project.undo()

    @rule()
    def redo(self):
        assert self.project.can_redo() == self.project.redo()

    @rule(names=st.sets(st.sampled_from(NAMES)), label=LABELS)
    def analyse(self, names, label):
        before = self.decided()
        text = self.project.text(self.document_id)
        self.project.save_analysis(self.document_id, self.project.start_run({}), found(text, names, label))
        assert self.decided() == before
        assert self.project.document(self.document_id).state == "analysed"

    @precondition(lambda self: self.version < 3)
    @rule()
    def change_the_file_before_and_after(self):
        before = self.decided()
        self.version += 1
        text = f"第{self.version}版。\n{self.project.text(self.document_id)}\n完{self.version}"
        self.document_id = self.project.add_document(document(text, str(self.version)))
        # More than before is decided when this version was there already.
        assert before <= self.decided()
        (row,) = self.project.documents()
        assert (row.id, row.notes) == (self.document_id, ())

    @precondition(lambda self: self.version > 0)
    @rule()
    def put_the_first_file_back(self):
        # What was marked in the words that the changes put around the first text has no place in it.
        at = self.project.text(self.document_id).index(TEXT)
        before = self.decided(at, at + len(TEXT))
        self.document_id = self.project.add_document(document(TEXT, "0"))
        self.version = 0
        assert self.project.text(self.document_id) == TEXT
        assert [row.id for row in self.project.documents()] == [self.document_id]
        assert before <= self.decided()

    @rule()
    def undo_everything_and_redo_it(self):
        steps = 0
        while self.project.undo():
            steps += 1
        assert not [row for row in self.rows() if row.status != "suggested"]
        while self.project.redo():
            steps -= 1
        assert steps <= 0


TestUndoing = Undoing.TestCase
TestReanalysing = Reanalysing.TestCase
TestUndoing.settings = settings(max_examples=30, stateful_step_count=25)
TestReanalysing.settings = settings(max_examples=40, stateful_step_count=25)
