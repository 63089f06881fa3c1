"""Reckoning: what is counted of a message that a turn closes, and what it cost. Pure, but for the clock.

What a message cost by itself is on its record; what the answer cost is on that of the turn's own message, which has the
reply. So the sum is right, however many messages one answer took. docs/money.md says what is estimated, and how.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.conversation.contact import Carrier
from handlers.conversation.facts import Charge, Facts, Sure
from handlers.conversation.messages import Reply, Usage
from handlers.conversation.record import Record
from handlers.conversation.talk import talk_of
from handlers.conversation.turn import Turn
from handlers.money import fees
from handlers.money.prices import Prices
from handlers.money.who import who_of

# What an ordinary message takes of Firestore, as measured (bench/README.md). Each message: two documents read and two
# written to open its turn, its record to close it. An answer: the thread as it is closed, the response's id. A round of
# calls: three more. A message by REST: the thread read and written when it is taken, and when it is accepted.
READS, OF_A_MESSAGE, CLOSED, ASKED, ROUND, SENT = 2, 3, 1, 1, 3, 2
CHARACTERS = 4  # of a token
BY_REST_ALONE = frozenset({Carrier.META})  # no request waits for an answer: all goes out by REST, and counts then

Item = tuple[str, str, int, bool]  # a line, what its price depends on, how many units, and whether that is a guess


@dataclass(frozen=True)
class Reckoning:
    """Reckons what a deployment's messages cost. `rendered`: the messages in which a reply goes out.

    `model`, `hears_by`: OpenAI's models, which answers and which transcribes. `asks_mood`: answers say how the customer
    feels. `on_google`: the function and its store run on Google Cloud. `patience`: the seconds of a request that ends
    without the answer.
    """

    prices: Prices
    now: Callable[[], datetime]
    model: str
    hears_by: str
    rendered: fees.Rendered
    patience: float = 11
    asks_mood: bool = False
    on_google: bool = True

    def __call__(self, turn: Turn, record: Record, reply: Reply) -> Facts:
        """See Reckon."""
        at, items = self.now(), [*self._of_message(turn, record)]
        talks, begins = talk_of(turn, record, at)
        facts = Facts(at, who_of(turn), talks, begins, business=turn.thread.contact.business)
        if record.texts is None:  # another message of this turn has the reply
            return replace(facts, charges=self._charges(items, at))
        items += self._of_answer(turn, record, reply)
        asks_mood = self.asks_mood and turn.usage is not None
        return replace(
            facts,
            merged=max(1, sum(message.sid in turn.decisions.answered for message in turn.messages)),
            topic=turn.side.topic,
            mood=str(turn.side.mood) if asks_mood else "",
            parts={part: round(took * 1000) for part, took in turn.seconds.items()},
            charges=(*self._charges(items, at), *self._untold(turn.usage, reply)),
        )

    def _of_message(self, turn: Turn, record: Record) -> Iterator[Item]:
        """What the message costs by itself, and the apologies for it."""
        yield from ((*fee, False) for fee in fees.came(turn.thread.contact))
        yield "openai.transcription", self.hears_by, sum(part.seconds for part in record.content.parts), True
        apologies = sum(message.told for message in turn.messages if message.at == record.at)
        yield from _sent(turn, apologies * _is_waited_for(turn), is_guess=True)
        if self.on_google:
            yield "google.reads", "", READS, True
            yield "google.writes", "", OF_A_MESSAGE, True

    def _of_answer(self, turn: Turn, record: Record, reply: Reply) -> Iterator[Item]:
        """What the answer costs, and the requests that ended before it was there."""
        yield from self._tokens(turn.usage)
        yield from _sent(turn, _waits(turn, record), is_guess=True)
        if not record.by_rest:  # else they are counted when they are sent
            yield from _sent(turn, len(self.rendered(reply.texts, turn.thread.contact, turn.language)))
        yield "openai.search", "", len(turn.found), False
        yield "openai.tools", "", len(record.calls), False
        if self.on_google:
            seconds = sum(turn.seconds.values()) + max(turn.hop, _waits(turn, record)) * self.patience
            yield "google.run", "", round(1000 * seconds), True
            asked, sent = ASKED if turn.usage else 0, SENT * record.by_rest
            yield "google.reads", "", sent, True
            yield "google.writes", "", CLOSED + asked + ROUND * turn.decisions.rounds + sent, True

    def _tokens(self, usage: Usage | None) -> Iterator[Item]:
        if usage:
            yield "openai.input", self.model, usage.input_tokens - usage.cached_tokens, False
            yield "openai.cached", self.model, usage.cached_tokens, False
            yield "openai.output", self.model, usage.output_tokens, False

    def _untold(self, usage: Usage | None, reply: Reply) -> Iterator[Charge]:
        """An answer of which nobody told the tokens: they are guessed by its length, and their price is unknown."""
        if usage and not usage.is_whole:
            tokens = -(-sum(map(len, reply.texts)) // CHARACTERS)
            yield Charge("openai.output", tokens, None, Sure.UNKNOWN, self.model)

    def _charges(self, items: Sequence[Item], at: datetime) -> tuple[Charge, ...]:
        """A charge for each line and what it depends on; none for nothing."""
        units: dict[tuple[str, str], tuple[int, bool]] = {}
        for line, where, count, is_guess in items:
            if count:
                before, was_guess = units.get((line, where), (0, False))
                units[line, where] = before + count, was_guess or is_guess
        day = self.prices.day(at)
        return tuple(
            self.prices.charge(line, count, day, where, is_guess=is_guess)
            for (line, where), (count, is_guess) in units.items()
        )


def _sent(turn: Turn, messages: int, *, is_guess: bool = False) -> Iterator[Item]:
    """Messages to the customer."""
    yield from ((*fee, is_guess) for fee in fees.sent(turn.thread.contact, messages))


def _waits(turn: Turn, record: Record) -> int:
    """1 if the customer was told that the answer takes longer: in an earlier request of this message or of the one
    before that this turn took over from. The clock, too, answers what a request had to leave.
    """
    if not _is_waited_for(turn):
        return 0
    left = record.by_rest or bool(turn.superseded and turn.superseded.paused)
    return int(turn.hop > 0 or left)


def _is_waited_for(turn: Turn) -> bool:
    return turn.thread.contact.carrier not in BY_REST_ALONE
