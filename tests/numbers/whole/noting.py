"""What a closed turn is noted as: who answered, what it was about, and what was paid for it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.channels.twilio import write
from handlers.conversation.contact import Carrier
from handlers.conversation.messages import OpenMessage, Reply
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.tickets.ticket import Why
from tests.numbers.whole.answers import HEARS_BY, MODEL
from tests.numbers.whole.happened import Answer, Bill, Case, Paid
from tests.numbers.whole.post import app_of, sent

if TYPE_CHECKING:
    from tests.numbers.whole.world import World

COMMENTED_WITHIN = timedelta(minutes=15)
HANGS_UP = 11  # seconds of a request that ends without the answer


def closed(
    world: "World", turn: Turn, before: Thread, messages: Sequence[OpenMessage], reply: Reply, *, by_rest: bool
) -> None:
    """Note a turn that has just answered these messages. `before`: its thread until then."""
    contact, drawn = before.contact, world.answering.of(turn)
    ticket = turn.passes[1] if turn.passes else before.ticket
    who = drawn.who
    if ticket and (who != "assistant" or not before.ticket):
        who = "person"
    for message in messages:
        is_own = message.sid == turn.message.sid
        items = list(_of_message(turn, before, message))
        if is_own:
            items += _of_answer(turn, before, reply, by_rest=by_rest)
        bill = Bill(world.time.now, contact.business, items, str(contact.channel))
        asked = drawn.who == "assistant"
        world.happened.came[message.sid].answer = Answer(
            world.time.now,
            who,
            is_own,
            bill,
            known=turn.side.known,
            topic=turn.side.topic,
            mood=str(turn.side.mood) if asked else "",
            parts={part: round(took * 1000) for part, took in turn.seconds.items()},
        )
    _note_rating(world, turn, before, messages)
    _note_left(world, before, ticket)


def opened_case(world: "World", turn: Turn, messages: Sequence[OpenMessage], why: Why) -> Case:
    """Note a ticket that the turn opened."""
    assert turn.passes
    code = turn.passes[1]
    assert code
    case = world.happened.cases[code] = Case(world.life_of(turn.thread.key), str(why), messages[-1].at)
    return case


def _of_message(turn: Turn, thread: Thread, message: OpenMessage) -> Iterator[Paid]:
    if thread.contact.carrier is Carrier.TWILIO:
        yield Paid("twilio.in", app_of(thread.contact), 1)
    yield Paid("openai.transcription", HEARS_BY, sum(part.seconds for part in message.content.parts), is_guess=True)
    yield from sent(thread.contact, int(message.told and is_waited_for(thread)), is_guess=True)
    yield Paid("google.reads", "", 2, is_guess=True)
    yield Paid("google.writes", "", 3, is_guess=True)


def is_waited_for(thread: Thread) -> bool:
    """True where a request of the carrier's waits for the answer."""
    return thread.contact.carrier is not Carrier.META


def _of_answer(turn: Turn, thread: Thread, reply: Reply, *, by_rest: bool) -> Iterator[Paid]:
    usage = turn.usage
    if usage:
        yield Paid("openai.input", MODEL, usage.input_tokens - usage.cached_tokens)
        yield Paid("openai.cached", MODEL, usage.cached_tokens)
        yield Paid("openai.output", MODEL, usage.output_tokens)
        if not usage.is_whole:
            yield Paid("untold", MODEL, -(-sum(map(len, reply.texts)) // 4))
    had_to_wait = turn.hop > 0 or by_rest or bool(turn.superseded and turn.superseded.paused)
    had_to_wait = had_to_wait and is_waited_for(thread)
    yield from sent(thread.contact, int(had_to_wait), is_guess=True)
    if not by_rest:
        yield from sent(thread.contact, len(write.messages(reply.texts, thread.contact.channel, "es")))
    yield Paid("openai.search", "", len(turn.found))
    seconds = sum(turn.seconds.values()) + HANGS_UP * max(turn.hop, int(had_to_wait))
    yield Paid("google.run", "", round(1000 * seconds), is_guess=True)
    yield Paid("google.writes", "", (2 if usage else 1) + 2 * by_rest, is_guess=True)
    yield Paid("google.reads", "", 2 * by_rest, is_guess=True)


def _note_rating(world: "World", turn: Turn, before: Thread, messages: Sequence[OpenMessage]) -> None:
    """Note a rating, and its comment: the message after it, if it came soon."""
    rated, survey, came = turn.decisions.rated, before.survey, world.happened.came
    if not (rated and survey and rated.score and rated.asked_at == survey.at and not turn.is_closed):
        return
    asked = world.happened.asked[survey.id]
    sids = {message.sid for message in messages}
    assert came[rated.by].score == rated.score
    came[rated.by].talks = False
    asked.score, asked.answered_at = rated.score, came[rated.by].at  # with the next turn, if it had no answer itself
    then = came[rated.then] if rated.then in sids else None
    if then and then.remark and not then.solved and then.at - came[rated.by].at < COMMENTED_WITHIN:
        then.talks, asked.commented = False, True


def _note_left(world: "World", before: Thread, ticket: str | None) -> None:
    """Note a ticket that its customer left for the assistant."""
    case = world.happened.cases[before.ticket] if before.ticket else None
    if case and case.closed_at is None and ticket is None:
        case.closed_at, case.reason = world.time.now, "customer"
