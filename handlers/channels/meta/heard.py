"""What Meta reports: messages, what became of ours, and what people wrote in Meta's own inbox. Pure."""

from dataclasses import dataclass

from handlers.conversation.contact import Contact
from handlers.conversation.messages import Message
from handlers.conversation.receipts import Taken


@dataclass(frozen=True)
class Status:
    """A message of ours that Meta took, or could not deliver: then `failed` is Meta's code, "0" without one."""

    taken: Taken
    failed: str = ""


@dataclass(frozen=True)
class ByHand:
    """Words that a person of the business wrote to a customer outside Recado, in Meta's inbox or app."""

    sid: str
    contact: Contact
    text: str


@dataclass(frozen=True)
class Heard:
    """All that one request reports, in order."""

    messages: tuple[Message, ...] = ()
    statuses: tuple[Status, ...] = ()
    by_hand: tuple[ByHand, ...] = ()

    def __add__(self, other: "Heard") -> "Heard":
        return Heard(self.messages + other.messages, self.statuses + other.statuses, self.by_hand + other.by_hand)
