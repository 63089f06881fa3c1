"""The assistant's answer for the customer, after the answer that an earlier turn has left."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openai
import pytest

from dev.openai_standin import Standin
from handlers import texts
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.conversation.messages import Message, Reply
from handlers.conversation.side import Handoff
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, KnowledgeUnavailable, TurnLost
from handlers.instructions import business_files
from handlers.knowledge.files import KnownText
from handlers.knowledge.marked import marked
from handlers.stores.threads import StoredThreads
from tests.asking import Asking, answered, asking_of, begun, briefing, created, own, same
from tests.kept import Stores

Write = Callable[..., Message]


async def unheard(ask: Asking, threads: StoredThreads, message: Message) -> Reply:
    """The answer to a message whose turn gave up without it: it is complete, but only OpenAI has it."""
    late = await own(threads, message)
    answer = await ask(late)
    late.decide(said=(), answered=())
    await threads.release_turn(late, Reply())
    return answer


async def test_the_first_contact_begins_a_conversation_and_keeps_it(
    ask: Asking, threads: StoredThreads, write: Write
) -> None:
    turn = await own(threads, write("me llamo Ana"))
    reply = await ask(turn)
    assert turn.decisions.conversation
    assert turn.unanswered == ()
    await threads.close_turn(turn, reply)
    following = await own(threads, write("¿Cómo me llamo?"))
    assert following.decisions.conversation == turn.decisions.conversation
    assert "Ana" in "".join((await ask(following)).texts)
    assert reply.usage is not None


async def test_a_newer_message_cancels_the_older_response_and_asks_for_both(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    asking = await begun(ask, await own(threads, write("me llamo Ana #delay=30")))
    newer = await own(threads, write("¿Abren hoy?"))
    reply = await ask(newer)
    assert len(reply.texts) == 1
    assert "Ana" in reply.texts[0]
    with pytest.raises(TurnLost):
        await asking


async def test_an_answer_that_was_there_already_is_delivered_before_the_new_one(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    first = await unheard(ask, threads, write("me llamo Ana"))
    before = created(standin)
    turn = await own(threads, write("¿Abren hoy?"))
    reply = await ask(turn)
    assert reply.texts[0] == first.texts[0]
    assert len(reply.texts) == 2
    assert created(standin) == before + 1
    second = await ask.assistant.cancel(str(turn.response))
    assert first.usage is not None
    assert second is not None
    assert reply.usage == first.usage + second.usage


async def test_where_nothing_could_be_looked_up_nothing_is_known(
    openai_client: openai.AsyncOpenAI, kept: Stores, write: Write, clock: Any
) -> None:
    assistant = OpenAIAssistant(openai_client, briefing("-", side=["known"]))
    for problem, known in ((None, True), (KnowledgeUnavailable("search_timeout", remedy="none"), False)):
        turn = await own(kept.threads, write("Hola"))
        turn.problem = problem
        await kept.threads.close_turn(turn, await asking_of(assistant, kept, clock)(turn))
        assert turn.side.known is known


async def test_after_an_earlier_answer_that_needs_a_person_nothing_is_asked(
    openai_client: openai.AsyncOpenAI, kept: Stores, write: Write, standin: Standin, clock: Any
) -> None:
    fields = ("handoff", "summary")
    assistant = OpenAIAssistant(openai_client, briefing("-", side=fields))
    ask = asking_of(assistant, kept, clock)
    first = await unheard(ask, kept.threads, write("me llamo Ana #handoff=cannot"))
    before = created(standin)
    turn = await own(kept.threads, write("¿Hola?"))
    assert (await ask(turn)).texts == first.texts
    assert (turn.side.handoff, turn.unanswered, created(standin)) == (Handoff.CANNOT, (), before)


async def test_a_repeated_delivery_after_the_owner_gave_up_costs_no_second_response(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    message = write("me llamo Ana")
    first = await unheard(ask, threads, message)
    before = created(standin)
    assert await ask(await own(threads, message)) == first
    assert created(standin) == before


@pytest.mark.parametrize("fault", ["refuse", "empty", "refused=bio_policy", "failed=bio_policy", "error=bio_policy"])
async def test_a_refusal_becomes_a_sentence(ask: Asking, threads: StoredThreads, write: Write, fault: str) -> None:
    reply = await ask(await own(threads, write(f"Hola #{fault}")))
    assert reply.texts == (texts.REFUSED["es"],)


async def test_a_refusal_comes_after_what_was_said_before(ask: Asking, threads: StoredThreads, write: Write) -> None:
    first = await unheard(ask, threads, write("me llamo Ana"))
    reply = await ask(await own(threads, write("Hola #refused=bio_policy")))
    assert reply == Reply((*first.texts, texts.REFUSED["es"]), first.usage)


async def test_a_cut_answer_says_so(ask: Asking, threads: StoredThreads, write: Write) -> None:
    reply = await ask(await own(threads, write("Hola #incomplete")))
    assert reply.texts[0].endswith(f"…\n\n{texts.CUT['es']}")


async def test_an_older_response_that_cannot_be_cancelled_does_not_stop_the_new_question(
    ask: Asking, threads: StoredThreads, write: Write
) -> None:
    class Unreachable(OpenAIAssistant):
        async def cancel(self, response: str) -> None:
            raise AssistantHiccup("APIConnectionError", remedy="")

    await unheard(ask, threads, write("me llamo Ana"))
    ask = ask.but(assistant=same(Unreachable, ask.assistant))
    reply = await ask(await own(threads, write("¿Cómo me llamo?")))
    assert "Ana" in reply.texts[0]


async def test_of_what_an_earlier_response_has_answered_nothing_is_asked_again(
    ask: Asking, threads: StoredThreads, write: Write, standin: Standin, clock: Any
) -> None:
    await threads.release_turn(await own(threads, write("me llamo Ana")), Reply())
    clock.go_on(minutes=14)
    second = write("¿Cómo me llamo?")
    answer = await unheard(ask, threads, second)
    clock.go_on(minutes=2)  # the first message is too old by now
    before = created(standin)
    assert await ask(await own(threads, second)) == answer
    assert created(standin) == before


def knowing(client: openai.AsyncOpenAI, kept: Stores, clock: Any, *names: str) -> Asking:
    """An assistant that was given these files, and names them all as its sources, whichever they are."""
    told = business_files(marked([KnownText("precios.csv", "Concha: 14"), KnownText("pan.md", "Cuerno: 16")], "file"))
    assistant = OpenAIAssistant(client, briefing(told, side=["known", "sources"]))
    asking = asking_of(assistant, kept, clock)
    return Asking(replace(asking.step, names=frozenset(names)))


async def test_the_sources_of_an_answer_are_kept_and_only_those_that_we_named(
    openai_client: openai.AsyncOpenAI, kept: Stores, clock: Any, write: Write
) -> None:
    for names, sources in ((("precios.csv", "pan.md"), ("precios.csv",)), (("pan.md",), ())):
        ask = knowing(openai_client, kept, clock, *names)
        clock.go_on(seconds=1)
        turn = await answered(ask, kept.threads, write("¿Hay concha?"))
        [record] = await kept.threads.records(turn.thread.key, most=1)
        assert (record.sources, record.known) == (sources, True)


async def test_an_answer_s_sources_may_be_what_its_question_was_given_whoever_takes_over(
    openai_client: openai.AsyncOpenAI, kept: Stores, clock: Any, write: Write
) -> None:
    ask = knowing(openai_client, kept, clock)

    async def given(turn: Turn) -> str:
        turn.decide(sources=("precios.csv",))
        return ""

    ask = ask.but(context=given)
    turn = await own(kept.threads, write("¿Hay concha?"))
    await ask(turn)
    assert turn.side.sources == ("precios.csv",)
    turn.decide(said=(), answered=())
    await kept.threads.release_turn(turn, Reply())
    clock.go_on(seconds=31)
    later = await own(kept.threads, write("Hola"))  # the earlier response is cancelled, and had ended
    await ask.but(context=None)(later)
    assert later.side.sources == ("precios.csv",)
    assert len(later.decisions.said) == 2


@pytest.mark.parametrize(
    ("text", "topics", "topic"),
    [
        ("¿Y mi pedido?", ("pedidos", "other"), "pedidos"),
        ("¿Y mi pedido?", ("precios", "other"), "other"),
        ("¿Y mi pedido? #side=none", ("pedidos", "other"), ""),
        ("¿Y mi pedido? #long=900 #incomplete", ("pedidos", "other"), ""),
    ],
)
async def test_the_topic_of_an_answer_is_one_of_the_business_s(
    openai_client: openai.AsyncOpenAI,
    kept: Stores,
    clock: Any,
    write: Write,
    text: str,
    topics: tuple[str, ...],
    topic: str,
) -> None:
    told = "<topics>\npedidos\n</topics>"
    assistant = OpenAIAssistant(openai_client, briefing(told, side=["topic"], topics=["pedidos"]))
    asking = asking_of(assistant, kept, clock)
    turn = await own(kept.threads, write(text))
    await Asking(replace(asking.step, topics=topics))(turn)
    assert turn.side.topic == topic


async def test_a_reply_of_two_answers_is_known_only_if_both_are(
    openai_client: openai.AsyncOpenAI, kept: Stores, clock: Any, write: Write
) -> None:
    ask = knowing(openai_client, kept, clock, "precios.csv")
    await unheard(ask, kept.threads, write("¿Quién es el dueño?"))
    clock.go_on(seconds=31)
    turn = await own(kept.threads, write("¿Hay concha?"))
    await ask(turn)
    assert (turn.side.known, turn.side.sources) == (False, ("precios.csv",))


async def test_an_unknown_answer_is_kept_as_such(
    openai_client: openai.AsyncOpenAI, kept: Stores, clock: Any, write: Write
) -> None:
    turn = await answered(knowing(openai_client, kept, clock), kept.threads, write("¿Quién es el dueño?"))
    [record] = await kept.threads.records(turn.thread.key, most=1)
    assert (record.sources, record.known) == ((), False)
