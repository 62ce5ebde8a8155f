"""Sub-word pieces of a text: what an encoder reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tokenizers import Tokenizer

from engine.errors import PackError

_NAMES = {"start": ("<s>", "[CLS]"), "pad": ("<pad>", "[PAD]"), "end": ("</s>", "[SEP]"), "unknown": ("<unk>", "[UNK]")}


class Pieces(Protocol):
    """Cuts texts into pieces. `start`, `end` and `pad` are the pieces around and behind a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def pad(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> list[tuple[list[int], list[int]]]:
        """Of each text the pieces and the character (code point) with which each begins."""
        ...

    def char_id(self, char: str) -> int:
        """What stands for a single character where a network looks at characters too."""
        ...


class BertPieces:
    """Pieces of a `tokenizer.json` with a Unigram or WordPiece model, with special pieces as in XLM-R or in BERT.

    Raises `PackError` for another kind of tokenizer.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._tokenizer = Tokenizer.from_str(file.read_text(encoding="utf-8"))
        except Exception as error:  # the library raises its own unrelated exception types
            raise PackError(f"{file}: the tokenizer cannot be read ({type(error).__name__}).") from None
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.start, self.pad, self.end, self._unknown = (self._special(names) for names in _NAMES.values())
        self._char_ids: dict[str, int] = {}

    @property
    def vocabulary_size(self) -> int:
        return int(self._tokenizer.get_vocab_size())

    def encode(self, texts: Sequence[str]) -> list[tuple[list[int], list[int]]]:
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [(encoding.ids, [start for start, _ in encoding.offsets]) for encoding in encodings]

    def char_id(self, char: str) -> int:
        known = self._char_ids.get(char)
        if known is None:
            found = self._tokenizer.token_to_id(char)
            known = self._char_ids[char] = self._unknown if found is None else int(found)
        return known

    def _special(self, names: tuple[str, ...]) -> int:
        for name in names:
            found = self._tokenizer.token_to_id(name)
            if found is not None:
                return int(found)
        raise PackError(f"{self._file}: the tokenizer is not of the BERT family (it has no piece {names[-1]}).")
