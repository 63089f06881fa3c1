"""Who answers: the assistant, and what listens and judges for it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handlers.conversation.messages import Answer, OpenMessage, Said


class Response(Protocol):
    """A response under way. It goes on at the assistant's even when nobody waits for it."""

    id: str

    async def answer(self) -> Answer:
        """Wait for the end. Raises ResponseFailed, QuestionRefused, or AssistantHiccup for a broken connection."""
        ...


class Assistant(Protocol):
    """Answers in a conversation that it remembers. One response at a time in each conversation.

    All raise AssistantUnavailable, by its subclasses: AssistantHiccup, AssistantMisconfigured, ConversationLocked,
    ConversationUnusable.
    """

    async def start_conversation(self) -> str:
        """Begin a conversation in which nothing is said yet, and return its id."""
        ...

    def ask(
        self,
        conversation: str,
        messages: Sequence[OpenMessage],
        *,
        customer: str,
        files: Mapping[str, bytes] = ...,
        history: Sequence[Said] = ...,
    ) -> AbstractAsyncContextManager[Response]:
        """Begin to answer these messages in one go. Raises QuestionRefused, too.

        `customer` is one alias for all that a customer asks, of at most 64 characters: no name, no number.
        `files`: what is in the attachments that the assistant is to look at, by their url. `history`: what was said
        before, in another conversation.
        """
        ...

    def resume(self, response: str) -> AbstractAsyncContextManager[Response]:
        """Wait again for a response that was begun before, by whomever."""
        ...

    async def find_answer(self, conversation: str, messages: Sequence[OpenMessage], *, after: str) -> Answer | None:
        """The answer to these messages that a response whose id was lost has left in the conversation.

        None: there is none, or none yet, that is newer than the item `after`. What it took is not known any more: no
        tokens, no cost.
        """
        ...

    async def cancel(self, response: str) -> Answer | None:
        """Stop a response. If it had come to its end before: its answer, else None."""
        ...

    async def forget(self, conversation: str) -> None:
        """Delete a conversation and all that was said in it. Done before, or half done: it ends the same."""
        ...


class Transcriber(Protocol):
    """Hears voice notes."""

    async def transcribe(self, sound: bytes, media_type: str) -> str:
        """The words, "" for none. Raises AssistantUnavailable by its subclasses, as Assistant does."""
        ...


class Moderator(Protocol):
    """Tells what the business does not want to be drawn into."""

    async def is_flagged(self, texts: Sequence[str]) -> bool:
        """Whether any of the texts is harmful. Raises AssistantUnavailable by its subclasses, as `Assistant.ask`."""
        ...
