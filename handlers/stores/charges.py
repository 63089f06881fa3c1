"""Charges as stored: a line of text each. A map of five fields each would double the size of a record's facts."""

from handlers.conversation.facts import Charge, Sure

UNKNOWN = "?"


def charge_text(charge: Charge) -> str:
    """A charge as text: line, where, units, micros and how sure that is."""
    micros = UNKNOWN if charge.micros is None else charge.micros
    return f"{charge.line}|{charge.where}|{charge.units}|{micros}|{charge.sure}"


def charge_of(text: str) -> Charge:
    """The charge in a text; what stands in the middle may hold anything."""
    line, _, rest = text.partition("|")
    where, units, micros, sure = rest.rsplit("|", 3)
    return Charge(line, int(units), None if micros == UNKNOWN else int(micros), Sure(sure), where)
