"""Veritag's engine: documents in, entities out. It knows no screen and opens no network connection."""

__version__ = "0.1.0"
