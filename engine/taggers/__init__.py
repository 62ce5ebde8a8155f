"""Taggers: sentences in, votes out. ONNX Runtime, `tokenizers` and numpy only."""
