"""Asking a turn's question, with all that it needs: a conversation, files, the history, an attempt."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.calls import MOST_ROUNDS, Calls, to_tell, told, with_outputs
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Answer, Author, OpenMessage, Said
from handlers.conversation.open_files import OpenFiles
from handlers.conversation.ports.assistant import Assistant, Question, Response
from handlers.conversation.ports.stores import Threads
from handlers.conversation.turn import Turn
from handlers.errors import TurnLost

CARRIED_OVER = 20  # messages that a new conversation begins with
CHARACTERS = 4  # of a token, about


@dataclass(frozen=True)
class PutQuestion:
    """Asks about all unanswered messages in one question; each attempt is written down before it is made.

    Each question pays for the whole conversation. Once it takes over `thread_tokens` more than the conversation's first
    question, a new conversation begins, with what was said last; likewise each question to an assistant that keeps no
    history. `context`: the note that goes with a turn's
    question, about what changes, such as the time; "" for none. It may be asked for again in the same turn.
    """

    assistant: Assistant
    threads: Threads
    forget: Forget
    thread_tokens: int
    open_files: OpenFiles | None = None
    context: Callable[[Turn], Awaitable[str]] | None = None

    async def __call__(self, turn: Turn) -> AbstractAsyncContextManager[Response]:
        """Raises AttemptsSpent, AssistantUnavailable, StoreUnavailable, TurnLost: only the thread's owner asks."""
        messages, files = await self._opened(turn)
        note = await self.context(turn) if self.context and self._says_more(turn) else ""  # before anything is paid for
        if not turn.may_ask:
            await self.threads.spend_attempt(turn)
        begun = await self._begin_conversation(turn)
        if begun or files:
            await self._still_ours(turn, begun)
        history, decided = await self._unheard(turn), turn.decisions
        question = Question(
            messages,
            customer=turn.thread.alias,
            files=files,
            history=history,
            note=note,
            heard=decided.heard,
            calls=self._calls(turn),
            may_call=decided.rounds < MOST_ROUNDS,
            skips_servers=turn.skips_servers,
        )
        return self.assistant.ask(decided.conversation or "", question)

    def _calls(self, turn: Turn) -> Calls:
        calls = turn.decisions.calls
        return to_tell(calls) if self.assistant.keeps_history else with_outputs(calls)

    async def _unheard(self, turn: Turn) -> Sequence[Said]:
        """What was said that the conversation does not hold: before it began, while closed, or by people."""
        thread, by_people = turn.thread, turn.thread.person_since
        turn.decide(heard_since=by_people)
        since = min(filter(None, (by_people, turn.decisions.missed_since)), default=None)
        said: Sequence[Said] = ()
        if turn.decisions.carries_over:
            said = await self._said(turn, thread.begun_at)
        elif since:
            said = await self._said(turn, since)
        if self.assistant.keeps_history:
            return said
        return newest_within([*said, *_said_now(turn)], self.thread_tokens * CHARACTERS)

    async def _said(self, turn: Turn, since: datetime | None) -> Sequence[Said]:
        thread = turn.thread
        return await self.threads.history(thread.key, most=CARRIED_OVER, since=since, joined=thread.joined)

    def _says_more(self, turn: Turn) -> bool:
        """True if the question has a message that the conversation does not hold yet."""
        heard = turn.decisions.heard if self.assistant.keeps_history else ()
        return any(message.sid not in heard for message in turn.unanswered)

    async def _opened(self, turn: Turn) -> tuple[Sequence[OpenMessage], Mapping[str, bytes]]:
        if self.open_files is None or not self._says_more(turn):
            return turn.unanswered, {}
        with turn.timing("files"):
            return await self.open_files(turn)

    async def _begin_conversation(self, turn: Turn) -> str | None:
        """The id of a conversation begun for this question, if there was none or it had grown too long; else None."""
        decisions = turn.decisions
        is_long = decisions.tokens - decisions.first_tokens > self.thread_tokens
        if decisions.conversation and is_long and not decisions.heard:
            turn.leave_conversation(carries_over=True)
        if turn.decisions.conversation:
            return None
        with turn.timing("assistant"):
            begun = await self.assistant.start_conversation()
        turn.decide(conversation=begun)
        return begun

    async def _still_ours(self, turn: Turn, begun: str | None) -> None:
        """Store the new conversation's id before anything is said in it; a turn that lost the thread does not ask."""
        conversation = turn.decisions.conversation
        try:
            await self.threads.renew_turn(turn)
            if turn.response is not None or turn.decisions.conversation != conversation:
                raise TurnLost  # another delivery of the message was quicker
        except TurnLost:
            if begun:
                await self.forget.unused(turn.thread.key, [begun])
            raise


def _said_now(turn: Turn) -> Sequence[Said]:
    """What this turn has answered already, and has not written down yet."""
    answered = [message for message in turn.messages if message.sid in turn.decisions.answered]
    asked = [Said(Author.CUSTOMER, words) for message in answered if (words := message.content.words)]
    return [*asked, *(Said(Author.ASSISTANT, text) for text in turn.decisions.said)]


def newest_within(said: Sequence[Said], characters: int) -> Sequence[Said]:
    """The newest of what was said, as much as has so many characters."""
    begin = len(said)
    while begin and (characters := characters - len(said[begin - 1].text)) >= 0:
        begin -= 1
    return said[begin:]


def remember(turn: Turn, answer: Answer, *, keeps_history: bool = True) -> None:
    """Keep the facts about this answer that the next question needs.

    Where the assistant keeps no history, all that was said since the conversation began goes with each question.
    """
    tokens = answer.usage.input_tokens or turn.decisions.tokens
    first_tokens = turn.decisions.first_tokens or tokens
    turn.has_heard = True
    item = answer.item or turn.decisions.item
    turn.decide(tokens=tokens, first_tokens=first_tokens, item=item)
    if keeps_history:
        turn.decide(carries_over=False, missed_since=None, calls=told(turn.decisions.calls))
    else:
        began = turn.decisions.missed_since or turn.messages[0].at
        turn.decide(missed_since=began, calls=told(turn.decisions.calls, most=None))
