"""The promises of LinkCodes, over every adapter of documents; Eva writes by WhatsApp, by SMS and by RCS."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from handlers.conversation.contact import Channel
from handlers.conversation.linking import MOST_JOINED, Refused
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Busy
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unsent import Unsent
from handlers.errors import TurnLost
from handlers.stores.aside import beside
from tests.kept import Stores
from tests.ticketing import handed_over

CODE, DONE = "K7F49QXM", "Listo"
SMS: dict[str, Any] = {"channel": Channel.SMS, "customer": "+5215500000009"}
RCS: dict[str, Any] = {"channel": Channel.RCS, "customer": "+5215500000009"}
Write = Callable[..., Message]


def say(_ours: Thread, _theirs: Thread) -> tuple[str, str]:
    return DONE, DONE


async def own(store: Stores, message: Message) -> Turn:
    opened = await store.threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def answered(store: Stores, message: Message, text: str = "Hola", **closing: Any) -> Turn:
    turn = await own(store, message)
    await store.threads.close_turn(turn, Reply((text,)), **closing)
    return turn


async def asked(store: Stores, write: Write, code: str = CODE, **contact: Any) -> Thread:
    """A thread in which a code was asked for and given; by WhatsApp, unless told otherwise."""
    turn = await answered(store, write("vincular", **contact))
    await store.codes.keep(code, turn.thread)
    return turn.thread


async def join(store: Stores, turn: Turn, code: str = CODE) -> Refused | tuple[str, ...]:
    return await store.codes.join(turn, code, turn.message.sid, say)


async def joined(store: Stores, write: Write, clock: Any, **contact: Any) -> Thread:
    """The thread of WhatsApp once SMS, or another app, was joined with it."""
    clock.go_on(seconds=1)
    theirs = await asked(store, write)
    clock.go_on(seconds=1)
    turn = await own(store, write("con código", **(contact or SMS)))
    assert isinstance(await join(store, turn), tuple)
    again = await own(store, turn.message)
    await store.threads.close_turn(again, again.reply())
    clock.go_on(seconds=1)
    assert again.thread.key == theirs.key
    return again.thread


async def test_both_keys_lead_to_one_thread_in_which_the_message_has_its_answer(
    store: Stores, write: Write, clock: Any
) -> None:
    theirs = await asked(store, write)
    turn = await own(store, write("con código", **SMS))
    (told,) = [await join(store, turn)]
    again = await own(store, turn.message)
    assert (again.thread.key, again.thread.alias) == (theirs.key, theirs.alias)
    assert (again.decisions.said, again.unanswered) == ((DONE,), ())
    await store.threads.close_turn(again, again.reply())
    for message in (write("¿Y?"), write("¿Y?", **SMS)):
        clock.go_on(seconds=1)
        after = await answered(store, message)
        assert after.thread.key == theirs.key
        assert after.thread.contact == message.contact
    assert isinstance(told, tuple)
    beside = await store.debts.claim(told[0], turn.message.sid)
    assert beside is not None
    assert (beside.contact, beside.unsent and beside.unsent.texts) == (theirs.contact, (DONE,))


async def test_of_two_who_write_a_code_at_once_one_gets_in(store: Stores, write: Write) -> None:
    await asked(store, write)
    turns = [await own(store, write("con código", **each)) for each in (SMS, RCS)]
    done = await asyncio.gather(*(join(store, turn) for turn in turns))
    assert sorted(isinstance(each, Refused) for each in done) == [False, True]
    assert Refused.WRONG in done


async def test_a_code_ends_after_ten_minutes_and_is_not_kept_itself(store: Stores, write: Write, clock: Any) -> None:
    await asked(store, write)
    assert await store.documents.get([f"link_codes/{CODE}"]) == []
    clock.go_on(minutes=10)
    assert await join(store, await own(store, write("con código", **SMS))) is Refused.WRONG


async def test_the_code_of_one_who_was_forgotten_since_leads_nowhere(store: Stores, write: Write, clock: Any) -> None:
    await asked(store, write)
    await store.erasures.forget(await own(store, write("sí")), Reply())
    clock.go_on(seconds=1)
    assert await join(store, await own(store, write("con código", **SMS))) is Refused.WRONG
    await answered(store, write())
    assert await join(store, await own(store, write("con código", **SMS))) is Refused.WRONG


async def test_the_codes_of_one_who_is_forgotten_are_deleted(store: Stores, write: Write, clock: Any) -> None:
    await asked(store, write)
    clock.go_on(seconds=1)
    erasure = await store.erasures.forget(await own(store, write("sí")), Reply())
    await store.erasures.erase_messages(erasure)
    assert await store.documents.find("link_codes", ("place", "GREATER_THAN", ""), most=5) == []


async def test_while_the_other_app_is_answered_nothing_is_joined(store: Stores, write: Write, clock: Any) -> None:
    theirs = await asked(store, write)
    waiting = await own(store, write("¿Abren hoy?"))
    turn = await own(store, write("con código", **SMS))
    assert await join(store, turn) is Refused.BUSY
    clock.go_on(seconds=31)  # its owner has died, but somebody will answer
    assert await join(store, turn) is Refused.BUSY
    await store.threads.close_turn(waiting, Reply(("Sí",)))
    assert isinstance(await join(store, turn), tuple)
    assert (await own(store, turn.message)).thread.key == theirs.key


async def test_a_message_that_comes_while_joining_is_answered_in_the_joined_thread(
    store: Stores, write: Write, clock: Any
) -> None:
    """Of a join and a new message at the same time one is first; neither is lost."""
    theirs = await asked(store, write)
    turn, new = await own(store, write("con código", **SMS)), write("¿Abren hoy?")
    done, opened = await asyncio.gather(join(store, turn), store.threads.open_turn(new))
    assert isinstance(opened, Turn)
    assert opened.thread.key == theirs.key
    assert isinstance(done, tuple) or done is Refused.BUSY


async def test_an_owner_whose_thread_was_joined_loses_it(store: Stores, write: Write) -> None:
    await asked(store, write)
    turn = await own(store, write("con código", **SMS))
    await join(store, turn)
    with pytest.raises(TurnLost):
        await store.threads.close_turn(turn, Reply(("Hola",)))
    with pytest.raises(TurnLost):
        await join(store, turn)


async def test_who_has_lost_the_thread_joins_nothing(store: Stores, write: Write) -> None:
    await asked(store, write)
    turn = await own(store, write("con código", **SMS))
    await own(store, write("¿Y?", **SMS))
    with pytest.raises(TurnLost):
        await join(store, turn)
    with pytest.raises(TurnLost):
        await store.codes.part(turn, turn.message.sid, DONE)


async def test_who_was_forgotten_meanwhile_joins_nothing(store: Stores, write: Write) -> None:
    await asked(store, write)
    turn = await own(store, write("con código", **SMS))
    await store.erasures.forget(turn, Reply())
    with pytest.raises(TurnLost):
        await join(store, turn)


async def test_the_code_of_the_same_conversation_stays_good(store: Stores, write: Write, clock: Any) -> None:
    await asked(store, write)
    turn = await own(store, write("con código"))
    assert await join(store, turn) is Refused.SAME
    await store.threads.close_turn(turn, Reply())
    assert isinstance(await join(store, await own(store, write("con código", **SMS))), tuple)


async def test_a_third_app_leads_there_through_the_second(store: Stores, write: Write, clock: Any) -> None:
    await asked(store, write, "CODE2222", **SMS)
    turn = await own(store, write("con código", **RCS))
    assert isinstance(await join(store, turn, "CODE2222"), tuple)
    again = await own(store, turn.message)
    await store.threads.close_turn(again, again.reply())
    thread = await joined(store, write, clock)
    after = await answered(store, write("¿Y?", **RCS))
    assert after.thread.key == thread.key
    assert {contact.channel for contact in (after.thread.contact, *after.thread.also)} == {
        *(Channel.WHATSAPP, Channel.SMS, Channel.RCS)
    }
    rcs = turn.thread.key
    assert (await store.documents.get([f"threads/{rcs}"]))[0].fields["moved_to"] == thread.key  # directly, from now on
    clock.go_on(seconds=1)
    erasure = await store.erasures.forget(await own(store, write("sí", **RCS)), Reply())
    assert {one.key for one in erasure.joined} == {rcs, again.thread.key}
    assert set(erasure.keys) == {
        thread.key,
        rcs,
        again.thread.key,
    }  # whole: a chat's texts are stored under its own key
    assert await store.documents.find("threads", ("moved_to", "GREATER_THAN", ""), most=5) == []


async def test_there_is_a_bound_to_what_is_joined(store: Stores, write: Write, clock: Any) -> None:
    for number in range(MOST_JOINED):
        await joined(store, write, clock, channel=Channel.SMS, customer=f"+521550000010{number}")
    await asked(store, write)
    assert await join(store, await own(store, write("con código", **SMS))) is Refused.FULL


async def test_what_is_said_in_either_is_one_history(store: Stores, write: Write, clock: Any) -> None:
    await answered(store, write("del pan", **SMS), "Sí, hay")
    thread = await joined(store, write, clock)
    await answered(store, write("¿y café?"), "También")
    said = [line.text for line in await store.threads.history(thread.key, most=20, joined=thread.joined)]
    assert said == ["del pan", "Sí, hay", "vincular", "Hola", "con código", DONE, "¿y café?", "También"]
    found = await store.conversations.thread(thread.joined[0].key)
    assert found is not None
    kept = await store.conversations.messages(found, most=20)
    assert [one.record.content.text for one in kept] == ["del pan", "vincular", "con código", "¿y café?"]
    assert await store.conversations.message(found, kept[0].sid) is not None


async def test_the_link_does_not_expire_while_the_customer_writes_there(
    store: Stores, write: Write, clock: Any
) -> None:
    thread = await joined(store, write, clock)
    for _ in range(4):
        clock.go_on(days=40)
        assert (await answered(store, write("¿Y?", **SMS))).thread.key == thread.key


async def test_a_lasting_identity_that_is_told_later_leads_there_too(store: Stores, write: Write, clock: Any) -> None:
    whatsapp: dict[str, Any] = {"customer": "+5215500000008"}
    thread = await joined(store, write, clock, **whatsapp)
    known = await answered(store, write("¿Y?", external_id="MX.1", **whatsapp))
    assert known.thread.key == thread.key
    clock.go_on(seconds=1)
    hidden = await answered(store, write("¿Y?", customer="MX.1", external_id="MX.1"))
    assert hidden.thread.key == thread.key
    stranger = await answered(store, write("¿Y?", external_id="MX.2", **whatsapp))
    assert stranger.thread.key != thread.key


async def test_what_was_unsent_stays_for_the_app_that_it_was_for(store: Stores, write: Write, clock: Any) -> None:
    thread = await joined(store, write, clock)
    await answered(store, write("uno"), "Uno.", sender="first")
    await answered(store, write("dos", **SMS), "Dos.", sender="second")
    await answered(store, write("tres"), "Tres.", sender="third")
    clock.go_on(seconds=31)
    sent = [each for key in await waiting(store, clock) if (each := await store.debts.claim(key, "a sender"))]
    texts = {each.contact.channel: each.unsent.texts for each in sent if each.unsent and each.key != thread.key}
    assert texts == {Channel.WHATSAPP: (DONE, "Uno."), Channel.SMS: ("Dos.",)}
    assert [each.unsent.texts for each in sent if each.unsent and each.key == thread.key] == [("Tres.",)]


async def test_what_was_given_up_goes_with_the_next_reply_wherever_that_is(
    store: Stores, write: Write, clock: Any
) -> None:
    thread = await joined(store, write, clock)
    await answered(store, write("uno"), "Uno.", sender="first")
    await store.debts.mark_failed(thread.key, "first", unclear=False, for_good=True)
    turn = await own(store, write("dos", **SMS))
    assert turn.decisions.said == ("Uno.",)


async def test_texts_for_another_app_are_kept_together_with_what_they_are_about(
    store: Stores, write: Write, clock: Any
) -> None:
    thread = await joined(store, write, clock)
    keeping, to, now = store.threads.keeping, thread.also[0], clock()
    (told,) = (
        await beside(keeping, thread.key, to, Unsent(("Hola",), now, "ana", now, ticket="K7F3", until=now))
    ).writes
    await store.documents.commit([told])
    (kept,) = await store.documents.get([told.path])
    assert list(kept.fields["unsent"]["texts"]) == [DONE, "Hola"]
    assert (kept.fields["unsent"]["ticket"], kept.fields["unsent"]["until"]) == ("K7F3", now)


async def test_a_ticket_goes_over_to_the_joined_thread(store: Stores, write: Write, clock: Any) -> None:
    await handed_over(store, write("humano", **SMS), clock)
    clock.go_on(seconds=1)
    thread = await joined(store, write, clock)
    assert thread.ticket == "K7F3"
    ticket = await store.tickets.get("K7F3")
    assert ticket is not None
    assert ticket.thread == thread.key
    clock.go_on(seconds=1)
    erasure = await store.erasures.forget(await own(store, write("sí")), Reply())
    await store.erasures.erase_messages(erasure)
    assert await store.tickets.get("K7F3") is None


async def waiting(store: Stores, clock: Any) -> list[str]:
    """The keys of all threads with something to send."""
    found = await store.documents.find("threads", ("due", "GREATER_THAN", ""), order="due", most=20)
    return [document.path.partition("/")[2] for document in found if document.fields["unsent"]]


async def test_a_turn_answers_where_its_own_message_came_from(store: Stores, write: Write, clock: Any) -> None:
    """Another app's message waits meanwhile, since a tool runs; the customer has written there last."""
    thread = await joined(store, write, clock)
    turn = await own(store, write("¿Abren hoy?"))
    for number in range(5):
        clock.go_on(seconds=1)
        opened = await store.threads.open_turn(write(f"{number}", **SMS))
    assert isinstance(opened, Busy | Turn)
    clock.go_on(seconds=31)
    late = await own(store, turn.message)
    await store.threads.close_turn(late, Reply(("Sí",)), sender="by")
    assert late.carried not in ("", thread.key)
    assert late.thread.unsent is None
    carried = await store.debts.claim(late.carried, "by")
    assert carried is not None
    assert (carried.contact.channel, carried.unsent and carried.unsent.texts) == (Channel.WHATSAPP, (DONE, "Sí"))


