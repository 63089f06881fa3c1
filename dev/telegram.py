"""Telegram's webhook and the bot's menu: what they have to be, and how they are set.

https://core.telegram.org/bots/api#setwebhook
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from dev.slips import SETTINGS, alone
from handlers.adapters.telegram.rest import OFFICIAL
from handlers.channels.telegram.read import ALLOWED_UPDATES
from handlers.languages import Language
from handlers.settings import Settings

SECONDS = 20
MOST_AT_ONCE = 100  # updates that Telegram posts side by side: each may be held for 25 seconds

# The menu behind the button "/": each a command that the customer could type as words, too. Telegram takes lower case
# letters without accents, digits and _: https://core.telegram.org/bots/api#botcommand
MENU: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "ayuda": "Qué puedo hacer",
        "nueva_conversacion": "Empezar de nuevo",
        "mis_datos": "Ver lo que guardo",
        "olvidame": "Borrarlo todo",
        "stop": "No recibir más mensajes",
    },
    "en": {
        "help": "What I can do",
        "new_conversation": "Start over",
        "my_data": "See what I keep",
        "forget_me": "Delete everything",
        "stop": "Get no more messages",
    },
    "pt": {
        "ajuda": "O que posso fazer",
        "nova_conversa": "Começar de novo",
        "meus_dados": "Ver o que guardo",
        "me_esqueca": "Apagar tudo",
        "stop": "Não receber mais mensagens",
    },
}
PERSON: Mapping[Language, tuple[str, str]] = {
    "es": ("humano", "Hablar con una persona"),
    "en": ("human", "Talk to a person"),
    "pt": ("atendente", "Falar com uma pessoa"),
}


class NotDone(Exception):
    """Telegram did not do what it was asked for. `status` is its answer, 0 for none; it holds no token."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}" if status else "no answer")
        self.status = status


@dataclass(frozen=True)
class Bot:
    """The bot that the settings name."""

    settings: Settings

    @property
    def url(self) -> str:
        """The address that Telegram has to call."""
        return f"{self.settings.public_url}/telegram"

    def name(self) -> str:
        """The bot's name, as people search for it. Raises NotDone."""
        return str(self._call("getMe").get("username", ""))

    def webhook(self) -> Mapping[str, Any]:
        """What Telegram has: https://core.telegram.org/bots/api#webhookinfo. Raises NotDone."""
        found: Mapping[str, Any] = self._call("getWebhookInfo")
        return found

    def is_right(self, webhook: Mapping[str, Any]) -> bool:
        """True if Telegram calls us, with all that we want to hear of. Whether by our secret, it does not tell."""
        return webhook.get("url") == self.url and {*webhook.get("allowed_updates", [])} == {*ALLOWED_UPDATES}

    def set_up(self) -> None:
        """Set the webhook with the secret, and the menu. What customers wrote before still comes. Raises NotDone."""
        self._call(
            "setWebhook",
            url=self.url,
            secret_token=self.settings.telegram_secrets[0],
            allowed_updates=[*ALLOWED_UPDATES],
            drop_pending_updates=False,
            max_connections=MOST_AT_ONCE,
        )
        for language in MENU:
            self._set_menu(language, language)
        self._set_menu(self.settings.assistant_language, "")  # for all others

    def _set_menu(self, language: Language, code: str) -> None:
        people = [PERSON[language]] if self.settings.has_people else []
        commands = [{"command": word, "description": told} for word, told in [*people, *MENU[language].items()]]
        self._call("setMyCommands", commands=commands, language_code=code, scope={"type": "all_private_chats"})

    def _call(self, method: str, **fields: Any) -> Any:
        base_url = (self.settings.telegram_api_base_url or OFFICIAL).rstrip("/")
        url = f"{base_url}/bot{self.settings.telegram_bot_token.get_secret_value()}/{method}"
        try:
            answer = requests.post(url, json=fields, timeout=SECONDS, allow_redirects=False)
            told = answer.json() if answer.status_code == 200 else {}
        except (requests.RequestException, ValueError):  # which hold the address, and so the token
            raise NotDone(0) from None
        if not told.get("ok"):
            raise NotDone(answer.status_code)
        return told["result"]


def told(given: Mapping[str, str]) -> str:
    """The webhook is set, if Telegram can call the address of these settings; in any case a sentence about it."""
    settings = alone({name: value for name, value in given.items() if name in SETTINGS})
    if not settings.public_url.startswith("https://"):
        return "cannot call this machine: with a tunnel's https address as PUBLIC_URL it can (docs/telegram.md)."
    try:
        Bot(settings).set_up()
        return f"calls {settings.public_url}/telegram from now on; customers open https://t.me/{Bot(settings).name()}."
    except NotDone as problem:
        return f"was not told the address ({problem}); `make doctor` says why."
