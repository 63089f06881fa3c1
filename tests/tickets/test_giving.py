"""Giving a ticket to another agent, who is told as far as WhatsApp allows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation.contact import Contact
from handlers.conversation.outgoing import template_text
from handlers.tickets.acting import Acted
from handlers.tickets.actions import Actions
from handlers.tickets.agents import agents_in
from handlers.tickets.ticket import Ticket, Why
from tests import writing

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TICKET = Ticket("K7F2", "key", writing.contact(profile_name="Eva"), "es", NOON, Why.ASKED, "", NOON, NOON)
AGENTS = "Ana=whatsapp:+5215511110001, Luis=whatsapp:+5215511110002"


def given(heard: Mapping[Contact, datetime] | None, notice: str = "") -> Acted:
    agents = agents_in(AGENTS, notice=notice)
    ana, _ = agents.every
    return Actions(ana, agents, "es", NOON, heard=heard).give_to("Luis")(TICKET, writing.thread())


def luis() -> Contact:
    return agents_in(AGENTS).every[1].contact(TICKET.contact)


@pytest.mark.parametrize("heard", [None, {luis(): NOON - timedelta(hours=1)}])
def test_who_may_be_written_to_is_told_in_words(heard: Mapping[Contact, datetime] | None) -> None:
    acted = given(heard, notice="HX1")
    assert [notice.to for notice in acted.notices] == [luis()]
    assert acted.notices[0].text.startswith("\\#K7F2")
    assert acted.ticket.agent == "Luis"


def test_who_wrote_too_long_ago_is_told_by_the_template() -> None:
    acted = given({luis(): NOON - timedelta(hours=24)}, notice="HX1")
    assert [notice.text for notice in acted.notices] == [template_text("HX1", "K7F2", "Eva")]
    assert "avisarle" not in acted.reply[0]


def test_who_cannot_be_told_has_the_ticket_and_the_giver_hears_it() -> None:
    acted = given({})
    assert acted.notices == ()
    assert "no permite avisarle" in acted.reply[0]
    assert acted.ticket.agent == "Luis"
