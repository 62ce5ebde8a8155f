"""llama.cpp by its low-level interface: tokens, answers to questions, states of a text, smaller weights.

Only processes of their own import this module: what goes wrong in native code ends one of them and nothing else.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

import llama_cpp
import numpy as np
import numpy.typing as npt
from llama_cpp._ctypes_extensions import load_shared_library

from engine.errors import Cancelled
from engine.llm.errors import ModelError

Floats = npt.NDArray[np.float32]
# A token to read: its sequence, its position there, itself, and whether its output is wanted.
Entry = tuple[int, int, int, bool]

_Sized = TypeVar("_Sized", bound=Sized)

_BATCH = 256
_SEQUENCES = 64
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence's tokens, and those of each question about it."""

    sentence: list[int]
    questions: list[list[int]]


class LlamaModel:
    """The weights of a GGUF file and, on them, an adapter. Raises `ModelError` where llama.cpp cannot load one.

    `extra_buffers` lets llama.cpp arrange weights anew for this processor: faster, and known to crash on some.
    """

    def __init__(self, path: Path, *, adapter: Path | None = None, extra_buffers: bool = True) -> None:
        # A debugger would look at the process before it ends: that takes minutes, and shows the text.
        os.environ["GGML_NO_BACKTRACE"] = "1"
        llama_cpp.llama_backend_init()
        parameters = llama_cpp.llama_model_default_params()
        parameters.use_extra_bufts = extra_buffers
        self._model = llama_cpp.llama_model_load_from_file(_raw(path), parameters)
        if not self._model:
            raise ModelError(f"{path}: llama.cpp cannot load this model.")
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self._adapter = None
        if adapter is not None:
            self._adapter = llama_cpp.llama_adapter_lora_init(self._model, _raw(adapter))
            if not self._adapter:
                raise ModelError(f"{adapter}: this adapter does not fit the model {path.name}.")
        self._size = int(llama_cpp.llama_model_n_embd(self._model))
        self.blocks = int(llama_cpp.llama_model_n_layer(self._model))
        self._words = int(llama_cpp.llama_vocab_n_tokens(self._vocabulary))
        name = ctypes.create_string_buffer(64)
        llama_cpp.llama_model_meta_val_str(self._model, b"general.architecture", name, len(name))
        self.architecture = name.value.decode()

    def tokens(self, text: str, *, special: bool = False) -> list[int]:
        """The text as tokens; names of control tokens in it are read as such only where `special`."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        found = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self._vocabulary, raw, len(raw), found, room, False, special)
        return list(found[:count])

    def pieces(self, tokens: Sequence[int]) -> list[bytes]:
        """The bytes that each token stands for."""
        buffer = ctypes.create_string_buffer(512)
        found = []
        for token in tokens:
            length = llama_cpp.llama_token_to_piece(self._vocabulary, token, buffer, len(buffer), 0, True)
            found.append(buffer.raw[: max(0, length)])
        return found

    def context(
        self, *, cells: int, threads: int, stop: Callable[[], bool], blocks: Sequence[int] = ()
    ) -> LlamaContext:
        """A context that holds `cells` tokens. With `blocks` it gives states, after so many blocks of the model each.

        Those after the last block cannot be had. `stop` is asked all through a computation, by other threads too; it
        ends with `Cancelled` when it says yes.
        """
        if blocks and max(blocks) >= self.blocks:
            raise ModelError(f"the language model has {self.blocks} blocks, of which {max(blocks)} cannot be read.")
        batch = cells if blocks else _BATCH
        tap = _Tap([f"l_out-{block - 1}" for block in sorted(blocks)]) if blocks else None
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx = cells
        parameters.n_batch = parameters.n_ubatch = batch
        parameters.n_seq_max = _SEQUENCES
        # Each output has a row as long as the vocabulary.
        parameters.n_outputs_max = _SEQUENCES
        parameters.kv_unified = True
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.no_perf = True
        if tap:
            parameters.cb_eval = tap.callback
        context = llama_cpp.llama_init_from_model(self._model, parameters)
        if not context:
            raise ModelError("llama.cpp cannot make a context: there may be too little memory.")
        if self._adapter:
            adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(self._adapter)
            llama_cpp.llama_set_adapters_lora(context, adapters, 1, (ctypes.c_float * 1)(1.0))
        return LlamaContext(context, (self._size, self._words), cells, batch, stop, tap)


class LlamaContext:
    """Sequences of tokens in one cache; sequence 0 is the prefix that all others begin with."""

    def __init__(
        self,
        context: object,
        sizes: tuple[int, int],
        cells: int,
        batch: int,
        stop: Callable[[], bool],
        tap: _Tap | None,
    ) -> None:
        self._context = context
        self._size, self._words = sizes
        self._tap = tap
        self._cells = cells
        self._memory = llama_cpp.llama_get_memory(context)
        self._room = batch
        self._batch = llama_cpp.llama_batch_init(batch, 0, 1)
        self.stop = stop
        self._abort = llama_cpp.ggml_abort_callback(lambda _data: self.stop())  # kept: C holds no reference
        llama_cpp.llama_set_abort_callback(context, self._abort, None)
        self._prefix: list[int] = []

    def set_prefix(self, tokens: Sequence[int], kept: Path | None = None) -> None:
        """Read the prefix once, or take its state from the file `kept`.

        The file is written where it is not there, is damaged or holds another state, and can be written.
        """
        llama_cpp.llama_memory_clear(self._memory, True)
        self._prefix = list(tokens)
        if not tokens or (kept is not None and self._load(kept)):
            return
        self._run([(0, place, token, False) for place, token in enumerate(tokens)])
        if kept is not None:
            self._save(kept)

    def answers(self, asked: Sequence[Asked], options: Sequence[int]) -> list[Floats]:
        """For each sentence the logits [questions, options] after each of its questions.

        Raises `ModelError` for a sentence that does not fit with one of its questions.
        """
        found = [np.zeros((len(one.questions), len(options)), dtype=np.float32) for one in asked]
        wanted = np.array(options)
        for group in self._groups(asked):
            self._forget(1)
            read = len(self._prefix)
            for sequence, index in enumerate(group, 1):
                llama_cpp.llama_memory_seq_cp(self._memory, 0, sequence, -1, -1)
                read += len(asked[index].sentence)
            self._run(
                [
                    (sequence, len(self._prefix) + place, token, False)
                    for sequence, index in enumerate(group, 1)
                    for place, token in enumerate(asked[index].sentence)
                ]
            )
            questions = [
                _Question(sequence, asked[index].sentence, tokens, found[index][row])
                for sequence, index in enumerate(group, 1)
                for row, tokens in enumerate(asked[index].questions)
            ]
            for some in _slices(questions, self._cells - read, _SEQUENCES - 1 - len(group)):
                self._ask(some, len(group) + 1, wanted)
        return found

    def states(self, texts: Sequence[Sequence[int]]) -> list[Floats]:
        """The states [tokens, blocks · size] of each text, those of the lower blocks first.

        Raises `ModelError` for a text that does not fit.
        """
        if self._tap is None:
            raise ModelError("this context gives no states.")
        found: list[Floats] = []
        for group in _slices(texts, self._room, _SEQUENCES):
            llama_cpp.llama_memory_clear(self._memory, False)
            self._tap.forget()
            self._run([(row, at, token, False) for row, text in enumerate(group) for at, token in enumerate(text)])
            states = np.concatenate([part.reshape(-1, self._size) for part in self._tap.take()], axis=1)
            found.extend(np.split(states, np.cumsum([len(text) for text in group])[:-1]))
        return found

    def _ask(self, questions: Sequence[_Question], first: int, options: npt.NDArray[np.int64]) -> None:
        """Read questions in sequences from `first` on, behind their sentences, and keep the logits after each."""
        entries: list[Entry] = []
        ends = {}
        for sequence, question in enumerate(questions, first):
            llama_cpp.llama_memory_seq_cp(self._memory, question.behind, sequence, -1, -1)
            at = len(self._prefix) + len(question.sentence)
            last = len(question.tokens) - 1
            entries.extend((sequence, at + i, token, i == last) for i, token in enumerate(question.tokens))
            ends[len(entries) - 1] = question.into
        for begin, batch in self._run_in_batches(entries):
            for index in range(len(batch)):
                if begin + index in ends:
                    pointer = llama_cpp.llama_get_logits_ith(self._context, index)
                    ends[begin + index][:] = np.ctypeslib.as_array(pointer, shape=(self._words,))[options]
        self._forget(first)

    def _groups(self, asked: Sequence[Asked]) -> Iterator[list[int]]:
        """Sentences (their indices) that are read at once: with half of the cache and of its sequences at most."""
        group: list[int] = []
        cells = 0
        for index, one in enumerate(asked):
            longest = max(map(len, one.questions), default=0)
            if len(self._prefix) + len(one.sentence) + longest > self._cells:
                raise ModelError("a sentence is too long for the language model.")
            full = cells + len(one.sentence) > (self._cells - len(self._prefix)) // 2
            if group and (full or len(group) >= _SEQUENCES // 2):
                yield group
                group, cells = [], 0
            group.append(index)
            cells += len(one.sentence)
        if group:
            yield group

    def _run(self, entries: Sequence[Entry]) -> None:
        for _ in self._run_in_batches(entries):
            pass

    def _run_in_batches(self, entries: Sequence[Entry]) -> Iterator[tuple[int, Sequence[Entry]]]:
        """Compute entries batch by batch; outputs of each are there until the next. Yields (first index, batch)."""
        for begin in range(0, len(entries), self._room):
            batch = entries[begin : begin + self._room]
            self._batch.n_tokens = len(batch)
            for i, (sequence, position, token, wanted) in enumerate(batch):
                self._batch.token[i] = token
                self._batch.pos[i] = position
                self._batch.n_seq_id[i] = 1
                self._batch.seq_id[i][0] = sequence
                self._batch.logits[i] = wanted
            code = llama_cpp.llama_decode(self._context, self._batch)
            if self.stop():
                raise Cancelled
            if code and not (self._tap and self._tap.full):
                raise ModelError(f"llama.cpp cannot read this (code {code}).")
            yield begin, batch

    def _forget(self, first: int) -> None:
        """Empty the sequences from `first` on."""
        for sequence in range(first, _SEQUENCES):
            llama_cpp.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def _load(self, kept: Path) -> bool:
        """Whether the file held the state of exactly the prefix, which is read then."""
        try:
            raw = kept.read_bytes()
        except OSError:
            return False
        digest, state = raw[:_DIGEST], raw[_DIGEST:]
        # llama.cpp aborts on a state that was cut off, and takes one that was changed.
        if digest != self._digest(state):
            return False
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if llama_cpp.llama_state_seq_set_data(self._context, buffer, len(state), 0):
            return True
        llama_cpp.llama_memory_clear(self._memory, True)
        return False

    def _save(self, kept: Path) -> None:
        """Write the state of the prefix behind its digest; where that cannot be written, it is not kept."""
        buffer = (ctypes.c_uint8 * llama_cpp.llama_state_seq_get_size(self._context, 0))()
        size = llama_cpp.llama_state_seq_get_data(self._context, buffer, len(buffer), 0)
        if not size:
            return
        state = bytes(buffer)[:size]
        scratch = kept.with_name(f".{token_hex(8)}.part")
        with suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            try:
                with scratch.open("xb") as stream:
                    stream.write(self._digest(state) + state)
                    stream.flush()
                    os.fsync(stream.fileno())
                scratch.replace(kept)
            finally:
                scratch.unlink(missing_ok=True)

    def _digest(self, state: bytes) -> bytes:
        """The sha256 of a state with the prefix that it is of and the version that can read it."""
        return hashlib.sha256(f"{llama_cpp.__version__} {self._prefix} ".encode() + state).digest()


class _Tap:
    """Takes the values of nodes out of a computation, which ends with the last: what comes after it is not needed."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [name.encode() for name in names]
        self._values: list[Floats] = []
        self.callback = llama_cpp.ggml_backend_sched_eval_callback(self._look)

    @property
    def full(self) -> bool:
        return len(self._values) == len(self._names)

    def forget(self) -> None:
        """Drop the values of a computation that was stopped before it was whole."""
        self._values = []

    def take(self) -> list[Floats]:
        """The values, once, in the order of the names. Raises `ModelError` where the computation had no such nodes."""
        full, values, self._values = self.full, self._values, []
        if not full:
            raise ModelError("llama.cpp does not show the states of this kind of model.")
        return values

    def _look(self, tensor: int, ask: bool, _data: object) -> bool:
        """Asked whether the node is wanted, or shown it; the answer to the latter is whether to go on."""
        wanted = _ggml.ggml_get_name(tensor) in self._names
        if ask or not wanted:
            return wanted
        values = np.empty(_ggml.ggml_nelements(tensor), dtype=np.float32)
        _ggml.ggml_backend_tensor_get(tensor, values.ctypes.data, 0, values.nbytes)
        self._values.append(values)
        return not self.full


