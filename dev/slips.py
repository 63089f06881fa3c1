"""Slips in .env.yaml, found before anything is started or built. No sentence shows a value, which may be a secret."""

import difflib
import re
from collections.abc import Iterable, Mapping

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from handlers.faults import faults
from handlers.settings import Settings

SETTINGS = {name.upper() for name in Settings.model_fields}
OF_TOOLS = "TOOLS_"  # begins a setting of the business's own tools, which they read by themselves
CURLY = "[“”„].*[“”]"  # as text editors like to make them of straight ones
KEY_SID = "(SK|AC)[0-9a-f]{32}"  # Twilio takes the account and its token for a key, too
SECRET = {name.upper() for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}


def slips(file: Mapping[str, object]) -> list[str]:
    """A sentence for each name that is no setting, and for each value that is no text. `file`: as it is written."""
    unknown = [_unknown(name) for name in file if name not in SETTINGS and not name.startswith(OF_TOOLS)]
    bare = [name for name, value in file.items() if name in SETTINGS and not isinstance(value, str | None)]
    curly = [name for name, value in file.items() if name in SETTINGS and re.fullmatch(CURLY, str(value))]
    return [
        *unknown,
        *(f'{name} has to be text: put the value in quotes, {name}: "..."' for name in bare),
        *(f'{name} is in curly quotes, which belong to the value: type straight ones, {name}: "..."' for name in curly),
        *_key(file),
    ]


def _key(file: Mapping[str, object]) -> list[str]:
    """What would leave Twilio's API key without effect, which shows only when voice notes are not heard."""
    sid = file.get("TWILIO_API_KEY_SID")
    if not sid:
        return []
    right = re.fullmatch(KEY_SID, str(sid).strip())
    wrong = [] if right else ["TWILIO_API_KEY_SID is no API key's SID: SK and 32 digits or letters a-f"]
    return wrong + ([] if file.get("TWILIO_ACCOUNT_SID") else ["TWILIO_API_KEY_SID needs TWILIO_ACCOUNT_SID too"])


# Stand for the secrets that the cloud has; of some the form is checked.
OF_A_SHAPE = {
    "HELPDESK_SECRET": f"whsec_{'A' * 32}",
    "TELEGRAM_BOT_TOKEN": f"1234567:{'A' * 35}",
    "META_PAGE_TOKENS": "1=a-token-in-the-cloud",
}
OF_TWILIO = frozenset({"TWILIO_AUTH_TOKEN", "TWILIO_API_KEY_SECRET"})
OF_META = frozenset({"META_APP_SECRET", "META_VERIFY_TOKEN", "META_ACCESS_TOKEN"})
OF_SOME = ("TELEGRAM_BOT_TOKEN", "TELEGRAM_SECRET", "META_PAGE_TOKENS")  # with which other settings are needed
IN_THE_CLOUD = dict.fromkeys(SECRET, "a-secret-of-any-length-in-the-cloud") | OF_A_SHAPE


def refused(file: Mapping[str, str]) -> list[str]:
    """What the function would refuse to start with, whichever secrets the cloud has, which gives the address."""
    absent = set(OF_SOME)
    if file.get("ASSISTANT_API", "openai") != "openai":
        absent.add("OPENAI_WEBHOOK_SECRET")  # other servers have no webhooks
    # With Twilio, agents need its key; with Meta, those of SMS a number: each only where the carrier is set up.
    ways = [refused_with(SECRET - absent - without, file) for without in (frozenset[str](), OF_TWILIO, OF_META)]
    return ways[0] if all(ways) else []


def refused_with(secrets: Iterable[str], settings: Mapping[str, str]) -> list[str]:
    """What the function would refuse to start with, where it has the secrets of these names and no others."""
    there = dict.fromkeys(SECRET, "") | {name: IN_THE_CLOUD[name] for name in secrets if name in SECRET}
    given = {name: value for name, value in settings.items() if name in SETTINGS - SECRET and value}
    try:
        alone(there | {"PUBLIC_URL": "https://recado.example"} | given)
    except ValidationError as problem:
        return faults(problem)
    return []


def refused_secret(name: str, value: str) -> list[str]:
    """Why the function would refuse this value of a secret by itself; it is not shown."""
    given = IN_THE_CLOUD | {"PUBLIC_URL": "https://recado.example"} | ({name: value} if name in SECRET else {})
    try:
        alone(given)
    except ValidationError as problem:
        return faults(problem)
    return []


def alone(given: Mapping[str, str]) -> Settings:
    """The settings that are given, and no others. Raises ValidationError."""
    return _Alone.model_validate({name.lower(): value for name, value in given.items()})


def misspelt(names: Iterable[str]) -> list[str]:
    """A sentence for each name that is none of a setting, but near to one."""
    return [_unknown(name) for name in names if _is_misspelt(name)]


def _is_misspelt(name: str) -> bool:
    return name not in SETTINGS and not name.startswith(OF_TOOLS) and bool(_near(name))


def _near(name: str) -> list[str]:
    return difflib.get_close_matches(name.upper(), SETTINGS, n=1)


def _unknown(name: str) -> str:
    near = _near(name)
    return f"{name} is no setting of Recado's{f'; is {near[0]} meant?' if near else ''}"


class _Alone(Settings):
    """The settings that are given, without those of the environment, which is another's here."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)
