"""One turn, whatever happens on the way: real threads in memory, and steps made for each test."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from handlers import texts
from handlers.conversation.arrival import CLOSING
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Limits
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.step import Step
from handlers.conversation.take_turn import LAST_LOOK, TakeTurn
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable, StoreUnavailable, TurnLost
from handlers.languages import House
from handlers.stores.threads import StoredThreads
from tests.kept import stores
from tests.saying import saying, silent

Write = Callable[..., Message]


@pytest.fixture
def threads(clock: Any) -> StoredThreads:
    return stores(clock).threads


def raising(problem: Exception) -> Step:
    async def step(_turn: Turn) -> None:
        raise problem

    return step


async def take(
    threads: StoredThreads, message: Message, *steps: Step, seconds: float = 5, hop: int = 0, hops: int = 0
) -> Outcome:
    deadline = asyncio.get_running_loop().time() + seconds
    take_turn = TakeTurn(threads, steps, House("en"), Delivery.in_response(hops=hops))
    return await take_turn(message, deadline=deadline, hop=hop)


async def test_no_step_runs_after_the_one_that_answers_the_message(threads: StoredThreads, write: Write) -> None:
    outcome = await take(threads, write(), silent, saying("one"), raising(AssertionError()))
    assert (outcome.result, outcome.reply.texts) == (Result.ANSWERED, ("one",))


async def test_nothing_said_by_any_step_is_silence(threads: StoredThreads, write: Write) -> None:
    outcome = await take(threads, write(), silent)
    assert (outcome.result, outcome.reply.texts) == (Result.ANSWERED, ())


async def test_a_repeated_delivery_gets_the_same_texts_and_runs_no_step(threads: StoredThreads, write: Write) -> None:
    message = write()
    await take(threads, message, saying("one"))
    outcome = await take(threads, message, raising(AssertionError()))
    assert (outcome.result, outcome.reply.texts) == (Result.REPEATED, ("one",))


async def slow(_turn: Turn) -> None:
    await asyncio.sleep(60)
    raise AssertionError


async def test_a_late_answer_is_fetched_by_a_redirect_and_the_customer_is_told_once(
    threads: StoredThreads, write: Write
) -> None:
    message = write()
    first = await take(threads, message, slow, seconds=0.01, hops=2)
    assert (first.result, first.reply.texts, first.next_hop) == (Result.LATE, (texts.WAIT["es"],), 1)


async def test_the_next_hop_of_a_late_answer_says_nothing_until_it_is_there(
    threads: StoredThreads, write: Write
) -> None:
    message = write()
    turn = await threads.open_turn(message)
    assert isinstance(turn, Turn)
    await threads.record_response(turn, "resp_1")
    hop = await take(threads, message, slow, seconds=0.01, hop=1, hops=2)
    assert (hop.result, hop.reply.texts, hop.next_hop) == (Result.LATE, (), 2)
    last = await take(threads, message, slow, seconds=0.01, hop=2, hops=2)
    assert (last.result, last.reply.texts, last.next_hop) == (Result.OWED, (texts.LATE["es"],), None)
    assert (await take(threads, write(), saying("for both"), hops=2)).covers == 2


async def test_a_message_that_waits_for_its_turn_gets_it(threads: StoredThreads, write: Write, clock: Any) -> None:
    owner = await threads.open_turn(write())
    assert isinstance(owner, Turn)
    clock.go_on(seconds=21)
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await threads.close_turn(owner, Reply(("the first",)))

    take_turn = TakeTurn(threads, [saying("the second")], House("en"), Delivery.in_response(hops=2), pause)
    outcome = await take_turn(write(), deadline=asyncio.get_running_loop().time() + 5)
    assert (outcome.reply.texts, outcome.covers, pauses) == (("the second",), 1, [0.5])


async def test_a_message_that_waits_past_the_deadline_comes_back(
    threads: StoredThreads, write: Write, clock: Any
) -> None:
    await threads.open_turn(write())
    clock.go_on(seconds=21)
    outcome = await take(threads, write(), saying("never"), seconds=0.4, hops=2)
    assert (outcome.result, outcome.next_hop) == (Result.LATE, 1)


@pytest.mark.parametrize(
    ("delivery", "said"), [(Delivery.in_response(hops=1), (texts.LATE["es"],)), (Delivery.by_rest("the clock"), ())]
)
async def test_a_message_that_still_waits_at_the_last_hop_is_owed(
    threads: StoredThreads, write: Write, clock: Any, delivery: Delivery, said: tuple[str, ...]
) -> None:
    await threads.open_turn(write())
    clock.go_on(seconds=21)
    take_turn = TakeTurn(threads, [saying("never")], House("en"), delivery)
    outcome = await take_turn(write(), deadline=asyncio.get_running_loop().time() + 0.4, hop=1)
    assert (outcome.result, outcome.reply.texts, outcome.next_hop) == (Result.OWED, said, None)


async def test_a_flood_is_told_once(threads: StoredThreads, write: Write) -> None:
    for _ in range(20):
        await take(threads, write(), saying("answer"))
    told, silent = await take(threads, write(), saying("never")), await take(threads, write(), saying("never"))
    assert (told.result, told.reply.texts, told.is_kept) == (Result.FLOODED, (texts.FLOODED["es"],), False)
    assert (silent.result, silent.reply.texts) == (Result.FLOODED, ())


@pytest.mark.parametrize(
    ("hop", "under_way", "said"),
    [(0, True, (texts.WAIT["es"],)), (1, True, ()), (0, False, (texts.LATE["es"],)), (1, False, (texts.LATE["es"],))],
)
async def test_with_rest_an_answer_under_way_is_announced_and_sent_later(
    threads: StoredThreads, write: Write, hop: int, under_way: bool, said: tuple[str, ...]
) -> None:
    async def begun(turn: Turn) -> None:
        if under_way:
            await threads.record_response(turn, "resp_1")
        await slow(turn)

    take_turn = TakeTurn(threads, [begun], House("en"), Delivery.in_response(hops=hop, sends_late=True))
    outcome = await take_turn(write(), deadline=asyncio.get_running_loop().time() + 0.01, hop=hop)
    assert (outcome.result, outcome.reply.texts, outcome.next_hop) == (Result.OWED, said, None)


async def test_an_answer_not_there_after_the_last_hop_is_owed(threads: StoredThreads, write: Write) -> None:
    message = write()
    outcome = await take(threads, message, slow, seconds=0.01)
    assert (outcome.result, outcome.reply.texts) == (Result.OWED, (texts.LATE["es"],))
    assert (await take(threads, message, saying("at last"))).reply.texts == ("at last",)


@pytest.mark.parametrize(
    "problem", [AssistantUnavailable("server_error", remedy=""), StoreUnavailable("timeout", remedy="")]
)
async def test_no_answer_is_an_apology_and_the_message_stays_open(
    threads: StoredThreads, write: Write, problem: Exception
) -> None:
    outcome = await take(threads, write("Hola"), raising(problem))
    assert (outcome.result, outcome.reply.texts) == (Result.UNAVAILABLE, (texts.UNAVAILABLE["es"],))
    assert outcome.problem is problem
    assert (await take(threads, write("¿Sigues?"), saying("for both"))).covers == 2


async def test_a_turn_that_lost_the_thread_says_nothing(threads: StoredThreads, write: Write) -> None:
    newer = write("una pregunta")

    async def overtaken(turn: Turn) -> None:
        await take(threads, newer, saying("for both"))
        turn.say("too late", to=turn.unanswered)

    outcome = await take(threads, write("Hola"), overtaken)
    assert (outcome.result, outcome.reply.texts) == (Result.MERGED, ())


async def test_a_turn_that_lost_the_thread_does_not_apologise_either(threads: StoredThreads, write: Write) -> None:
    newer = write("una pregunta")

    async def overtaken(_turn: Turn) -> None:
        await take(threads, newer, saying("for both"))
        raise AssistantUnavailable("server_error", remedy="")

    assert (await take(threads, write("Hola"), overtaken)).result is Result.MERGED


async def test_of_two_deliveries_at_once_both_give_the_texts_of_the_first_to_close(
    threads: StoredThreads, write: Write, clock: Any
) -> None:
    message = write()

    async def overtaken(turn: Turn) -> None:
        clock.go_on(seconds=6)
        await take(threads, message, saying("first"))
        turn.say("second", to=turn.unanswered)

    outcome = await take(threads, message, overtaken)
    assert (outcome.result, outcome.reply.texts) == (Result.REPEATED, ("first",))


async def test_a_turn_that_is_lost_again_and_again_ends_after_the_deadline(
    threads: StoredThreads, write: Write
) -> None:
    outcome = await take(threads, write(), raising(TurnLost()), seconds=-1, hops=1)
    assert (outcome.result, outcome.next_hop) == (Result.LATE, 1)


class FailingThreads(StoredThreads):
    """A store that cannot be reached from some call on."""

    def failing(self, name: str) -> "FailingThreads":
        self.__dict__[name] = self.fail
        return self

    async def fail(self, *_arguments: object, **_more: object) -> Awaitable[None]:
        raise StoreUnavailable("timeout", remedy="")


@pytest.mark.parametrize(
    ("fails", "step", "said"),
    [
        ("close_turn", saying("the answer"), "the answer"),
        ("release_turn", raising(AssistantUnavailable("server_error", remedy="")), texts.UNAVAILABLE["es"]),
    ],
)
async def test_what_can_be_said_is_said_even_when_the_store_is_gone(
    clock: Any, write: Write, fails: str, step: Step, said: str
) -> None:
    kept = stores(clock).threads
    threads = FailingThreads(kept.keeping, kept.limits).failing(fails)
    outcome = await take(threads, write(), step)
    assert outcome.reply.texts == (said,)
    assert outcome.problem is not None


async def test_without_the_store_at_the_start_nothing_can_be_said(clock: Any, write: Write) -> None:
    kept = stores(clock).threads
    threads = FailingThreads(kept.keeping, kept.limits).failing("open_turn")
    with pytest.raises(StoreUnavailable):
        await take(threads, write(), saying("never"))


async def test_what_was_said_to_a_command_is_delivered_though_the_rest_fails(
    threads: StoredThreads, write: Write
) -> None:
    await take(threads, write("¿Abren hoy?"), raising(AssistantUnavailable("refused", remedy="")))
    command, obey = write("ayuda"), saying("This is help.", to="ayuda")
    failing = raising(AssistantUnavailable("refused", remedy=""))
    outcome = await take(threads, command, obey, failing)
    assert (outcome.result, outcome.reply.texts) == (Result.UNAVAILABLE, ("This is help.",))
    again = await take(threads, command, raising(AssertionError()))
    assert (again.result, again.reply.texts) == (Result.REPEATED, ("This is help.",))
    assert (await take(threads, write("¿Sigues?"), saying("for both"))).covers == 2


async def test_who_was_not_told_yet_that_there_is_no_answer_is_told_beside_the_command(
    threads: StoredThreads, write: Write
) -> None:
    await threads.open_turn(write("¿Abren hoy?"))
    obey = saying("This is help.", to="ayuda")
    outcome = await take(threads, write("ayuda"), obey, slow, seconds=0.01)
    assert (outcome.result, outcome.reply.texts) == (Result.OWED, ("This is help.", texts.LATE["es"]))


async def test_by_rest_the_customer_hears_of_a_failure_once_and_when_nobody_tries_again(
    threads: StoredThreads, write: Write
) -> None:
    message = write()

    async def failing(turn: Turn) -> None:
        turn.attempt = ""
        raise AssistantUnavailable("server_error", remedy="")

    take_turn = TakeTurn(threads, [failing], House("en"), Delivery.by_rest("the clock"))
    said = []
    for _ in range(6):
        outcome = await take_turn(message, deadline=asyncio.get_running_loop().time() + 5)
        said.append(outcome.reply.texts)
    assert said == [(), (), (), (texts.UNAVAILABLE["es"],), (), ()]


async def test_what_a_turn_has_decided_is_there_for_the_next_hop(threads: StoredThreads, write: Write) -> None:
    message = write()

    async def decide(turn: Turn) -> None:
        turn.decide(conversation="conv_1")
        await slow(turn)

    await take(threads, message, decide, seconds=0.01, hops=2)

    async def find(turn: Turn) -> None:
        turn.say(str(turn.decisions.conversation), to=turn.unanswered)

    assert (await take(threads, message, find, hop=1, hops=2)).reply.texts == ("conv_1",)


async def test_no_store_holds_an_answer_back_past_the_time_that_twilio_waits(clock: Any, write: Write) -> None:
    threads = SlowThreads(stores(clock).threads.keeping, Limits())
    deadline = asyncio.get_running_loop().time() - CLOSING + 0.5
    outcome = await TakeTurn(threads, [slow], House("en"), Delivery.in_response(hops=2))(write(), deadline=deadline)
    assert outcome.problem is not None
    assert outcome.next_hop == 1


async def test_a_turn_that_lost_the_thread_does_not_wait_for_a_slow_store_either(clock: Any, write: Write) -> None:
    class Lost(SlowThreads):
        opened = 0

        async def open_turn(self, message: Message) -> Any:
            Lost.opened += 1
            return await super().open_turn(message) if Lost.opened == 1 else await asyncio.sleep(60)

    deadline = asyncio.get_running_loop().time() - LAST_LOOK + 0.5
    threads = Lost(stores(clock).threads.keeping, Limits())
    take_turn = TakeTurn(threads, [raising(TurnLost())], House("en"), Delivery.in_response(hops=2))
    outcome = await take_turn(write(), deadline=deadline)
    assert (outcome.next_hop, Lost.opened) == (1, 2)
    assert outcome.problem is not None


class SlowThreads(StoredThreads):
    """A store that never finishes any call after the opening."""

    async def pause_turn(self, turn: Turn) -> None:
        await asyncio.sleep(60)


async def test_what_an_operator_has_to_know_is_told_though_the_customer_got_an_answer(
    threads: StoredThreads, write: Write
) -> None:
    problem = AssistantUnavailable("model_not_found", remedy="")

    async def hears_nothing(turn: Turn) -> None:
        turn.problem = problem
        turn.say("please write", to=turn.unanswered)

    outcome = await take(threads, write(), hears_nothing)
    assert (outcome.result, outcome.problem) == (Result.ANSWERED, problem)


async def test_a_lost_turn_undoes_what_was_done_for_it_alone(threads: StoredThreads, write: Write) -> None:
    undone: list[str] = []

    async def step(turn: Turn) -> None:
        turn.undoing.append(lambda: undone.append(turn.message.sid))

    message = write()
    await take(threads, message, step, raising(TurnLost()), seconds=-1, hops=1)
    assert undone == [message.sid]
    await take(threads, write(), step, saying("one"))
    assert undone == [message.sid]