async def test_an_apology_goes_where_its_message_came_from(store: Stores, write: Write, clock: Any) -> None:
    await joined(store, write, clock, **SMS)
    turn = await own(store, write("¿Abren hoy?"))
    await store.threads.release_turn(turn, Reply())
    await answered(store, write("¿Y?", **SMS), partly=True)
    clock.go_on(seconds=31)
    late = await own(store, turn.message)
    await store.threads.release_turn(late, Reply(("Disculpa",)), sender="by")
    carried = await store.debts.claim(late.carried, "by")
    assert carried is not None
    assert carried.contact.channel is Channel.WHATSAPP


async def test_an_answer_to_both_apps_is_told_in_both(store: Stores, write: Write, clock: Any) -> None:
    thread = await joined(store, write, clock)
    first = await own(store, write("¿Abren hoy?"))
    clock.go_on(seconds=1)
    both = await own(store, write("¿y mañana?", **SMS))
    assert both.covers == (first.message.sid, both.message.sid)
    await store.threads.close_turn(both, Reply(("Hoy y mañana.",)))
    (there,) = both.owes
    assert there != thread.key
    clock.go_on(seconds=31)
    carried = await store.debts.claim(there, "a sender")
    assert carried is not None
    assert (carried.contact.channel, carried.unsent and carried.unsent.texts[-1]) == (Channel.WHATSAPP, "Hoy y mañana.")


