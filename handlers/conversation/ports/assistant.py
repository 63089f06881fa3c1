"""Ports of the assistant: answers, transcription and moderation."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from handlers.conversation.calls import MadeCall
from handlers.conversation.messages import Answer, OpenMessage, Said

# Is told what is written of a reply so far, in Markdown, over and over: the whole of it each time.
Hears = Callable[[str], None]


@dataclass(frozen=True)
class Question:
    """All these messages, which get one answer.

    `customer`: one alias for all that a customer asks, of at most 64 characters: no name, no number. `files`: the bytes
    of the attachments that the assistant is to look at, by url. `history`: what was said before, and is not in this
    conversation; all of it, for an assistant that keeps none. `note`: what the business tells about this moment.
    `heard`: the sids of messages that this conversation holds already: they are answered, but not said again. `calls`:
    of tools, with the outputs that the assistant waits for. `may_call`: whether it may make more. `skips_servers`:
    without the tools of servers.
    """

    messages: Sequence[OpenMessage]
    customer: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    history: Sequence[Said] = ()
    note: str = ""
    heard: Collection[str] = ()
    calls: Sequence[MadeCall] = ()
    may_call: bool = True
    skips_servers: bool = False

    @property
    def new(self) -> Sequence[OpenMessage]:
        """The messages that the conversation does not hold."""
        return [message for message in self.messages if message.sid not in self.heard]


class Response(Protocol):
    """A response under way. The assistant goes on writing it even when nobody waits."""

    id: str

    async def answer(self, hears: Hears | None = None) -> Answer:
        """Wait for the end. Raises ResponseFailed, QuestionRefused, or AssistantHiccup for a broken connection.

        `hears`: is told the reply as it is being written; the answer's text may differ from what it was told last.
        """
        ...


class Assistant(Protocol):
    """Answers in a conversation. One response at a time in each conversation.

    An answer has the same text and side however it is had: from the response, again, by `cancel`, by `find_answer`.

    All raise subclasses of AssistantUnavailable: AssistantHiccup, AssistantMisconfigured, ConversationLocked,
    ConversationUnusable.
    """

    @property
    def keeps_history(self) -> bool:
        """True if it remembers a conversation. If not, each question needs all that was said, and all calls, before."""
        ...

    async def start_conversation(self) -> str:
        """Begin an empty conversation, and return its id."""
        ...

    def ask(self, conversation: str, question: Question) -> AbstractAsyncContextManager[Response]:
        """Begin the answer. Also raises QuestionRefused, and ToolServerDown if a server of tools is the fault."""
        ...

    def resume(self, response: str) -> AbstractAsyncContextManager[Response]:
        """Wait again for a response that was begun before, by any process."""
        ...

    async def find_answer(self, conversation: str, question: Question, *, after: str) -> Answer | None:
        """The answer to its messages and outputs that is in the conversation, from a response whose id was lost.

        None: there is none, or none yet, that is newer than the item `after`. Its tokens may not be known. What else
        the question has is not compared.
        """
        ...

    async def cancel(self, response: str) -> Answer | None:
        """Stop a response. Returns its answer if it had already ended, else None."""
        ...

    async def forget(self, conversation: str) -> None:
        """Delete a conversation and all that was said in it, even if that was done before, or half done."""
        ...


@dataclass(frozen=True)
class Heard:
    """The words of a voice note, "" for none, and its length as it is paid for; 0 if nothing is to be paid."""

    words: str
    seconds: int


class Transcriber(Protocol):
    """Hears voice notes."""

    async def transcribe(self, sound: bytes, media_type: str) -> Heard:
        """What was heard. Raises subclasses of AssistantUnavailable, as Assistant does."""
        ...


class Moderator(Protocol):
    """Recognises texts that the business does not want to answer."""

    async def is_flagged(self, texts: Sequence[str]) -> bool:
        """True if any of the texts is harmful. Raises subclasses of AssistantUnavailable, as `Assistant.ask` does."""
        ...
