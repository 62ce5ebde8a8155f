"""What the engine says of a pack, a project or a place that cannot be used, in the language of the interface."""

from __future__ import annotations

import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

# The engine's sentences are "place: reason."; {0} is what a reason names besides.
_REASONS = (
    QT_TRANSLATE_NOOP("Problems", "this is a folder, not a project file"),
    QT_TRANSLATE_NOOP("Problems", "the folder for the project file does not exist"),
    QT_TRANSLATE_NOOP("Problems", "the project file may not be read and written by this user"),
    QT_TRANSLATE_NOOP("Problems", "the folder of the project file may not be written by this user"),
    QT_TRANSLATE_NOOP("Problems", "a newer version of Veritag made this project"),
    QT_TRANSLATE_NOOP("Problems", "this is not a Veritag project"),
    QT_TRANSLATE_NOOP("Problems", "there is a file of that name already"),
    QT_TRANSLATE_NOOP("Problems", "the project file is damaged"),
    QT_TRANSLATE_NOOP("Problems", "it is open in another window of Veritag (process {0} on {1})"),
    QT_TRANSLATE_NOOP("Problems", "another program is writing to the project"),
    QT_TRANSLATE_NOOP("Problems", "the disk is full"),
    QT_TRANSLATE_NOOP("Problems", "the project file may not be written"),
    QT_TRANSLATE_NOOP("Problems", "the project file cannot be opened here"),
    QT_TRANSLATE_NOOP("Problems", "the project file cannot be opened here ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the disk reported an error"),
    QT_TRANSLATE_NOOP("Problems", "the database failed ({0})"),
    QT_TRANSLATE_NOOP("Problems", "no project can be made in this folder"),
    QT_TRANSLATE_NOOP("Problems", "this is a folder, a file is needed"),
    QT_TRANSLATE_NOOP("Problems", "this is not a regular file"),
    QT_TRANSLATE_NOOP("Problems", "this file is part of the project"),
    QT_TRANSLATE_NOOP("Problems", "the folder {0} does not exist"),
    QT_TRANSLATE_NOOP("Problems", "the folder {0} may not be written by this user"),
    QT_TRANSLATE_NOOP("Problems", "the file may not be written by this user"),
    QT_TRANSLATE_NOOP("Problems", "the file cannot be written here ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the file could not be written ({0})"),
    QT_TRANSLATE_NOOP("Problems", "there is no such pack (installed: {0})"),
    QT_TRANSLATE_NOOP("Problems", "the pack's manifest cannot be read ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the pack's manifest is not valid at {0} ({1})"),
    QT_TRANSLATE_NOOP("Problems", "the pack has format {0}, this program reads {1}"),
    QT_TRANSLATE_NOOP("Problems", "the pack needs Veritag {0}, this is {1}"),
    QT_TRANSLATE_NOOP("Problems", "the pack's manifest gives no hash for {0}"),
    QT_TRANSLATE_NOOP("Problems", "the manifest names a file outside its folder ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the file {0} cannot be read ({1})"),
    QT_TRANSLATE_NOOP("Problems", "the file {0} is damaged or was changed (its hash does not match)"),
    QT_TRANSLATE_NOOP("Problems", "this is neither a pack folder nor a zip of one"),
    QT_TRANSLATE_NOOP("Problems", "the pack cannot be read ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the folder cannot be read ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the pack cannot be written ({0})"),
    QT_TRANSLATE_NOOP("Problems", "a pack of this name is installed already"),
    QT_TRANSLATE_NOOP("Problems", "the pack came with the program and stays"),
    QT_TRANSLATE_NOOP("Problems", "the pack cannot be removed ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the language model cannot be removed ({0})"),
    QT_TRANSLATE_NOOP("Problems", "what was kept of the training cannot be deleted ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the zip holds {0} pack manifests, one is needed"),
    QT_TRANSLATE_NOOP("Problems", "the zip holds a file outside the pack ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the zip cannot be unpacked ({0})"),
    QT_TRANSLATE_NOOP("Problems", "ONNX Runtime cannot load this network ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the network has no output {0}"),
    QT_TRANSLATE_NOOP("Problems", "the network has no encoder of its own"),
    QT_TRANSLATE_NOOP("Problems", "the tokenizer cannot be read ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the tokenizer is not of the BERT family (it has no piece {0})"),
    QT_TRANSLATE_NOOP("Problems", "the span tagger's layers cannot be read ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the pack's combiner is not valid ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the manifest cannot be read ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the manifest is not valid at {0} ({1})"),
    QT_TRANSLATE_NOOP("Problems", "the verifier has format {0}, this program reads {1}"),
    QT_TRANSLATE_NOOP("Problems", "the manifest gives no hash for {0}"),
    QT_TRANSLATE_NOOP("Problems", "the verifier was trained with another version of the prompt"),
    QT_TRANSLATE_NOOP("Problems", "the reader is not the one that the verifier was made with"),
    QT_TRANSLATE_NOOP("Problems", "no verifier was made for this pack"),
    QT_TRANSLATE_NOOP("Problems", "the second opinion for this pack gained nothing clear and is switched off"),
    QT_TRANSLATE_NOOP("Problems", "there is no such verifier"),
    QT_TRANSLATE_NOOP("Problems", "this verifier was made for another pack"),
    QT_TRANSLATE_NOOP("Problems", "the verifier cannot be written ({0})"),
    QT_TRANSLATE_NOOP("Problems", "several verifiers were made for this pack ({0}); name one of them"),
    QT_TRANSLATE_NOOP("Problems", "it does not accept the key (401)"),
    QT_TRANSLATE_NOOP("Problems", "the account has no credit (402)"),
    QT_TRANSLATE_NOOP("Problems", "it does not allow this (403)"),
    QT_TRANSLATE_NOOP("Problems", "there is no such model or path (404)"),
    QT_TRANSLATE_NOOP("Problems", "it answers with status {0}"),
    QT_TRANSLATE_NOOP("Problems", "there was no answer in time"),
    QT_TRANSLATE_NOOP("Problems", "it cannot be reached"),
    QT_TRANSLATE_NOOP("Problems", "its certificate is not trusted"),
    QT_TRANSLATE_NOOP("Problems", "the connection broke off"),
    QT_TRANSLATE_NOOP("Problems", "its answer is too long"),
    QT_TRANSLATE_NOOP("Problems", "what it answers is not understood"),
    QT_TRANSLATE_NOOP("Problems", "the ceiling of {0} requests is reached; nothing more is sent"),
    QT_TRANSLATE_NOOP("Problems", "the ceiling of {0} tokens is reached; nothing more is sent"),
    QT_TRANSLATE_NOOP("Problems", "the ceiling of {0} in money is reached; nothing more is sent"),
    QT_TRANSLATE_NOOP("Problems", "it asks to be left alone for {0} seconds"),
    QT_TRANSLATE_NOOP("Problems", "there is no key (veritag cloud key keeps one, or {0} holds it)"),
    QT_TRANSLATE_NOOP("Problems", "its key is not one that can be sent"),
    QT_TRANSLATE_NOOP("Problems", "other settings hold now; nothing more is sent"),
    QT_TRANSLATE_NOOP("Problems", "the cloud is not on in this project; see veritag cloud on"),
    QT_TRANSLATE_NOOP("Problems", "the cloud was turned on by somebody else, not here; see veritag cloud on"),
    QT_TRANSLATE_NOOP("Problems", "the settings of the cloud are not valid; turn it on anew"),
    QT_TRANSLATE_NOOP("Problems", "{0} is not installed (the extra cloud)"),
    QT_TRANSLATE_NOOP("Problems", "this needs the language model {0}, which is not installed"),
    QT_TRANSLATE_NOOP("Problems", "the language model is damaged or was changed (its hash does not match)"),
    QT_TRANSLATE_NOOP("Problems", "the language model cannot be read ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the language model's process ended ({0})"),
    QT_TRANSLATE_NOOP("Problems", "llama.cpp is not installed"),
    QT_TRANSLATE_NOOP("Problems", "llama.cpp is not installed ({0})"),
    QT_TRANSLATE_NOOP("Problems", "llama.cpp cannot be loaded ({0})"),
    QT_TRANSLATE_NOOP("Problems", "llama.cpp cannot load this model"),
    QT_TRANSLATE_NOOP("Problems", "this adapter does not fit the model {0}"),
)


def _pattern(reason: str) -> re.Pattern[str]:
    literal = re.escape(reason).replace(r"\{0\}", "(.+)").replace(r"\{1\}", "(.+)")
    return re.compile(rf"(.+): {literal}\.", re.DOTALL)


# Qt's own typing calls a marked string an object.
_SHAPES = [(str(reason), _pattern(str(reason))) for reason in _REASONS]


def problem_words(sentence: str) -> str:
    """An engine's sentence, such as `str(VeritagError)`, translated where it is known."""
    for reason, shape in _SHAPES:
        if match := shape.fullmatch(sentence):
            place, *details = match.groups()
            words = QCoreApplication.translate("Problems", reason).format(*details)
            return QCoreApplication.translate("Problems", "{0}: {1}.").format(place, words)
    return sentence
