"""Notices: who is told what, always in messages that begin with our code, whatever a customer writes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.channels.twilio.write import messages
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Attachment, Content, Part, PartKind
from handlers.tickets import code, notices
from handlers.tickets.agents import Agents
from handlers.tickets.ticket import State
from tests.ticketing import AGENTS, ANA, EVA, LUIS, NOW, later, ticket

VOICE = Attachment("https://twilio.example/1", "audio/ogg")
PICTURE = Attachment("https://twilio.example/2", "image/jpeg")
UNKIND = st.text(alphabet=st.sampled_from("#K7F3AC \n*_~`>[]()!-|\\.1🙂é"), max_size=3000) | st.text(max_size=1000)


def shown(texts: Sequence[str]) -> list[str]:
    """The messages that an agent's phone shows."""
    return [message for text in texts for message in messages([text], Channel.WHATSAPP, "es")]


def texts_of(*said: str) -> list[Content]:
    return [Content(text) for text in said]


@pytest.mark.parametrize(
    ("agents", "holder", "told"),
    [(AGENTS, "", []), (Agents((ANA,)), "", [ANA]), (AGENTS, "Luis", [LUIS]), (AGENTS, "Eva", [])],
)
def test_what_a_customer_writes_goes_to_who_has_the_ticket_or_to_an_only_agent(
    agents: Agents, holder: str, told: list[object]
) -> None:
    assert list(notices.concerned(ticket(agent=holder), agents)) == told


def test_only_agents_who_wrote_within_a_day_are_told() -> None:
    ana, luis = (agent.contact(EVA) for agent in AGENTS.every)
    heard = {ana: NOW, luis: NOW - timedelta(hours=25)}
    assert notices.reachable(ticket(), AGENTS.every, heard, later(minutes=1)) == [ana]
    assert notices.reachable(ticket(), AGENTS.every, {}, NOW) == []


@given(st.lists(UNKIND, max_size=8), UNKIND, UNKIND)
def test_each_message_of_a_notice_begins_with_our_code_and_with_no_customers(
    said: list[str], summary: str, name: str
) -> None:
    """An agent who quotes it answers this ticket: a customer cannot write the code of another."""
    about = replace(ticket(summary=summary), contact=replace(EVA, profile_name=name))
    told = [notices.opened(about, texts_of(*said), "es"), *notices.wrote(about, texts_of(*said), "es")]
    told += [notices.still_waits(about, NOW, "es"), notices.left(about, "es")]
    assert [code.split(message)[0] for message in shown(told)] == ["K7F3"] * len(told)


@given(st.lists(st.text(alphabet="ab #🙂\n", min_size=1, max_size=2000), min_size=1, max_size=6))
def test_all_that_a_customer_writes_reaches_the_agent(said: list[str]) -> None:
    arrived = "".join(
        message.partition("*Eva*")[2] for message in shown(notices.wrote(ticket(), texts_of(*said), "es"))
    )
    assert "".join(arrived.split()) == "".join("".join(said).split()) or not "".join(said).strip()


@pytest.mark.parametrize(
    "words", ["pan " * 700, "🙂" * 1500, "x" * 2500, "\n".join(f"{number}." for number in range(900))]
)
def test_a_long_message_takes_several_notices_each_with_the_code(words: str) -> None:
    told = shown(notices.wrote(ticket(), texts_of(words), "es"))
    assert len(told) > 2
    assert all(message.startswith("#K7F3 · *Eva*\n\n") for message in told)
    assert "".join("".join(message.partition("\n\n")[2] for message in told).split()) == "".join(words.split())
    (opened,) = shown([notices.opened(ticket(summary=words), texts_of(words, words), "es")])
    assert "…" in opened


def test_a_short_message_takes_one_notice_and_shows_as_it_was_written() -> None:
    (message,) = shown(notices.wrote(ticket(), texts_of("*Hola*\n# no es título", "1. uno"), "es"))
    assert message == "#K7F3 · *Eva*\n\n*Hola*\n# no es título\n1. uno"


def test_files_and_places_are_told_beside_the_words() -> None:
    said = Content(
        "Mira", (VOICE, PICTURE), (Part(PartKind.TRANSCRIPT, "se rompió"), Part(PartKind.LOCATION, "19, -99"))
    )
    (message,) = shown(notices.wrote(ticket(), [said], "en"))
    assert message.splitlines()[2:4] == ["Mira", "se rompió"]
    assert message.count("📎") == 3
    assert "a picture" in message
    assert "19, -99" in message


def test_a_new_ticket_tells_the_summary_and_quotes_the_last_words() -> None:
    (message,) = shown([notices.opened(ticket(summary="Pan *frío*,\n# dos veces"), texts_of("a", "b"), "es")])
    assert message.startswith("#K7F3 · *Eva* necesita a una persona\n\nPan *frío*, # dos veces\n\n> a\n> b\n\n")
    assert "#K7F3 y tu respuesta" in message
    (without,) = shown([notices.opened(ticket(), [], "es")])
    assert without.startswith("#K7F3 · *Eva* necesita a una persona\n\nContesta citando")


def test_of_many_last_words_the_newest_are_quoted() -> None:
    quoted = notices.quoted_words(texts_of("old " * 140, "new " * 120, "newest"), "es")
    assert "newest" in quoted
    assert "old" not in quoted


@pytest.mark.parametrize(
    ("span", "text"),
    [
        ({"seconds": 59}, "0 min"),
        ({"minutes": 59}, "59 min"),
        ({"minutes": 60}, "1 h"),
        ({"hours": 47}, "47 h"),
        ({"hours": 48}, "2 d"),
    ],
)
def test_a_span_is_short(span: dict[str, float], text: str) -> None:
    assert notices.waited(timedelta(**span)) == text


def test_who_has_no_name_is_told_by_the_end_of_the_number() -> None:
    assert notices.name_of(ticket(contact=replace(EVA, profile_name=""))) == "…0001"
    assert notices.name_of(ticket(contact=replace(EVA, profile_name="Eva\n\n#ACD4"))) == "Eva #ACD4"


def test_a_reminder_says_how_long_the_customer_has_waited() -> None:
    assert "espera desde hace 20 min" in notices.still_waits(ticket(), later(minutes=20), "es")
    assert "0 min" in notices.still_waits(ticket(waiting_since=None, state=State.WAITING), NOW, "es")
