"""The stand-in as OpenAI's own SDK sees it, over real HTTP; and its command line."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from collections.abc import Callable
from typing import Any, Literal

import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import AsyncOpenAI, AsyncStream
from openai.types.conversations import ConversationItem, ConversationItemList
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from dev.openai_standin import Standin, serve
from dev.openai_standin.answers import compose
from dev.openai_standin.directives import DIRECTIVE, directives
from dev.openai_standin.heard import Heard
from tests.dev.standins import LIMIT, start, until

MODEL = "gpt-6-luna"
COMMON = [
    "#delay=3",
    "#long=90",
    "#markdown",
    "#refuse",
    "#empty",
    "#incomplete",
    "#failed",
    "#drop",
    "#gone",
    "#flag",
    "#messages=2",
    "#parts=2",
    "#handoff=cannot",
    "#mood=furious",
    "#side=none",
    '#call=order{"number": "L-1 #failed"}',
    "#mcp_fails=search",
    "#mcp_down",
    "#mcp_down=later",
    "#then",
    "#phases",
    "#thinks",
    "#incomplete=content_filter",
    "#failed=bio_policy",
    "#absent",
    "#sse",
    "#first=queued",
    "#slow=1.5",
    "#after=1",
    "#stall=1",
]
ERRORS = [
    "#webhooks=2",
    "#locked=1",
    "#fail=500",
    "#fail=500x1",
    "#fail=quota",
    "#fail=context",
    "#fail=file",
    "#fail=model",
    "#refused=bio_policy",
    "#refused=413:too_large@input[0].content",
    "#refused_file=null",
    "#error=null:nested:first",
]

EVENTS = TypeAdapter[Any](ResponseStreamEvent)
ITEMS = TypeAdapter[Any](ConversationItem)


@pytest.fixture
async def thread(client: AsyncOpenAI) -> str:
    return (await client.conversations.create()).id


def client_of(standin: Standin, key: str = "sk-any") -> AsyncOpenAI:
    return AsyncOpenAI(api_key=key, base_url=standin.base_url, max_retries=0, timeout=LIMIT)


async def begin(client: AsyncOpenAI, thread: str, text: str, /, **more: object) -> AsyncStream[Any]:
    """Ask as Recado does: in the background, stored, streamed."""
    asked: dict[str, Any] = {"model": MODEL, "background": True, "stream": True, "store": True, **more}
    stream: AsyncStream[Any] = await client.responses.create(input=text, conversation=thread, **asked)
    return stream


async def ask(client: AsyncOpenAI, thread: str, text: str, /, **more: object) -> Response:
    last: Response = [event async for event in await begin(client, thread, text, **more)][-1].response
    return last


async def listen(stream: AsyncStream[Any], seen: list[Any]) -> None:
    async for event in stream:
        seen.append(event)


async def texts_in(client: AsyncOpenAI, thread: str) -> list[str]:
    items: Any = client.conversations.items.list(thread, order="asc")
    return [part.text async for item in items for part in item.content]


# Conversations


async def test_a_new_conversation_is_found_again_with_its_metadata(client: AsyncOpenAI) -> None:
    created = await client.conversations.create(metadata={"thread": "t-1"})

    found = await client.conversations.retrieve(created.id)

    assert found == created
    assert found.metadata == {"thread": "t-1"}
    assert found.object == "conversation"


async def test_a_deleted_conversation_is_unknown(client: AsyncOpenAI, thread: str) -> None:
    deleted = await client.conversations.delete(thread)

    assert deleted.deleted
    assert deleted.object == "conversation.deleted"
    with pytest.raises(openai.NotFoundError):
        await client.conversations.retrieve(thread)


async def test_a_deleted_conversation_leaves_its_items(client: AsyncOpenAI, standin: Standin) -> None:
    items: Any = [{"role": "user", "content": text} for text in ("Uno", "Dos", "Tres")]
    thread = (await client.conversations.create(items=items)).id
    listed = [item async for item in client.conversations.items.list(thread, order="asc")]

    await client.conversations.items.delete(str(listed[1].id), conversation_id=thread)
    assert await texts_in(client, thread) == ["Uno", "Tres"]
    await client.conversations.delete(thread)

    assert [item["content"][0]["text"] for item in standin.state.left[thread]] == ["Uno", "Tres"]


async def test_what_is_said_too_late_for_a_deleted_conversation_is_left_too(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    with standin.state.holding("Hola"):
        stream = await begin(client, thread, "Hola")
        await client.conversations.delete(thread)

    assert [event async for event in stream][-1].type == "response.completed"
    assert len(standin.state.left[thread]) == 2


async def test_an_item_is_deleted_once(client: AsyncOpenAI, thread: str) -> None:
    await ask(client, thread, "Hola")
    item = (await client.conversations.items.list(thread)).data[0]

    kept = await client.conversations.items.delete(str(item.id), conversation_id=thread)

    assert kept.id == thread
    with pytest.raises(openai.NotFoundError, match=str(item.id)):
        await client.conversations.items.delete(str(item.id), conversation_id=thread)


async def test_so_many_deletions_fail() -> None:
    with serve() as standin:
        async with client_of(standin) as client:
            thread = (await client.conversations.create(items=[{"role": "user", "content": "Hola"}])).id
            response = await client.responses.create(model=MODEL, input="Hola")
            item = str((await client.conversations.items.list(thread)).data[0].id)
            standin.state.failing_deletions = 3

            with pytest.raises(openai.InternalServerError):
                await client.conversations.items.delete(item, conversation_id=thread)
            with pytest.raises(openai.InternalServerError):
                await client.conversations.delete(thread)
            with pytest.raises(openai.InternalServerError):
                await client.responses.delete(response.id)

            await client.conversations.items.delete(item, conversation_id=thread)
            await client.conversations.delete(thread)
            await client.responses.delete(response.id)


@pytest.mark.parametrize("use", ["retrieve", "delete", "list", "respond"])
async def test_an_unknown_conversation_is_named_in_the_error(client: AsyncOpenAI, use: str) -> None:
    calls: dict[str, Callable[[], Any]] = {
        "retrieve": lambda: client.conversations.retrieve("conv_nobody"),
        "delete": lambda: client.conversations.delete("conv_nobody"),
        "list": lambda: client.conversations.items.list("conv_nobody"),
        "respond": lambda: begin(client, "conv_nobody", "Hola"),
    }

    with pytest.raises(openai.NotFoundError, match="conv_nobody") as refused:
        await calls[use]()

    assert refused.value.type == "invalid_request_error"
    assert refused.value.code is None


async def test_a_conversation_begins_with_up_to_20_items(client: AsyncOpenAI) -> None:
    items: Any = [{"role": "user", "content": f"Mensaje {number}"} for number in range(21)]

    created = await client.conversations.create(items=items[:20])

    assert len(await texts_in(client, created.id)) == 20
    with pytest.raises(openai.BadRequestError, match="items"):
        await client.conversations.create(items=items)


async def test_items_that_are_no_list_are_refused(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="items"):
        await client.post("/conversations", body={"items": 7}, cast_to=object)


async def test_items_come_newest_first(client: AsyncOpenAI, thread: str) -> None:
    await ask(client, thread, "Uno")
    await ask(client, thread, "Dos")

    page: Any = await client.conversations.items.list(thread, limit=2)

    assert [item.role for item in page.data] == ["assistant", "user"]
    assert page.data[1].content[0].text == "Dos"
    assert page.has_more


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_all_items_are_listed_page_by_page(client: AsyncOpenAI, order: Literal["asc", "desc"]) -> None:
    items: Any = [{"role": "user", "content": f"Mensaje {number}"} for number in range(7)]
    thread = (await client.conversations.create(items=items)).id

    listed: Any = client.conversations.items.list(thread, limit=3, order=order)

    numbers = [int(item.content[0].text.split()[1]) async for item in listed]
    assert numbers == sorted(range(7), reverse=order == "desc")


async def test_a_page_of_items_has_the_real_shape(client: AsyncOpenAI, thread: str) -> None:
    await ask(client, thread, "Hola")
    page = await client.get(f"/conversations/{thread}/items?limit=1", cast_to=dict[str, Any])

    ConversationItemList.model_validate(page)
    ITEMS.validate_python(page["data"][0])
    assert page["object"] == "list"
    assert page["first_id"] == page["last_id"] == page["data"][0]["id"]


async def test_an_empty_conversation_lists_nothing(client: AsyncOpenAI, thread: str) -> None:
    page = await client.conversations.items.list(thread)

    assert page.data == []
    assert page.has_more is False


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=many"])
async def test_a_senseless_limit_is_refused(client: AsyncOpenAI, thread: str, query: str) -> None:
    with pytest.raises(openai.BadRequestError, match="limit"):
        await client.get(f"/conversations/{thread}/items?{query}", cast_to=object)


async def test_items_after_an_unknown_one_are_not_found(client: AsyncOpenAI, thread: str) -> None:
    with pytest.raises(openai.NotFoundError, match="msg_nobody"):
        await client.conversations.items.list(thread, after="msg_nobody")


# Memory


async def test_a_second_message_shows_that_the_first_is_remembered(client: AsyncOpenAI, thread: str) -> None:
    await ask(client, thread, "Hola, me llamo Ana")

    second = await ask(client, thread, "¿Abren hoy?")

    assert "«¿Abren hoy?»" in second.output_text
    assert "te llamas Ana" in second.output_text
    assert "Recuerdo un mensaje tuyo de antes: «Hola, me llamo Ana»" in second.output_text


async def test_only_the_first_answer_says_that_it_is_a_stand_in(client: AsyncOpenAI, thread: str) -> None:
    first = await ask(client, thread, "Hola")
    second = await ask(client, thread, "Hola otra vez")

    assert "asistente de prueba (sin OpenAI)" in first.output_text
    assert "asistente de prueba" not in second.output_text


@pytest.mark.parametrize(
    ("told", "asked", "remembered"),
    [
        ("buenas, me llamo ana", "¿y cómo me llamo yo?", "te llamas Ana."),
        ("Mi nombre es José María y quiero pan", "¿sabes quién soy?", "te llamas José María."),
        ("Hi, my name is Ann O'Hara.", "do you know what my name is?", "your name is Ann O'Hara."),
        ("Olá, meu nome é João", "você sabe?", "seu nome é João."),
        ("Oi, me chamo Inês", "bom dia", "seu nome é Inês."),
        ("me llamo Ana\nQuiero pan", "gracias", "te llamas Ana."),
    ],
)
async def test_a_name_is_remembered_in_the_customers_language(
    client: AsyncOpenAI, thread: str, told: str, asked: str, remembered: str
) -> None:
    await ask(client, thread, told)
    await ask(client, thread, "…")

    assert remembered in (await ask(client, thread, asked)).output_text


async def test_the_last_name_told_counts(client: AsyncOpenAI, thread: str) -> None:
    await ask(client, thread, "me llamo Ana")
    await ask(client, thread, "perdón, me llamo Eva")

    assert "te llamas Eva" in (await ask(client, thread, "¿bien?")).output_text


async def test_who_asks_for_a_name_tells_none(client: AsyncOpenAI, thread: str) -> None:
    answer = await ask(client, thread, "¿Sabes cómo me llamo o no?")

    assert "te llamas" not in answer.output_text


@pytest.mark.parametrize(
    ("text", "greeting"),
    [
        ("Hola, ¿abren hoy?", "¡Hola!"),
        ("123", "¡Hola!"),
        ("Hello, are you open?", "Hello!"),
        ("Olá, vocês abrem hoje?", "Olá!"),
    ],
)
async def test_the_answer_is_in_the_language_of_the_text(
    client: AsyncOpenAI, thread: str, text: str, greeting: str
) -> None:
    assert (await ask(client, thread, text)).output_text.startswith(greeting)


async def test_a_text_without_a_language_keeps_the_one_before(client: AsyncOpenAI, thread: str) -> None:
    await ask(client, thread, "Hello there")

    assert "I remember one earlier message of yours: «Hello there»" in (await ask(client, thread, "42")).output_text


async def test_conversations_do_not_mix(client: AsyncOpenAI) -> None:
    ana, eva = [(await client.conversations.create()).id for _ in range(2)]
    await asyncio.gather(ask(client, ana, "me llamo Ana"), ask(client, eva, "me llamo Eva"))

    answers = await asyncio.gather(ask(client, ana, "¿y yo?"), ask(client, eva, "¿y yo?"))

    assert ["Ana" in answer.output_text for answer in answers] == [True, False]
    assert ["Eva" in answer.output_text for answer in answers] == [False, True]


async def test_the_same_messages_get_the_same_answers(client: AsyncOpenAI) -> None:
    said = []
    for _ in range(2):
        thread = (await client.conversations.create()).id
        said.append([(await ask(client, thread, text)).output_text for text in ("Hola", "¿y bien?")])

    assert said[0] == said[1]


async def test_several_messages_at_once_are_all_seen(client: AsyncOpenAI, thread: str) -> None:
    burst: Any = [{"role": "user", "content": text} for text in ("Hola", "una pregunta", "¿abren hoy?")]

    answer = await client.responses.create(model=MODEL, input=burst, conversation=thread)

    assert "Recibí: «Hola», «una pregunta», «¿abren hoy?»." in answer.output_text
    assert "Recuerdo" not in answer.output_text
    assert (await texts_in(client, thread))[:3] == ["Hola", "una pregunta", "¿abren hoy?"]


async def test_a_conversation_that_was_seeded_remembers_its_seed(client: AsyncOpenAI) -> None:
    items: Any = [
        {"role": "user", "content": "me llamo Ana"},
        {"role": "assistant", "content": "Mucho gusto."},
    ]
    thread = (await client.conversations.create(items=items)).id

    answer = await ask(client, thread, "¿Abren hoy?")

    assert "te llamas Ana" in answer.output_text
    assert "Recuerdo un mensaje tuyo de antes: «me llamo Ana»" in answer.output_text
    assert "de prueba" not in answer.output_text


async def test_a_seed_of_parts_is_remembered_as_a_talk_is(client: AsyncOpenAI) -> None:
    told: Any = {"role": "user", "content": [{"type": "input_text", "text": "me llamo Ana"}]}
    answered: Any = {"role": "assistant", "content": [{"type": "output_text", "text": "Mucho gusto, Ana."}]}
    open_one: Any = {"role": "user", "content": "quiero pan #fail=500"}
    thread = (await client.conversations.create(items=[told, answered, open_one])).id

    answer = await ask(client, thread, "¿Abren hoy?")

    assert "te llamas Ana" in answer.output_text
    assert "Recuerdo 2 mensajes tuyos de antes; el último: «quiero pan»" in answer.output_text
    assert "de prueba" not in answer.output_text
    assert (await texts_in(client, thread))[:2] == ["me llamo Ana", "Mucho gusto, Ana."]


async def test_seeded_items_are_listed_in_the_real_shape(client: AsyncOpenAI) -> None:
    said: Any = [{"role": "assistant", "content": [{"type": "output_text", "text": "Mucho gusto."}]}]
    thread = (await client.conversations.create(items=[*said, {"role": "user", "content": "Hola"}])).id

    page = await client.get(f"/conversations/{thread}/items", cast_to=dict[str, Any])

    for item in page["data"]:
        ITEMS.validate_python(item)


@pytest.mark.parametrize(("role", "part"), [("assistant", "input_text"), ("user", "output_text"), ("user", "text")])
async def test_nobody_says_what_only_the_other_can(client: AsyncOpenAI, role: str, part: str) -> None:
    items: Any = [{"role": role, "content": [{"type": part, "text": "Hola"}]}]

    with pytest.raises(openai.BadRequestError, match=f"Invalid value: '{part}'. Supported values are: ") as refused:
        await client.conversations.create(items=items)

    assert refused.value.param == "items[0].content[0]"


async def test_a_long_message_is_quoted_in_part(client: AsyncOpenAI, thread: str) -> None:
    answer = await ask(client, thread, "pan " * 1000)

    assert len(answer.output_text) < 300


# Responses


async def test_a_streamed_response_comes_in_the_real_order(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola")]

    kinds = [event.type.removeprefix("response.") for event in events]
    middle = [kind for kind in kinds if kind == "output_text.delta"]
    assert len(middle) > 2
    assert kinds == [
        "created",
        "queued",
        "in_progress",
        "output_item.added",
        "content_part.added",
        *middle,
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))


async def test_only_a_background_response_is_queued(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola", background=False)]

    assert "response.queued" not in [event.type for event in events]
    assert events[0].response.status == "in_progress"


@pytest.mark.parametrize(
    "text",
    [
        *("Hola", "#refuse", "#empty", "#incomplete", "#incomplete=content_filter", "#failed", "#failed=bio_policy"),
        *("#failed=null", "#phases #thinks", "#messages=2 #parts=2", "#absent", "#null", "#sse", "#first=queued"),
        *("#first=in_progress", "#error=server_error", "#error=null:first"),
    ],
)
async def test_every_event_fits_the_types_of_the_sdk(client: AsyncOpenAI, thread: str, text: str) -> None:
    events = [event async for event in await begin(client, thread, text)]

    for event in events:
        EVENTS.validate_python(event.to_dict())


async def test_the_pieces_make_up_the_text(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola")]

    whole = events[-1].response.output_text
    assert "".join(event.delta for event in events if event.type.endswith(".delta")) == whole
    assert [event.text for event in events if event.type == "response.output_text.done"] == [whole]


async def test_pieces_have_the_length_asked_for() -> None:
    with serve(characters=5) as standin:
        async with client_of(standin) as client:
            thread = (await client.conversations.create()).id
            events = [event async for event in await begin(client, thread, "Hola")]

    pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert {len(piece) for piece in pieces[:-1]} == {5}


async def test_an_answer_may_take_its_time() -> None:
    with serve(seconds=0.05) as standin:
        async with client_of(standin) as client:
            thread = (await client.conversations.create()).id

            assert (await ask(client, thread, "Hola")).status == "completed"
            assert (await ask(client, thread, "#empty")).status == "completed"


async def test_a_response_without_stream_comes_whole(client: AsyncOpenAI, thread: str) -> None:
    content: Any = [{"role": "user", "content": [{"type": "input_text", "text": "Hola"}]}]

    response = await client.responses.create(
        model="gpt-4o-mini",
        input=content,
        conversation={"id": thread},
        instructions="Sé amable.",
        metadata={"message_sid": "SM1"},
        safety_identifier="customer-1",
        truncation="auto",
        temperature=0.2,
    )

    Response.model_validate(response.to_dict())
    assert response.status == "completed"
    assert "«Hola»" in response.output_text
    assert response.conversation is not None
    assert response.conversation.id == thread
    assert response.metadata == {"message_sid": "SM1"}
    assert response.safety_identifier == "customer-1"
    assert response.instructions == "Sé amable."
    assert response.truncation == "auto"
    assert await client.responses.retrieve(response.id) == response


async def test_a_response_needs_no_conversation(client: AsyncOpenAI) -> None:
    response = await client.responses.create(model=MODEL, input="Hola")

    assert "«Hola»" in response.output_text
    assert response.conversation is None


async def test_a_background_response_is_queued_and_finishes_by_itself(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    begun = await client.responses.create(model=MODEL, input="Hola", conversation=thread, background=True)

    assert begun.status == "queued"
    await until(lambda: standin.state.runs[begun.id].finished)
    assert (await client.responses.retrieve(begun.id)).status == "completed"
    assert len(await texts_in(client, thread)) == 2


async def test_a_background_response_goes_on_without_its_client(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    with standin.state.holding("Hola"):
        stream = await begin(client, thread, "Hola")
        created = await anext(aiter(stream))
        await stream.close()

    rest = await client.responses.retrieve(created.response.id, stream=True)

    assert [event async for event in rest][-1].type == "response.completed"
    assert len(await texts_in(client, thread)) == 2


async def test_a_response_that_is_not_in_the_background_stops_when_the_client_hangs_up(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    stream = await begin(client, thread, "Hola #delay=600", background=False)
    created = await anext(aiter(stream))
    await stream.close()

    await until(lambda: standin.state.runs[created.response.id].finished)

    assert (await client.responses.retrieve(created.response.id)).status == "cancelled"
    assert await texts_in(client, thread) == []


async def test_a_response_without_stream_stops_when_the_client_hangs_up(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    request = client.responses.create(model=MODEL, input="#delay=600", conversation=thread)
    waiting = asyncio.create_task(request)
    await until(lambda: standin.state.conversations[thread].running is not None)
    waiting.cancel()

    await until(lambda: standin.state.conversations[thread].running is None)

    assert await texts_in(client, thread) == []


async def test_a_stream_is_taken_up_again_after_the_last_event(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola")]

    again = await client.responses.retrieve(events[0].response.id, stream=True, starting_after=6)

    assert [event async for event in again] == events[7:]


async def test_a_stream_taken_up_early_goes_on_live(client: AsyncOpenAI, standin: Standin, thread: str) -> None:
    with standin.state.holding("Hola"):
        stream = await begin(client, thread, "Hola")
        created = await anext(aiter(stream))

        again = await client.responses.retrieve(created.response.id, stream=True, starting_after=0)

    late, live = [event async for event in again], [event async for event in stream]
    assert late == live
    assert late[-1].type == "response.completed"


async def test_only_a_streamed_background_run_is_streamed_again(client: AsyncOpenAI, thread: str) -> None:
    in_front = await ask(client, thread, "Hola", background=False)
    whole = await client.responses.create(model=MODEL, input="Hola", background=True)

    for response in (in_front, whole):
        with pytest.raises(openai.BadRequestError):
            await client.responses.retrieve(response.id, stream=True)


async def test_a_cancelled_stream_just_ends(client: AsyncOpenAI, thread: str) -> None:
    stream = await begin(client, thread, "Hola #delay=600")
    created = await anext(aiter(stream))

    cancelled = await client.responses.cancel(created.response.id)
    rest = [event.type async for event in stream]
    again = await client.responses.cancel(created.response.id)

    assert cancelled.status == "cancelled"
    assert rest in ([], ["response.queued"], ["response.queued", "response.in_progress"])
    assert again == cancelled
    assert await texts_in(client, thread) == []
    assert (await ask(client, thread, "Hola")).status == "completed"


async def test_a_cancelled_response_stays_silent(client: AsyncOpenAI, standin: Standin, thread: str) -> None:
    with standin.state.holding("Hola"):
        stream = await begin(client, thread, "Hola")
        created = await anext(aiter(stream))
        await client.responses.cancel(created.response.id)
        await stream.close()

    await ask(client, thread, "¿Abren hoy? #delay=0.1")

    assert (await client.responses.retrieve(created.response.id)).status == "cancelled"
    assert len(await texts_in(client, thread)) == 2


async def test_a_finished_response_cannot_be_cancelled(client: AsyncOpenAI, thread: str) -> None:
    finished = await ask(client, thread, "Hola")

    with pytest.raises(openai.BadRequestError, match="Cannot cancel a completed response"):
        await client.responses.cancel(finished.id)
    assert await client.responses.retrieve(finished.id) == finished


async def test_only_a_background_response_can_be_cancelled(client: AsyncOpenAI, thread: str) -> None:
    finished = await ask(client, thread, "Hola", background=False)

    with pytest.raises(openai.BadRequestError, match="synchronous"):
        await client.responses.cancel(finished.id)


async def test_a_deleted_response_is_unknown(client: AsyncOpenAI, thread: str) -> None:
    stream = await begin(client, thread, "Hola #delay=600")
    created = await anext(aiter(stream))

    await client.responses.delete(created.response.id)

    with pytest.raises(openai.NotFoundError):
        await client.responses.retrieve(created.response.id)
    assert (await ask(client, thread, "Hola")).status == "completed"


@pytest.mark.parametrize("use", ["retrieve", "cancel", "delete"])
async def test_an_unknown_response_is_named_in_the_error(client: AsyncOpenAI, use: str) -> None:
    with pytest.raises(openai.NotFoundError, match="resp_nobody") as refused:
        await getattr(client.responses, use)("resp_nobody")

    assert refused.value.type == "invalid_request_error"


async def test_a_response_that_is_not_stored_is_not_found_again(client: AsyncOpenAI, thread: str) -> None:
    response = await ask(client, thread, "Hola", background=False, store=False)

    with pytest.raises(openai.NotFoundError):
        await client.responses.retrieve(response.id)


async def test_a_conversation_takes_one_response_at_a_time(client: AsyncOpenAI, thread: str) -> None:
    stream = await begin(client, thread, "Hola #delay=600")
    created = await anext(aiter(stream))

    with pytest.raises(openai.BadRequestError) as refused:
        await begin(client, thread, "¿Abren hoy?")
    await client.responses.cancel(created.response.id)

    assert refused.value.code == "conversation_locked"
    assert (await ask(client, thread, "¿Abren hoy?")).status == "completed"


async def test_all_the_history_is_billed_and_a_long_one_cached(client: AsyncOpenAI, thread: str) -> None:
    bills = [(await ask(client, thread, "#long=6000 " + "pan " * 20)).usage for _ in range(3)]

    known = [bill.input_tokens for bill in bills if bill]
    cached = [bill.input_tokens_details.cached_tokens for bill in bills if bill]
    assert known[2] > known[1] > known[0] + 1000
    assert cached[0] == 0 < cached[1] < cached[2]
    assert all(bill.total_tokens == bill.input_tokens + bill.output_tokens for bill in bills if bill)


@pytest.mark.parametrize(("reasoning", "thinks"), [({}, True), ({"reasoning": {"effort": "none"}}, False)])
async def test_a_model_reasons_unless_told_not_to(
    client: AsyncOpenAI, thread: str, reasoning: dict[str, Any], thinks: bool
) -> None:
    usage = (await ask(client, thread, "Hola", **reasoning)).usage

    assert usage is not None
    assert (usage.output_tokens_details.reasoning_tokens > 0) is thinks


async def test_an_answer_within_its_limit_is_whole(client: AsyncOpenAI, thread: str) -> None:
    assert (await ask(client, thread, "Hola", max_output_tokens=1000)).status == "completed"


async def test_an_answer_over_its_limit_is_incomplete(client: AsyncOpenAI, thread: str) -> None:
    quiet: Any = {"reasoning": {"effort": "none"}}
    response = await ask(client, thread, "#long=900", max_output_tokens=20, **quiet)

    assert response.status == "incomplete"
    assert response.usage is not None
    assert response.usage.output_tokens == 20


# Errors


async def test_a_wrong_key_is_refused(standin: Standin) -> None:
    async with client_of(standin, "sk-wrong-secret-1234") as client:
        with pytest.raises(openai.AuthenticationError) as refused:
            await client.conversations.create()

    assert refused.value.code == "invalid_api_key"
    assert "secret" not in refused.value.message


async def test_an_account_without_money_is_refused(standin: Standin) -> None:
    async with client_of(standin, "sk-broke") as client:
        with pytest.raises(openai.RateLimitError) as refused:
            await client.responses.create(model=MODEL, input="Hola")

    assert refused.value.code == refused.value.type == "insufficient_quota"


async def test_a_key_is_needed(standin: Standin) -> None:
    async with httpx2.AsyncClient() as http:
        response = await http.post(f"{standin.base_url}/conversations", json={})

    assert response.status_code == 401
    assert response.json()["error"].keys() == {"message", "type", "param", "code"}


@pytest.mark.parametrize("model", ["no-such-model", "gpt-99"])
async def test_an_unknown_model_is_refused(client: AsyncOpenAI, thread: str, model: str) -> None:
    with pytest.raises(openai.NotFoundError, match=model) as refused:
        await begin(client, thread, "Hola", model=model)

    assert refused.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"input": "Hola"}, "model"),
        ({"model": 7, "input": "Hola"}, "model"),
        ({"model": MODEL}, "input"),
        ({"model": MODEL, "input": 7}, "input"),
        ({"model": MODEL, "input": ["Hola"]}, "input[0]"),
        ({"model": MODEL, "input": [{"role": "cook", "content": "Hola"}]}, "input[0].role"),
        ({"model": MODEL, "input": [{"role": "user", "content": 7}]}, "input[0].content"),
        ({"model": MODEL, "input": [{"role": "user", "content": ["Hola"]}]}, "input[0].content[0]"),
        (
            {"model": MODEL, "input": [{"role": "user", "content": [{"type": "input_text"}]}]},
            "input[0].content[0].text",
        ),
        ({"model": MODEL, "input": "Hola", "conversation": 7}, "conversation"),
        ({"model": MODEL, "input": "Hola", "instrucciones": "Sé amable."}, "instrucciones"),
        ({"model": MODEL, "input": "Hola", "previous_response_id": "resp_1"}, "previous_response_id"),
        ({"model": MODEL, "input": "Hola", "metadata": {"a": 1}}, "metadata"),
        ({"model": MODEL, "input": "Hola", "metadata": {str(key): "" for key in range(17)}}, "metadata"),
        ({"model": MODEL, "input": "Hola", "stream": "yes"}, "stream"),
        ({"model": MODEL, "input": "Hola", "background": True, "store": False}, "store"),
        ({"model": MODEL, "input": "Hola", "temperature": 0.2}, "temperature"),
        ({"model": MODEL, "input": "Hola", "reasoning": "low"}, "reasoning"),
        ({"model": "gpt-4o-mini", "input": "Hola", "reasoning": {"effort": "low"}}, "reasoning.effort"),
    ],
)
async def test_a_senseless_request_is_refused(client: AsyncOpenAI, body: dict[str, Any], param: str) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        await client.post("/responses", body=body, cast_to=object)

    assert refused.value.param == param
    assert refused.value.type == "invalid_request_error"


@pytest.mark.parametrize("content", [b"{not json", b"[]", b"null"])
async def test_what_is_no_json_object_is_refused(standin: Standin, content: bytes) -> None:
    async with httpx2.AsyncClient(headers={"authorization": "Bearer sk-any"}) as http:
        response = await http.post(f"{standin.base_url}/responses", content=content)

    assert response.status_code == 400
    assert "JSON" in response.json()["error"]["message"]


async def test_an_unknown_address_is_refused_like_openai_does(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match=re.escape("Invalid URL (POST /v1/nothing)")):
        await client.post("/nothing", cast_to=object)
    with pytest.raises(openai.APIStatusError) as refused:
        await client.get("/responses", cast_to=object)

    assert refused.value.status_code == 405


async def test_every_answer_has_a_request_id(client: AsyncOpenAI, thread: str) -> None:
    raw = await client.conversations.with_raw_response.retrieve(thread)

    assert raw.request_id
    assert raw.request_id.startswith("req_")


# Directives


async def test_what_is_held_says_nothing_until_it_is_let_go_and_nothing_else_waits(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    with standin.state.holding("secreto"), standin.state.holding("otro"):
        stream = await begin(client, thread, "un secreto")
        created = await anext(aiter(stream))
        other = (await client.conversations.create()).id
        assert (await ask(client, other, "Hola")).status == "completed"
        assert (await client.responses.retrieve(created.response.id)).output == []
    assert [event async for event in stream][-1].type == "response.completed"


async def test_a_delay_keeps_the_words_back_and_not_the_id(client: AsyncOpenAI, thread: str) -> None:
    stream = await begin(client, thread, "Hola #delay=600")
    created = await anext(aiter(stream))

    found = await client.responses.retrieve(created.response.id)
    await client.responses.cancel(found.id)

    assert found.status in ("queued", "in_progress")
    assert found.output == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("400", 400, "invalid_value"),
        ("401", 401, "invalid_api_key"),
        ("403", 403, "unsupported_country_region_territory"),
        ("404", 404, "model_not_found"),
        ("409", 409, "invalid_value"),
        ("429", 429, "rate_limit_exceeded"),
        ("quota", 429, "insufficient_quota"),
        ("context", 400, "context_length_exceeded"),
        ("model", 400, "invalid_value"),
        ("500", 500, None),
        ("502", 502, None),
        ("503", 503, None),
    ],
)
async def test_fail_answers_with_that_error_every_time(
    client: AsyncOpenAI, thread: str, asked: str, status: int, code: str | None
) -> None:
    for _ in range(2):
        with pytest.raises(openai.APIStatusError) as refused:
            await begin(client, thread, f"Hola #fail={asked}")
        assert (refused.value.status_code, refused.value.code) == (status, code)

    assert (await ask(client, thread, "Hola")).status == "completed"
    assert len(await texts_in(client, thread)) == 2


async def test_a_502_is_a_page_and_not_json(client: AsyncOpenAI, thread: str) -> None:
    with pytest.raises(openai.InternalServerError) as refused:
        await begin(client, thread, "Hola #fail=502")

    assert refused.value.response.headers["content-type"].startswith("text/html")


async def test_fail_once_fails_once_in_each_conversation(client: AsyncOpenAI) -> None:
    for _ in range(2):
        thread = (await client.conversations.create()).id
        with pytest.raises(openai.InternalServerError):
            await begin(client, thread, "Hola #fail=500x1")
        assert (await ask(client, thread, "Hola #fail=500x1")).status == "completed"


async def test_fail_twice_fails_twice(client: AsyncOpenAI, thread: str) -> None:
    for _ in range(2):
        with pytest.raises(openai.RateLimitError):
            await begin(client, thread, "Hola #fail=429x2")

    assert (await ask(client, thread, "Hola #fail=429x2")).status == "completed"


async def test_only_the_last_text_of_the_customer_is_obeyed(client: AsyncOpenAI, thread: str) -> None:
    said: Any = [{"role": "user", "content": "Hola #fail=500"}, {"role": "user", "content": "¿Abren hoy?"}]

    answer = await client.responses.create(model=MODEL, input=said, conversation=thread)

    assert answer.status == "completed"


async def test_failed_ends_the_stream_with_an_error(client: AsyncOpenAI, thread: str) -> None:
    response = await ask(client, thread, "Hola #failed")

    assert response.status == "failed"
    assert response.error is not None
    assert response.error.code == "server_error"
    assert response.output_text == ""
    assert await texts_in(client, thread) == []


async def test_refuse_completes_without_a_text(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola #refuse")]

    response = events[-1].response
    part = response.output[0].content[0]
    assert response.status == "completed"
    assert response.output_text == ""
    assert part.type == "refusal"
    assert "".join(event.delta for event in events if event.type == "response.refusal.delta") == part.refusal


async def test_empty_completes_without_output(client: AsyncOpenAI, thread: str) -> None:
    response = await ask(client, thread, "Hola #empty")

    assert (response.status, response.output) == ("completed", [])
    assert await texts_in(client, thread) == ["Hola #empty"]


async def test_incomplete_ends_with_a_part_of_the_text(client: AsyncOpenAI, thread: str) -> None:
    whole = await ask(client, (await client.conversations.create()).id, "Hola")
    part = await ask(client, thread, "Hola #incomplete")

    assert part.status == "incomplete"
    assert part.incomplete_details is not None
    assert part.incomplete_details.reason == "max_output_tokens"
    assert part.output_text
    assert whole.output_text.startswith(part.output_text)
    assert len(part.output_text) < len(whole.output_text)


async def test_locked_passes_after_so_many_attempts(client: AsyncOpenAI, thread: str) -> None:
    for _ in range(2):
        with pytest.raises(openai.BadRequestError) as refused:
            await begin(client, thread, "Hola #locked=2")
        assert refused.value.code == "conversation_locked"

    assert (await ask(client, thread, "Hola #locked=2")).status == "completed"


async def test_a_conversation_that_is_gone_stays_gone_and_the_next_one_answers(
    client: AsyncOpenAI, thread: str
) -> None:
    who = {"safety_identifier": "customer-of-this-test"}
    for text in ("Hola #gone", "Hola #gone", "Hola"):
        with pytest.raises(openai.NotFoundError, match=thread):
            await begin(client, thread, text, **who)

    another = (await client.conversations.create()).id

    assert (await ask(client, another, "Hola #gone", **who)).status == "completed"


async def test_a_dropped_stream_breaks_and_its_response_goes_on(client: AsyncOpenAI, thread: str) -> None:
    seen: list[Any] = []
    stream = await begin(client, thread, "Hola #drop")
    with pytest.raises(openai.APIConnectionError):
        await listen(stream, seen)

    response, last = seen[0].response.id, seen[-1].sequence_number
    again = await client.responses.retrieve(response, stream=True, starting_after=last)

    assert seen[0].type == "response.created"
    assert seen[-1].type == "response.output_text.delta"
    assert [event async for event in again][-1].type == "response.completed"
    assert len(await texts_in(client, thread)) == 2


async def test_a_dropped_answer_without_stream_leaves_its_items(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    with pytest.raises(openai.APIConnectionError):
        await client.responses.create(model=MODEL, input="Hola #drop", conversation=thread)

    await until(lambda: standin.state.conversations[thread].running is None)
    assert len(await texts_in(client, thread)) == 2


@pytest.mark.parametrize("characters", [100, 3000, 20_000])
async def test_long_gives_about_so_many_characters(client: AsyncOpenAI, thread: str, characters: int) -> None:
    text = (await ask(client, thread, f"Hola #long={characters}")).output_text

    assert characters <= len(text) < characters + 150
    assert text.startswith("Gracias por escribirnos.")
    assert text.endswith(".")


async def test_markdown_shows_every_mark(client: AsyncOpenAI, thread: str) -> None:
    text = (await ask(client, thread, "#markdown")).output_text

    for mark in ("# ", "**", "- ", "1. ", "|---", "](https://", "```", "`pedido_de_ana_2`", "> "):
        assert mark in text


async def test_what_only_looks_like_a_directive_is_text(client: AsyncOpenAI, thread: str) -> None:
    answer = await ask(client, thread, "el #1, #fail=200 y #delays o abc#failed")

    assert "«el #1, #fail=200 y #delays o abc#failed»" in answer.output_text


async def test_what_twilio_is_to_do_is_said_in_one_answer_only(client: AsyncOpenAI, thread: str) -> None:
    first = await ask(client, thread, "Hola #twilio=500x1 #undelivered=63016")
    second = await ask(client, thread, "¿Abren hoy?")

    assert "«Hola #twilio=500x1 #undelivered=63016»" in first.output_text
    assert "Recuerdo un mensaje tuyo de antes: «Hola»" in second.output_text


@given(st.text(max_size=20), st.lists(st.sampled_from(COMMON + ERRORS)), st.text(max_size=20))
def test_a_directive_never_appears_in_an_answer(before: str, asked: list[str], after: str) -> None:
    text = " ".join([before, *asked, after])

    first = compose([Heard(text)], first=True, asked=directives(text))
    second = compose([Heard("Hola")], past=[Heard(text)], first=False, asked=directives("Hola"))

    assert not DIRECTIVE.search(first.text)
    assert not DIRECTIVE.search(second.text)


# Running it


async def test_requests_are_remembered_without_the_key() -> None:
    with serve() as standin:
        async with client_of(standin, "sk-secret") as client:
            thread = (await client.conversations.create(metadata={"thread": "t-1"})).id
            await ask(client, thread, "Hola")
            await client.conversations.items.list(thread, limit=4)
            with pytest.raises(openai.NotFoundError):
                await client.get("/nothing", cast_to=object)
        seen = list(standin.state.requests)

    paths = [(request.method, request.path.replace(thread, "ID")) for request in seen]
    assert paths == [
        ("POST", "/v1/conversations"),
        ("POST", "/v1/responses"),
        ("GET", "/v1/conversations/ID/items"),
        ("GET", "/v1/nothing"),
    ]
    assert seen[0].body == {"metadata": {"thread": "t-1"}}
    assert seen[2].query == {"limit": "4"}
    assert standin.state.seen("POST", "/v1/responses") == [seen[1]]
    assert seen[0].headers["authorization"] == "Bearer ***"
    assert "sk-secret" not in repr(seen)


async def test_two_stand_ins_know_nothing_of_each_other() -> None:
    with serve() as one, serve() as other:
        async with client_of(one) as client, client_of(other) as stranger:
            conversation = await client.conversations.create()

            with pytest.raises(openai.NotFoundError):
                await stranger.conversations.retrieve(conversation.id)


async def test_old_responses_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dev.openai_standin.state.RESPONSES_KEPT", 1)
    with serve() as standin:
        async with client_of(standin) as client:
            old = await client.responses.create(model=MODEL, input="Hola")
            new = await client.responses.create(model=MODEL, input="Hola")

            assert (await client.responses.retrieve(new.id)).id == new.id
            with pytest.raises(openai.NotFoundError):
                await client.responses.retrieve(old.id)


async def test_stopping_ends_the_streams_and_frees_the_port() -> None:
    with serve() as standin:
        client = client_of(standin)
        thread = (await client.conversations.create()).id
        stream = await begin(client, thread, "Hola #delay=600")
        created = await anext(aiter(stream))

    assert created.type == "response.created"
    async with client:
        assert "response.completed" not in [event.type async for event in stream]
        with pytest.raises(openai.APIConnectionError):
            await client.conversations.create()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_the_command_prints_its_address_and_stops_quietly(how: signal.Signals) -> None:
    process = await start("dev.openai_standin", "--port", "0", "--seconds", "0")
    assert process.stdout
    base_url = (await process.stdout.readline()).decode().strip()
    async with AsyncOpenAI(api_key="sk-any", base_url=base_url, max_retries=0) as client:
        answer = await client.responses.create(model=MODEL, input="Hola")
        with pytest.raises(openai.APIConnectionError):
            await client.responses.create(model=MODEL, input="Hola #drop")
    process.send_signal(how)
    said = await process.communicate()

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", base_url)
    assert answer.status == "completed"
    assert (process.returncode, said) == (0, (b"", b""))


async def test_a_port_in_use_is_a_sentence_and_not_a_traceback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = await start("dev.openai_standin", "--port", port)
        out, err = await process.communicate()

    assert process.returncode == 1
    assert out == b""
    assert err.decode().startswith(f"Cannot listen on 127.0.0.1:{port}: ")
    assert err.count(b"\n") == 1


# Models


async def test_a_model_tells_when_it_ends(client: AsyncOpenAI) -> None:
    assert (await client.models.retrieve(MODEL)).shutdown_date is None
    assert (await client.models.retrieve("gpt-4o-mini")).shutdown_date == "2027-01-14"
    with pytest.raises(openai.NotFoundError, match="does not exist"):
        await client.models.retrieve("gpt-4-turbo")
