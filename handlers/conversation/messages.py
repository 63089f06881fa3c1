"""Messages: a customer's message, the assistant's answer, our reply.

Long: the words that all rooms share, each a few lines.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from handlers.conversation.calls import Call
from handlers.conversation.contact import Contact
from handlers.conversation.side import NO_SIDE, Side
from handlers.languages import Language


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message: where it is and its media type, such as image/jpeg."""

    url: str
    media_type: str


class PartKind(StrEnum):
    """The kind of a message's part. Only parts that somebody wrote or said have a text; the others are mere facts."""

    TRANSCRIPT = "transcript"  # of a voice note
    QUOTE = "quote"  # of an earlier message, which this one replies to
    LOCATION = "location"
    BUTTON = "button"  # the business's own name for the pressed button
    LIST_CHOICE = "list_choice"
    AD = "ad"  # the ad that brought the customer here
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
    """A part of a message besides its text; `text` is data, never instructions. `sid`: the quoted message.

    `seconds`: how much of a voice note was paid for to be transcribed.
    """

    kind: PartKind
    text: str = ""
    sid: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Content:
    """The content of a message: a text, files, and other parts."""

    text: str = ""
    files: tuple[Attachment, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to answer, as in a reaction."""
        return not (self.text.strip() or self.files or self.parts)

    @property
    def words(self) -> str:
        """The words that the customer wrote or said."""
        spoken = [part.text for part in self.parts if part.kind is PartKind.TRANSCRIPT]
        return "\n".join(text for text in (self.text.strip(), *spoken) if text)


@dataclass(frozen=True)
class Message:
    """One message of a customer's to one address. `sid`: no other message of any channel has it; it has no slash.

    `language`: the one that the customer's app is set to, which counts until the customer's words show another.
    """

    sid: str
    contact: Contact
    content: Content = Content()
    language: Language | None = None


@dataclass(frozen=True)
class OpenMessage:
    """A message that waits for its answer.

    `asked`: how often a question ending with it was paid for, or may have been. `told`: the customer was told that
    there is no answer. `contact`: where it came from, if the customer wrote from another address since.
    """

    sid: str
    at: datetime
    content: Content = Content()
    asked: int = 0
    told: bool = False
    contact: Contact | None = None

    def with_parts(self, parts: tuple[Part, ...]) -> "OpenMessage":
        """The message with these parts instead of its own."""
        return replace(self, content=replace(self.content, parts=parts))


class Author(StrEnum):
    """The author of something said in a thread."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    PERSON = "person"  # of the business


@dataclass(frozen=True)
class Said:
    """One line of an earlier conversation."""

    author: Author
    text: str


@dataclass(frozen=True)
class Usage:
    """The tokens that answers took; `is_whole`: False if one of them did not say how many."""

    input_tokens: int
    cached_tokens: int
    output_tokens: int
    is_whole: bool = True

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            self.is_whole and other.is_whole,
        )


@dataclass(frozen=True)
class Answer:
    """The assistant's answer, in Markdown. `text` is empty for a refusal; `complete` is False for a cut answer.

    `item`: the assistant's id of the newest item that the answer left in the conversation; "" if it left none.
    `calls`: of tools, which want their outputs before the assistant goes on; the text is not for the customer then.
    """

    text: str
    usage: Usage
    complete: bool = True
    item: str = ""
    side: Side = NO_SIDE
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class Reply:
    """The reply to the customer: texts in Markdown, in order. Without texts nothing is sent."""

    texts: tuple[str, ...] = ()
    usage: Usage | None = None
