"""A main window of its own for each test, on a project in a folder of its own, without a screen."""

from __future__ import annotations

import logging
import logging.handlers
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from slot_watch import SlotWatch

from app import cli
from app.garbage import GarbageCollector
from app.language import Interface
from app.main_window import MainWindow
from app.settings import NO_PACK, Settings
from app.style import DesktopStyle
from app.tools import Tools


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds the user's data, settings and logs."""
    folder = tmp_path / "home"
    for kind in ("data", "config", "logs"):
        (folder / kind).mkdir(parents=True)
    monkeypatch.setenv("VERITAG_HOME", str(folder))
    return folder


@pytest.fixture
def settings(home: Path) -> Settings:
    settings = Settings()
    settings.language = "en"
    settings.colour_scheme = "light"
    settings.tools = Tools(NO_PACK)
    return settings


@pytest.fixture
def interface(qapp: QApplication) -> Iterator[Interface]:
    before = QLocale()
    interface = Interface(qapp)
    interface.use("en")
    yield interface
    interface.use("en")
    QLocale.setDefault(before)


@pytest.fixture
def garbage_in_this_thread(qapp: QApplication) -> Iterator[None]:
    """As in the program; what a test leaves is collected before the next one."""
    collector = GarbageCollector()
    collector.start()
    yield
    collector.stop()


_SLOWEST = pytest.StashKey[dict[str, float]]()
_SHOWN_SLOTS = 5
# What is aimed at is 0.05; the rest is for machines that are slower, so that only a real halt fails.
_LONGEST_SLOT = 0.25


@pytest.fixture
def slots(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[SlotWatch]:
    """No slot of the window takes longer than a person would notice, or the test's marker says why."""
    watch = SlotWatch()
    with watch.over(qtbot):
        yield watch
    request.config.stash.setdefault(_SLOWEST, {})[request.node.nodeid] = watch.slowest
    if request.node.get_closest_marker("slow_slot") is None:
        assert watch.slowest < _LONGEST_SLOT, f"the window did not answer for {1000 * watch.slowest:.0f} ms"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    slowest = sorted(config.stash.get(_SLOWEST, {}).items(), key=lambda found: -found[1])
    for name, seconds in slowest[:_SHOWN_SLOTS]:
        terminalreporter.write_line(f"slowest slot {1000 * seconds:5.1f} ms  {name}")


@pytest.fixture
def window(
    garbage_in_this_thread: None,
    qtbot: QtBot,
    qapp: QApplication,
    settings: Settings,
    interface: Interface,
    slots: SlotWatch,
) -> Iterator[MainWindow]:
    """A shown window with the default project and patterns only."""
    if not isinstance(qapp.style(), DesktopStyle):
        qapp.setStyle(DesktopStyle())
    window = MainWindow(settings, interface)
    qtbot.addWidget(window, before_close_func=lambda shown: shown.analysis.shut_down())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.start([])
    qtbot.waitUntil(lambda: bool(window.panels.label_model.rowCount()), timeout=20_000)
    yield window
    window.analysis.cancel()
    qtbot.waitUntil(lambda: not window.analysis.is_running, timeout=20_000)


@pytest.fixture
def command_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that holds the user's files for commands that run in this process; their log ends with the test."""
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    for name in ("engine", "exporters", "app"):
        logger = logging.getLogger(name)
        for handler in list(logger.handlers):
            if isinstance(handler, logging.handlers.RotatingFileHandler):
                logger.removeHandler(handler)
                handler.close()


@pytest.fixture
def veritag(command_home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in this process: its exit code, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run
