"""What a project's owner allows: where questions may go, in what form, and how many at most.

It stands in the project's file, without the key. A copy of it stands among this user's settings, and only where both
agree a project's fallback is on: a project that came from elsewhere, or was changed, sends nothing.
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.cloud.endpoint import Endpoint, parse_endpoint
from engine.cloud.errors import CloudError
from engine.errors import BadInputError
from engine.paths import config_dir
from engine.store import Project
from engine.verifiers.taxonomy import Language

_SETTING = "cloud"
_CONSENTS = "cloud.json"

State = Literal["off", "elsewhere", "on"]


class CloudSettings(BaseModel):
    """`timeout` in seconds; ceilings count over the whole life of the project, in requests, tokens and money.

    `price_in` and `price_out` are the endpoint's prices of a million tokens that it reads and writes; `money` is in the
    same currency and needs them. `identity` tells one turning on from another.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: str
    model: str = Field(min_length=1)
    masked: bool = True
    language: Language = "zh"
    timeout: float = Field(default=30.0, gt=0.0, le=600.0)
    requests: int = Field(default=1000, ge=1)
    tokens: int = Field(default=1_000_000, ge=1)
    money: float | None = Field(default=None, gt=0.0)
    price_in: float | None = Field(default=None, ge=0.0)
    price_out: float | None = Field(default=None, ge=0.0)
    identity: str = Field(default_factory=lambda: uuid.uuid4().hex)

    def place(self) -> Endpoint:
        return parse_endpoint(self.endpoint)

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """What so many tokens cost, None without prices."""
        if self.price_in is None or self.price_out is None:
            return None
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1e6


def read_settings(project: Project) -> tuple[State, CloudSettings | None]:
    """What the project says, and whether it holds here: "elsewhere" when this user did not turn it on as it is.

    Raises `CloudError` for settings that are none.
    """
    raw = project.get_setting(_SETTING)
    if raw is None:
        return "off", None
    try:
        settings = CloudSettings.model_validate(raw)
        settings.place()
    except (ValidationError, BadInputError):
        raise CloudError(f"{project.path}: the settings of the cloud are not valid; turn it on anew.") from None
    return ("on" if _consents().get(settings.identity) == settings.model_dump() else "elsewhere"), settings


def permitted(project: Project) -> CloudSettings:
    """What is allowed here and now. Raises `CloudError` where nothing is."""
    state, settings = read_settings(project)
    if state != "on" or settings is None:
        why = "was turned on by somebody else, not here" if state == "elsewhere" else "is not on in this project"
        raise CloudError(f"{project.path}: the cloud {why}; see veritag cloud on.")
    return settings


def turn_on(project: Project, settings: CloudSettings) -> None:
    """Allow it for this project. Raises `BadInputError` for settings that do not go together."""
    settings.place()
    if settings.money is not None and settings.cost(0, 0) is None:
        raise BadInputError("A ceiling in money needs the prices of a million tokens read and written.")
    _keep_consents(_without(project) | {settings.identity: settings.model_dump()})
    project.set_setting(_SETTING, settings.model_dump())


def turn_off(project: Project) -> bool:
    """Take it back; whether it was allowed, here or elsewhere."""
    was = project.get_setting(_SETTING) is not None
    _keep_consents(_without(project))
    project.set_setting(_SETTING, None)
    return was


def _without(project: Project) -> dict[str, Any]:
    """The consents but for the project's present one."""
    raw = project.get_setting(_SETTING)
    mine = raw.get("identity") if isinstance(raw, dict) else None
    return {identity: kept for identity, kept in _consents().items() if identity != mine}


def _consents() -> dict[str, Any]:
    try:
        found = json.loads(_consents_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep_consents(consents: dict[str, Any]) -> None:
    file = _consents_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(consents, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"{file}: the settings cannot be written ({error.strerror}).") from None


def _consents_file() -> Path:
    return config_dir() / _CONSENTS
