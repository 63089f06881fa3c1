"""The promises of Chats, and of the files in them, over every adapter of documents."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.chat import Chat
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.identity import keys_of
from handlers.conversation.messages import Attachment, Message, Reply
from handlers.conversation.thread import Thread
from handlers.errors import FileGone, FileTooLarge
from handlers.stores.by_hand import StoredByHand
from handlers.stores.chat import StoredChats
from tests import writing
from tests.kept import RETENTION, Stores
from tests.ticketing import handed_over, own

EVA = Contact(Channel.WEB, "shop.example", "v1", carrier=Carrier.WEB)
LUZ = replace(EVA, customer="v2")


def thread(visitor: Contact = EVA) -> Thread:
    return Thread(keys_of(visitor)[0], visitor, alias="alias")


def message(text: str = "Hola", *, sid: str = "", visitor: Contact = EVA, files: tuple[Any, ...] = ()) -> Message:
    return replace(writing.message(text, sid=sid, files=files), contact=visitor)


@pytest.fixture
def chats(store: Stores) -> StoredChats:
    return StoredChats(store.threads.keeping)


async def test_a_chat_has_what_both_sides_said_in_its_order(store: Stores, chats: StoredChats, clock: Any) -> None:
    await store.threads.close_turn(await own(store, message(sid="web-1")), Reply(("¡Hola!",)))
    clock.go_on(seconds=1)
    await chats.send(thread(), "**Ana:** Voy")
    clock.go_on(seconds=1)
    await own(store, message("¿Cuándo?", sid="web-2", files=(writing_file(),)))
    chat = await chats.chat(EVA, most=10)
    told = [(entry.said, entry.files, entry.texts) for entry in chat.entries]
    assert told == [("Hola", 0, ("¡Hola!",)), (None, 0, ("**Ana:** Voy",)), ("¿Cuándo?", 1, ())]
    assert [entry.id for entry in chat.entries if entry.said] == ["web-1", "web-2"]
    assert not chat.has_person
    assert len((await chats.chat(EVA, most=2)).entries) == 2
    assert (await chats.chat(EVA, most=2)).entries == chat.entries[1:]


def writing_file() -> Any:
    return Attachment("web:x", "image/png")


async def test_a_reply_that_was_sent_stands_there_once(store: Stores, chats: StoredChats) -> None:
    turn = await own(store, message())
    await store.threads.close_turn(turn, Reply(("Tarde",)), sender="clock")
    assert [entry.texts for entry in (await chats.chat(EVA, most=10)).entries] == [()]
    await chats.send(turn.thread, "Tarde")
    assert [entry.texts for entry in (await chats.chat(EVA, most=10)).entries if entry.texts] == [("Tarde",)]


async def test_what_another_app_got_later_and_what_was_written_there_by_hand_stand_in_the_chat(
    store: Stores, chats: StoredChats, clock: Any
) -> None:
    turn = await own(store, message("vincular"))
    await store.codes.keep("K7F49QXM", turn.thread)
    await store.threads.close_turn(turn, Reply(("K7F4-9QXM",)))
    clock.go_on(seconds=1)
    by_whatsapp = writing.message("vincular K7F4-9QXM")
    await store.codes.join(await own(store, by_whatsapp), "K7F49QXM", by_whatsapp.sid, lambda ours, theirs: ("Sí", ""))
    await store.threads.close_turn(await own(store, by_whatsapp), Reply(("Sí",)), sender="clock")
    last = (await chats.chat(EVA, most=10)).entries[-1]
    assert (last.id, last.said, last.texts) == (by_whatsapp.sid, "vincular K7F4-9QXM", ("Sí",))
    clock.go_on(seconds=1)
    await StoredByHand(store.threads.keeping).keep("by hand", by_whatsapp.contact, "Voy *yo*")
    last = (await chats.chat(EVA, most=10)).entries[-1]
    assert (last.said, last.texts) == (None, (r"Voy \*yo\*",))


async def test_it_says_that_a_person_answers(store: Stores, chats: StoredChats, clock: Any) -> None:
    await handed_over(store, message(), clock)
    assert (await chats.chat(EVA, most=10)).has_person
    assert not (await chats.chat(LUZ, most=10)).has_person


async def test_a_visitor_who_never_wrote_has_an_empty_chat(chats: StoredChats) -> None:
    assert await chats.chat(EVA, most=10) == Chat()


async def test_what_was_sent_since_a_time_comes_oldest_first_to_its_visitor(chats: StoredChats, clock: Any) -> None:
    begun = clock()
    for text in ("uno", "dos", "tres"):
        await chats.send(thread(), text)
        clock.go_on(seconds=1)
    await chats.send(thread(LUZ), "otra")
    found = await chats.sent_since(EVA, begun + timedelta(seconds=1), most=10)
    assert [entry.texts for entry in found] == [("dos",), ("tres",)]
    assert [entry.texts for entry in await chats.sent_since(EVA, begun, most=1)] == [("uno",)]
    assert len({entry.id for entry in await chats.sent_since(EVA, begun, most=10)}) == 3
    assert await chats.sent_since(EVA, clock(), most=10) == []


async def test_texts_and_files_expire(chats: StoredChats, clock: Any) -> None:
    begun = clock()
    await chats.send(thread(), "uno")
    file = await chats.keep_file(EVA, b"pan", "image/png")
    clock.time += RETENTION + timedelta(hours=2)
    assert await chats.sent_since(EVA, begun, most=10) == []
    assert not await chats.has_sent(thread(), "uno", begun)
    with pytest.raises(FileGone):
        await chats.download(file.url, most=10)


async def test_a_file_is_had_again_as_it_was(chats: StoredChats) -> None:
    content = bytes(range(256)) * 2700
    file = await chats.keep_file(EVA, content, "image/png")
    assert file.media_type == "image/png"
    assert file.url.startswith("web:")
    assert await chats.download(file.url, most=len(content)) == content
    with pytest.raises(FileTooLarge):
        await chats.download(file.url, most=len(content) - 1)
    with pytest.raises(FileGone):
        await chats.download("web:none", most=10)


async def test_who_is_forgotten_leaves_no_text_and_no_file(store: Stores, chats: StoredChats, clock: Any) -> None:
    begun = clock()
    turn = await own(store, message())
    await chats.send(turn.thread, "uno")
    file = await chats.keep_file(EVA, b"pan", "image/png")
    await chats.send(thread(LUZ), "otra")
    clock.go_on(seconds=1)
    erasure = await store.erasures.forget(turn, Reply())
    await chats.send(thread(), "dos")  # after it: of what begins anew
    await store.erasures.erase_messages(erasure)
    assert await chats.sent_since(EVA, begun, most=10) == [*await chats.sent_since(EVA, clock(), most=10)]
    with pytest.raises(FileGone):
        await chats.download(file.url, most=10)
    assert [entry.texts for entry in await chats.sent_since(LUZ, begun, most=10)] == [("otra",)]