@dataclass(frozen=True, slots=True)
class _Question:
    """Tokens behind the sentence of the sequence `behind`; the logits after them go into the row `into`."""

    behind: int
    sentence: list[int]
    tokens: list[int]
    into: Floats

    def __len__(self) -> int:
        return len(self.tokens)


def _slices(items: Sequence[_Sized], cells: int, sequences: int) -> Iterator[list[_Sized]]:
    """Consecutive items with at most so many tokens together. Raises `ModelError` for one that is longer."""
    group: list[_Sized] = []
    used = 0
    for item in items:
        if len(item) > cells:
            raise ModelError("a sentence is too long for the language model.")
        if group and (used + len(item) > cells or len(group) >= sequences):
            yield group
            group, used = [], 0
        group.append(item)
        used += len(item)
    if group:
        yield group


def quantise_file(source: Path, target: Path, kind: str, threads: int) -> int:
    """Write the model `source` as "q4_k_m" or "q8_0"; the code is 0 when that was done."""
    llama_cpp.llama_backend_init()
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = _FILE_TYPES[kind]
    parameters.nthread = threads
    parameters.allow_requantize = kind == "q8_0"
    return int(llama_cpp.llama_model_quantize(_raw(source), _raw(target), ctypes.byref(parameters)))


_FILE_TYPES = {"q4_k_m": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M, "q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0}


def _load_ggml() -> ctypes.CDLL:
    """The library below llama.cpp, for what the binding leaves out; its kernels for this processor are loaded, too.

    They come in builds for several processors, of which ggml takes the best that runs here. It is told where they are:
    by itself it would look beside the program and in the folder that the user is in.
    """
    folder = Path(llama_cpp.__file__).parent / "lib"
    load_shared_library("ggml", folder).ggml_backend_load_all_from_path(_raw(folder))
    library: ctypes.CDLL = load_shared_library("ggml-base", folder)
    pointer = ctypes.c_void_p
    library.ggml_get_name.argtypes, library.ggml_get_name.restype = [pointer], ctypes.c_char_p
    library.ggml_nelements.argtypes, library.ggml_nelements.restype = [pointer], ctypes.c_int64
    library.ggml_backend_tensor_get.argtypes = [pointer, pointer, ctypes.c_size_t, ctypes.c_size_t]
    library.ggml_backend_tensor_get.restype = None
    return library


def _raw(path: Path) -> bytes:
    return str(path).encode("utf-8")


# llama.cpp writes to stderr otherwise.
_silent = llama_cpp.llama_log_callback(lambda _level, _text, _data: None)
llama_cpp.llama_log_set(_silent, None)
_ggml = _load_ggml()
