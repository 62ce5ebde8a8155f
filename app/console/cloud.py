"""`veritag cloud`: whether a project may ask an endpoint, what it has sent, and the endpoint's key."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.console.streams import complain
from app.console.terminal import STDOUT, check_output, file_exists, show_table, write_json
from engine.cloud.endpoint import parse_endpoint
from engine.cloud.errors import CloudError
from engine.cloud.keys import is_installed, is_key, keyring_process
from engine.cloud.settings import CloudSettings, read_settings, turn_off, turn_on
from engine.companion import Companion
from engine.errors import BadInputError
from engine.store import Project, project_files

_WORDS = {
    "on": "on",
    "off": "off",
    "elsewhere": "off: it was turned on by somebody else, not here",
}


def turn_project_on(file: Path, **wanted: Any) -> None:
    """Allow a project, made if missing, to ask an endpoint. Raises `BadInputError`."""
    _need_extra()
    wanted["endpoint"] = parse_endpoint(wanted["endpoint"]).base
    try:
        settings = CloudSettings(**wanted)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInputError(f"The setting {first['loc'][0]} is not valid ({first['msg']}).") from None
    with Project.open(file) as project:
        turn_on(project, settings)
    show(file)


def turn_project_off(file: Path) -> None:
    """Take it back."""
    with _opened(file) as project:
        if not turn_off(project):
            complain(f"{file}: the cloud was not on in this project.")


def show(file: Path) -> None:
    """A table of what is allowed and what was spent."""
    with _opened(file) as project:
        state, settings = read_settings(project)
        spent = project.spent()
    rows: list[list[str | int]] = [["cloud", _WORDS[state]]]
    tokens = spent.tokens_in + spent.tokens_out
    if settings is not None:
        rows += [
            ["endpoint", settings.endpoint],
            ["model", settings.model],
            ["other entities", "masked" if settings.masked else "sent as they are"],
            ["seconds to wait", f"{settings.timeout:g}"],
            ["requests", f"{spent.requests} of {settings.requests}"],
            ["tokens", f"{tokens} of {settings.tokens}"],
        ]
        cost = settings.cost(spent.tokens_in, spent.tokens_out)
        if cost is not None:
            rows.append(["cost", f"{cost:.4f}" + (f" of {settings.money:g}" if settings.money is not None else "")])
    else:
        rows += [["requests", spent.requests], ["tokens", tokens]]
    show_table(["what", "is"], rows, numbers_from=2)


def show_log(file: Path, out: str | None) -> None:
    """A line for each request that ever left; the JSON holds each payload. Raises `BadInputError`."""
    check_output(out, kept=project_files(file))
    with _opened(file) as project:
        sent = list(project.iterate_sent())
    if out is not None:
        write_json([asdict(row) for row in sent], out)
    if out == STDOUT:
        return
    rows = [
        [
            str(row.id),
            row.at,
            row.status or "cut off",
            row.document,
            row.endpoint,
            _last_message(row.payload),
            row.answer,
        ]
        for row in sent
    ]
    headings = ["number", "time", "status", "document", "endpoint", "asked", "answered"]
    show_table(headings, [[cell or "" for cell in row] for row in rows], numbers_from=len(headings))


def keep_key(address: str) -> None:
    """Ask for a key and put it into the keyring. Raises `BadInputError`."""
    _need_extra()
    endpoint = parse_endpoint(address)
    key = getpass.getpass(f"Key for {endpoint.base}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not is_key(key.strip()):
        raise BadInputError("This is not a key.")
    with _keyring() as process:
        process.request("keep", (endpoint.base, key.strip()))
    complain(f"{endpoint.base}: the key is in the keyring.")


def forget_key(address: str) -> None:
    """Take a key out of the keyring. Raises `BadInputError`."""
    _need_extra()
    endpoint = parse_endpoint(address)
    with _keyring() as process:
        known = process.request("forget", (endpoint.base,))
    complain(f"{endpoint.base}: " + ("the key is forgotten." if known else "there was no key in the keyring."))


@contextmanager
def _keyring() -> Iterator[Companion]:
    process = keyring_process()
    try:
        yield process
    finally:
        process.close()


@contextmanager
def _opened(file: Path) -> Iterator[Project]:
    if not file_exists(file):
        raise BadInputError(f"{file}: there is no such project file.")
    with Project.open(file) as project:
        yield project


def _need_extra() -> None:
    if not is_installed():
        raise CloudError("The cloud is not part of this installation: it needs the extra cloud.")


def _last_message(payload: str) -> str:
    """The sentence and the question at the end of what was sent."""
    content = str(json.loads(payload)["messages"][-1]["content"])
    return " ".join(content.splitlines()[-2:])
