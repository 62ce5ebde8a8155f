"""Prompts: what a language model reads before it picks a label (HybridNER, table A1)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from string import ascii_letters

from engine.ensemble import NO_ENTITY
from engine.errors import BadInputError
from engine.paths import resources_dir
from engine.verifiers.base import Case, Question
from engine.verifiers.taxonomy import Language, Meaning

_AROUND = 6
# A turn of the chat in a template, and what begins the name of a control token in many vocabularies.
_TURN = re.compile(r"<\|im_start\|>(\w+)\n(.*?)(?:<\|im_end\|>|\Z)", re.DOTALL)
_CONTROL = re.compile(r"<(?=[|｜])")
_KEYS = ("version", "none", "none_definition", "domain", "label", "instructions", "sentence", "question", "end")


@dataclass(frozen=True)
class Prompt:
    """A template with the labels of a pack in it.

    What is read is `instructions`, then a sentence, then a question and `end`: each is the same for all that follow it,
    so that it is read once. Only `instructions` and `end` may name control tokens; the rest is a document's text.
    `words` are the answers to choose from: each label's, and "O"'s.
    """

    language: Language
    version: int
    instructions: str
    words: Mapping[str, str]
    sentence_template: str
    question_template: str
    end: str
    domain: str
    meanings: Mapping[str, Meaning]
    # For one reviewed example and for all of them; empty where none are shown.
    example_templates: tuple[str, str] | tuple[()] = ()

    def sentence(self, text: str) -> str:
        """The sentence in its place; line breaks, which separate the parts of a prompt, become spaces."""
        return self.sentence_template.replace("{sentence}", _one_line(text))

    def question(self, question: Question) -> str:
        """The span in brackets between the characters next to it, which tell equal spans of a sentence apart."""
        text, start, end = question.sentence, question.start, question.end
        return _fill(
            self.question_template,
            left=_one_line(text[max(0, start - _AROUND) : start]),
            span=_one_line(question.span),
            right=_one_line(text[end : end + _AROUND]),
        )

    def examples(self, cases: Sequence[Case]) -> str:
        """Reviewed spans with their answers, to stand before a sentence; empty for none."""
        if not cases or not self.example_templates:
            return ""
        one, all_ = self.example_templates
        shown = "".join(
            _fill(
                one,
                sentence=self.sentence(case.question.sentence),
                question=self.question(case.question),
                answer=self.words[case.label],
            )
            for case in cases
        )
        return _fill(all_, examples=shown)

    def messages(self, question: Question) -> list[dict[str, str]]:
        """The same as messages of a chat, for models elsewhere, whose control tokens are not known here.

        What a document says cannot begin a message: only the prompt's own text is looked at for that.
        """
        messages = [{"role": role, "content": content} for role, content in _TURN.findall(self.instructions)]
        asked = self.sentence(question.sentence) + self.question(question)
        messages[-1]["content"] += _CONTROL.sub("< ", asked)
        return messages

    def lettered(self) -> Prompt:
        """The same prompt with a letter as the answer for each label, for words that begin with the same token."""
        letters = dict(zip(self.words, ascii_letters, strict=False))
        if len(letters) < len(self.words):
            raise BadInputError(f"A language model can choose among {len(ascii_letters)} labels at most.")
        lines = "".join(f"{letters[name]} = {word}\n" for name, word in self.words.items())
        return replace(self, instructions=self.instructions + lines, words=letters)

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 of all that the template and the labels put before the model."""
        parts = (
            self.instructions,
            self.sentence_template,
            self.question_template,
            self.end,
            *map(str, self.words.items()),
            *self.example_templates,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def make_prompt(
    meanings: Mapping[str, Meaning], language: Language, domain: str | None = None, *, examples: bool = False
) -> Prompt:
    """The shipped prompt of that language with these labels and the domain's name, with room for `examples` or not."""
    raw = tomllib.loads((resources_dir() / "prompts" / f"classify.{language}.toml").read_text(encoding="utf-8"))
    template = {key: raw[key] for key in _KEYS}
    none = Meaning(template["none"], template["none_definition"])
    lines = [*meanings.values(), none]
    labels = "".join(_fill(template["label"], word=m.word, definition=m.definition or m.word) for m in lines)
    instructions = _fill(
        template["instructions"].lstrip("\n"), domain=domain or template["domain"], none=none.word, labels=labels
    )
    words = {**{name: meaning.word for name, meaning in meanings.items()}, NO_ENTITY: none.word}
    return Prompt(
        language,
        template["version"],
        instructions,
        words,
        template["sentence"],
        template["question"],
        template["end"],
        domain or "",
        meanings,
        (raw["example"], raw["examples"]) if examples else (),
    )


def _fill(template: str, **slots: str) -> str:
    """Put text into slots in one pass: what is put in is never looked at for slots."""
    return re.sub(r"\{(\w+)\}", lambda match: slots.get(match[1], match[0]), template)


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())
