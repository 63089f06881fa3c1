"""Writing for LINE: Markdown becomes plain messages that fit. Pure."""

from handlers import texts
from handlers.channels.markup.splitting import split
from handlers.channels.markup.text import to_plain
from handlers.languages import Spoken

# https://developers.line.biz/en/reference/messaging-api/#text-message, in UTF-16 code units:
# https://developers.line.biz/en/docs/messaging-api/text-character-count/
MOST_UNITS = 5000
MOST_MESSAGES = 5


def messages(text: str, language: Spoken) -> list[str]:
    """A Markdown text as messages. If it contains nothing to show, a fixed sentence is sent."""
    found = split(to_plain(text), cut_notice=texts.CUT[language], limit=MOST_UNITS, most=MOST_MESSAGES)
    return found or [texts.REFUSED[language]]
