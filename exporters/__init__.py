"""Exports: one small file a format, behind a registry."""

from exporters.options import ExportOptions
from exporters.registry import Exporter, export, formats

__all__ = ["ExportOptions", "Exporter", "export", "formats"]
