"""The shop's orders, from a file of the cash desk's: a customer sees their own, by the number that they write from."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from handlers.tools import Caller, tool

ORDERS = Path(__file__).with_name("orders.csv")
MOST = 5
STATES = {
    "received": "recibido, aún no se hornea",
    "baking": "en el horno",
    "ready": "listo para recoger",
    "delivered": "entregado",
    "cancelled": "cancelado",
}


@tool(seconds=2, title={"es": "Buscar tu pedido", "en": "Look up your order", "pt": "Procurar seu pedido"})
def order(
    caller: Caller, number: Annotated[str, "as on the ticket, such as L-1001"] | None = None
) -> dict[str, object]:
    """Look up the customer's own order (pedido, encargo) by its number; without one, those not yet picked up.

    Another's order looks like one that does not exist: nobody learns that it does.
    """
    own = [row for row in _rows() if _phone(row["phone"]) in caller.numbers]
    if number is None:
        waiting = [row for row in own if row["state"] not in ("delivered", "cancelled")]
        return {"orders": [_told(row) for row in waiting[:MOST]], "more": len(waiting) > MOST}
    found = [row for row in own if _plain(row["number"]) == _plain(number)]
    return {"found": True, **_told(found[0])} if found else {"found": False}


def _rows() -> Iterator[dict[str, str]]:
    with ORDERS.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _told(row: dict[str, str]) -> dict[str, object]:
    amount, paid = int(row["amount"]), int(row["paid"])
    facts = {"pedido": row["number"], "producto": row["product"], "para el día": row["pickup"]}
    return {**facts, "estado": STATES[row["state"]], "total en pesos": amount, "falta pagar": amount - paid}


def _plain(number: str) -> str:
    """A number as customers write it: l1001, L 1001, #L-1001."""
    return "".join(letter for letter in number.upper() if letter.isalnum())


def _phone(written: str) -> str:
    """A phone number with its country's code, however the cash desk spaced it."""
    return "+" + "".join(letter for letter in written if letter.isdigit())
