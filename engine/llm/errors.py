"""What may go wrong with a language model."""

from __future__ import annotations

from engine.errors import BadInputError, VeritagError


class ModelError(BadInputError):
    """A language model or adapter that is missing, damaged or not meant for this program."""


class ModelMissingError(ModelError):
    """A language model, or what runs it, is not installed."""


class ModelCrashError(VeritagError):
    """The process of the language model ended by itself; the work it had at hand is lost, nothing else."""
