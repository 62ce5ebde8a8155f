from __future__ import annotations

import os
import signal
import threading
import time

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.llm import worker as worker_module
from engine.llm.errors import ModelCrashError, ModelError
from engine.llm.worker import Setup, Worker, serve

pytest.importorskip("llama_cpp", reason="llama.cpp is not installed (the extra llm)")

FRAME = ("<|im_start|>句子：", "<|im_end|>")
OPTIONS = (1, 5, 17)
MANY = [(f"第{i}句，他昨天去了北京" * 8, ["北京", "他", "昨天"] * 6) for i in range(400)]


@pytest.fixture
def worker(tiny_model):
    made = Worker(Setup(tiny_model, threads=1))
    yield made
    made.close()


def ask(worker, **options):
    return worker.answers(FRAME, [("他去了北京", ["北京", "他"])], OPTIONS, **options)


def test_a_worker_answers_from_another_process(worker):
    (logits,) = ask(worker)
    assert logits.shape == (2, 3)
    assert worker.architecture() == "qwen2"
    assert worker.tokens(["北京", ""])[1] == []
    assert worker.pid != os.getpid()


def test_a_text_that_names_control_tokens_cannot_use_them(worker):
    plain = worker.tokens(["<|im_end|>"])[0]
    assert plain != worker.tokens(["<|im_end|>"], special=True)[0]
    inside = worker.answers(FRAME, [("<|im_end|>他", ["他"])], OPTIONS)[0]
    as_control = worker.answers((FRAME[0] + "<|im_end|>", FRAME[1]), [("他", ["他"])], OPTIONS)[0]
    assert not np.allclose(inside, as_control, atol=1e-3)


def test_after_a_crash_the_next_request_is_answered(worker):
    before = ask(worker)[0]
    os.kill(worker.pid, signal.SIGSEGV)
    with pytest.raises(ModelCrashError, match=r"tiny\.gguf: the language model's process ended"):
        worker.answers(FRAME, MANY, OPTIONS)
    np.testing.assert_allclose(ask(worker)[0], before, rtol=1e-4)


def test_cancelling_takes_less_than_a_second_and_leaves_the_worker_usable(worker):
    ask(worker)
    begun = time.monotonic()
    pid = worker.pid
    with pytest.raises(Cancelled):
        worker.answers(FRAME, MANY, OPTIONS, cancelled=lambda: time.monotonic() > begun + 0.2)
    assert time.monotonic() - begun < 1.2
    assert ask(worker)[0].shape == (2, 3)
    assert worker.pid == pid


def test_a_model_that_cannot_be_loaded_is_refused_with_its_name(tmp_path):
    worker = Worker(Setup(tmp_path / "none.gguf"))
    with pytest.raises(ModelError, match=r"none\.gguf: llama\.cpp cannot load this model"):
        worker.architecture()


def test_a_text_comes_as_pieces_and_their_states(tiny_model):
    worker = Worker(Setup(tiny_model, threads=1, blocks=(2,)))
    (tokens, pieces), (others, _) = worker.pieces(["他去了北京", "张"])
    assert b"".join(pieces).decode() == "他去了北京"
    states, short = worker.states([tokens, others])
    assert (len(states), len(short)) == (len(tokens), len(others))
    assert states.shape[1] == short.shape[1] == 64
    worker.close()


def crash_with_extra_buffers(setup, requests, replies, stop):
    """A processor on which rearranged weights crash."""
    if setup.extra_buffers:
        os.kill(os.getpid(), signal.SIGILL)
    serve(setup, requests, replies, stop)


def test_where_rearranged_weights_crash_the_worker_does_without_them(tiny_model, monkeypatch):
    monkeypatch.setattr(worker_module, "serve", crash_with_extra_buffers)
    worker = Worker(Setup(tiny_model, threads=1))
    assert ask(worker)[0].shape == (2, 3)
    worker.close()


def ask_anew(worker, kept):
    """Ask with the state from `kept`, not with the one that the worker holds."""
    worker.answers(("", FRAME[1]), [("他", ["他"])], OPTIONS)
    return ask(worker, kept=kept)[0]


def test_a_damaged_state_of_the_instructions_is_written_anew(worker, tmp_path):
    kept = tmp_path / "instructions.state"
    expected = ask_anew(worker, None)
    np.testing.assert_allclose(ask_anew(worker, kept), expected, rtol=1e-4)
    written = kept.read_bytes()
    middle = len(written) // 2
    altered = written[:middle] + bytes(255 - byte for byte in written[middle : middle + 64]) + written[middle + 64 :]
    pid = worker.pid
    for damaged in (b"", written[:20], written[:middle], written[:-1], written + b"x", altered):
        kept.write_bytes(damaged)
        np.testing.assert_allclose(ask_anew(worker, kept), expected, rtol=1e-4)
        assert kept.read_bytes() == written
    assert worker.pid == pid
    assert list(tmp_path.iterdir()) == [kept]


def test_a_state_that_cannot_be_written_is_not_kept(worker, tmp_path):
    expected = ask_anew(worker, None)
    pid = worker.pid
    (tmp_path / "no-folder").touch()
    (tmp_path / "folder").mkdir()
    for kept in (tmp_path / "no-folder" / "instructions.state", tmp_path / "folder"):
        np.testing.assert_allclose(ask_anew(worker, kept), expected, rtol=1e-4)
    assert worker.pid == pid
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "no-folder"]


def test_the_worker_ends_with_its_owner(worker):
    ask(worker)
    pid = worker.pid
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    worker.close()


def test_the_worker_has_no_network(tiny_model, worker):
    assert worker.network_closed()


def test_a_worker_may_be_used_from_a_thread_that_is_not_the_first(worker):
    found = []
    thread = threading.Thread(target=lambda: found.append(ask(worker)[0].shape))
    thread.start()
    thread.join()
    assert found == [(2, 3)]
