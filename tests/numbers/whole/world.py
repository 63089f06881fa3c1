"""A business and its customers: messages that come, are answered, together or late or never, and what that costs."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from handlers.conversation.carriers import Carriage
from handlers.conversation.contact import Carrier
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Content, Message, Part, PartKind, Reply
from handlers.conversation.opening import Answered, Busy, Merged
from handlers.conversation.send_out import SendOut
from handlers.conversation.step import Step, run
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable, OutboxUnavailable, TurnLost
from handlers.money.ledger import Ledger
from handlers.money.prices import load_prices
from handlers.money.reckoning import Reckoning
from handlers.numbers.labels import marking
from handlers.steps.ask_for_person import AskForPerson
from handlers.steps.await_rest import AwaitRest
from handlers.steps.call_person import CallPerson
from handlers.steps.forget_me import ForgetMe
from handlers.steps.keep_quiet import keep_quiet
from handlers.steps.obey_commands import ObeyCommands
from handlers.steps.take_rating import TakeRating
from handlers.steps.with_person import WithPerson
from handlers.stores.debts import StoredDebts
from handlers.tickets.hand_over import HandOver
from handlers.tickets.hours import Hours
from handlers.wiring.money import rendered_by
from tests.kept import Stores, stores
from tests.numbers.whole.answers import HEARS_BY, MODEL, Answering
from tests.numbers.whole.happened import Came, Happened, Life
from tests.numbers.whole.noting import closed, opened_case
from tests.numbers.whole.people import AGENTS, Customer
from tests.numbers.whole.post import Post
from tests.numbers.whole.quick import QuickDocuments
from tests.numbers.whole.stores import NotingErasures, NotingSurveys, NotingTickets
from tests.numbers.whole.timeline import Timeline


class NoConversations:
    """The assistant, as far as it forgets."""

    async def cancel(self, response: str) -> None: ...

    async def forget(self, conversation: str) -> None: ...


@dataclass
class World:
    """The business. `owed`: threads with texts that could not be sent; `asked`: who was asked how it was, just now."""

    drawn: random.Random
    time: Timeline
    hours: Hours
    unknown: bool
    happened: Happened = field(default_factory=Happened)
    customers: dict[str, Customer] = field(default_factory=dict)
    owed: set[str] = field(default_factory=set)
    when_asked: Any = None
    when_opened: Any = None

    def __post_init__(self) -> None:
        every, drawn, now = stores(self.time, QuickDocuments()), self.drawn, self.time
        prices = load_prices(zone=self.hours.zone)
        self.post = Post(drawn, now, self.happened.bills, self.arrived)
        rendered = rendered_by(dict.fromkeys(Carrier, Carriage(self.post)))
        reckoning = Reckoning(prices, now, MODEL, HEARS_BY, rendered, asks_mood=True)
        keeping = every.threads.keeping
        self.threads = replace(every.threads, reckon=marking(reckoning))
        self.ledger = Ledger(prices, rendered, MODEL)
        self.tickets = NotingTickets(keeping, every.heard, None, self.happened, self.life_of)
        self.surveys = NotingSurveys(keeping, None, self.happened, self.life_of)
        self.erasures = NotingErasures(keeping, self.threads, self.forgotten, lambda: drawn.random() < 0.3)
        self.kept: Stores = replace(every, threads=self.threads, erasures=self.erasures, tickets=self.tickets)
        self.debts = StoredDebts(keeping, self.ledger)
        self.send_out = SendOut(self.debts, dict.fromkeys(Carrier, self.post))
        self.answering = Answering(drawn, self.unknown)
        self.forget = Forget(NoConversations(), self.erasures, now)  # type: ignore[arg-type]
        self.hand_over = HandOver(self.tickets, self.threads, AGENTS, "", "es", now, self.hours)
        self.steps: list[Step] = [
            TakeRating(self.surveys),
            AwaitRest(now),
            ForgetMe(self.forget, now),
            ObeyCommands(self.threads, 90, str, has_people=True),
            AskForPerson(self.hand_over),
            WithPerson(self.tickets, AGENTS, "es", now),
            keep_quiet,
            self.answering.from_faq,
            self.answering.limited(self.hand_over),
            CallPerson(self.answering.ask, self.hand_over),
        ]

    def life_of(self, thread: str) -> Life:
        """Whose thread this is."""
        who = self.customers[thread]
        return who.number, who.life

    async def comes(self, who: Customer, text: str, **drawn: Any) -> None:
        """A message comes."""
        sid = f"SM{len(self.happened.came):06}"
        seconds = self.drawn.randrange(2, 40) if self.drawn.random() < 0.05 else 0
        content = Content(text)
        if seconds and drawn.get("talks"):
            content = Content("", (), (Part(PartKind.TRANSCRIPT, text, seconds=seconds),))
        app, life = str(who.contact.channel), (who.number, who.life)
        self.happened.came[sid] = Came(sid, life, self.time.now, app, **{"talks": False, **drawn})
        await self.is_delivered(Message(sid, who.contact, content), who)

    async def is_delivered(self, message: Message, who: Customer, hop: int = 0, *, by_rest: bool = False) -> None:
        """A delivery of a message, by the carrier or, `by_rest`, by the clock."""
        if self.happened.came[message.sid].life != (who.number, who.life):
            return  # of a message of somebody who was forgotten nothing is known: it would be another one
        opened = await self.threads.open_turn(message)
        if isinstance(opened, Answered | Merged):
            return
        if isinstance(opened, Busy):
            self.time.after(1, partial(self.is_delivered, message, who, hop, by_rest=by_rest))
            return
        assert isinstance(opened, Turn)
        self.customers[opened.thread.key] = who
        opened.hop = hop
        fate = self.drawn.choices(["ends", "pauses", "is left"], [90, 4, 4])[0]
        took = self.drawn.lognormvariate(0.6, 0.7)
        opened.seconds = {"assistant": took * 0.9, "store": took * 0.1}
        if fate == "pauses" and not by_rest and not hop:
            self.time.after(11, partial(self.pauses, opened, who))
        elif fate == "is left":
            self.is_left(opened, who)
        else:
            self.time.after(took, partial(self.ends, opened, who, by_rest=by_rest))

    async def pauses(self, turn: Turn, who: Customer) -> None:
        """The request ends without the answer; the carrier comes back for it."""
        try:
            await self.threads.pause_turn(turn)
        except TurnLost:
            return
        self.time.after(self.drawn.uniform(0.2, 3), partial(self.is_delivered, turn.message, who, 1))

    def is_left(self, turn: Turn, who: Customer) -> None:
        """Nobody answers it now; perhaps the clock does in some minutes, or a replay up to hours later."""
        again = partial(self.is_delivered, turn.message, who, by_rest=True)
        how = self.drawn.random()
        if how < 0.4:
            self.time.after(self.drawn.uniform(60, 700), again)
        elif how < 0.7:
            self.time.after(
                self.drawn.choice([self.drawn.uniform(700, 6_900), self.drawn.uniform(6_900, 12_000)]),
                partial(self.is_replayed, turn.message, who),
            )

    async def is_replayed(self, message: Message, who: Customer) -> None:
        """A late delivery. Where free messages end, only if it costs no more: else their order would matter."""
        if await self.counted_among([message.sid]) or not who.is_busy:
            await self.is_delivered(message, who, by_rest=True)

    async def ends(self, turn: Turn, who: Customer, *, by_rest: bool) -> None:
        """The turn gets its answer, unless a newer one has taken over."""
        sender = turn.message.sid if by_rest else ""
        self.answering.begin(turn)
        try:
            reply = await run(self.steps, turn)
            if turn.is_closed:  # its customer is forgotten
                return
            await self.closes(turn, reply, sender)
        except TurnLost:
            self.time.after(1, partial(self.is_delivered, turn.message, who, turn.hop))
        except AssistantUnavailable:
            await self.gives_up(turn, who, sender)

    async def gives_up(self, turn: Turn, who: Customer, sender: str) -> None:
        """The customer is told that there is no answer now; what was answered already goes out."""
        try:
            if turn.message.sid in turn.decisions.answered:
                await self.closes(turn, turn.reply("Ahora no puedo."), sender, partly=True)
            else:
                left = [message.sid for message in turn.messages]
                await self.threads.release_turn(turn, Reply(() if sender else ("Ahora no puedo.",)))
                for sid in left:
                    self.happened.came[sid].told |= not sender
                self.is_left(turn, who)
        except TurnLost:
            pass

    async def closes(self, turn: Turn, reply: Reply, sender: str, *, partly: bool = False) -> None:
        """The turn is closed; what follows from it is sent."""
        before = turn.thread
        closing = turn.decisions.answered if partly else turn.running.covers
        messages = [message for message in turn.messages if message.sid in closing]
        left = [message.sid for message in turn.messages if message not in messages]
        given_up = await self.counted_among([message.sid for message in messages])
        await self.threads.close_turn(turn, reply, partly=partly, sender=sender)
        closed(self, turn, before, messages, reply, by_rest=bool(sender))
        for sid in given_up:
            self.happened.came[sid].given_up = True
        for sid in left:
            self.happened.came[sid].told = True
        if turn.passes and turn.passes[1] and turn.passes[1] != turn.passes[0]:
            case = opened_case(self, turn, messages, self.answering.of(turn).why)
            if self.when_opened:
                self.when_opened(turn.passes[1], case)
        for key in (*turn.owes, *([turn.thread.key] if sender else [])):
            await self.sends(key, turn.message.sid)

    async def counted_among(self, sids: list[str]) -> list[str]:
        """Those that the clock has counted as messages without an answer: only the store knows."""
        found = await self.kept.documents.get(f"messages/{sid}" for sid in sids)
        return [document.path.partition("/")[2] for document in found if document.fields["counted"]]

    async def sends(self, thread: str, by: str) -> None:
        """What a thread holds goes out by REST; what cannot is tried again with the next tick."""
        try:
            await self.send_out(thread, by=by)
            self.owed.discard(thread)
        except OutboxUnavailable:
            self.owed.add(thread)

    def forgotten(self, turn: Turn, unsettled_since: object) -> None:
        """The turn's customer is forgotten: from now on they are another one."""
        who, happened = self.customers[turn.thread.key], self.happened
        closed(self, turn, turn.thread, list(turn.messages), Reply(("Borrado.",)), by_rest=False)
        for message in turn.messages:
            if message.content.words == "sí":  # an order, not a question
                happened.came[message.sid].talks = False
        assert unsettled_since is None or isinstance(unsettled_since, datetime)
        happened.ended[who.number, who.life] = unsettled_since
        who.life += 1

    def arrived(self, thread: Thread, message: str) -> None:
        """A customer got a message by REST."""
        if thread.about is None and "¿cómo fue la atención?" in message and self.when_asked:
            self.when_asked(self.customers[thread.key])
