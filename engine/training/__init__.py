"""Training: the only part of the engine that imports torch, transformers, optimum or peft."""
