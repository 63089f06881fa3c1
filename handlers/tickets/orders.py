"""Orders: what an agent's message asks for, and of which ticket. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from handlers.conversation.commands import plain
from handlers.tickets import code


class Order(StrEnum):
    """What an agent wants."""

    SAY = "say"  # to the customer
    TAKE = "take"
    CLOSE = "close"
    GIVE = "give"
    NOTE = "note"
    INVITE = "invite"  # the customer, by a template, to write again
    LIST = "list"
    DESK = "desk"
    TODAY = "today"  # in numbers
    WEEK = "week"
    HELP = "help"


# Without accents, in lower case. The first group is a whole message; the second needs a ticket; the third a text, too.
ALONE = {
    Order.LIST: ("tickets", "ticket", "casos", "pendientes", "chamados", "pendentes"),
    Order.DESK: ("panel", "desk", "painel", "escritorio"),
    Order.TODAY: ("hoy", "today", "hoje"),
    Order.WEEK: ("semana", "week"),
    Order.HELP: ("ayuda", "help", "ajuda", "comandos", "commands"),
}
OF_A_TICKET = {
    Order.TAKE: ("tomar", "tomo", "take", "pegar", "assumir"),
    Order.CLOSE: ("cerrar", "cierra", "close", "fechar", "encerrar"),
    Order.INVITE: ("invitar", "invita", "invite", "convidar", "convida"),
}
WITH_A_TEXT = {
    Order.GIVE: ("pasar", "dar", "give", "passar"),
    Order.NOTE: ("nota", "note"),
}
_ALONE = {word: order for order, words in ALONE.items() for word in words}
_OF_A_TICKET = {word: order for order, words in OF_A_TICKET.items() for word in words}
_WITH_A_TEXT = {word: order for order, words in WITH_A_TEXT.items() for word in words}


@dataclass(frozen=True)
class Asked:
    """An agent's order. `code`: the ticket's, "" if none is named; `text`: for the customer, the note, or a name."""

    order: Order
    code: str = ""
    text: str = ""


def asked_in(text: str, quoted: str, names: Collection[str]) -> Asked:
    """The order in an agent's message. `quoted`: the text of the message that it replies to; `names`: the agents'.

    A code that the agent wrote counts more than the quoted one. "#K7F2 pasar mañana" is for the customer, since nobody
    is called so; "#K7F2 pasar" and "#K7F2 nota" lack their text, and are not. Without a ticket, words that are no order
    are for nobody.
    """
    named, rest = code.split(text)
    ticket = named or code.split(quoted)[0]
    if not ticket:
        return Asked(_ALONE.get(plain(rest), Order.SAY), text=rest)
    if order := _OF_A_TICKET.get(plain(rest)):
        return Asked(order, ticket)
    first, more = (*rest.split(maxsplit=1), "", "")[:2]
    order = _WITH_A_TEXT.get(plain(first)) if named else None
    if order is None or (order is Order.GIVE and more and plain(more) not in {plain(name) for name in names}):
        return Asked(Order.SAY, ticket, rest)
    return Asked(order, ticket, more)
