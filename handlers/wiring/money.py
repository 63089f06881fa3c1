"""What messages cost: the prices, and who reckons by them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from handlers.channels.twilio import write
from handlers.conversation.carriers import Carriage
from handlers.conversation.contact import Carrier, Contact
from handlers.conversation.facts import Reckon
from handlers.languages import Spoken
from handlers.money.doubts import TellingDoubts
from handlers.money.fees import Rendered
from handlers.money.ledger import Ledger
from handlers.money.price_warnings import PriceWarning
from handlers.money.prices import Prices
from handlers.money.reckoning import Reckoning
from handlers.settings import Settings


def rendered_by(carriages: Mapping[Carrier, Carriage]) -> Rendered:
    """The messages in which a reply goes out, by the carrier's own writer: Twilio's is there without its REST API, too.

    Of a carrier that is not set up any more each text counts as one.
    """

    def rendered(texts: Sequence[str], contact: Contact, language: Spoken) -> Sequence[str]:
        if contact.carrier is Carrier.TWILIO:
            return write.messages(texts, contact.channel, language)
        carriage = carriages.get(contact.carrier)
        if carriage is None:
            return texts
        return [message for text in texts for message in carriage.outbox.messages(text, contact.channel)]

    return rendered


def ledger_of(settings: Settings, prices: Prices, rendered: Rendered) -> Ledger:
    """Who makes entries of what is paid for outside the turns of customers."""
    return Ledger(prices, rendered, settings.openai_model)


def reckon_of(settings: Settings, prices: Prices, rendered: Rendered, now: Callable[[], datetime]) -> Reckon:
    """Who reckons what each message costs."""
    reckoning = Reckoning(
        prices,
        now,
        model=settings.openai_model,
        hears_by=settings.openai_transcription_model,
        rendered=rendered,
        patience=settings.answer_seconds,
        asks_mood="mood" in settings.side,
        on_google=settings.store == "firestore",
    )
    reckon = TellingDoubts(reckoning, prices, _tell)
    if not settings.labels:
        return reckon
    from handlers.numbers.labels import marking

    return marking(reckon)


def _tell(warning: PriceWarning) -> None:
    structlog.get_logger().warning("a price is doubtful", about=warning.about, said=warning.said, remedy=warning.remedy)
