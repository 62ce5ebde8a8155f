"""The ways to come from the taggers' votes to entities."""

from engine.methods.combining import (
    COMBINERS,
    DEFAULT_THRESHOLD,
    SINGLE,
    UNCHANGED,
    Method,
    make_method,
    method_names,
)

__all__ = ["COMBINERS", "DEFAULT_THRESHOLD", "SINGLE", "UNCHANGED", "Method", "make_method", "method_names"]
