"""Logs and reports: enough to find a fault, and no word of a document."""

import logging
from pathlib import Path

import pytest

from engine import __version__, logs, paths
from engine.errors import DocumentError

SECRET = "张三的体检报告"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "用户 文件夹"))
    yield tmp_path / "用户 文件夹"
    for name in ("engine", "exporters", "app", None):
        logger = logging.getLogger(name)
        for handler in list(logger.handlers):
            if isinstance(handler, logging.handlers.RotatingFileHandler | logging.NullHandler):
                logger.removeHandler(handler)
                handler.close()


def fail(text):
    local = text  # a local variable that must not be written
    raise ValueError(f"cannot digest {local}")


def failure(text=SECRET):
    try:
        try:
            fail(text)
        except ValueError as error:
            raise RuntimeError(text) from error
    except RuntimeError as error:
        return error


def test_a_log_keeps_types_and_frames_and_no_document_text(home):
    logs.start_logging()
    log = logging.getLogger("engine.documents")
    log.error("the reader failed on %s", "报告.txt", exc_info=failure())
    log.warning("stopped by %s", failure())
    log.warning(failure())
    logging.getLogger("bs4").warning("odd markup: %s", SECRET)
    written = (home / "logs" / "veritag.log").read_text(encoding="utf-8")
    assert SECRET not in written
    assert "the reader failed on 报告.txt" in written
    assert "RuntimeError\n" in written
    assert "caused by ValueError\n" in written
    assert f"{__file__}:{fail.__code__.co_firstlineno + 2}: fail" in written
    assert "stopped by RuntimeError" in written


def test_text_that_another_handler_cached_stays_out(home):
    logs.start_logging()
    error = failure()
    record = logging.LogRecord("engine", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__))
    assert SECRET in logging.Formatter().format(record)
    assert SECRET not in logs.PrivateFormatter().format(record)


def test_the_programs_own_sentences_are_kept(home):
    described = logs.describe(DocumentError(Path("病历.docx"), "damaged"))
    assert described == "engine.errors.DocumentError: 病历.docx: the file is damaged or is not what its name says."


def test_a_report_names_versions_and_frames(home):
    report = logs.write_report(failure())
    text = report.read_text(encoding="utf-8")
    assert report.parent == home / "logs" / "reports"
    assert text.startswith(f"Veritag {__version__}\n")
    assert "python: 3." in text
    assert "numpy: " in text
    assert ": fail\n" in text
    assert SECRET not in text


def test_two_reports_are_two_files(home):
    assert logs.write_report(failure()) != logs.write_report(failure())


def test_without_a_usable_log_folder_reports_go_elsewhere_and_logging_goes_on(home, monkeypatch, tmp_path):
    home.write_text("a file where the folder should be")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    logs.start_logging()
    logging.getLogger("engine").error("still alive")
    report = logs.write_report(failure())
    assert report.parent == tmp_path
    assert report.is_file()


def test_a_cause_that_leads_back_to_itself_ends():
    error, other = ValueError(), KeyError()
    error.__context__, other.__context__ = other, error
    assert logs.describe(error) == "ValueError\ncaused by KeyError"


def test_user_folders_follow_the_variable_or_the_system(home, monkeypatch):
    assert {paths.data_dir().parent, paths.config_dir().parent, paths.log_dir().parent} == {home}
    monkeypatch.delenv("VERITAG_HOME")
    folders = {paths.data_dir(), paths.config_dir(), paths.log_dir()}
    assert len(folders) == 3
    assert all("veritag" in str(folder) for folder in folders)


def test_resources_lie_beside_the_packages_or_in_the_frozen_build(monkeypatch, tmp_path):
    assert paths.resources_dir() == Path(paths.__file__).parents[1] / "resources"
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_dir() == tmp_path / "resources"
