"""Where the program keeps what is the user's, and where it finds what came with it.

`VERITAG_HOME`, when set, holds all folders of the user (`data`, `config`, `logs`); otherwise they are where
the system keeps such things. No folder is made here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HOME_VARIABLE = "VERITAG_HOME"
_PROGRAM = "veritag"


def data_dir() -> Path:
    """Installed packs and whatever else the program keeps for the user."""
    return _user_folder("data")


def config_dir() -> Path:
    """Settings."""
    return _user_folder("config")


def log_dir() -> Path:
    """Logs and reports of failures."""
    return _user_folder("logs")


def resources_dir() -> Path:
    """The `resources` folder that came with the program: beside the packages, or inside a frozen build."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources"


def absolute(path: Path) -> Path:
    """The one spelling of a path: from the root, without `.` and `..`; links in it stay."""
    return Path(os.path.abspath(path))  # noqa: PTH100  `resolve` would follow links


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by links or another spelling, also where there is none yet."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _user_folder(kind: str) -> Path:
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home).expanduser().absolute() / kind
    import platformdirs

    folders = platformdirs.PlatformDirs(_PROGRAM, appauthor=False)
    return {
        "data": folders.user_data_path,
        "config": folders.user_config_path,
        "logs": folders.user_log_path,
    }[kind]
