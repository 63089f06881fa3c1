"""Actions of an agent: what changes, whom it tells, and what reaches the customer as it was written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.channels.twilio.write import messages
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Attachment, Content, Part, PartKind
from handlers.conversation.thread import Decisions
from handlers.tickets import texts
from handlers.tickets.actions import Actions
from handlers.tickets.attached import as_markdown
from handlers.tickets.ticket import CannotAct, IsClosed, IsStopped, IsTaken, NothingSaid, State, What
from handlers.tickets.windows import WindowIsOver
from tests import writing
from tests.ticketing import AGENTS, ANA, EVA, LUIS, later, ticket

THREAD = writing.thread(ticket="K7F3")
UNSEEN = (Content("¿Hay alguien?"),)


def by(agent: Any = ANA, *, hours: float = 1, unseen: tuple[Content, ...] = ()) -> Actions:
    return Actions(agent, AGENTS, "es", later(hours=hours), unseen)


def shown(*said: str) -> list[str]:
    return messages(said, Channel.WHATSAPP, "es")


def test_who_takes_a_ticket_gets_what_nobody_was_told() -> None:
    acted = by(unseen=UNSEEN).take(ticket(), THREAD)
    assert (acted.ticket.agent, acted.to_customer, acted.gives_back) == ("Ana", (), False)
    (told,) = shown(*acted.reply)
    assert told.startswith("#K7F3 · *Eva* es tu caso")
    assert told.endswith("> ¿Hay alguien?")


def test_the_first_words_carry_the_name_and_the_next_do_not() -> None:
    content = Content("#K7F3 Hola", parts=(Part(PartKind.QUOTE, sid="SM1"),))
    first = by().say("Hola", content)(ticket(), THREAD)
    assert shown(*first.to_customer) == ["*Ana:* Hola"]
    assert (first.said, first.reply) == (Content("Hola"), ())
    assert shown(*by().say("Ya", content)(first.ticket, THREAD).to_customer) == ["Ya"]


def test_files_without_words_leave_the_name_to_the_first_words() -> None:
    picture = Content(files=(Attachment("https://twilio.example/1", "image/jpeg"),))
    first = by().say("", picture)(ticket(), THREAD)
    (text,) = first.to_customer
    assert "Ana" not in text
    words = by().say("Así", Content())(first.ticket, THREAD)
    assert shown(*words.to_customer) == ["*Ana:* Así"]
    assert shown(*by().say("Ya", Content())(words.ticket, THREAD).to_customer) == ["Ya"]


def test_another_agent_after_it_was_given_says_a_name_too() -> None:
    first = by().say("Hola", Content())(ticket(), THREAD)
    theirs = by().give_to("Luis")(first.ticket, THREAD)
    assert shown(*by(LUIS).say("Hola", Content())(theirs.ticket, THREAD).to_customer) == ["*Luis:* Hola"]


def test_who_answers_without_taking_gets_what_nobody_was_told() -> None:
    assert "¿Hay alguien?" in by(unseen=UNSEEN).say("Hola", Content())(ticket(), THREAD).reply[0]


@given(st.text(alphabet="ab1.)#*_+-=&;~`>|<[](!:/\\\n 🙂", max_size=60))
def test_words_arrive_as_they_were_written_line_by_line(words: str) -> None:
    lines = [" ".join(line.split()) for line in words.splitlines() if line.strip()]
    told = "\n".join(shown(as_markdown(words)) if lines else [])
    assert [" ".join(line.split()) for line in told.splitlines() if line.strip()] == lines


def test_lines_and_paragraphs_arrive_as_they_were_written() -> None:
    words = "1. pan\n2. *leche*\n\n# gracias\nhttps://example.com/a_b_c"
    assert shown(as_markdown(words)) == [words]


@pytest.mark.parametrize(
    ("before", "thread", "hours", "words", "refusal"),
    [
        (ticket(agent="Luis", state=State.TAKEN), THREAD, 1, "Hola", IsTaken),
        (ticket(state=State.CLOSED), THREAD, 1, "Hola", IsClosed),
        (ticket(), THREAD, 1, "", NothingSaid),
        (ticket(), THREAD, 24, "Hola", WindowIsOver),
        (ticket(), writing.thread(decisions=Decisions(stopped=True)), 1, "Hola", IsStopped),
    ],
)
def test_words_that_may_not_be_sent_are_refused(
    before: Any, thread: Any, hours: float, words: str, refusal: type[CannotAct]
) -> None:
    content = Content(files=(Attachment("https://x", "image/png"),) if words else ())
    with pytest.raises(refusal):
        by(hours=hours).say(words, content)(before, thread)


def test_by_sms_there_is_no_window() -> None:
    by_sms = ticket(contact=writing.contact(channel=Channel.SMS))
    assert by(hours=1000).say("Hola", Content())(by_sms, THREAD).to_customer


@pytest.mark.parametrize(
    ("hours", "stopped", "told"), [(1, False, (texts.CLOSED_BY_PERSON["es"],)), (24, False, ()), (1, True, ())]
)
def test_a_closed_ticket_gives_the_customer_back_and_tells_them_if_they_may_be_written_to(
    hours: float, stopped: bool, told: tuple[str, ...]
) -> None:
    acted = by(hours=hours).close(ticket(), writing.thread(decisions=Decisions(stopped=stopped)))
    assert (acted.ticket.state, acted.ticket.closed_for, acted.gives_back) == (State.CLOSED, "agent", True)
    assert acted.to_customer == told
    assert shown(*acted.reply) == ["#K7F3 · Cerrado. El asistente vuelve a responder."]


def test_who_is_given_a_ticket_is_told_and_so_is_who_gave_it() -> None:
    acted = by(unseen=UNSEEN).give_to("Luis")(ticket(), THREAD)
    assert acted.ticket.agent == "Luis"
    assert shown(*acted.reply) == ["#K7F3 · Ahora lo tiene Luis."]
    ((to, text),) = [(notice.to, notice.text) for notice in acted.notices]
    assert to == LUIS.contact(EVA)
    assert "¿Hay alguien?" in text


def test_a_ticket_can_be_taken_from_another_by_giving_it_to_oneself_at_no_cost() -> None:
    acted = by().give_to("ana")(ticket(agent="Luis", state=State.WAITING), THREAD)
    assert (acted.ticket.agent, acted.notices) == ("Ana", ())
    assert "es tu caso" in acted.reply[0]


def test_a_note_is_kept_and_shown_to_no_customer() -> None:
    acted = by().note("está molesto")(ticket(), THREAD)
    assert [(event.what, event.who, event.text) for event in acted.ticket.events] == [
        (What.NOTED, "Ana", "está molesto")
    ]
    assert (acted.to_customer, acted.said, acted.ticket.agent) == ((), Content(), "")
    with pytest.raises(NothingSaid):
        by().note("")(ticket(), THREAD)
