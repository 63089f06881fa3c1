"""The settings of the business that is evaluated: its own, without what reaches anybody outside this machine."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from dev import local, people
from dev.evaluate.conversations import Conversation, Suite
from dev.evaluate.nodes import BadFile
from dev.example import in_folder
from dev.slips import slips
from handlers.knowledge.place import FOLDER, knowledge_in
from handlers.settings import Settings

# Ours instead: a store of its own, Twilio's stand-in, no helpdesk that would be told of invented customers.
OURS = {
    *("STORE", "SQLITE_PATH", "PUBLIC_URL", "LATE_ANSWERS", "TICK_SECRET", "DESK_SECRET", "OPENAI_WEBHOOK_SECRET"),
    *("HELPDESK_URL", "HELPDESK_SECRET", "TEMPLATE_TICKET", "TEMPLATE_REPLY", "SURVEY"),
    *("META_APP_SECRET", "META_VERIFY_TOKEN", "META_ACCESS_TOKEN", "META_PAGE_TOKENS", "META_PHONE_NUMBER_ID"),
    *("META_API_BASE_URL", "AGENTS_FROM"),
    *("TELEGRAM_BOT_TOKEN", "TELEGRAM_SECRET", "TELEGRAM_API_BASE_URL", "CHAT_SITES", "CHAT_SECRET"),
    *("GOOGLE_CLOUD_PROJECT", "FIRESTORE_DATABASE", "FIRESTORE_EMULATOR_HOST", "K_SERVICE", "PORT"),
    *("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET", "TWILIO_API_BASE_URL"),
}
# They belong to the key, which is this machine's, also where the business's settings are a file.
OF_OPENAI = (
    *("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_REASONING", "OPENAI_TRANSCRIPTION_MODEL"),
    "ASSISTANT_API",
)


@dataclass(frozen=True)
class Business:
    """A business's settings, and the folder that they are in; None: those of `make run`."""

    settings: Mapping[str, str]
    folder: Path | None = None

    @property
    def has_key(self) -> bool:
        """True if a real model is asked."""
        return bool(self.settings.get("OPENAI_API_KEY"))

    @property
    def model(self) -> str:
        return self.settings.get("OPENAI_MODEL") or str(Settings.model_fields["openai_model"].default)

    def lacks(self, conversation: Conversation) -> list[str]:
        """The settings that a conversation needs and that are not set."""
        given = {**self.settings, **conversation.settings}
        if knowledge_in(given.get("KNOWLEDGE", "")):
            given.setdefault("KNOWLEDGE", FOLDER)  # which is used without a setting
        return [name for name in conversation.needs if not given.get(name) or name.lower() not in Settings.model_fields]

    def found(self, settings: Mapping[str, str]) -> Mapping[str, str]:
        """Settings of a conversation, with the files that they name found in the business's folder."""
        return in_folder(settings, self.folder) if self.folder else settings

    def at(self, folder: Path) -> "Business":
        """The same in a copy of its folder: what tools write stays there. Without a folder it stays where it is."""
        if self.folder is None:
            return self
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        return Business(in_folder(self.settings, folder), folder)


def business_of(suite: Suite, model: str = "") -> Business:
    """The business that a file of conversations is about. Raises BadFile.

    Where people can be reached but by no ticket of ours, agents take their place, so that a hand-over shows.
    """
    given = dict(local.environment())
    if suite.settings:
        of_openai = {name: given[name] for name in OF_OPENAI if name in given}
        not_ours = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
        given = {**not_ours, **settings_in(suite.settings), **of_openai}
    elsewhere = bool(given.get("PEOPLE_CONTACT") or given.get("HELPDESK_URL")) and not given.get("AGENTS")
    given |= {"AGENTS": people.AGENTS} if elsewhere else {}
    given |= {"OPENAI_MODEL": model} if model else {}
    kept = {name: value for name, value in given.items() if name not in OURS}
    return Business(kept, suite.settings.parent if suite.settings else None)


def settings_in(path: Path) -> dict[str, str]:
    """The settings in a file such as .env.yaml, each with a value. Raises BadFile."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise BadFile(path.name, [f"this is not YAML. {local.WHY_NO_YAML}"]) from None
    if not isinstance(found, dict):
        raise BadFile(path.name, ["it has to hold settings, as .env.yaml does"])
    if wrong := slips(found):
        raise BadFile(path.name, wrong)
    return dict(local.as_settings(found))
