"""The frozen command line."""

import multiprocessing
import sys

multiprocessing.freeze_support()

from app.cli import main  # noqa: E402  worker processes must not get this far

sys.exit(main())
