"""Writing for Meta: Markdown becomes messages that fit each of its apps. Pure."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from handlers import texts
from handlers.channels.markup.splitting import split
from handlers.channels.markup.text import to_plain, to_whatsapp
from handlers.conversation.contact import Channel
from handlers.languages import Spoken

# UTF-16 units, of which an emoji takes two: at least as many as Meta's characters. Instagram counts bytes.
# https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message
MOST_UNITS = {Channel.WHATSAPP: 4096, Channel.MESSENGER: 2000, Channel.INSTAGRAM: 1000}
MOST_BYTES = 1000  # of Instagram's
MOST_MESSAGES = {Channel.WHATSAPP: 10, Channel.MESSENGER: 10, Channel.INSTAGRAM: 20}


def messages(replies: Sequence[str], channel: Channel, language: Spoken) -> list[str]:
    """Markdown texts as messages that fit: with WhatsApp's marks on WhatsApp, plain elsewhere.

    If they contain nothing to show, such as a lone `---`, a fixed sentence is sent.
    """
    return [*_messages(tuple(replies), channel, language)]


@lru_cache(maxsize=64)  # a reply is rendered when it is counted what it costs, and again for each of its messages
def _messages(replies: tuple[str, ...], channel: Channel, language: Spoken) -> tuple[str, ...]:
    translate = to_whatsapp if channel is Channel.WHATSAPP else to_plain
    found = [message for reply in replies for message in _split(translate(reply), channel, texts.CUT[language])]
    return tuple(found or [texts.REFUSED[language] for _ in replies[:1]])


def _split(text: str, channel: Channel, notice: str) -> list[str]:
    limit, most = MOST_UNITS[channel], MOST_MESSAGES[channel]
    found = split(text, cut_notice=notice, limit=limit, most=most)
    while channel is Channel.INSTAGRAM and any(len(message.encode()) > MOST_BYTES for message in found):
        limit = limit * 3 // 4
        found = split(text, cut_notice=notice, limit=limit, most=most)
    return found


def choices_of(questions: Sequence[str], choices_in: Callable[[str], Sequence[str]]) -> Callable[[str], Sequence[str]]:
    """Finds the answers that a written message asks for, by how each of these questions is written at its end."""

    @cache
    def written() -> Mapping[str, Sequence[str]]:
        ways = (to_whatsapp, to_plain)
        return {translate(question): choices_in(question) for question in questions for translate in ways}

    return lambda message: next((found for end, found in written().items() if message.endswith(end)), ())
