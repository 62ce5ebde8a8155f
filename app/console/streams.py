"""Standard output and error, without anything that is slow to import."""

from __future__ import annotations

import os
import sys


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says; what it cannot hold (odd file names) is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def complain(sentence: str) -> None:
    """One line on stderr."""
    if sys.stderr is not None:
        sys.stderr.write("veritag: " + " ".join(sentence.splitlines()) + "\n")


def discard_stdout() -> None:
    """Let whatever is still to be written vanish, after the reader of a pipe has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
