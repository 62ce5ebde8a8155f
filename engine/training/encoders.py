"""Encoders from local Hugging Face folders, and the built-in one out of the shipped pack."""

from __future__ import annotations

import json
from pathlib import Path

from safetensors import SafetensorError
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel

from engine.errors import BadInputError

CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
_WITH_POOLER = ("bert", "roberta", "xlm-roberta", "camembert", "ernie", "megatron-bert")


def encoder_config(config: PretrainedConfig) -> PretrainedConfig:
    """The configuration as training wants it: eager attention without its own dropout.

    On CPUs in bf16 the fused kernel took a third of a training step.
    """
    config._attn_implementation = "eager"
    config.attention_probs_dropout_prob = 0.0
    return config


def load_encoder(folder: Path) -> PreTrainedModel:
    """A BERT-family encoder of a local folder with safetensors weights. Raises `BadInputError`."""
    check_encoder(folder)
    try:
        config = encoder_config(AutoConfig.from_pretrained(folder, local_files_only=True))
        extra = {"add_pooling_layer": False} if config.model_type in _WITH_POOLER else {}
        return AutoModel.from_pretrained(folder, config=config, local_files_only=True, use_safetensors=True, **extra)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise BadInputError(f"{folder}: the encoder cannot be loaded ({type(error).__name__}).") from None


def check_encoder(folder: Path) -> None:
    """Raise `BadInputError` with one sentence unless `folder` holds what an encoder needs."""
    if not folder.is_dir():
        raise BadInputError(f"{folder}: there is no such folder with an encoder.")
    if not (folder / CONFIG).is_file():
        raise BadInputError(f"{folder}: an encoder's folder needs {CONFIG}, which is not there.")
    if not any(folder.glob("*.safetensors")):
        raise BadInputError(f"{folder}: the encoder's weights must be safetensors; other formats are not read.")
    try:
        json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInputError(f"{folder}: {CONFIG} is not valid JSON.") from None
    if not (folder / TOKENIZER).is_file() and not (folder / "vocab.txt").is_file():
        raise BadInputError(f"{folder}: an encoder's folder needs {TOKENIZER} or vocab.txt; neither is there.")


def ready_tokenizer(folder: Path, scratch: Path) -> Path:
    """The encoder's `tokenizer.json`; made of `vocab.txt` in `scratch` where the folder has only that."""
    if (folder / TOKENIZER).is_file():
        return folder / TOKENIZER
    from tokenizers import BertWordPieceTokenizer

    lower = True
    settings = folder / "tokenizer_config.json"
    if settings.is_file():
        lower = bool(json.loads(settings.read_text(encoding="utf-8")).get("do_lower_case", True))
    scratch.mkdir(parents=True, exist_ok=True)
    BertWordPieceTokenizer.from_file(str(folder / "vocab.txt"), lowercase=lower).save(str(scratch / TOKENIZER))
    return scratch / TOKENIZER
