"""Reading Telegram's updates: proved by the secret, then parsed into a Message, or into something else to do.

https://core.telegram.org/bots/api#update
"""

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from handlers.channels.telegram.fields import Fields
from handlers.channels.telegram.parts import content_of, quoted_sid, sid_of
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Content, Message
from handlers.errors import ForgedRequest, IncompleteForm
from handlers.languages import Language

HEADER = "x-telegram-bot-api-secret-token"
ALLOWED_UPDATES = ("message", "callback_query")  # the kinds that setWebhook asks for; all others are ignored
SAYS = "say:"  # a button's data: what its press says
MOST_NAME = 100
GROUPS = frozenset({"group", "supergroup", "channel"})
CALLBACK = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Update:
    """A customer's message; or a group to leave, by its id. Neither: nothing to do.

    `pressed`: the id of the button's press that the message came by, which Telegram wants to be acknowledged.
    """

    message: Message | None = None
    leaves: int = 0
    pressed: str = ""


def verify(given: str, *, secrets: Sequence[str]) -> None:
    """Raise ForgedRequest unless the header holds one of our secrets.

    https://core.telegram.org/bots/api#setwebhook
    """
    if not given:
        raise ForgedRequest("no secret token")
    matches = [hmac.compare_digest(given.encode(), secret.encode()) for secret in secrets]
    if not any(matches):
        raise ForgedRequest("wrong secret token")


def parse(body: bytes, *, bot: str) -> Update:
    """The update in a proved request to this bot. Raises IncompleteForm for what is no JSON.

    Unknown kinds and fields are ignored: new ones come without notice.
    """
    try:
        update = Fields(json.loads(body))
    except (ValueError, RecursionError):
        raise IncompleteForm("no JSON") from None
    if query := update.at("callback_query"):
        return _pressed(query, bot)
    message = update.at("message")
    chat = message.at("chat")
    if chat.text("type") in GROUPS:
        return Update(leaves=chat.whole("id"))
    if not _is_of_a_person(message.at("from"), chat) or not message.whole("message_id"):
        return Update()
    content = content_of(message, quoted_sid(message, bot))
    if content is None:
        return Update()
    return Update(_message(_sid(bot, chat, message), message.at("from"), bot, content))


def _pressed(query: Fields, bot: str) -> Update:
    """A press of a button as what it says. Further presses at the same message are the same message again."""
    message, said = query.at("message"), query.text("data").removeprefix(SAYS)
    pressed = query.text("id") if CALLBACK.fullmatch(query.text("id")) else ""
    is_ours = query.text("data").startswith(SAYS) and message.whole("message_id")
    if not is_ours or not _is_of_a_person(query.at("from"), message.at("chat")):
        return Update(pressed=pressed)
    sid = f"{_sid(bot, message.at('chat'), message)}-pressed"
    return Update(_message(sid, query.at("from"), bot, Content(said)), pressed=pressed)


def _is_of_a_person(sender: Fields, chat: Fields) -> bool:
    """True in a private chat with a person: a chat's id is then the person's."""
    is_private = chat.text("type") == "private" and chat.whole("id") > 0
    return is_private and sender.whole("id") == chat.whole("id") and not sender.at("is_bot").value


def _sid(bot: str, chat: Fields, message: Fields) -> str:
    return sid_of(bot, chat.whole("id"), message.whole("message_id"))


def _message(sid: str, sender: Fields, bot: str, content: Content) -> Message:
    contact = Contact(
        Channel.TELEGRAM,
        business=bot,
        customer=str(sender.whole("id")),
        profile_name=" ".join(sender.text("first_name").split())[:MOST_NAME],
        carrier=Carrier.TELEGRAM,
    )
    return Message(sid, contact, content, _language(sender.text("language_code")))


def _language(code: str) -> Language | None:
    """A language of ours in an IETF tag, such as pt-br."""
    spoken = code.lower().partition("-")[0]
    return next((language for language in get_args(Language) if language == spoken), None)