@pytest.mark.parametrize("leaves", [SMS, {}])
async def test_apart_again_each_has_its_own_and_what_was_said_stays(
    store: Stores, write: Write, clock: Any, leaves: dict[str, Any]
) -> None:
    await answered(store, write("mío", **SMS))
    thread = await joined(store, write, clock)
    turn = await own(store, write("desvincular", **leaves))
    assert await store.codes.part(turn, turn.message.sid, DONE) is None
    again = await own(store, turn.message)
    assert (again.decisions.said, again.unanswered) == ((DONE,), ())
    await store.threads.close_turn(again, again.reply())
    clock.go_on(seconds=1)
    by_sms, by_whatsapp = await answered(store, write("por aquí", **SMS)), await answered(store, write("y aquí"))
    assert by_whatsapp.thread.key == thread.key
    assert by_sms.thread.key != thread.key
    assert by_whatsapp.thread.contact.channel is Channel.WHATSAPP
    said = [line.text for line in await store.threads.history(thread.key, most=20, joined=thread.joined)]
    assert "mío" in said
    assert "por aquí" not in said
    clock.go_on(seconds=1)
    erasure = await store.erasures.forget(await own(store, write("sí")), Reply())
    await store.erasures.erase_messages(erasure)
    left = await store.threads.history(by_sms.thread.key, most=20)
    assert "por aquí" in [line.text for line in left]
    assert "mío" not in [line.text for line in left]
    assert (await own(store, write("¿Y?", **SMS))).thread.alias == by_sms.thread.alias


