"""Notices to agents: which agents are told what about a ticket. Pure.

Long: each notice has its own function.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from handlers import texts as common
from handlers.conversation.apps import app_name
from handlers.conversation.contact import Channel, Contact
from handlers.conversation.messages import Content
from handlers.conversation.outgoing import template_text
from handlers.conversation.shown import beside_words
from handlers.errors import OutboxUnavailable
from handlers.languages import Sentence, Spoken
from handlers.tickets import agent_texts, code, windows
from handlers.tickets.acting import Notice
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.ticket import Ticket

REMEDY = "set TEMPLATE_TICKET, or agents have to write to the business's number every 24 hours; the ticket is open"
# In one message, so that all of it begins with our code: a second one would begin with the customer's words. A message
# holds 1,600 UTF-16 units; beside the words there may be a summary and a name.
MOST_UNITS = 600
MOST_OF_A_NAME = 40


def nobody_reached() -> OutboxUnavailable:
    """The fault to log if no agent who is concerned wrote within a day: WhatsApp lets us tell none of them."""
    return OutboxUnavailable("no_agent_reached", remedy=REMEDY)


def concerned(ticket: Ticket, agents: Agents) -> Sequence[Agent]:
    """The agents who hear what the customer writes: who has the ticket; if nobody has, an only agent."""
    if ticket.agent:
        holder = agents.named(ticket.agent)
        return [holder] if holder else []
    return agents.every if len(agents.every) == 1 else []


def reachable(
    ticket: Ticket, agents: Sequence[Agent], heard: Mapping[Contact, datetime], now: datetime
) -> list[Contact]:
    """The agents' contacts that may be written to now. `heard`: when each wrote last."""
    contacts = [agent.contact(ticket.contact) for agent in agents]
    return [contact for contact in contacts if windows.is_open(contact.channel, heard.get(contact), now)]


def opened(ticket: Ticket, said: Sequence[Content], language: Spoken) -> str:
    """The notice of a new ticket, with the customer's last words."""
    summary = f"{common.escaped(shortened(' '.join(ticket.summary.split())))}\n\n" if ticket.summary else ""
    last = quoted_words(said, language) if _lines(said, language) else ""
    return _filled(agent_texts.OPENED, ticket, language, summary=summary, last=last).replace("\n\n\n\n", "\n\n")


def wrote(ticket: Ticket, said: Sequence[Content], language: Spoken) -> list[str]:
    """The customer's words, all of them, for the agent who has the ticket: in several notices if they are long."""
    parts: list[list[str]] = [[]]
    for piece in (piece for line in _lines(said, language) for piece in _pieces(line)):
        if parts[-1] and _units([*parts[-1], piece]) > MOST_UNITS:
            parts.append([])
        parts[-1].append(piece)
    return [_filled(agent_texts.CUSTOMER_WROTE, ticket, language, last=_shown(part)) for part in parts]


def still_waits(ticket: Ticket, now: datetime, language: Spoken) -> str:
    """The reminder that a customer still waits."""
    waits = waited(now - (ticket.waiting_since or now))
    return _filled(agent_texts.REMINDER, ticket, language, waits=waits)


def left(ticket: Ticket, language: Spoken) -> str:
    """The notice that the customer went back to the assistant."""
    return _filled(agent_texts.CUSTOMER_LEFT, ticket, language)


def by_template(
    ticket: Ticket, agents: Sequence[Agent], heard: Mapping[Contact, datetime], now: datetime, template: str
) -> list[Notice]:
    """The template, if there is one, to those of the agents who may not be written to freely."""
    if not template:
        return []
    reached = reachable(ticket, agents, heard, now)
    far = [contact for agent in agents if (contact := agent.contact(ticket.contact)) not in reached]
    return to(far, template_text(template, ticket.code, name_of(ticket)))


def to(contacts: Sequence[Contact], text: str) -> list[Notice]:
    """The same notice to each."""
    return [Notice(contact, text) for contact in contacts]


def quoted_words(said: Sequence[Content], language: Spoken) -> str:
    """What the customer wrote, said and sent, as a quotation in our Markdown; the newest, if it is long."""
    lines = _lines(said, language)
    while len(lines) > 1 and _units(lines) > MOST_UNITS:
        lines = lines[1:]
    return "\n".join(f"> {line}" for line in _shown(map(shortened, lines)).split("\n"))


def shortened(words: str) -> str:
    """The words, cut where they would take a second message."""
    first, *more = _pieces(words) or [""]
    return f"{first}…" if more else first


def waited(span: timedelta) -> str:
    """A span as agents read it: 5 min, 3 h, 2 d."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def name_of(ticket: Ticket) -> str:
    """The customer's name, or the end of the address, and the app unless it is WhatsApp."""
    name = " ".join(ticket.contact.profile_name.split())
    app = "" if ticket.contact.channel is Channel.WHATSAPP else f" ({app_name(ticket.contact.channel)})"
    return (name[:MOST_OF_A_NAME] or f"…{ticket.contact.customer[-4:]}") + app


def _lines(said: Sequence[Content], language: Spoken) -> list[str]:
    return [line for content in said for line in _lines_of(content, language)]


def _lines_of(content: Content, language: Spoken) -> list[str]:
    words = (" ".join(line.split()) for line in content.words.splitlines())
    return [*filter(None, words), *(f"📎 {told}" for told in beside_words(content, language))]


def _units(lines: Sequence[str]) -> int:
    """What these lines take of a message, with the marks before each."""
    return sum(len(line.encode("utf-16-le")) // 2 + len("> \n") for line in lines)


def _pieces(line: str) -> list[str]:
    """The line in pieces that fit, cut between words if that costs less than half of one."""
    pieces = []
    while _units([line]) > MOST_UNITS:
        head = line.encode("utf-16-le")[: 2 * (MOST_UNITS - len("> \n"))].decode("utf-16-le", "ignore")
        space = head.rfind(" ")
        head = head[:space] if space > len(head) // 2 else head
        pieces.append(head)
        line = line[len(head) :].strip()
    return [*pieces, *([line] if line else [])]


def _shown(lines: Iterable[str]) -> str:
    return "\\\n".join(map(common.escaped, lines)) or "-"


def _filled(sentence: Sentence, ticket: Ticket, language: Spoken, **more: str) -> str:
    shown = common.escaped(code.shown(ticket.code))
    return sentence[language].format(code=shown, name=common.escaped(name_of(ticket)), **more)
