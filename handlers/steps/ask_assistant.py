"""The assistant's answer: always the last step, because it answers all that is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers import texts
from handlers.conversation.messages import Answer, PartKind
from handlers.conversation.question import remember
from handlers.conversation.rounds import AskInRounds, take_up
from handlers.conversation.side import Handoff, topic_of
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, KnowledgeUnavailable, QuestionRefused

ECHOED_ABOVE = 10  # words of a voice note
MOST_ECHOED = 400  # characters of it


@dataclass(frozen=True)
class AskAssistant:
    """Asks the assistant about all messages of the turn in one go.

    `echo_voice`: the transcript of a long voice note is put before the answer. `names`: those of the files that go with
    every question; an answer can have no other sources than these and what it was given. `topics`: likewise.
    """

    ask: AskInRounds
    echo_voice: bool = True
    names: frozenset[str] = frozenset()
    topics: Sequence[str] = ()

    async def __call__(self, turn: Turn) -> None:
        """Raises AssistantUnavailable, StoreUnavailable, TurnLost."""
        await self._take_earlier_answer(turn)
        if turn.unanswered:
            await self._answer(turn)
        if question := self.ask.question(turn):
            turn.say_more(question)

    async def _answer(self, turn: Turn) -> None:
        try:
            answer = await self.ask(turn)
        except QuestionRefused as problem:
            turn.problem, words = problem, texts.REFUSED[turn.language]
        else:
            turn.count(answer.usage)
            self._keep(answer, turn)
            words = _words(answer, turn)
        turn.say(self._heard(turn) + words, to=turn.unanswered)

    async def _take_earlier_answer(self, turn: Turn) -> None:
        """Say the answer of the turn that this one took over from, if it has one; else its response is cancelled."""
        superseded = turn.superseded
        if superseded is None or superseded.response is None:
            return
        try:
            answer = await self.ask.assistant.cancel(superseded.response)
        except AssistantHiccup:
            return  # if it is still at work, the conversation's lock will say so
        if answer is not None:
            covered = tuple(message for message in turn.messages if message.sid in superseded.covers)
            turn.count(answer.usage)
            remember(turn, answer, keeps_history=self.ask.assistant.keeps_history)
            if answer.calls:
                take_up(turn, answer, covered)
                return
            turn.say(_words(answer, turn), to=covered)
            self._keep(answer, turn)
            if answer.side.handoff is not Handoff.NO:
                turn.say_nothing(to=turn.unanswered)  # what came since then is for that person, too
            elif turn.unanswered:
                # Store which messages are answered: else a later hop would ask about all of them.
                await self.ask.threads.renew_turn(turn)

    def _keep(self, answer: Answer, turn: Turn) -> None:
        """Keep the answer's side, beside that of an earlier answer in the same reply.

        Its sources are only what we named to the assistant ourselves. Where nothing could be looked up, nothing is
        known, whatever the assistant says.
        """
        before, side, named = turn.side, answer.side, self.names.union(turn.decisions.sources)
        sources = dict.fromkeys((*before.sources, *(name for name in side.sources if name in named)))
        known = before.known and side.known and not isinstance(turn.problem, KnowledgeUnavailable)
        topic = topic_of(side.topic, self.topics)
        turn.side = replace(side, sources=tuple(sources), known=known, topic=topic)

    def _heard(self, turn: Turn) -> str:
        """The transcripts of long voice notes, so that the customer sees any mishearing."""
        parts = [part for message in turn.unanswered for part in message.content.parts]
        spoken = [part.text for part in parts if part.kind is PartKind.TRANSCRIPT]
        long = [text for text in spoken if len(text.split()) > ECHOED_ABOVE]
        shortened = [f"{text[:MOST_ECHOED]}…" if len(text) > MOST_ECHOED else text for text in long]
        return "".join(f"🎤 {texts.escaped(text)}\n\n" for text in shortened) if self.echo_voice else ""


def _words(answer: Answer, turn: Turn) -> str:
    if not answer.text:
        return texts.REFUSED[turn.language]
    return answer.text if answer.complete else f"{answer.text}…\n\n{texts.CUT[turn.language]}"
