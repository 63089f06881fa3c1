"""An agent whose ticket somebody else closes or gives away hears of it, as far as WhatsApp allows."""

from collections.abc import Sequence
from typing import Any

import pytest

from handlers.tickets.acting import Acted
from handlers.tickets.actions import Actions
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.losing import CLOSED_BY
from handlers.tickets.ticket import State
from tests import writing
from tests.ticketing import ANA, EVA, LUIS, NOW, later, ticket

HUGO = Agent("Hugo", ANA.channel, "+5215511110003")
TEAM = Agents((ANA, LUIS, HUGO), notice="HX1")
CLOSED = CLOSED_BY["es"].format(code=r"\#K7F3", agent="Luis")
GIVEN = r"\#K7F3 · Ahora lo tiene {}."


def acted(do: str, to: str = "", *, holder: str = "Ana", heard: Sequence[Agent] = TEAM.every, hours: int = 1) -> Acted:
    """What Luis does with a ticket. `heard`: who wrote at noon; it is `hours` later now."""
    actions = Actions(LUIS, TEAM, "es", later(hours=hours), heard={agent.contact(EVA): NOW for agent in heard})
    act = actions.give_to(to) if do == "give" else actions.close
    return act(ticket(agent=holder, state=State.TAKEN if holder else State.OPEN), writing.thread(ticket="K7F3"))


def told(done: Acted, agent: Agent) -> list[str]:
    return [notice.text for notice in done.notices if notice.to == agent.contact(EVA)]


@pytest.mark.parametrize(
    ("do", "to", "text"),
    [("close", "", CLOSED), ("give", "Luis", GIVEN.format("Luis")), ("give", "Hugo", GIVEN.format("Hugo"))],
)
def test_who_had_the_ticket_hears_who_closed_it_or_has_it_now(do: str, to: str, text: str) -> None:
    assert told(acted(do, to), ANA) == [text]
    assert told(acted(do, to), LUIS) == []


@pytest.mark.parametrize(("do", "to", "notices"), [("close", "", 0), ("give", "Luis", 0), ("give", "Hugo", 1)])
@pytest.mark.parametrize("holder", ["Luis", "", "Rosa at the helpdesk"])
def test_nobody_hears_what_they_did_themselves_nor_who_has_no_number_here(
    do: str, to: str, notices: int, holder: str
) -> None:
    assert len(acted(do, to, holder=holder).notices) == notices


def test_who_had_the_ticket_and_is_given_it_hears_that_alone() -> None:
    (text,) = told(acted("give", "Ana"), ANA)
    assert "es tu caso" in text


@pytest.mark.parametrize(("heard", "hours"), [((LUIS, HUGO), 1), (TEAM.every, 24)])
def test_who_wrote_over_a_day_ago_gets_nothing_not_even_the_template(heard: Any, hours: int) -> None:
    assert told(acted("close", heard=heard, hours=hours), ANA) == []
    assert told(acted("give", "Luis", heard=heard, hours=hours), ANA) == []


def test_where_nobody_has_looked_who_wrote_when_the_notice_is_left_out() -> None:
    closing = Actions(LUIS, TEAM, "es", later(hours=1)).close(ticket(agent="Ana"), writing.thread(ticket="K7F3"))
    assert closing.notices == ()
