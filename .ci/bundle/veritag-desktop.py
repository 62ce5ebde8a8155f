"""The frozen desktop: `veritag gui` without a console."""

import multiprocessing
import sys

multiprocessing.freeze_support()

from app.cli import run  # noqa: E402  worker processes must not get this far
from engine.network import close_network  # noqa: E402

close_network()
sys.exit(run(["gui", *sys.argv[1:]]))
