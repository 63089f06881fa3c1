"""What messages cost: the prices, and who reckons by them."""

from collections.abc import Callable
from datetime import datetime

import structlog

from handlers.channels.twilio import write
from handlers.conversation.facts import Reckon
from handlers.money.doubts import TellingDoubts
from handlers.money.ledger import Ledger
from handlers.money.price_warnings import PriceWarning
from handlers.money.prices import Prices
from handlers.money.reckoning import Reckoning
from handlers.settings import Settings


def ledger_of(settings: Settings, prices: Prices) -> Ledger:
    """Who makes entries of what is paid for outside the turns of customers."""
    return Ledger(prices, write.messages, settings.openai_model)


def reckon_of(settings: Settings, prices: Prices, now: Callable[[], datetime]) -> Reckon:
    """Who reckons what each message costs."""
    reckoning = Reckoning(
        prices,
        now,
        model=settings.openai_model,
        hears_by=settings.openai_transcription_model,
        rendered=write.messages,
        patience=settings.answer_seconds,
        asks_mood="mood" in settings.side,
        on_google=settings.store == "firestore",
    )
    reckon = TellingDoubts(reckoning, prices, _tell)
    if not settings.labels:
        return reckon
    from handlers.money.labels import marking

    return marking(reckon)


def _tell(warning: PriceWarning) -> None:
    structlog.get_logger().warning("a price is doubtful", about=warning.about, said=warning.said, remedy=warning.remedy)
