"""Writing for Twilio: a reply becomes messages that fit, and TwiML; a contact becomes its addresses."""

from collections.abc import Sequence
from functools import lru_cache

from twilio.twiml.messaging_response import MessagingResponse

from handlers import texts
from handlers.channels.markup.splitting import split
from handlers.channels.markup.text import to_plain, to_whatsapp
from handlers.conversation.contact import Channel
from handlers.languages import Spoken

EMPTY_TWIML = str(MessagingResponse())

# https://www.twilio.com/docs/messaging/twiml/message: 1,600 characters, and at most 10 messages to one incoming
MOST_UNITS = 1600
MOST_MESSAGES = 10


def messages(replies: Sequence[str], channel: Channel, language: Spoken) -> list[str]:
    """Markdown texts as messages that fit: with WhatsApp's marks on WhatsApp, plain elsewhere.

    If they contain nothing to show, such as a lone `---`, a fixed sentence is sent.
    """
    return [*_messages(tuple(replies), channel, language)]


# A reply is rendered when it is counted what it costs, and at once again to be sent: 0.2 ms for 200 characters.
@lru_cache(maxsize=64)
def _messages(replies: tuple[str, ...], channel: Channel, language: Spoken) -> tuple[str, ...]:
    translate = to_whatsapp if channel is Channel.WHATSAPP else to_plain
    translated = _joined([translate(reply) for reply in replies])
    found: list[str] = []
    for position, text in enumerate(translated, start=1):
        most = MOST_MESSAGES - len(found) - (len(translated) - position)  # leave one for each later text
        found += split(text, cut_notice=texts.CUT[language], limit=MOST_UNITS, most=most)
    return tuple(found or [texts.REFUSED[language] for _ in replies[:1]])


def _joined(replies: Sequence[str]) -> list[str]:
    """At most as many texts as messages are allowed: if there are more, the shortest neighbours are joined."""
    joined = list(replies)
    while len(joined) > MOST_MESSAGES:
        at = min(range(len(joined) - 1), key=lambda place: len(joined[place]) + len(joined[place + 1]))
        joined[at : at + 2] = [f"{joined[at]}\n\n{joined[at + 1]}"]
    return joined


def render(replies: Sequence[str], channel: Channel, language: Spoken, *, redirect: str | None = None) -> str:
    """TwiML for Markdown texts. Without texts the document is empty, and Twilio sends nothing.

    With `redirect`, Twilio posts the same form to that address, and waits 15 seconds more:
    https://www.twilio.com/docs/messaging/twiml/redirect
    """
    document = MessagingResponse()
    for message in messages(replies, channel, language):
        document.message(message)
    if redirect:
        document.redirect(redirect, method="POST")
    return str(document)


def redirect_to(public_url: str, hop: int) -> str:
    """The address for the next hop.

    It has only one query parameter: Twilio is reported to reorder several, which breaks its own signature.
    """
    return f"{public_url}/webhook?hop={hop}"


def spelled(address: str, channel: Channel) -> str:
    """An address as Twilio writes it: with the app before it, except for SMS.

    https://www.twilio.com/docs/messaging/channels
    """
    return address if channel is Channel.SMS else f"{channel}:{address}"
