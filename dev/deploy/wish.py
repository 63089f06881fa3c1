"""The wish: where and how to deploy, read from variables of make and from .env.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dev.deploy import secret_manager
from handlers.settings import Settings

# Set by the cloud where it runs, not by the file for `make run`.
GIVEN_BY_THE_CLOUD = {
    "PUBLIC_URL",
    "GOOGLE_CLOUD_PROJECT",
    "STORE",
    "SQLITE_PATH",
    "FIRESTORE_DATABASE",
    "FIRESTORE_EMULATOR_HOST",
    "TWILIO_API_BASE_URL",
}


class NotClear(Exception):
    """The variables do not go together; the message says what to give instead."""


@dataclass(frozen=True)
class Wish:
    """The wishes of the person who deploys, from variables of make and from .env.yaml."""

    project: str
    region: str
    own_url: str = ""
    mail: str = ""
    secrets: frozenset[str] = frozenset()
    rotate: frozenset[str] = frozenset()
    settings: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False


def read_wish(given: Mapping[str, str], file: Mapping[str, str]) -> Wish:
    """Read the wish. Raises NotClear."""
    for name, example in (("PROJECT", "my-project"), ("REGION", "us-central1")):
        if not re.fullmatch(r"[a-z][a-z0-9:.-]+", given.get(name, "")):
            raise NotClear(f"Say where to: make deploy PROJECT=my-project REGION=us-central1 ({name}={example}).")
    secrets = {*secret_manager.REQUIRED, *secret_manager.GENERATED, *_names(given, "SECRETS")}
    if file.get("TWILIO_API_KEY_SID"):
        secrets.add("TWILIO_API_KEY_SECRET")
    known = {name.upper() for name in Settings.model_fields}
    settings = {name: value for name, value in file.items() if name in known}
    for name in {*secret_manager.ALL, *GIVEN_BY_THE_CLOUD}:
        settings.pop(name, None)
    return Wish(
        project=given["PROJECT"],
        region=given["REGION"],
        own_url=given.get("PUBLIC_URL", "").rstrip("/"),
        mail=given.get("NOTIFY", ""),
        secrets=frozenset(secrets),
        rotate=frozenset(_names(given, "ROTATE")),
        settings=settings,
        dry_run=given.get("DRY_RUN", "") not in ("", "0"),
    )


def _names(given: Mapping[str, str], variable: str) -> list[str]:
    names = [name for name in given.get(variable, "").replace(",", " ").split() if name]
    if unknown := sorted({*names} - {*secret_manager.ALL}):
        raise NotClear(f"{variable}={' '.join(unknown)}: no such secret. There are {', '.join(secret_manager.ALL)}.")
    return names
