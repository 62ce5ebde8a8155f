"""Train adapters for language models: LoRA on the weights of a GGUF file."""
