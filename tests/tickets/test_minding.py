"""What the clock does: reminds once those who can be reached, and closes what the customer left."""

import pytest

from handlers.conversation.thread import Decisions
from handlers.tickets import texts
from handlers.tickets.minding import closed_by_clock, reminded_by_clock
from handlers.tickets.ticket import CannotAct, State, Ticket
from tests import writing
from tests.ticketing import AGENTS, ANA, EVA, LUIS, NOW, later, ticket

HEARD = {ANA.contact(EVA): NOW, LUIS.contact(EVA): NOW}
IDLE = ticket(state=State.WAITING, agent="Ana", waiting_since=None, answered_at=NOW)


def told(about: Ticket, hours: float = 0.3, *, stopped: bool = False) -> tuple[list[str], tuple[str, ...]]:
    thread = writing.thread(decisions=Decisions(stopped=stopped))
    acted = reminded_by_clock(about, thread, AGENTS, HEARD, "es", later(hours=hours))
    assert acted.ticket.reminded
    return [notice.to.customer for notice in acted.notices], acted.to_customer


def test_if_nobody_has_it_all_agents_are_told_and_the_customer_once() -> None:
    assert told(ticket()) == ([ANA.address, LUIS.address], (texts.STILL_WAITS["es"],))


@pytest.mark.parametrize(("holder", "agents"), [("Luis", [LUIS.address]), ("Eva", [ANA.address, LUIS.address])])
def test_if_somebody_has_it_they_alone_are_told(holder: str, agents: list[str]) -> None:
    assert told(ticket(agent=holder, state=State.TAKEN)) == (agents, ())


def test_nobody_is_written_to_who_may_not_be() -> None:
    assert told(ticket(), hours=25) == ([], ())
    assert told(ticket(), stopped=True)[1] == ()


@pytest.mark.parametrize("about", [ticket(reminded=True), ticket(waiting_since=None), ticket(state=State.CLOSED)])
def test_it_is_said_once_and_only_while_the_customer_waits(about: Ticket) -> None:
    with pytest.raises(CannotAct):
        told(about)


def test_a_ticket_whose_customer_says_no_more_is_closed_without_a_word() -> None:
    acted = closed_by_clock(IDLE, writing.thread(), NOW, later(days=1), asks=True)
    assert (acted.ticket.state, acted.ticket.closed_for, acted.gives_back) == (State.CLOSED, "no answer", True)
    assert (acted.to_customer, acted.notices) == ((), ())


@pytest.mark.parametrize(
    "about",
    [ticket(), ticket(state=State.WAITING, waiting_since=None), ticket(state=State.WAITING, answered_at=later(days=1))],
)
def test_a_ticket_whose_customer_waits_is_never_closed_by_the_clock(about: Ticket) -> None:
    with pytest.raises(CannotAct):
        closed_by_clock(about, writing.thread(), NOW, later(days=1), asks=True)
