"""Slow answers and final refusals, through the function over HTTP: limited cost, honest replies, nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dev.phone import new_sid
from dev.twilio_standin import File
from handlers import kept_texts, texts
from handlers.conversation.thread import MOST_ATTEMPTS
from tests import rest
from tests.dev.standins import until
from tests.rest import HURRIED, NOTHING_DUE, Here, due


@pytest.fixture
async def here(clock: Any) -> AsyncIterator[Here]:
    """Late answers are sent by REST."""
    async with rest.in_this_process(clock) as here:
        yield here


@pytest.fixture
async def hurried(clock: Any) -> AsyncIterator[Here]:
    async with rest.in_this_process(clock, **HURRIED) as here:
        yield here


@pytest.fixture
async def hopping(clock: Any) -> AsyncIterator[Here]:
    """Late answers are fetched by redirects."""
    async with rest.in_this_process(clock, LATE_ANSWERS="redirect", MAX_HOPS="6", ANSWER_SECONDS="1") as here:
        yield here


def sent(here: Here) -> list[str]:
    return [message.body for message in here.twilio.state.sent]


async def test_a_failed_response_is_paid_for_so_often_and_no_more_and_apologised_for_once(here: Here) -> None:
    sid = new_sid()
    await here.phone.send("Hola #failed", sid=sid)
    for _ in range(12):
        await here.event("response.failed")
        here.clock.go_on(seconds=61)
        await here.tick()
    assert here.openai.state.paid[sid] == MOST_ATTEMPTS
    assert sent(here) == []  # the apology was the response of the webhook
    await here.phone.send("¿Y ahora?")
    assert here.openai.state.paid[sid] == MOST_ATTEMPTS


async def test_a_promised_answer_that_never_comes_is_apologised_for_once(hurried: Here) -> None:
    with hurried.openai.state.holding("Hola"):
        promised = await hurried.phone.send("Hola #failed")
    assert promised.messages == [texts.WAIT["es"]]
    await until(lambda: all(run.finished for run in hurried.openai.state.runs.values()))
    for _ in range(12):
        await hurried.event("response.failed")
        hurried.clock.go_on(seconds=61)
        await hurried.tick()
    assert sent(hurried) == [texts.UNAVAILABLE["es"]]


@pytest.mark.parametrize(
    "fault", ["failed=bio_policy", "refused=image_content_policy_violation", "refused=misalignment_policy_violation"]
)
async def test_a_refusal_by_any_code_ends_the_question_and_not_the_next(here: Here, fault: str) -> None:
    assert (await here.phone.send(f"algo #{fault}")).messages == [texts.REFUSED["es"]]
    assert "Ana" in (await here.phone.send("me llamo Ana")).messages[0]


async def test_commands_are_obeyed_whatever_else_is_open(here: Here) -> None:
    await here.phone.send("algo #fail=401")
    (asked,) = (await here.phone.send("olvídame")).messages
    assert "responde *SÍ*" in asked
    assert (await here.phone.send("sí")).messages == [kept_texts.FORGOTTEN["es"]]


async def test_a_voice_note_that_no_model_hears_keeps_nobody_from_being_answered(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    url = here.twilio.base_url + here.twilio.state.keep(File(b"OggS Hola #fail=404", "audio/ogg"))
    heard = await here.phone.send("", NumMedia="1", MediaUrl0=url, MediaContentType0="audio/ogg")
    assert heard.messages not in ([texts.UNAVAILABLE["es"]], [])
    assert "model_not_found" in capsys.readouterr().out
    assert "Ana" in (await here.phone.send("me llamo Ana")).messages[0]


async def test_a_yes_to_a_question_that_was_never_seen_deletes_nothing(here: Here) -> None:
    with here.openai.state.holding("Hola"):
        waiting = asyncio.create_task(here.phone.send("Hola #fail=401"))
        await here.phone.send("olvídame")
        await waiting
    assert (await here.phone.send("sí")).messages != [kept_texts.FORGOTTEN["es"]]


async def test_a_silent_start_costs_one_conversation_and_one_response(hopping: Here) -> None:
    sid = new_sid()
    answers = [delivery.messages async for delivery in hopping.phone.converse("me llamo Ana #slow=1.5", sid=sid)]
    said = [text for messages in answers for text in messages]
    assert said[0] == texts.WAIT["es"]
    assert "Ana" in said[1]
    assert hopping.openai.state.paid[sid] == 1
    assert len(hopping.openai.state.seen("POST", "/v1/conversations")) == 1


async def test_a_start_that_is_always_silent_is_bounded(hopping: Here) -> None:
    sid = new_sid()
    said = [text async for each in hopping.phone.converse("Hola #after=30", sid=sid) for text in each.messages]
    assert said[0] == texts.WAIT["es"]
    assert said[-1] in (texts.LATE["es"], texts.UNAVAILABLE["es"])
    assert len(hopping.openai.state.seen("POST", "/v1/responses")) <= MOST_ATTEMPTS


async def test_a_decision_outlives_what_is_written_between(here: Here) -> None:
    await here.phone.send("me llamo Ana")
    note = File("OggS¿Cómo me llamo? #delay=0.3".encode(), "audio/ogg")
    url = here.twilio.base_url + here.twilio.state.keep(note)
    voice = asyncio.create_task(here.phone.send("", NumMedia="1", MediaUrl0=url, MediaContentType0="audio/ogg"))
    await until(lambda: bool(here.openai.state.seen("POST", "/v1/audio/transcriptions")))
    begun, answer = (await here.phone.send("nueva conversación")).messages
    assert (begun, "Ana" in answer) == (texts.NEW_CONVERSATION["es"], False)
    assert (await voice).messages == []


async def test_a_text_that_twilio_refuses_for_good_is_not_sent_again(hurried: Here) -> None:
    with hurried.openai.state.holding("Hola"):
        await hurried.phone.send("Hola #twilio=63016")
    await until(lambda: all(run.finished for run in hurried.openai.state.runs.values()))
    for _ in range(10):
        hurried.clock.go_on(seconds=61)
        await hurried.tick()
    assert len(hurried.twilio.state.seen("POST", f"/2010-04-01/Accounts/{hurried.phone.account}/Messages.json")) == 1


async def test_a_text_that_twilio_took_without_an_answer_is_not_sent_again(hurried: Here) -> None:
    with hurried.openai.state.holding("me llamo Ana"):
        await hurried.phone.send("me llamo Ana #twilio=dropx1")
    await until(lambda: all(run.finished for run in hurried.openai.state.runs.values()))
    for _ in range(4):
        hurried.clock.go_on(seconds=61)
        await hurried.tick()
    assert len(sent(hurried)) == 1


async def test_one_job_that_fails_keeps_no_other_from_its_work(hurried: Here) -> None:
    await hurried.phone.send("Hola")
    await hurried.phone.send("olvídame")
    hurried.clock.go_on(seconds=1)
    hurried.openai.state.failing_deletions = 1
    assert (await hurried.phone.send("sí")).messages == [kept_texts.FORGETTING["es"]]
    other = "whatsapp:+5215500000009"
    with hurried.openai.state.holding("me llamo Ana"):
        await hurried.phone.send("me llamo Ana #twilio=500", From=other)
    await until(lambda: all(run.finished for run in hurried.openai.state.runs.values()))
    hurried.clock.go_on(seconds=61)
    ticked = await hurried.tick()
    assert ticked.status_code == 503
    assert due(ticked) == NOTHING_DUE | {"erasures": 1}


async def test_an_album_is_few_questions_and_few_downloads(here: Here) -> None:
    photos = [File(b"\xff\xd8\xff" + bytes([number]), "image/jpeg") for number in range(10)]
    urls = [here.twilio.base_url + here.twilio.state.keep(photo) for photo in photos]
    album = [here.phone.send("", NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg") for url in urls]
    await asyncio.gather(*album)
    assert sum(here.openai.state.paid.values()) <= 3
    downloads = [seen for seen in here.twilio.state.requests if "/Media/" in seen.path]
    assert len(downloads) <= 30
