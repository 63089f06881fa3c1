"""Texts to be sent by REST, as they are stored in a thread."""

from dataclasses import dataclass
from datetime import datetime, timedelta

STAYS_OPEN = timedelta(minutes=15)
SENDER_DIES_AFTER = timedelta(seconds=30)  # every message that Twilio takes renews it
IS_TAKEN_WITHIN = timedelta(seconds=60)  # a message, if Twilio did not answer
IS_LOOKED_FOR_WITHIN = timedelta(minutes=3)  # if there is a clock
MOST_SENDS = 8  # tries to send one text


@dataclass(frozen=True)
class Unsent:
    """Texts of closed turns to be sent by REST, in order. `since`: when the first of them became due.

    `accepted`: the number of the first text's messages that are out. `by`: who sends them, or last did, and was last
    heard of at `tried_at`; `tries`: how often a sender took them up. `unclear`: the next message may already be out,
    since a sender tried it. `given_up`: they are not tried any more; for a while they still go with the customer's next
    message. `ticket`: the code of the ticket that they are about, if people of the business wrote them; `until`: when
    the customer's app stops taking them, None for never.
    """

    texts: tuple[str, ...]
    since: datetime
    by: str
    tried_at: datetime
    accepted: int = 0
    tries: int = 0
    unclear: bool = False
    given_up: bool = False
    ticket: str = ""
    until: datetime | None = None

    def is_being_sent(self, now: datetime) -> bool:
        """True if a sender may still be at work, or Twilio: it may accept a message long after we hung up."""
        return not self.given_up and now - self.tried_at <= (IS_TAKEN_WITHIN if self.unclear else SENDER_DIES_AFTER)

    def is_shut(self, now: datetime) -> bool:
        """True if the customer's app does not take the texts any more."""
        return self.until is not None and now >= self.until

    def is_useless(self, now: datetime) -> bool:
        """True if the texts are too old to be wanted."""
        return now - self.since > STAYS_OPEN
