"""Language models in GGUF files: which are installed, and one at work in a process of its own."""
