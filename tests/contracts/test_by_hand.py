"""Words written by hand, in the carrier's inbox: kept once, as a person's, in the thread that the customer has."""

from collections.abc import Callable
from typing import Any

from handlers.conversation.messages import Author, Message, Reply, Said
from handlers.conversation.turn import Turn
from handlers.stores.by_hand import StoredByHand
from tests import writing
from tests.kept import Stores
from tests.ticketing import own

Writing = Callable[..., Message]


async def test_they_are_kept_once_as_said_by_a_person(store: Stores, write: Writing, clock: Any) -> None:
    turn = await own(store, write("¿Abren hoy?"))
    await store.threads.close_turn(turn, Reply(("Sí",)))
    by_hand = StoredByHand(store.threads.keeping)
    clock.go_on(minutes=1)
    for _ in range(2):
        await by_hand.keep("whatsapp-1", writing.ANA, "Soy Ana, ¿te ayudo?")
        clock.go_on(minutes=1)
    said = await store.threads.history(turn.thread.key, most=9)
    assert [line.author for line in said] == [Author.CUSTOMER, Author.ASSISTANT, Author.PERSON]
    assert said[-1] == Said(Author.PERSON, "Soy Ana, ¿te ayudo?")
    opened = await store.threads.open_turn(write("Gracias"))
    assert isinstance(opened, Turn)
    assert opened.thread.by_hand_at == opened.thread.person_since


async def test_a_turn_under_way_goes_on_and_keeps_that_somebody_wrote(store: Stores, write: Writing) -> None:
    turn = await own(store, write("¿Abren hoy?"))
    await StoredByHand(store.threads.keeping).keep("whatsapp-1", writing.ANA, "Soy Ana")
    await store.threads.close_turn(turn, Reply(("Sí",)))
    assert turn.thread.by_hand_at


async def test_a_customer_whom_the_business_writes_to_first_has_a_thread_then(store: Stores, write: Writing) -> None:
    await StoredByHand(store.threads.keeping).keep("whatsapp-1", writing.ANA, "Tu pastel está listo")
    opened = await store.threads.open_turn(write("¡Gracias!"))
    assert isinstance(opened, Turn)
    assert opened.thread.by_hand_at


async def test_the_thread_is_found_where_it_has_moved_to(store: Stores, write: Writing) -> None:
    turn = await own(store, write("Hola", external_id="MX.1"))
    await store.threads.close_turn(turn, Reply())
    await StoredByHand(store.threads.keeping).keep("whatsapp-1", writing.ANA, "Soy Ana")
    opened = await store.threads.open_turn(write("¿Sí?", external_id="MX.1"))
    assert isinstance(opened, Turn)
    assert (opened.thread.key, bool(opened.thread.by_hand_at)) == (turn.thread.key, True)
