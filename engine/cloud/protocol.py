"""The chat-completions protocol: what is asked, byte by byte, and what an answer holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# HybridNER's parameters.
MOST_TOKENS = 128
_PARAMETERS = {"temperature": 0, "top_p": 1, "max_tokens": MOST_TOKENS, "stream": False}
# Of a template around the messages that nobody here sees.
_AROUND = 64
_MOST_COUNTED = 10**9
_LONGEST_ANSWER = 2_000

Message = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Completion:
    """The message of an answer, cut where it is long, and the tokens the endpoint counted, None where it did not."""

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


def make_payload(model: str, messages: Sequence[Message]) -> str:
    """The body of a request, the same for the same question."""
    plain = {"model": model, "messages": [dict(message) for message in messages], **_PARAMETERS}
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode("utf-8")


def most_tokens(payload: str) -> tuple[int, int]:
    """The most tokens a request can cost, read and written: no token is shorter than a byte."""
    return len(payload.encode("utf-8")) + _AROUND, MOST_TOKENS


def read_completion(body: bytes) -> Completion | None:
    """What an endpoint answered; None for what is no answer."""
    try:
        raw = json.loads(body)
        content = raw["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None
    if content is not None and not isinstance(content, str):
        return None
    text = (content or "")[:_LONGEST_ANSWER].encode("utf-8", "replace").decode("utf-8")
    usage = raw.get("usage")
    counted = usage if isinstance(usage, dict) else {}
    return Completion(text, _count(counted.get("prompt_tokens")), _count(counted.get("completion_tokens")))


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _MOST_COUNTED else None
