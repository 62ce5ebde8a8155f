"""How long fresh processes take to show the window, and to print the help: `python benchmarks/start_time.py`."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

WINDOW = """
import sys, time
from PySide6.QtCore import QEvent, QObject
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType() and watched.isWindow():
            print(time.time(), flush=True)
            watched.removeEventFilter(self)
            from PySide6.QtCore import QTimer
            QTimer.singleShot(500, watched.close)
        return False
import app.main_window
watch = Watch()
show = app.main_window.MainWindow.show
app.main_window.MainWindow.show = lambda window: (window.installEventFilter(watch), show(window))
from app.cli import main
sys.argv = ["veritag", "gui"]
sys.exit(main())
"""
HELP = "import sys; sys.argv = ['veritag', '--help']; from app.cli import main; sys.exit(main())"


def window_seconds(environment: dict[str, str]) -> float:
    """From starting the process to the first paint of the main window."""
    started = time.time()
    process = subprocess.run(
        [sys.executable, "-c", WINDOW], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return float(process.stdout.split()[0]) - started


def help_seconds(environment: dict[str, str]) -> float:
    started = time.time()
    command = [sys.executable, "-c", HELP]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True, timeout=60)
    return time.time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"VERITAG_HOME": home}
        if not {"DISPLAY", "WAYLAND_DISPLAY"} & environment.keys():
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        for what, measure in (("window on screen", window_seconds), ("veritag --help", help_seconds)):
            measure(environment)  # the first run reads the files from the disk
            seconds = [measure(environment) for _ in range(runs)]
            print(f"{what}: median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s of {runs}")


if __name__ == "__main__":
    main()
