"""Veritag's engine: documents in, entities out. It knows no screen and opens no network connection."""
