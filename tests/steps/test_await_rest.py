"""The time to ask: an hour after the last message of a conversation in which something was asked."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.messages import Attachment, Content, OpenMessage
from handlers.conversation.step import Step, run
from handlers.conversation.survey import Survey
from handlers.conversation.thread import Decisions, Running
from handlers.conversation.turn import Turn
from handlers.steps.await_rest import AwaitRest
from handlers.steps.take_rating import TakeRating
from handlers.stores.documents import Document, Write
from handlers.stores.surveys import StoredSurveys
from tests import writing
from tests.kept import stores
from tests.saying import saying

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def turn(*texts: str, files: tuple[Attachment, ...] = (), **fields: Any) -> Turn:
    """A turn of messages a minute apart, the last one now."""
    first = NOW - timedelta(minutes=len(texts) - 1)
    waiting = tuple(
        OpenMessage(f"SM{number}", first + timedelta(minutes=number), Content(text, files))
        for number, text in enumerate(texts)
    )
    sids = tuple(message.sid for message in waiting)
    thread = writing.thread(running=Running(sids[-1], sids, NOW), open=waiting, **fields)
    return Turn(writing.message(sid=sids[-1]), thread)


async def survey_at(made: Turn) -> datetime | None:
    for _ in range(2):  # a hop runs it again
        assert (await run([AwaitRest(lambda: NOW)], made)).texts == ()
    assert made.unanswered == made.messages
    return made.decisions.survey_at


async def test_a_question_may_be_asked_about_an_hour_after_the_last_message() -> None:
    assert await survey_at(turn("¿Abren hoy?", "Gracias")) == NOW + HOUR
    assert await survey_at(turn("", files=(Attachment("url", "image/jpeg"),))) == NOW + HOUR


@pytest.mark.parametrize("text", ["Hola, buenas", "gracias", "👍", "", "ayuda", "parar"])
async def test_greetings_thanks_and_commands_are_no_reason_to_ask(text: str) -> None:
    assert await survey_at(turn(text)) is None


async def test_any_message_puts_it_off() -> None:
    assert await survey_at(turn("Gracias", decisions=Decisions(survey_at=NOW))) == NOW + HOUR


@pytest.mark.parametrize("fields", [{"ticket": "AAAA"}, {"survey": Survey("s", NOW - 29 * 24 * HOUR)}])
async def test_who_is_with_a_person_or_was_asked_lately_is_not_asked(fields: dict[str, Any]) -> None:
    assert await survey_at(turn("¿Abren hoy?", **fields)) is None


class Counted(MemoryDocuments):
    """Documents that count the calls and the writes."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, int]] = []

    async def get(self, paths: Iterable[str]) -> list[Document]:
        wanted = list(paths)
        self.calls.append(("get", len(wanted)))
        return await super().get(wanted)

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        self.calls.append(("commit", len(writes)))
        return await super().commit(writes)

    async def find(self, *args: Any, **how: Any) -> list[Document]:
        self.calls.append(("find", 1))
        return await super().find(*args, **how)


async def calls(clock: Any, *, surveying: bool) -> list[tuple[str, int]]:
    """What a message costs at the store, with the steps of surveys or without."""
    kept = stores(clock, documents := Counted())
    steps: list[Step] = [TakeRating(StoredSurveys(kept.threads.keeping)), AwaitRest(clock)] if surveying else []
    opened = await kept.threads.open_turn(writing.message("¿Abren hoy?"))
    assert isinstance(opened, Turn)
    await kept.threads.close_turn(opened, await run([*steps, saying("Sí.")], opened))
    assert (opened.thread.decisions.survey_at is not None) == surveying
    return documents.calls


async def test_an_ordinary_message_costs_the_store_nothing_more(clock: Any) -> None:
    assert await calls(clock, surveying=True) == await calls(clock, surveying=False)
