"""The promises of Threads, over every adapter of documents."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.conversation.calls import MadeCall
from handlers.conversation.messages import Attachment, Author, Message, Part, PartKind, Reply, Usage
from handlers.conversation.opening import Answered, Busy, Flooded, Merged
from handlers.conversation.ports.stores import Threads
from handlers.conversation.side import Side
from handlers.conversation.turn import Turn
from handlers.errors import AttemptsSpent, TurnLost
from tests.kept import Stores

ASSISTANT, CUSTOMER = Author.ASSISTANT, Author.CUSTOMER
Write = Callable[..., Message]


@pytest.fixture
def threads(store: Stores) -> Threads:
    return store.threads


async def own(threads: Threads, message: Message) -> Turn:
    opened = await threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def answer(threads: Threads, message: Message, text: str = "¡Hola!", conversation: str = "conv_1") -> Turn:
    turn = await own(threads, message)
    turn.decide(conversation=conversation)
    await threads.record_response(turn, f"resp_{message.sid}")
    turn.decide(tokens=10)
    await threads.close_turn(turn, Reply((text,), Usage(10, 2, 5)))
    return turn


async def test_a_reply_s_sources_and_entry_and_whether_it_is_known_are_kept_with_its_message_alone(
    threads: Threads, write: Write
) -> None:
    turn = await own(threads, write("¿Tienen pan?"))
    turn.decide(sources=("precios.md", "horarios.md", "entregas.md"), entry="bread")
    turn.side = Side(known=False, sources=("precios.md", "horarios.md"))
    await threads.renew_turn(turn)
    await threads.close_turn(turn, Reply(("No lo sé.",)))
    [kept] = await threads.records(turn.thread.key, most=1)
    assert (kept.sources, kept.entry, kept.known) == (("precios.md", "horarios.md"), "bread", False)
    after = await own(threads, write("¿Y leche?"))
    assert (after.decisions.sources, after.decisions.entry) == ((), "")


CALL = MadeCall("call_1", "book", '{"people": 4}', output="{}", result="asked", is_held=False)


async def test_while_a_tool_runs_nobody_takes_the_thread_over(threads: Threads, write: Write) -> None:
    first = write("¿Dónde va mi pedido?")
    turn = await own(threads, first)
    await threads.record_response(turn, "resp_1")
    turn.decide(calls=(replace(CALL, output=None, begun_at=datetime.now(UTC)),), rounds=1, heard=(first.sid,))
    await threads.record_calls(turn)
    assert isinstance(await threads.open_turn(write("¿Hola?")), Busy)
    assert isinstance(await threads.open_turn(first), Busy)
    turn.decide(calls=(CALL,))
    await threads.spend_attempt(turn)
    again = await own(threads, write("¿Siguen ahí?"))
    assert (again.decisions.calls, again.decisions.heard, again.decisions.rounds) == ((CALL,), (first.sid,), 1)


async def test_calls_go_on_after_a_pause_and_their_attempt_is_given_back(threads: Threads, write: Write) -> None:
    message = write("¿Dónde va mi pedido?")
    turn = await own(threads, message)
    turn.attempt = ""  # the question was sent
    await threads.record_response(turn, "resp_1")
    turn.decide(calls=(replace(CALL, output=None),))
    await threads.record_calls(turn)
    await threads.pause_turn(turn)
    going_on = await own(threads, message)
    assert (going_on.response, going_on.decisions.calls) == (None, turn.decisions.calls)
    assert [waiting.asked for waiting in going_on.messages] == [0]
    going_on.decide(calls=(replace(CALL, output=None, begun_at=datetime.now(UTC)),))
    await threads.record_calls(going_on)
    with pytest.raises(TurnLost):
        await threads.record_calls(turn)  # the same calls, in a request that has ended


async def test_the_calls_of_a_reply_are_kept_with_its_message_and_its_question_with_the_thread(
    threads: Threads, write: Write
) -> None:
    turn = await own(threads, write("Resérvame una mesa"))
    turn.decide(calls=(replace(CALL, output="x" * 5000),), confirming=CALL)
    await threads.close_turn(turn, Reply(("¿Lo hago?",)))
    [kept] = await threads.records(turn.thread.key, most=1)
    [call] = kept.calls
    assert (call.name, call.arguments, call.result, len(call.output or "")) == ("book", CALL.arguments, "asked", 1000)
    after = await own(threads, write("sí"))
    assert (after.decisions.confirming, after.decisions.confirming_since is None) == (CALL, False)


async def test_a_first_message_is_owned_and_has_no_conversation_yet(threads: Threads, write: Write) -> None:
    message = write("Hola", profile_name="Ana")
    turn = await own(threads, message)
    assert [message.content.text for message in turn.thread.open] == ["Hola"]
    assert (turn.thread.decisions.conversation, turn.thread.contact.profile_name, turn.superseded) == (
        None,
        "Ana",
        None,
    )


async def test_the_conversation_is_found_again_by_the_next_message(threads: Threads, write: Write) -> None:
    await answer(threads, write(), conversation="conv_7")
    turn = await own(threads, write("¿Abren hoy?"))
    assert turn.thread.decisions.conversation == "conv_7"
    assert [message.content.text for message in turn.thread.open] == ["¿Abren hoy?"]


async def test_each_business_number_has_a_thread_of_its_own(threads: Threads, write: Write) -> None:
    await answer(threads, write(), conversation="conv_1")
    turn = await own(threads, write(business="+5215500000000"))
    assert turn.thread.decisions.conversation is None


async def test_each_customer_has_a_thread_of_their_own(threads: Threads, write: Write) -> None:
    await answer(threads, write(), conversation="conv_1")
    turn = await own(threads, write(customer="+5215500000001"))
    assert turn.thread.decisions.conversation is None


async def test_a_repeated_delivery_gets_the_same_texts(threads: Threads, write: Write) -> None:
    message = write()
    await answer(threads, message, "¡Hola! ¿En qué te ayudo?")
    assert await threads.open_turn(message) == Answered(("¡Hola! ¿En qué te ayudo?",))


async def test_a_repeated_delivery_while_the_answer_is_under_way_gets_the_same_turn(
    threads: Threads, write: Write
) -> None:
    message = write()
    turn = await own(threads, message)
    await threads.record_response(turn, "resp_1")
    again = await own(threads, message)
    assert (again.number, again.response) == (turn.number, "resp_1")
    await threads.close_turn(again, Reply(("Hola",)))
    with pytest.raises(TurnLost):
        await threads.close_turn(turn, Reply(("Hola",)))


async def test_the_newest_message_takes_the_thread_over_and_answers_for_both(threads: Threads, write: Write) -> None:
    first, second = write("Hola"), write("tengo una pregunta")
    older = await own(threads, first)
    await threads.record_response(older, "resp_1")
    newer = await own(threads, second)
    assert [message.content.text for message in newer.thread.open] == ["Hola", "tengo una pregunta"]
    assert newer.superseded is not None
    assert newer.superseded.response == "resp_1"
    with pytest.raises(TurnLost):
        await threads.close_turn(older, Reply(("late",)))
    assert await threads.open_turn(first) == Merged()
    await threads.close_turn(newer, Reply(("for both",)))
    assert await threads.open_turn(first) == Merged()
    assert await threads.open_turn(second) == Answered(("for both",))


async def test_an_owner_that_lost_the_thread_cannot_begin_a_response(threads: Threads, write: Write) -> None:
    older = await own(threads, write("Hola"))
    await own(threads, write("tengo una pregunta"))
    with pytest.raises(TurnLost):
        await threads.record_response(older, "resp_1")
    with pytest.raises(TurnLost):
        await threads.release_turn(older, Reply())


async def test_a_repeated_delivery_waits_for_the_first_to_begin_its_response(
    threads: Threads, write: Write, clock: Any
) -> None:
    message = write()
    turn = await own(threads, message)
    assert isinstance(await threads.open_turn(message), Busy)
    clock.go_on(seconds=6)
    again = await own(threads, message)
    assert (again.number, again.response) == (turn.number, None)


async def test_two_deliveries_of_one_message_cannot_both_begin_a_response(
    threads: Threads, write: Write, clock: Any
) -> None:
    message = write()
    one = await own(threads, message)
    clock.go_on(seconds=6)
    other = await own(threads, message)
    await threads.record_response(one, "resp_1")
    with pytest.raises(TurnLost):
        await threads.record_response(other, "resp_2")
    assert (await own(threads, message)).response == "resp_1"


async def test_renewing_a_turn_shows_what_another_delivery_has_begun(
    threads: Threads, write: Write, clock: Any
) -> None:
    message = write()
    one = await own(threads, message)
    clock.go_on(seconds=6)
    other = await own(threads, message)
    await threads.record_response(one, "resp_1")
    await threads.renew_turn(other)
    assert other.response == "resp_1"
    await own(threads, write("tengo una pregunta"))
    with pytest.raises(TurnLost):
        await threads.renew_turn(other)


async def test_every_request_of_a_turn_keeps_its_owner_alive(threads: Threads, write: Write, clock: Any) -> None:
    first, second = write("Hola"), write("tengo una pregunta")
    await own(threads, first)
    owner = await own(threads, second)
    await threads.record_response(owner, "resp_1")
    for _ in range(3):
        clock.go_on(seconds=20)
        owner = await own(threads, second)
    assert await threads.open_turn(first) == Merged()
    await threads.close_turn(owner, Reply(("for both",)))


async def test_past_a_burst_a_newer_message_waits_its_turn(threads: Threads, write: Write, clock: Any) -> None:
    first, second, third = write("Hola"), write("tengo una pregunta"), write("¿abren hoy?")
    owner = await own(threads, first)
    await threads.record_response(owner, "resp_1")
    clock.go_on(seconds=21)
    assert isinstance(await threads.open_turn(second), Busy)
    assert isinstance(await threads.open_turn(third), Busy)
    await threads.close_turn(owner, Reply(("the first answer",)))
    following = await own(threads, third)
    assert [message.content.text for message in following.messages] == ["tengo una pregunta", "¿abren hoy?"]
    assert await threads.open_turn(second) == Merged()
    assert await threads.open_turn(first) == Answered(("the first answer",))


async def test_a_message_that_waits_is_not_answered_by_the_turn_before_it(
    threads: Threads, write: Write, clock: Any
) -> None:
    owner = await own(threads, write("Hola"))
    clock.go_on(seconds=21)
    await threads.open_turn(write("tengo una pregunta"))
    await threads.renew_turn(owner)
    assert [message.content.text for message in owner.messages] == ["Hola"]


async def test_a_flood_is_told_once_and_kept_nowhere(threads: Threads, write: Write, clock: Any) -> None:
    for _ in range(20):
        await answer(threads, write())
    told, silent = await threads.open_turn(write()), await threads.open_turn(write())
    assert isinstance(told, Flooded)
    assert isinstance(silent, Flooded)
    assert (told.first, silent.first) == (True, False)
    clock.go_on(seconds=61)
    assert len((await own(threads, write())).messages) == 1


async def test_what_was_said_last_is_remembered_in_its_order(threads: Threads, write: Write, clock: Any) -> None:
    other = await answer(threads, write(customer="+5215500000001"), "to another")
    for number in range(4):
        clock.go_on(seconds=5)
        turn = await answer(threads, write(f"question {number}"), f"answer {number}")
    await own(threads, write("not answered yet"))
    said = await threads.history(turn.thread.key, most=5)
    assert [each.text for each in said] == ["answer 1", "question 2", "answer 2", "question 3", "answer 3"]
    assert [line.author for line in said] == [ASSISTANT, CUSTOMER, ASSISTANT, CUSTOMER, ASSISTANT]
    assert [each.text for each in await threads.history(other.thread.key, most=5)] == ["Hola", "to another"]


async def test_what_was_said_since_a_time_is_remembered_alone(threads: Threads, write: Write, clock: Any) -> None:
    await answer(threads, write("before"), "an answer")
    clock.go_on(seconds=5)
    since = clock()
    turn = await answer(threads, write("then"), "another")
    said = await threads.history(turn.thread.key, most=20, since=since)
    assert [each.text for each in said] == ["then", "another"]


async def test_messages_are_given_as_they_are_kept_in_their_order(threads: Threads, write: Write, clock: Any) -> None:
    photo, place = Attachment("https://api.twilio.com/1", "image/png"), Part(PartKind.LOCATION, "19.43, -99.13")
    for message in (write("older"), write("", files=(photo,)), write("", parts=(place,))):
        clock.go_on(seconds=5)
        turn = await answer(threads, message)
    kept = await threads.records(turn.thread.key, most=2)
    assert [(record.content.files, record.content.parts) for record in kept] == [((photo,), ()), ((), (place,))]
    assert [record.texts for record in kept] == [("¡Hola!",)] * 2


async def test_what_a_question_took_is_kept_for_the_next(threads: Threads, write: Write) -> None:
    await answer(threads, write())
    assert (await own(threads, write())).decisions.tokens == 10


async def test_two_first_messages_at_once_end_with_one_conversation(threads: Threads, write: Write) -> None:
    async def first_contact(number: int) -> str | None:
        turn = await own(threads, write(f"Hola {number}"))
        await asyncio.sleep(0.01)  # the others come in
        conversation = turn.thread.decisions.conversation or f"conv_{number}"
        turn.decide(conversation=conversation)
        try:
            await threads.record_response(turn, f"resp_{number}")
            await threads.close_turn(turn, Reply((f"answer {number}",)))
        except TurnLost:
            return None
        return conversation

    used = {conversation for conversation in await asyncio.gather(*map(first_contact, range(5))) if conversation}
    assert len(used) == 1
    assert {(await own(threads, write("¿Sigues ahí?"))).decisions.conversation} == used


async def test_a_turn_given_up_leaves_its_messages_open_for_the_next(threads: Threads, write: Write) -> None:
    turn = await own(threads, write("Hola"))
    await threads.record_response(turn, "resp_1")
    await threads.release_turn(turn, Reply())
    following = await own(threads, write("¿Sigues ahí?"))
    assert [message.content.text for message in following.thread.open] == ["Hola", "¿Sigues ahí?"]
    assert following.superseded is not None
    assert (following.superseded.response, following.superseded.covers) == ("resp_1", turn.thread.running.covers)  # type: ignore[union-attr]


async def test_a_repeated_delivery_of_a_given_up_message_tries_again(threads: Threads, write: Write) -> None:
    message = write()
    turn = await own(threads, message)
    await threads.release_turn(turn, Reply())
    again = await own(threads, message)
    assert again.number > turn.number
    assert [each.sid for each in again.thread.open] == [message.sid]


async def test_an_owner_not_heard_of_for_half_a_minute_is_dead(threads: Threads, write: Write, clock: Any) -> None:
    first = write("Hola")
    await own(threads, first)
    second = await own(threads, write("¿Abren hoy?"))
    clock.go_on(seconds=29)
    assert await threads.open_turn(first) == Merged()
    clock.go_on(seconds=2)
    again = await own(threads, first)
    assert again.number > second.number
    assert len(again.thread.open) == 2


async def test_a_message_open_for_a_quarter_of_an_hour_is_not_answered_with_the_next(
    threads: Threads, write: Write, clock: Any
) -> None:
    await threads.release_turn(await own(threads, write("Hola")), Reply())
    clock.go_on(minutes=16)
    turn = await own(threads, write("¿Abren hoy?"))
    assert [message.content.text for message in turn.thread.open] == ["¿Abren hoy?"]


async def test_a_thread_is_forgotten_after_its_retention(threads: Threads, write: Write, clock: Any) -> None:
    message = write()
    await answer(threads, message)
    clock.go_on(days=91)
    turn = await own(threads, message)
    assert turn.thread.decisions.conversation is None
    await threads.close_turn(turn, Reply(("Hola otra vez",)))
    assert await threads.open_turn(message) == Answered(("Hola otra vez",))


async def test_a_customer_who_hides_the_phone_number_keeps_the_thread(threads: Threads, write: Write) -> None:
    external = "MX.abc123"
    await answer(threads, write("by number"), conversation="conv_1")
    await answer(threads, write("both", external_id=external), conversation="conv_1")
    hidden = await own(threads, write("hidden", customer=external, external_id=external))
    assert (hidden.thread.decisions.conversation, hidden.thread.contact.customer) == ("conv_1", external)
    await threads.close_turn(hidden, Reply(("ok",)))
    by_number = await own(threads, write("by number again"))
    assert (by_number.thread.decisions.conversation, by_number.thread.key) == ("conv_1", hidden.thread.key)


async def test_an_owner_whose_thread_moved_loses_it(threads: Threads, write: Write) -> None:
    older = await own(threads, write("by number"))
    newer = await own(threads, write("both", external_id="MX.abc123"))
    assert [message.content.text for message in newer.thread.open] == ["by number", "both"]
    with pytest.raises(TurnLost):
        await threads.close_turn(older, Reply(("late",)))


async def test_a_number_alone_finds_the_thread_that_began_with_both(threads: Threads, write: Write) -> None:
    await answer(threads, write(external_id="MX.abc123"), conversation="conv_1")
    assert (await own(threads, write())).decisions.conversation == "conv_1"


async def test_a_customer_seen_with_both_keeps_the_thread_from_message_to_message(
    threads: Threads, write: Write, clock: Any
) -> None:
    for _ in range(3):
        await answer(threads, write(external_id="MX.abc123"), conversation="conv_1")
        clock.go_on(minutes=5)
    assert (await own(threads, write(external_id="MX.abc123"))).decisions.conversation == "conv_1"
    assert (await own(threads, write())).decisions.conversation == "conv_1"


async def test_an_old_message_that_nobody_answered_is_answered_when_it_comes_again(
    threads: Threads, write: Write, clock: Any
) -> None:
    old = write("an hour ago")
    await threads.release_turn(await own(threads, old), Reply())
    clock.go_on(hours=1)
    await answer(threads, write("now"))
    again = await own(threads, old)
    assert [message.content.text for message in again.messages] == ["an hour ago"]


async def test_a_recycled_number_begins_anew_and_sees_nothing_of_its_owner_before(
    threads: Threads, write: Write
) -> None:
    await answer(threads, write("by number"), conversation="conv_1")
    await answer(threads, write("ours", external_id="MX.before"), conversation="conv_1")
    await threads.release_turn(await own(threads, write("mi clave es 1234")), Reply())
    other = await own(threads, write("soy nueva", external_id="MX.after"))
    assert [message.content.text for message in other.messages] == ["soy nueva"]
    assert other.thread.decisions.conversation is None
    other.decide(conversation="conv_2")
    await threads.record_response(other, "resp_2")
    await threads.close_turn(other, Reply(("Hola",)))
    assert (await own(threads, write("by number"))).decisions.conversation == "conv_2"
    hidden = write("ours again", customer="MX.before", external_id="MX.before")
    assert (await own(threads, hidden)).decisions.conversation == "conv_1"


async def test_what_was_asked_by_number_is_not_lost_when_both_are_seen(
    threads: Threads, write: Write, clock: Any
) -> None:
    external = "MX.abc123"
    await answer(threads, write(customer=external, external_id=external), conversation="conv_1")
    await threads.release_turn(await own(threads, write("by number")), Reply())
    clock.go_on(seconds=1)
    both = await own(threads, write("both", external_id=external))
    assert [message.content.text for message in both.messages] == ["by number", "both"]
    assert both.thread.decisions.conversation == "conv_1"


async def test_a_link_does_not_expire_while_the_customer_writes(threads: Threads, write: Write, clock: Any) -> None:
    for _ in range(4):
        clock.go_on(days=40)
        await answer(threads, write(external_id="MX.abc123"), conversation="conv_1")
    assert (await own(threads, write())).decisions.conversation == "conv_1"


async def test_a_response_recorded_twice_is_still_ours(threads: Threads, write: Write) -> None:
    message = write()
    turn = await own(threads, message)
    before = turn.thread
    await threads.record_response(turn, "resp_1")
    turn.thread = before  # as after a commit whose answer was lost, so that the SDK repeats it
    await threads.record_response(turn, "resp_1")
    assert (await own(threads, message)).response == "resp_1"


async def test_attachments_are_kept_with_an_open_message(threads: Threads, write: Write) -> None:
    photo = Attachment("https://api.twilio.com/media/1", "image/jpeg")
    await threads.release_turn(await own(threads, write("mira", files=(photo,))), Reply())
    turn = await own(threads, write("¿la viste?"))
    assert turn.thread.open[0].content.files == (photo,)


async def test_a_flood_of_open_messages_stays_bounded_and_keeps_the_newest(threads: Threads, write: Write) -> None:
    for number in range(8):
        await threads.release_turn(await own(threads, write(f"{number}" + "🙂" * 60_000)), Reply())
    turn = await own(threads, write("the newest"))
    assert turn.thread.open[-1].content.text == "the newest"
    assert sum(len(message.content.text) for message in turn.thread.open) <= 200_000
    await threads.close_turn(turn, Reply(("ok",)))


async def test_what_was_found_out_about_a_message_is_kept(threads: Threads, write: Write, clock: Any) -> None:
    message = write("", files=(Attachment("https://api.twilio.com/1", "audio/ogg"),))
    turn = await own(threads, message)
    await threads.record_parts(turn, {message.sid: (Part(PartKind.TRANSCRIPT, "tengo una pregunta"),)})
    assert turn.thread.language == "es"
    clock.go_on(seconds=1)
    newer = await own(threads, write("¿Abren hoy?"))
    assert [message.content.parts for message in newer.messages] == [
        (Part(PartKind.TRANSCRIPT, "tengo una pregunta"),),
        (),
    ]
    with pytest.raises(TurnLost):
        await threads.record_parts(turn, {})
    await threads.close_turn(newer, Reply(("Sí",)))
    assert [each.text for each in await threads.history(newer.thread.key, most=5)] == [
        "tengo una pregunta",
        "¿Abren hoy?",
        "Sí",
    ]


async def test_the_text_of_an_earlier_message_is_known_in_its_own_thread_only(threads: Threads, write: Write) -> None:
    message = write("¿Abren hoy?")
    turn = await own(threads, message)
    assert await threads.text_of(turn.thread.key, message.sid) == "¿Abren hoy?"
    assert await threads.text_of("another", message.sid) is None
    assert await threads.text_of(turn.thread.key, "SM0") is None


DECIDED = {
    "conversation": "conv_1",
    "past": ("conv_0",),
    "stopped": True,
    "tokens": 7,
    "said": ("one",),
    "fetched": 3,
    "missed_since": datetime(2026, 11, 22, 3, tzinfo=UTC),
    "told_closed_until": datetime(2026, 11, 23, 15, tzinfo=UTC),
}

TRANSITIONS: dict[str, Callable[[Threads, Turn], Awaitable[None]]] = {
    "spend_attempt": lambda threads, turn: threads.spend_attempt(turn),
    "record_response": lambda threads, turn: threads.record_response(turn, "resp_1"),
    "record_parts": lambda threads, turn: threads.record_parts(turn, {}),
    "renew_turn": lambda threads, turn: threads.renew_turn(turn),
    "pause_turn": lambda threads, turn: threads.pause_turn(turn),
    "close_turn": lambda threads, turn: threads.close_turn(turn, turn.reply()),
    "close_turn partly": lambda threads, turn: threads.close_turn(turn, turn.reply(), partly=True),
    "release_turn": lambda threads, turn: threads.release_turn(turn, Reply()),
}


@pytest.mark.parametrize("transition", TRANSITIONS)
async def test_every_write_of_a_turn_carries_what_it_has_decided_whatever_comes_between(
    threads: Threads, write: Write, clock: Any, transition: str
) -> None:
    turn = await own(threads, write("Hola"))
    turn.decide(**DECIDED)
    clock.go_on(seconds=21)
    assert isinstance(await threads.open_turn(write("waits, and is written down")), Busy)
    await TRANSITIONS[transition](threads, turn)
    clock.go_on(seconds=31)
    kept = vars((await own(threads, write("later"))).decisions)
    delivered = {"said": ()} if "close" in transition else {}
    assert {name: kept[name] for name in DECIDED} == DECIDED | delivered


@pytest.mark.parametrize("transition", TRANSITIONS)
async def test_no_write_of_a_turn_that_was_lost_is_done(threads: Threads, write: Write, transition: str) -> None:
    turn = await own(threads, write("Hola"))
    newer = await own(threads, write("una pregunta"))
    turn.decide(**DECIDED)
    with pytest.raises(TurnLost):
        await TRANSITIONS[transition](threads, turn)
    await threads.close_turn(newer, Reply())
    assert (await own(threads, write("later"))).decisions.conversation is None


async def test_a_question_about_deleting_all_counts_once_it_was_in_a_reply(
    threads: Threads, write: Write, clock: Any
) -> None:
    turn = await own(threads, write("olvídame"))
    turn.decide(asks_to_forget=True)
    await threads.release_turn(turn, Reply())
    turn = await own(threads, write("Hola"))
    assert turn.decisions.forget_asked_at is None
    await threads.close_turn(turn, Reply(("Are you sure?",)))
    asked = await own(threads, write("sí"))
    assert asked.decisions.forget_asked_at == clock()
    await threads.close_turn(asked, Reply())
    assert (await own(threads, write("sí"))).decisions.forget_asked_at is None


async def test_a_question_about_deleting_all_means_nothing_once_another_turn_has_failed(
    threads: Threads, write: Write
) -> None:
    turn = await own(threads, write("olvídame"))
    turn.decide(asks_to_forget=True)
    await threads.close_turn(turn, Reply(("Are you sure?",)))
    await threads.release_turn(await own(threads, write("¿Abren hoy?")), Reply())
    assert (await own(threads, write("sí"))).decisions.forget_asked_at is None


async def test_a_message_has_a_limited_number_of_attempts_whoever_makes_them(
    threads: Threads, write: Write, clock: Any
) -> None:
    message = write()
    for _ in range(2):
        turn = await own(threads, message)
        assert turn.may_ask
        await threads.spend_attempt(turn)
        turn.attempt = ""  # used, both of them
        await threads.release_turn(turn, Reply())
    turn = await own(threads, message)
    assert not turn.may_ask
    with pytest.raises(AttemptsSpent):
        await threads.spend_attempt(turn)
    await threads.release_turn(turn, Reply(("Sorry.",)))
    clock.go_on(seconds=31)
    newer = await own(threads, write("the customer's next"))
    assert newer.may_ask
    assert [each.asked for each in newer.messages] == [4, 1]
    assert [each.told for each in newer.messages] == [True, False]


async def test_an_attempt_written_down_for_a_command_does_not_count_for_the_question_beside_it(
    threads: Threads, write: Write
) -> None:
    question, command = write("¿Abren hoy?"), write("ayuda")
    await own(threads, question)
    turn = await own(threads, command)
    assert turn.may_ask
    turn.say("This is help.", to=turn.messages[1:])
    assert not turn.may_ask
    await threads.spend_attempt(turn)
    assert turn.may_ask
    assert [each.asked for each in turn.messages] == [2, 1]


async def test_an_attempt_that_was_not_used_is_given_back(threads: Threads, write: Write) -> None:
    message = write()
    turn = await own(threads, message)
    await threads.pause_turn(turn)
    turn = await own(threads, message)
    assert [each.asked for each in turn.messages] == [0]
    await threads.spend_attempt(turn)
    turn.attempt = ""  # used
    await threads.release_turn(turn, Reply())
    turn = await own(threads, message)
    turn.has_paid = True  # for a voice note, say
    await threads.release_turn(turn, Reply())
    assert [each.asked for each in (await own(threads, message)).messages] == [3]


async def test_of_two_deliveries_only_one_spends_the_next_attempt(threads: Threads, write: Write, clock: Any) -> None:
    message = write()
    one = await own(threads, message)
    clock.go_on(seconds=6)
    other = await own(threads, message)
    assert (other.looks_first, other.may_ask) == (True, False)
    clock.go_on(seconds=1)
    await threads.spend_attempt(other)
    clock.go_on(seconds=1)
    with pytest.raises(TurnLost):
        await threads.spend_attempt(one)


async def test_a_paused_turn_goes_on_at_once_with_what_was_decided(threads: Threads, write: Write) -> None:
    message = write()
    turn = await own(threads, message)
    turn.decide(conversation="conv_1")
    await threads.pause_turn(turn)
    again = await own(threads, message)
    assert (again.number, again.decisions.conversation, again.looks_first) == (turn.number, "conv_1", True)
    assert isinstance(await threads.open_turn(message), Busy)


async def test_the_same_question_again_goes_on_with_its_response(threads: Threads, write: Write) -> None:
    message = write()
    turn = await own(threads, message)
    await threads.record_response(turn, "resp_1")
    await threads.release_turn(turn, Reply())
    again = await own(threads, message)
    assert (again.response, again.superseded, again.may_ask) == ("resp_1", None, False)


async def test_a_turn_that_takes_over_many_messages_is_let_finish(threads: Threads, write: Write) -> None:
    for _ in range(5):
        owner = await own(threads, write())
    last = write("waits")
    assert isinstance(await threads.open_turn(last), Busy)
    await threads.close_turn(owner, Reply(("for five",)))
    assert [message.content.text for message in (await own(threads, last)).messages] == ["waits"]


async def test_what_was_said_is_delivered_even_when_the_rest_is_given_up(threads: Threads, write: Write) -> None:
    question, command = write("¿Abren hoy?"), write("ayuda")
    await threads.release_turn(await own(threads, question), Reply())
    turn = await own(threads, command)
    turn.say("This is help.", to=turn.messages[1:])
    await threads.close_turn(turn, Reply(("This is help.", "Sorry.")), partly=True)
    assert await threads.open_turn(command) == Answered(("This is help.", "Sorry."))
    following = await own(threads, write("¿Y mañana?"))
    assert [(message.content.text, message.told) for message in following.messages] == [
        ("¿Abren hoy?", True),
        ("¿Y mañana?", False),
    ]
    assert following.decisions.said == ()


async def test_a_thread_has_a_name_for_outside_that_leads_to_no_number(threads: Threads, write: Write) -> None:
    first = await answer(threads, write())
    again = await own(threads, write(external_id="MX.1"))
    assert again.thread.alias == first.thread.alias
    assert again.thread.alias not in (again.thread.key, first.thread.key)
    another = await own(threads, write(customer="+5215500000001"))
    assert another.thread.alias != first.thread.alias


async def test_the_customer_s_language_is_the_last_one_told(threads: Threads, write: Write) -> None:
    for text, language in (
        ("ok", None),
        ("¿A qué hora abren mañana?", "es"),
        ("👍", "es"),
        ("What time do you open?", "en"),
    ):
        turn = await own(threads, write(text))
        assert turn.thread.language == language
        await threads.close_turn(turn, Reply(("ok",)))
