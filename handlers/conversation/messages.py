"""What is said: a customer's message, the assistant's answer, our reply."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """The app that a customer writes in."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    RCS = "rcs"
    MESSENGER = "messenger"


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message: where it is and its media type, such as image/jpeg."""

    url: str
    media_type: str


class PartKind(StrEnum):
    """What a part of a message is. Only what somebody wrote or said has a text; the others are facts by themselves."""

    TRANSCRIPT = "transcript"  # of a voice note
    QUOTE = "quote"  # of an earlier message, which this one replies to
    LOCATION = "location"
    BUTTON = "button"  # what the pressed button is called by us
    LIST_CHOICE = "list_choice"
    AD = "ad"  # what brought the customer here
    CONTACT = "contact"
    FORWARDED = "forwarded"
    FORWARDED_OFTEN = "forwarded_often"
    UNHEARD = "unheard"  # a voice note in which nothing was understood
    VIDEO = "video"
    STICKER = "sticker"
    OTHER_FILE = "other_file"
    TOO_LARGE = "too_large"
    GONE = "gone"  # a file that could not be fetched


@dataclass(frozen=True)
class Part:
    """Something that came with a message beside its text.

    `text` is the customer's or another's: data, never instructions. `sid`: the message that a QUOTE is of.
    """

    kind: PartKind
    text: str = ""
    sid: str = ""


@dataclass(frozen=True)
class Message:
    """One message of one customer to one of the business's numbers.

    `sender` and `business` are addresses as the channel writes them; never assume that `sender` holds a phone
    number. `external_id` is the channel's own lasting name for the customer, where it gives one.
    """

    sid: str
    sender: str
    business: str
    channel: Channel
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    parts: tuple[Part, ...] = ()
    external_id: str = ""
    profile_name: str = ""

    @property
    def identity(self) -> str:
        """Who the customer is, even when the phone number is hidden or changes."""
        return self.external_id or self.sender


@dataclass(frozen=True)
class OpenMessage:
    """A message that waits for its answer: what the next turn needs of it.

    `asked`: how often a question that ends with it was paid for, or may have been. `told`: the customer has heard that
    there is no answer.
    """

    sid: str
    at: datetime
    text: str
    attachments: tuple[Attachment, ...] = ()
    parts: tuple[Part, ...] = ()
    asked: int = 0
    told: bool = False


@dataclass(frozen=True)
class Said:
    """One line of a conversation that was, for a new one to begin with."""

    by_customer: bool
    text: str


@dataclass(frozen=True)
class Usage:
    """What an answer took, in tokens; `cost` in US dollars, None for a model whose price is not known."""

    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        known = self.cost is not None and other.cost is not None
        return Usage(
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            (self.cost or 0) + (other.cost or 0) if known else None,
        )


@dataclass(frozen=True)
class Answer:
    """What the assistant said, in Markdown. `text` is empty for a refusal; `complete` is False for a cut answer.

    `item`: the newest thing that it left in the conversation, by the assistant's id; "" where it left nothing.
    """

    text: str
    usage: Usage
    complete: bool = True
    item: str = ""


@dataclass(frozen=True)
class Reply:
    """What goes back to the customer: texts in Markdown, in order. No text means that nothing is sent."""

    texts: tuple[str, ...] = ()
    usage: Usage | None = None
