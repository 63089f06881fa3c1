"""Answering one delivery of a message: own the thread, run the steps, close. Each path ends in one honest outcome.

Long: each way in which an answer may be late, or missing, has its own outcome.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from handlers import texts
from handlers.conversation.arrival import Arrival
from handlers.conversation.calls import outcomes_of
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Answered, Busy, Flooded, Merged, Opened
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.ports.stores import Threads
from handlers.conversation.step import Step, run
from handlers.conversation.thread import MOST_ATTEMPTS
from handlers.conversation.turn import Turn
from handlers.errors import AttemptsSpent, IsUnderWay, StoreUnavailable, TurnLost, Unavailable
from handlers.languages import House, Sentence, Spoken

BUSY_PAUSE = 0.5  # seconds between two checks whether the thread is free
LAST_LOOK = 1.0  # seconds after the deadline in which a lost turn may still learn who answers


@dataclass(frozen=True)
class TakeTurn:
    """Answers a message, in its channel's way of delivery."""

    threads: Threads
    steps: Sequence[Step]
    house: House
    delivery: Delivery
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    def delivering(self, delivery: Delivery) -> "TakeTurn":
        """The same for messages of another way of delivery."""
        return replace(self, delivery=delivery)

    async def __call__(self, message: Message, *, deadline: float, hop: int = 0) -> Outcome:
        """Answer by `deadline`, in the event loop's time, and at most `CLOSING` seconds after it.

        Raises StoreUnavailable if no reply at all is possible.
        """
        arrival = Arrival(deadline, hop)
        opened = await arrival.stored(self.threads.open_turn(message))
        while (outcome := await self._followed(opened, arrival)) is None:
            try:
                opened = await arrival.stored(self.threads.open_turn(message))
            except StoreUnavailable as problem:
                outcome = replace(self._not_yet(arrival, opened), problem=problem)
                break
        return replace(outcome, seconds=arrival.seconds)

    async def _followed(self, opened: Opened, arrival: Arrival) -> Outcome | None:
        """The outcome; None: ask the store again, since another request has moved the thread on."""
        try:
            return await self._follow(opened, arrival)
        except TurnLost:
            return self._not_yet(arrival, opened) if arrival.seconds_left() <= -LAST_LOOK else None

    async def _follow(self, opened: Opened, arrival: Arrival) -> Outcome | None:
        language = self._language(opened)
        match opened:
            case Answered(said):
                return Outcome(Result.REPEATED, language, Reply(said), is_kept=False)  # not any more
            case Merged():
                return Outcome(Result.MERGED, language)
            case Flooded():
                told = (texts.FLOODED[language],) if opened.first else ()
                return Outcome(Result.FLOODED, language, Reply(told), is_kept=False)
            case Busy():
                return await self._waited(opened, arrival)
        opened.seconds, opened.house = arrival.seconds, self.house
        opened.deadline, opened.hop, opened.leaves = arrival.deadline, arrival.hop, self.delivery.leaves
        opened.hears = self.delivery.hears
        try:
            outcome = await self._answer(opened, arrival)
            key = opened.carried or opened.thread.key
            outcome = replace(outcome, key=key, language=opened.language)
        except TurnLost:
            opened.undo()
            raise
        outcome = replace(outcome, thread=opened.thread.alias, covers=len(opened.covers), charges=opened.charges)
        outcome = replace(outcome, problem=outcome.problem or opened.problem, owes=opened.owes)  # its closing's, too
        return replace(outcome, limited=opened.limited, has_person=opened.thread.ticket is not None)

    async def _waited(self, busy: Busy, arrival: Arrival) -> Outcome | None:
        if arrival.seconds_left() > BUSY_PAUSE:
            await self.pause(BUSY_PAUSE)
            return None
        return self._not_yet(arrival, busy)

    async def _answer(self, turn: Turn, arrival: Arrival) -> Outcome:
        try:
            async with asyncio.timeout_at(arrival.deadline):
                reply = await run(self.steps, turn)
        except TimeoutError:
            return await self._put_off(turn, arrival)
        except IsUnderWay:
            return replace(await self._put_off(turn, arrival), result=Result.UNDER_WAY)
        except Unavailable as problem:
            owed = await self._give_up(turn, arrival, texts.UNAVAILABLE, is_last=isinstance(problem, AttemptsSpent))
            return replace(owed, result=Result.UNAVAILABLE, problem=problem)
        # The answer is there: better to send it, perhaps twice, than to keep it from the customer.
        outcome = Outcome(Result.ANSWERED, turn.language, reply, problem=turn.problem, side=turn.side)
        outcome = replace(outcome, entry=turn.decisions.entry, tools=outcomes_of(turn.decisions.calls))
        if turn.is_closed:
            return replace(outcome, is_kept=False)
        sender = self._sender_of(turn, reply)
        return await self._kept(replace(outcome, sender=sender), self._closing(turn, reply, sender), arrival)

    async def _put_off(self, turn: Turn, arrival: Arrival) -> Outcome:
        """The outcome of a late answer: come back for it, and say so once; after the last hop it stays open.

        After the last hop it is promised only if a response is under way, whose end will bring the answer.
        """
        if self.delivery.next_hop(arrival.hop) is not None:
            return await self._kept(self._not_yet(arrival, turn), self.threads.pause_turn(turn), arrival)
        if self.delivery.sends_late and turn.response is not None:
            outcome = Outcome(Result.OWED, turn.language, self._announcement(arrival, turn.language))
            return await self._kept(outcome, self.threads.release_turn(turn, Reply()), arrival)
        return await self._give_up(turn, arrival, texts.LATE)

    def _not_yet(self, arrival: Arrival, opened: Opened) -> Outcome:
        """The outcome of waiting in vain: come back for the answer; after the last hop it stays open."""
        language, next_hop = self._language(opened), self.delivery.next_hop(arrival.hop)
        if next_hop is None:
            reply = Reply((texts.LATE[language],)) if self.delivery.is_waited_for else Reply()
            return Outcome(Result.OWED, language, reply)
        return Outcome(Result.LATE, language, self._announcement(arrival, language), next_hop)

    def _announcement(self, arrival: Arrival, language: Spoken) -> Reply:
        return Reply((texts.WAIT[language],)) if self.delivery.announces(arrival.hop) else Reply()

    async def _give_up(self, turn: Turn, arrival: Arrival, sentence: Sentence, *, is_last: bool = False) -> Outcome:
        """The outcome without an answer: the messages stay open. A reply to this very message still goes out.

        `is_last`: there are no more attempts.
        """
        apology = Reply((sentence[turn.language],))
        if turn.message.sid in turn.decisions.answered:
            is_news = any(not message.told for message in turn.unanswered)
            reply = turn.reply(*apology.texts) if is_news else turn.reply()
            sender = self._sender_of(turn, reply)
            writing = self._closing(turn, reply, sender, partly=True)
        else:
            reply = apology if self._is_to_hear(turn, is_last) else Reply()
            sender = self._sender_of(turn, reply)
            writing = self.threads.release_turn(turn, reply, sender=sender)
        return await self._kept(Outcome(Result.OWED, turn.language, reply, sender=sender), writing, arrival)

    def _closing(self, turn: Turn, reply: Reply, sender: str, *, partly: bool = False) -> Awaitable[None]:
        return self.threads.close_turn(turn, reply, partly=partly, sender=sender)

    def _sender_of(self, turn: Turn, reply: Reply) -> str:
        unsent = turn.thread.unsent
        return self.delivery.sender_of(reply.texts, behind=unsent is not None and not unsent.given_up)

    def _is_to_hear(self, turn: Turn, is_last: bool) -> bool:
        """True if the customer is told: always in a response; by REST once, and only after the last attempt."""
        newest = turn.unanswered[-1:]
        is_over = is_last or any(message.asked >= MOST_ATTEMPTS for message in newest)
        return self.delivery.is_waited_for or (is_over and not any(message.told for message in newest))

    async def _kept(self, outcome: Outcome, writing: Awaitable[None], arrival: Arrival) -> Outcome:
        """The outcome, after storing it if the store is available."""
        try:
            await arrival.stored(writing)
        except StoreUnavailable as problem:
            return replace(outcome, problem=outcome.problem or problem, is_kept=False)
        return outcome

    def _language(self, opened: Opened) -> Spoken:
        """The language to answer in."""
        return self.house.spoken_to(None if isinstance(opened, Answered | Merged) else opened.thread.language)
