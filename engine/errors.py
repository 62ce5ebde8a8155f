"""The errors a user may see: one sentence each, and a code by which a screen can say it in any language."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

DocumentFault = Literal[
    "not_found",
    "not_a_file",
    "no_permission",
    "unreadable",
    "empty",
    "encrypted",
    "damaged",
    "unknown_format",
    "too_large",
    "no_text",
    "changed",
    "removed",
    "internal",
]

_DOCUMENT_SENTENCES: dict[DocumentFault, str] = {
    "not_found": "the file does not exist",
    "not_a_file": "this is not a regular file",
    "no_permission": "the file may not be read by this user",
    "unreadable": "the file cannot be read",
    "empty": "the file is empty",
    "encrypted": "the file is protected by a password",
    "damaged": "the file is damaged or is not what its name says",
    "unknown_format": "this kind of file is not supported",
    "too_large": "the file is too large",
    "no_text": "the file holds no text that can be read",
    "changed": "the file was changed since it was read",
    "removed": "the document was removed from the project meanwhile",
    "internal": "the program failed on this file",
}


class VeritagError(Exception):
    """A failure with one clear sentence for the user: `str(error)`, in English, without document text."""


class BadInputError(VeritagError):
    """What the user gave cannot be used (exit code 2)."""


class DocumentError(BadInputError):
    """A document that cannot be read.

    `detail` narrows the cause in a few words ("page 3", "save it as .docx") and never quotes the document.
    """

    def __init__(self, path: Path | str, fault: DocumentFault, detail: str = "") -> None:
        self.path = Path(path)
        self.fault: DocumentFault = fault
        self.detail = detail
        cause = _DOCUMENT_SENTENCES[fault] + (f" ({detail})" if detail else "")
        super().__init__(f"{self.path}: {cause}.")


class PackError(BadInputError):
    """A model pack that is missing, damaged or not meant for this program."""


class PackExistsError(PackError):
    """There is a pack of this name, which nobody asked to replace."""


class NoVerifierError(PackError):
    """No verifier was made for a pack."""


class SeveralVerifiersError(PackError):
    """Several verifiers were made for a pack, and none of them was named."""


class ProjectError(BadInputError):
    """A project file that cannot be opened or written."""


class NoDocumentError(ProjectError):
    """A document that is not, or no longer, in the project."""


class ProjectFileError(ProjectError):
    """A file that is no project that can be used, or that somebody else uses; another file in its place may do."""


class Cancelled(Exception):  # noqa: N818  a request fulfilled, not an error
    """Raised inside long work after the user asked it to stop."""
