"""Inviting a customer to write again: when it is of use, and once for each silence."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.outgoing import template_text
from handlers.conversation.thread import Decisions
from handlers.tickets.inviting import Invite, IsInvited, NotByThisApp, NoTemplate, StillOpen
from handlers.tickets.ticket import CannotAct, IsStopped, IsTaken, State, Ticket, What
from tests import writing
from tests.ticketing import ANA, later, ticket

THREAD = writing.thread(ticket="K7F3")
ON_INSTAGRAM = writing.contact(channel=Channel.INSTAGRAM, carrier=Carrier.META)


def invite(*, hours: float = 25, template: str = "HX1") -> Invite:
    return Invite(ANA, template, "es", later(hours=hours))


def happened(*what: What) -> Ticket:
    changed = ticket()
    for number, each in enumerate(what):
        changed = changed.happened(each, later(hours=24) + timedelta(minutes=number))
    return changed


def test_the_customer_gets_the_template_and_the_agent_the_ticket() -> None:
    acted = invite()(ticket(), THREAD)
    (text,) = acted.to_customer
    assert text.startswith(template_text("HX1", "K7F3", "").removesuffix("2=)"))
    assert (acted.ticket.agent, acted.ticket.events[-1].what) == ("Ana", What.INVITED)


@pytest.mark.parametrize(
    ("before", "thread", "fields", "refusal"),
    [
        (ticket(agent="Luis", state=State.TAKEN), THREAD, {}, IsTaken),
        (ticket(), writing.thread(decisions=Decisions(stopped=True)), {}, IsStopped),
        (ticket(), THREAD, {"hours": 23}, StillOpen),
        (happened(What.INVITED), THREAD, {}, IsInvited),
        (happened(What.FAILED, What.INVITED, What.NOTED), THREAD, {}, IsInvited),
        (ticket(), THREAD, {"template": ""}, NoTemplate),
        (ticket(contact=ON_INSTAGRAM), THREAD, {"hours": 7 * 24}, NotByThisApp),
        (ticket(contact=ON_INSTAGRAM), THREAD, {"hours": 6 * 24}, StillOpen),
    ],
)
def test_what_would_be_of_no_use_is_refused(
    before: Ticket, thread: Any, fields: dict[str, Any], refusal: type[CannotAct]
) -> None:
    with pytest.raises(refusal):
        invite(**fields)(before, thread)


def test_who_was_not_reached_is_invited_again() -> None:
    assert invite()(happened(What.INVITED, What.FAILED), THREAD).to_customer
