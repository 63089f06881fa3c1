"""The steps of the world's business: the real ones, but for the FAQ, the ceiling and the assistant, which are drawn."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.conversation.messages import Answer as Written
from handlers.conversation.messages import Usage
from handlers.conversation.side import Handoff, Mood, Side
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, QuestionRefused
from handlers.tickets.hand_over import HandOver
from handlers.tickets.ticket import Why

TOPICS = ("orders", "prices", "other", "")
WANTS_PERSON = "quiero hablar con una persona"
MODEL, HEARS_BY = "gpt-6-luna", "gpt-transcribe"


@dataclass
class Drawn:
    """What was drawn for a turn: who answers, and why a person is needed, if one is."""

    who: str = "command"
    why: Why = Why.FAILED


@dataclass
class Answering:
    """Drawn steps. `turns`: what was drawn, by the turn's message."""

    drawn: random.Random
    unknown: bool
    turns: dict[str, Drawn] = field(default_factory=dict)

    def of(self, turn: Turn) -> Drawn:
        return self.turns.setdefault(turn.message.sid, Drawn())

    def begin(self, turn: Turn) -> None:
        """Nothing is drawn yet: a person is needed only if the customer asks for one, or the assistant fails."""
        asks = any(message.content.words == WANTS_PERSON for message in turn.messages)
        self.turns[turn.message.sid] = Drawn(why=Why.ASKED if asks else Why.FAILED)

    async def from_faq(self, turn: Turn) -> None:
        """Questions that stand in the FAQ, if there is nothing else."""
        if all("FAQ" in message.content.words for message in turn.unanswered):
            turn.decide(entry="hours")
            turn.say("Abrimos a las 9.", to=turn.unanswered)
            self.of(turn).who = "faq"

    def limited(self, hand_over: HandOver) -> "Limited":
        return Limited(self, hand_over)

    async def ask(self, turn: Turn) -> None:
        """The assistant: it answers, refuses, fails, or calls for a person."""
        fate = self.drawn.choices(["answers", "refuses", "fails"], [86, 2, 12])[0]
        if fate == "fails":
            raise AssistantHiccup("drawn", remedy="none")
        if fate == "refuses":
            turn.problem = QuestionRefused("drawn", remedy="none")
            turn.say("No puedo con eso.", to=turn.unanswered)
            self.of(turn).who = "nobody"
            return
        told = self._written()
        turn.count(told.usage)
        turn.side = told.side
        self.of(turn).who = "assistant"
        if told.side.handoff is not Handoff.NO:
            self.of(turn).why = Why(told.side.handoff.value)
        for number in range(self.drawn.randrange(3)):
            turn.found[f"words {number}"] = "found"
        turn.say(told.text, to=turn.unanswered)

    def _written(self) -> Written:
        tokens = self.drawn.randrange(500, 4000)
        is_whole = not self.unknown or self.drawn.random() > 0.03
        usage = Usage(tokens, self.drawn.choice([0, tokens // 2]), self.drawn.randrange(5, 300), is_whole)
        text = self.drawn.choice(["Sí, hasta las 19 h.", "Claro. " * 20, "Son 250 pesos.\n\n" + "Detalle. " * 400])
        others = [handoff for handoff in Handoff if handoff is not Handoff.NO]
        handoff = self.drawn.choice(others) if self.drawn.random() < 0.1 else Handoff.NO
        mood = self.drawn.choices(list(Mood), [8, 2, 1])[0]
        known, topic = self.drawn.random() < 0.9, self.drawn.choice(TOPICS)
        return Written(text, usage, side=Side(handoff, "", mood, known, topic=topic))


@dataclass(frozen=True)
class Limited:
    """A ceiling that is reached at times: then the customer is told, or gets a person."""

    answering: Answering
    hand_over: HandOver

    async def __call__(self, turn: Turn) -> None:
        if self.answering.drawn.random() > 0.03:
            return
        left: Sequence[object] = turn.unanswered
        assert left
        if turn.passes is None and self.answering.drawn.random() < 0.7:
            said = [message.content for message in turn.unanswered]
            self.answering.of(turn).why = Why.LIMITED
            turn.say(await self.hand_over(turn, Why.LIMITED, said), to=turn.unanswered)
        else:
            turn.say("Por hoy no puedo responder más.", to=turn.unanswered)
