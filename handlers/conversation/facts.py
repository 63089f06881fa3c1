"""Facts about a message that its record keeps for the business's numbers: no words, and nobody's name. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.conversation.messages import Reply
    from handlers.conversation.record import Record
    from handlers.conversation.turn import Turn


class Sure(StrEnum):
    """How sure an amount of money is."""

    EXACT = "exact"  # units that the supplier told us, at a price read at the supplier
    ESTIMATED = "estimated"  # units or price are ours to guess
    UNKNOWN = "unknown"  # no price is known: never counted as zero


@dataclass(frozen=True)
class Charge:
    """What one thing cost. `line`: supplier and thing, such as "openai.input"; `units`: tokens, messages, calls.

    `where`: the country where the price depends on it (ISO 3166, "MX"), or the model, or the app if it is not WhatsApp
    ("sms"); "" else. `micros`: millionths of a US dollar, None where no price is known.
    """

    line: str
    units: int
    micros: int | None
    sure: Sure
    where: str = ""


class Who(StrEnum):
    """Who answered a message."""

    ASSISTANT = "assistant"
    FAQ = "faq"
    COMMAND = "command"  # a command, a rating, small sentences of the product's own
    PERSON = "person"  # or will: the message went to a ticket
    NOBODY = "nobody"  # an apology, or a ceiling


@dataclass(frozen=True)
class Facts:
    """What is counted of a message once its turn has closed.

    `talks`: it belongs to a conversation: no mere greeting, command or rating; `begins`: it is the first of one.
    `parts`: the milliseconds of each part of its turn. `merged`: how many messages that turn answered together.
    `topic` and `mood` as the assistant gave them, "" for none; `unlabelled`: they are to be found for it at night.
    `charges`: what the message itself cost (Twilio's fee for it), and, on the message whose turn it was, what the
    answer cost. `business`: the number of the business's that these are for.
    """

    closed_at: datetime
    who: Who
    talks: bool = False
    begins: bool = False
    merged: int = 1
    topic: str = ""
    mood: str = ""
    unlabelled: bool = False
    parts: Mapping[str, int] = field(default_factory=dict)
    charges: Sequence[Charge] = ()
    business: str = ""


# The facts of a record that this turn closes with this reply.
Reckon = Callable[["Turn", "Record", "Reply"], Facts]
