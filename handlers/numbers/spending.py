"""What was paid for in a range of days, to whom, what was free, and what was saved. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.conversation.contact import Channel
from handlers.money.price_list import SERVICE
from handlers.numbers.free import CREDIT
from handlers.numbers.tally import Cost, Tally

SUPPLIERS = {"openai": "OpenAI", "twilio": "Twilio", "meta": "Meta", "google": "Google"}
WITH_FEES = (Channel.WHATSAPP, Channel.SMS, Channel.RCS)  # apps whose messages cost something each
COUNTRY = "meta."  # lines whose place is a country
_NO_ANSWER = ("openai.transcription", "openai.labels.")  # lines that are paid for whoever answers


@dataclass(frozen=True)
class Part:
    """A part of what was paid: a supplier's or a country's. `micros`: millionths of a dollar; `units`: messages."""

    name: str
    micros: int
    units: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Spending:
    """All money of a range, in millionths of a dollar. `estimated`: so much of it is; the rest is exact.

    `unknown`: units of which no price is known, so `micros` is the least that it was. `countries`: of what Meta takes
    for messages, before the free ones are taken off: `free_messages`, worth `free_micros`. `faq_saved`: what the
    assistant would have cost for what the FAQ answered; `merging_saved`: what answers of their own would have cost for
    messages that were answered together with another. Both are None where a price or an answer to compare with lacks.
    """

    micros: int
    estimated: int
    unknown: int
    suppliers: tuple[Part, ...]
    countries: tuple[Part, ...]
    lines: tuple[Cost, ...]
    free_messages: int
    free_micros: int
    faq_saved: int | None
    merging_saved: int | None


def spending_of(tally: Tally) -> Spending:
    """The money of these counts."""
    costs = tally.costs()
    abroad = [cost for cost in costs if cost.line.startswith(COUNTRY) and cost.line != CREDIT]
    asking, sending = _of_an_answer(tally, costs), _of_a_message(tally, costs)
    faq, merged = tally.one("messages/faq"), tally.one("merged")
    return Spending(
        micros=sum(cost.micros for cost in costs),
        estimated=sum(cost.estimated for cost in costs),
        unknown=sum(cost.unknown for cost in costs),
        suppliers=_parts(_of_known(costs, name) for name in dict.fromkeys(cost.supplier for cost in costs)),
        countries=_parts(_of_place(abroad, where) for where in dict.fromkeys(cost.where for cost in abroad)),
        lines=tuple(costs),
        free_messages=sum(tally.under("free/meta").values()),
        free_micros=-sum(cost.micros for cost in costs if cost.line == CREDIT),
        faq_saved=None if asking is None else round(faq * asking),
        merging_saved=None if asking is None or sending is None else round(merged * (asking + sending)),
    )


def _of_known(costs: Iterable[Cost], name: str) -> Part:
    mine = [cost for cost in costs if cost.supplier == name]
    return Part(name, sum(cost.micros for cost in mine), 0, sum(cost.unknown for cost in mine))


def _of_place(costs: Iterable[Cost], where: str) -> Part:
    here = [cost for cost in costs if cost.where == where]
    units, unknown = sum(cost.units for cost in here), sum(cost.unknown for cost in here)
    return Part(where, sum(cost.micros for cost in here), units, unknown)


def _parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    there = [part for part in parts if part.micros or part.units or part.unknown]
    return tuple(sorted(there, key=lambda part: -part.micros))


def _of_an_answer(tally: Tally, costs: Iterable[Cost]) -> float | None:
    """The mean that OpenAI took for an answer of the assistant's, in micros."""
    answers = tally.spans("waited/assistant").n  # without messages that were answered together with another
    paid = [cost for cost in costs if cost.supplier == "openai" and not cost.line.startswith(_NO_ANSWER)]
    if not answers or not paid or any(cost.unknown for cost in paid):
        return None
    return sum(cost.micros for cost in paid) / answers


def _of_a_message(tally: Tally, costs: Iterable[Cost]) -> float | None:
    """The mean that one message to a customer takes, in micros: Twilio's fee and Meta's, and nothing in other apps."""
    sent = [cost for cost in costs if cost.line == "twilio.out"]
    delivered = [cost for cost in costs if cost.line in (SERVICE, CREDIT)]
    if any(cost.unknown for cost in (*sent, *delivered)):
        return None
    by_twilio = sum(cost.units for cost in sent if not cost.where)
    by_meta = max(0, sum(cost.units for cost in delivered) - by_twilio)
    messages = sum(cost.units for cost in sent) + by_meta
    mean = sum(cost.micros for cost in (*sent, *delivered)) / (messages or 1)
    came = tally.under("app")
    return mean * sum(came.get(app, 0) for app in WITH_FEES) / (sum(came.values()) or 1)