async def test_nothing_is_parted_that_is_not_joined_or_waits_in_another_app(
    store: Stores, write: Write, clock: Any
) -> None:
    alone = await own(store, write("desvincular"))
    assert await store.codes.part(alone, alone.message.sid, DONE) is Refused.NOT_JOINED
    await store.threads.close_turn(alone, Reply())
    await joined(store, write, clock)
    await store.threads.release_turn(await own(store, write("¿Abren hoy?", **SMS)), Reply())
    turn = await own(store, write("desvincular"))
    assert await store.codes.part(turn, turn.message.sid, DONE) is Refused.BUSY


async def test_what_is_unsent_in_the_app_that_leaves_is_still_sent_there(
    store: Stores, write: Write, clock: Any
) -> None:
    await joined(store, write, clock)
    await answered(store, write("uno", **SMS), "Uno.", sender="first")
    turn = await own(store, write("desvincular", **SMS))
    assert turn.thread.unsent is not None
    assert await store.codes.part(turn, turn.message.sid, DONE) is None
    clock.go_on(seconds=31)
    sent = [each for key in await waiting(store, clock) if (each := await store.debts.claim(key, "a sender"))]
    assert {each.contact.channel: each.unsent.texts for each in sent if each.unsent} == {
        Channel.WHATSAPP: (DONE,),
        Channel.SMS: ("Uno.",),
    }
