"""A check of people: whether agents are told of tickets whenever they last wrote."""

from dev.doctor.findings import Finding, holds, not_applicable
from handlers.settings import Settings
from handlers.tickets.agents import agents_in

NOTICES = "Notices to agents"


def people_findings(settings: Settings) -> list[Finding]:
    """The check; none without agents."""
    agents = agents_in(settings.agents).every
    if not agents:
        return []
    if settings.template_ticket:
        return [holds(NOTICES, f"{len(agents)} of AGENTS, at any time, past 24 hours by TEMPLATE_TICKET")]
    said = "no TEMPLATE_TICKET: agents are told only within 24 hours of their last message"
    return [not_applicable(NOTICES, said)]
