"""Orders: what agents may write, in three languages; what is no order is for the customer, or for nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dev.processes import ROOT
from handlers.tickets.orders import ALONE, OF_A_TICKET, WITH_A_TEXT, Asked, Order, asked_in

NAMES = ["Ana", "Luis", "José María"]
NOTICE = "#K7F3 · *Eva* necesita a una persona"


@pytest.mark.parametrize("language", [1, 2, 3])
def test_the_page_for_agents_lists_every_order_by_a_word_that_is_understood(language: int) -> None:
    # No ticket has the example's code: codes have no 2.
    page = (ROOT / "docs" / "people.md").read_text().replace("K7F2", "K7F3")
    rows = page.partition("| | Spanish | English | Portuguese |\n|---|---|---|---|\n")[2].partition("\n\n")[0]
    words = [row.split("|")[language + 1].partition(",")[0].strip() for row in rows.splitlines()]
    assert {asked_in(word, "", NAMES).order for word in words} == set(Order)
    assert sum(asked_in(word, "", NAMES).order is Order.SAY for word in words) == 1


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("#K7F3 tomar", Asked(Order.TAKE, "K7F3")),
        ("#k7f3: TAKE!", Asked(Order.TAKE, "K7F3")),
        ("#K7F3 cerrar", Asked(Order.CLOSE, "K7F3")),
        ("#K7F3 cerrar el pedido mañana", Asked(Order.SAY, "K7F3", "cerrar el pedido mañana")),
        ("#K7F3 pasar luis", Asked(Order.GIVE, "K7F3", "luis")),
        ("#K7F3 pasar jose maria", Asked(Order.GIVE, "K7F3", "jose maria")),
        ("#K7F3 pasar mañana", Asked(Order.SAY, "K7F3", "pasar mañana")),
        ("#K7F3 pasar", Asked(Order.GIVE, "K7F3")),
        ("#K7F3 nota está molesto", Asked(Order.NOTE, "K7F3", "está molesto")),
        ("#K7F3 nota: está molesto", Asked(Order.NOTE, "K7F3", "está molesto")),
        ("#K7F3 nota", Asked(Order.NOTE, "K7F3")),
        ("#K7F3 Ya salió\n\nLlega hoy", Asked(Order.SAY, "K7F3", "Ya salió\n\nLlega hoy")),
        ("#K7F3", Asked(Order.SAY, "K7F3")),
        ("tickets", Asked(Order.LIST, text="tickets")),
        ("¡Ayuda!", Asked(Order.HELP, text="¡Ayuda!")),
        ("Panel", Asked(Order.DESK, text="Panel")),
        ("Ya salió", Asked(Order.SAY, text="Ya salió")),
        ("cerrar", Asked(Order.SAY, text="cerrar")),
    ],
)
def test_an_order_with_a_code(text: str, asked: Asked) -> None:
    assert asked_in(text, "", NAMES) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Ya salió", Asked(Order.SAY, "K7F3", "Ya salió")),
        ("cerrar", Asked(Order.CLOSE, "K7F3")),
        ("tickets", Asked(Order.SAY, "K7F3", "tickets")),
        ("nota: sale mañana", Asked(Order.SAY, "K7F3", "nota: sale mañana")),
        ("#ACD4 Ya salió", Asked(Order.SAY, "ACD4", "Ya salió")),
    ],
)
def test_who_quotes_a_notice_means_its_ticket_unless_a_code_is_written(text: str, asked: Asked) -> None:
    assert asked_in(text, NOTICE, NAMES) == asked


@given(st.text(), st.text(alphabet="#K7F3 abc"))
def test_words_without_a_ticket_are_for_nobody(text: str, quoted: str) -> None:
    asked = asked_in(text, quoted, NAMES)
    assert asked.code or asked.order in {Order.SAY, *ALONE}


def test_no_word_means_two_orders() -> None:
    words = [word for group in (ALONE, OF_A_TICKET, WITH_A_TEXT) for found in group.values() for word in found]
    assert len(words) == len(set(words))
