"""Answers without a model: all that is left of a turn, or nothing; never what may answer a question of ours."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from dev.openai_standin import Standin
from handlers.conversation.messages import Attachment, Author, Content, Message, Part, PartKind, Reply
from handlers.conversation.record import Record
from handlers.conversation.step import run
from handlers.conversation.survey import Rated, Survey
from handlers.conversation.thread import Running
from handlers.conversation.turn import Turn
from handlers.knowledge.entry import Entry
from handlers.knowledge.faq import Faq
from handlers.languages import Language
from handlers.steps.answer_from_faq import AnswerFromFaq
from handlers.stores.documents import NEW
from handlers.stores.threads import StoredThreads
from tests import writing
from tests.asking import Asking, own

Write = Callable[..., Message]
Turned = Callable[..., Awaitable[Reply]]

ENTRIES = [
    Entry("hours", ("¿A qué hora abren?", "horario"), "A las siete.", language="es"),
    Entry("hours-en", ("horario",), "At seven.", language="en"),
    Entry("wifi", ("¿Tienen wifi?",), "Sí."),
    Entry("cake", ("¿Qué pastel?",), "¿De tres leches o de chocolate?"),
    Entry("hello", ("buenas",), "¡Buenas!"),
    Entry("hey", ("hey",), "Hey! How can I help?"),
]


@pytest.fixture
def from_faq(threads: StoredThreads, clock: Any) -> AnswerFromFaq:
    return AnswerFromFaq(Faq(ENTRIES, clock), threads, clock)


@pytest.fixture
def turned(from_faq: AnswerFromFaq, ask: Asking, threads: StoredThreads) -> Turned:
    """A message answered and its turn closed, by the assistant if the FAQ does not answer."""

    async def answer(message: Message) -> Reply:
        turn = await own(threads, message)
        reply = await run([from_faq, ask.step], turn)
        await threads.close_turn(turn, reply)
        return reply

    return answer


async def said(from_faq: AnswerFromFaq, turn: Turn) -> tuple[str, ...]:
    return (await run([from_faq], turn)).texts


async def test_a_question_that_the_faq_has_gets_its_answer_and_the_entry_is_kept(
    from_faq: AnswerFromFaq, threads: StoredThreads, write: Write, standin: Standin
) -> None:
    turn = await own(threads, write("Hola, ¿a qué hora abren?"))
    assert await said(from_faq, turn) == ("A las siete.",)
    assert (turn.unanswered, turn.decisions.entry) == ((), "hours")
    await threads.close_turn(turn, turn.reply())
    [record] = await threads.records(turn.thread.key, most=5)
    assert (record.texts, record.entry, record.usage) == (("A las siete.",), "hours", None)


async def test_run_again_it_says_the_same_once(from_faq: AnswerFromFaq, threads: StoredThreads, write: Write) -> None:
    turn = await own(threads, write("horario"))
    await from_faq(turn)
    assert await said(from_faq, turn) == ("A las siete.",)


async def test_any_other_question_is_left_as_it_is(from_faq: AnswerFromFaq) -> None:
    turn = writing.turn("¿Abren hoy?")
    before = turn.decisions
    assert await said(from_faq, turn) == ()
    assert (turn.unanswered, turn.decisions) == (turn.messages, before)


@pytest.mark.parametrize(
    ("messages", "answers"),
    [
        (["Hola", "¿Tienen wifi?"], ("Sí.",)),
        (["¿Tienen wifi?", "gracias"], ("Sí.",)),
        (["¿Tienen wifi?", "¿A qué hora abren?"], ("Sí.", "A las siete.")),
        (["una pregunta", "¿Tienen wifi?"], ()),
        (["¿Tienen wifi?", "¿y pan?"], ()),
        (["Hola"], ()),
        (["buenas"], ("¡Buenas!",)),
        (["", "¿Tienen wifi?"], ()),
    ],
)
async def test_messages_in_a_row_are_answered_only_if_each_is_known_or_greets(
    from_faq: AnswerFromFaq, messages: list[str], answers: tuple[str, ...]
) -> None:
    turn = writing.turn(*messages)
    assert await said(from_faq, turn) == answers
    assert bool(turn.unanswered) is not bool(answers)


NOTE, PICTURE = Attachment("https://any/1", "audio/ogg"), Attachment("https://any/2", "image/jpeg")
SPOKEN = Part(PartKind.TRANSCRIPT, "¿Tienen wifi?")


@pytest.mark.parametrize(
    ("content", "answers"),
    [
        (Content("", (NOTE,), (SPOKEN,)), ("Sí.",)),
        (Content("", (NOTE,)), ()),
        (Content("", (NOTE,), (Part(PartKind.UNHEARD),)), ()),
        (Content("¿Tienen wifi?", (PICTURE,)), ()),
        (Content("", (PICTURE,), (SPOKEN,)), ()),
        (Content("¿Tienen wifi?", (), (Part(PartKind.QUOTE, "¿Y?", "SM0"),)), ()),
        (Content("¿Tienen wifi?", (), (Part(PartKind.FORWARDED),)), ()),
    ],
)
async def test_only_words_alone_are_answered_typed_or_heard(
    from_faq: AnswerFromFaq, content: Content, answers: tuple[str, ...]
) -> None:
    turn = writing.turn("")
    turn.thread = replace(turn.thread, open=tuple(replace(message, content=content) for message in turn.thread.open))
    assert await said(from_faq, turn) == answers


async def test_a_greeting_with_a_picture_is_more_than_a_greeting(from_faq: AnswerFromFaq) -> None:
    turn = writing.turn("Hola", "¿Tienen wifi?")
    first, *others = turn.thread.open
    pictured = replace(first, content=replace(first.content, files=(PICTURE,)))
    turn.thread = replace(turn.thread, open=(pictured, *others))
    assert await said(from_faq, turn) == ()


async def test_of_several_entries_the_last_is_kept(from_faq: AnswerFromFaq) -> None:
    turn = writing.turn("¿Tienen wifi?", "¿A qué hora abren?")
    await from_faq(turn)
    assert turn.decisions.entry == "hours"


@pytest.mark.parametrize(("language", "answer"), [("es", "A las siete."), (None, "A las siete."), ("en", "At seven.")])
async def test_a_message_of_no_language_gets_the_entry_in_the_customer_s(
    from_faq: AnswerFromFaq, language: Language | None, answer: str
) -> None:
    turn = writing.turn("horario")
    turn.thread = replace(turn.thread, language=language)
    assert await said(from_faq, turn) == (answer,)


async def test_what_may_answer_a_question_of_ours_is_left_to_the_assistant(
    turned: Turned, threads: StoredThreads, from_faq: AnswerFromFaq, write: Write, clock: Any
) -> None:
    assert (await turned(write("¿Qué pastel?"))).texts == ("¿De tres leches o de chocolate?",)
    turn = await own(threads, write("¿Tienen wifi?"))
    assert await said(from_faq, turn) == ()
    clock.go_on(hours=25)  # nobody answers that any more
    assert await said(from_faq, turn) == ("Sí.",)


async def test_a_reply_that_only_asks_how_to_help_asks_nothing(
    turned: Turned, threads: StoredThreads, from_faq: AnswerFromFaq, write: Write
) -> None:
    assert (await turned(write("hey"))).texts == ("Hey! How can I help?",)
    assert await said(from_faq, await own(threads, write("¿Tienen wifi?"))) == ("Sí.",)


async def test_a_person_s_question_counts_too_and_not_what_that_person_was_told(
    threads: StoredThreads, from_faq: AnswerFromFaq, write: Write, clock: Any
) -> None:
    async def wrote(words: str, told: str) -> None:
        clock.go_on(seconds=60)
        record = Record(turn.thread.key, clock(), Content(words), texts=(told,), answered_by="", author=Author.PERSON)
        await threads.keeping.documents.commit([threads.keeping.record(f"SM-{words}", record, NEW)])

    turn = await own(threads, write("¿Tienen wifi?"))
    await wrote("¿Para cuándo?", "Listo.")
    assert await said(from_faq, turn) == ()
    await wrote("Para el lunes.", "¿Cerramos?")
    assert await said(from_faq, turn) == ("Sí.",)


@pytest.mark.parametrize("decided", [{"asks_to_forget": True}, {"forget_asked_at": writing.open_message().at}])
async def test_nothing_is_answered_while_a_yes_is_waited_for(from_faq: AnswerFromFaq, decided: dict[str, Any]) -> None:
    assert await said(from_faq, writing.turn("¿Tienen wifi?", **decided)) == ()


async def test_nothing_is_answered_in_a_persons_hands(from_faq: AnswerFromFaq) -> None:
    with_ticket, back = writing.turn("¿Tienen wifi?"), writing.turn("¿Tienen wifi?")
    with_ticket.thread = replace(with_ticket.thread, ticket="K7F2")
    back.pass_to(None)
    assert await said(from_faq, with_ticket) == await said(from_faq, back) == ()


async def test_what_the_assistant_is_answering_already_is_left_to_it(from_faq: AnswerFromFaq) -> None:
    turn = writing.turn("¿Tienen wifi?")
    turn.superseded = Running("SM0", ("SM1",), turn.messages[0].at, response="resp_1")
    assert await said(from_faq, turn) == ()
    turn.superseded = replace(turn.superseded, response=None)
    assert await said(from_faq, turn) == ("Sí.",)


async def test_what_may_belong_to_a_survey_is_left_to_the_assistant(from_faq: AnswerFromFaq, clock: Any) -> None:
    def after(rated: Rated | None, *, hours: int = 1) -> Turn:
        turn = writing.turn("¿Tienen wifi?")
        asked_at = clock()
        clock.go_on(hours=hours)
        seen = rated and replace(rated, asked_at=asked_at)
        turn.thread = replace(turn.thread, survey=Survey("key-1", asked_at))
        turn.decide(rated=seen)
        return turn

    rated = Rated(clock(), by="SM0", at=clock(), score=5, then="SM00")
    assert await said(from_faq, after(None)) == ()
    assert await said(from_faq, after(replace(rated, by="SM1"))) == ()
    assert await said(from_faq, after(replace(rated, then="SM1"))) == ()
    assert await said(from_faq, after(rated)) == ("Sí.",)
    assert await said(from_faq, after(None, hours=25)) == ("Sí.",)
    earlier = after(rated)
    earlier.decide(rated=rated)  # of an earlier survey
    assert await said(from_faq, earlier) == ()


async def test_the_next_question_brings_what_was_said_without_the_assistant(
    turned: Turned, write: Write, clock: Any, standin: Standin
) -> None:
    for text in ("Hola, ¿a qué hora abren?", "¿Tienen wifi?"):
        await turned(write(text))
        clock.go_on(seconds=60)
    await turned(write("me llamo Ana"))
    body = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
    assert [(item["role"], item["content"]) for item in body["input"]] == [
        ("user", "Hola, ¿a qué hora abren?"),
        ("assistant", "A las siete."),
        ("user", "¿Tienen wifi?"),
        ("assistant", "Sí."),
        ("user", "me llamo Ana"),
    ]
    await turned(write("¿Cómo me llamo?"))
    body = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
    assert len(body["input"]) == 1  # the rest is in the conversation by now
