"""Many files into a project: what is told, what is kept, and what stops."""

import threading
import time

import pytest

from engine.batch import (
    BatchCancelled,
    FileDone,
    FileFailed,
    FileProgress,
    FileRead,
    FileStarted,
    analyze_files,
)
from engine.errors import Cancelled, ProjectError
from engine.findings import Doubts, Findings
from engine.pipeline import Analyzer
from engine.recognisers import all_recognisers
from engine.store import Project


@pytest.fixture
def analyzer():
    return Analyzer(None, recognisers=all_recognisers())


@pytest.fixture
def project():
    with Project.in_memory() as project:
        yield project


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / name for name in ("一.txt", "二 号.txt", "三.txt")]
    for path in paths:
        path.write_text("2024年3月5日在北京，电话13800138000。", encoding="utf-8")
    return paths


def never():
    return False


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


def test_tells_what_happens_in_order_and_saves_it(project, analyzer, files):
    events = list(analyze_files(project, analyzer, files, cancelled=never))
    kinds = [type(event) for event in events if not isinstance(event, FileProgress)]
    assert kinds == [FileStarted, FileRead, FileDone] * 3
    assert [(event.path, event.index, event.total) for event in of_kind(events, FileStarted)] == [
        (path, index, 3) for index, path in enumerate(files, start=1)
    ]
    assert of_kind(events, FileProgress)[0].done <= of_kind(events, FileProgress)[0].all
    for event in of_kind(events, FileDone):
        text = project.text(event.document_id)
        mentions = project.mentions(event.document_id)
        assert event.mentions == len(mentions) == 2
        assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert set(analyzer.labels.names()) <= set(project.labels().names())


def test_a_bad_file_fails_alone(project, analyzer, files, tmp_path):
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    missing = tmp_path / "没有.txt"
    events = list(analyze_files(project, analyzer, [files[0], empty, missing, files[1]], cancelled=never))
    failures = of_kind(events, FileFailed)
    assert [(event.path, event.error.fault) for event in failures] == [(empty, "empty"), (missing, "not_found")]
    assert len(of_kind(events, FileDone)) == 2
    assert {row.name: row.state for row in project.documents()} == {
        "一.txt": "analysed",
        "空.txt": "failed",
        "没有.txt": "failed",
        "二 号.txt": "analysed",
    }


class Breaking(Analyzer):
    """Fails on the second document in a way nobody foresaw."""

    def examine(self, document, **options):
        if document.path.name == "二 号.txt":
            raise IndexError(document.text)
        return super().examine(document, **options)


def test_an_unforeseen_failure_is_reported_without_the_text_and_the_batch_goes_on(
    project, files, tmp_path, monkeypatch
):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "home"))
    events = list(analyze_files(project, Breaking(None, recognisers=all_recognisers()), files, cancelled=never))
    (failure,) = of_kind(events, FileFailed)
    assert failure.error.fault == "internal"
    (report,) = (tmp_path / "home" / "logs" / "reports").iterdir()
    assert str(report) in str(failure.error)
    assert "IndexError" in report.read_text(encoding="utf-8")
    assert "北京" not in report.read_text(encoding="utf-8")
    assert [event.path for event in of_kind(events, FileDone)] == [files[0], files[2]]


class Stepping(Analyzer):
    """Tells progress and then waits to be let on or stopped, as a long analysis would."""

    def __init__(self):
        super().__init__(None)
        self.go_on = threading.Event()

    def examine(self, document, *, progress=None, asking=None, cancelled=None):
        progress(1, 2)
        deadline = time.monotonic() + 20
        while not self.go_on.is_set():
            if cancelled():
                raise Cancelled
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.001)
        progress(2, 2)
        return Findings([], Doubts())


def test_progress_arrives_while_the_file_is_being_analysed(project, files):
    analyzer = Stepping()
    seen = []
    for event in analyze_files(project, analyzer, files[:1], cancelled=never):
        seen.append(type(event))
        if event == FileProgress(files[0], 1, 2):
            assert not analyzer.go_on.is_set()
            analyzer.go_on.set()
    assert seen == [FileStarted, FileRead, FileProgress, FileProgress, FileDone]


def run_states(project, monkeypatch):
    """Record how runs end."""
    states = []
    finish = project.finish_run
    monkeypatch.setattr(project, "finish_run", lambda run, state: (states.append(state), finish(run, state)))
    return states


def test_cancelling_inside_a_file_keeps_those_before_it(project, files, monkeypatch):
    states = run_states(project, monkeypatch)
    analyzer = Stepping()
    analyzer.go_on.set()
    stop = threading.Event()
    events = []
    for event in analyze_files(project, analyzer, files, cancelled=stop.is_set):
        events.append(event)
        if isinstance(event, FileDone):
            analyzer.go_on.clear()
        if isinstance(event, FileProgress) and event.path == files[1]:
            stop.set()
    assert events[-1] == BatchCancelled(1, 3)
    assert states == ["cancelled"]
    assert [row.state for row in project.documents() if row.name == "一.txt"] == ["analysed"]
    assert len(of_kind(events, FileDone)) == 1


def test_cancelling_between_files(project, analyzer, files, monkeypatch):
    states = run_states(project, monkeypatch)
    stop = threading.Event()
    events = []
    for event in analyze_files(project, analyzer, files, cancelled=stop.is_set):
        events.append(event)
        if isinstance(event, FileDone):
            stop.set()
    assert events[-1] == BatchCancelled(1, 3)
    assert states == ["cancelled"]


def test_closing_early_stops_the_analysis_and_marks_the_run(project, files, monkeypatch):
    states = run_states(project, monkeypatch)
    events = analyze_files(project, Stepping(), files, cancelled=never)
    while not isinstance(next(events), FileProgress):
        pass
    events.close()
    assert states == ["cancelled"]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("analysis")]


def test_a_project_that_cannot_be_written_ends_the_batch(project, analyzer, files, monkeypatch):
    states = run_states(project, monkeypatch)

    def full(*_arguments, **_options):
        raise ProjectError("the disk is full.")

    monkeypatch.setattr(project, "save_analysis", full)
    with pytest.raises(ProjectError):
        list(analyze_files(project, analyzer, files, cancelled=never))
    assert states == ["failed"]


def test_a_document_that_is_removed_while_it_is_analysed_fails_alone(analyzer, files, tmp_path):
    file = tmp_path / "a.veritag"
    with Project.open(file) as project, Project.open(file) as other:
        events = []
        for event in analyze_files(project, analyzer, files, cancelled=never):
            events.append(event)
            if isinstance(event, FileRead) and event.path == files[1]:
                other.remove_documents([event.document_id])
        (failure,) = of_kind(events, FileFailed)
        assert (failure.path, failure.document_id) == (files[1], None)
        assert str(failure.error).endswith(": the document was removed from the project meanwhile.")
        assert [event.path for event in of_kind(events, FileDone)] == [files[0], files[2]]
        assert [row.path for row in project.documents()] == [files[0], files[2]]
        assert project.last_run()["state"] == "done"
