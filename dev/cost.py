"""`make cost`: the cost of a month's conversations, and each supplier's share. docs/cost.md holds its tables.

The newest list prices of handlers/money/prices.toml, in US dollars, without taxes, discounts for volume and Google's
free tier.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dev.models import DEFAULT
from dev.processes import ROOT
from handlers.money import reckoning
from handlers.money.free import FREE
from handlers.money.price_list import MILLION, Price
from handlers.money.prices import load_prices

PAGE = ROOT / "docs" / "cost.md"
BEGIN, END = "<!-- by make cost: begin -->\n", "<!-- by make cost: end -->\n"
MONTHS = (100, 500, 1_000, 5_000, 10_000)
PRICES = load_prices()


def _dollar(line: str) -> float:
    """Dollars for one unit of a line whose price depends on nothing."""
    return _each(PRICES.newest(line)[""])


def _each(price: Price) -> float:
    return price.micros / price.units / MILLION


TWILIO = _dollar("twilio.in")  # the same each way
RUN, REQUEST = 1000 * _dollar("google.run"), _dollar("google.requests")  # a second of the function, and a request
READ, WRITE = _dollar("google.reads"), _dollar("google.writes")
READS, WRITES = reckoning.READS, reckoning.OF_A_MESSAGE + reckoning.CLOSED + reckoning.ASKED
# Dollars per million tokens, by model: input, cached input, output.
_TOKENS = [PRICES.newest(f"openai.{line}") for line in ("input", "cached", "output")]
MODELS = {model: tuple(float(prices[model].listed) for prices in _TOKENS) for model in _TOKENS[0]}
# Dollars for a message, by country, the cheapest first.
_SERVICE = {price.name: float(price.listed) for price in PRICES.newest("meta.service").values()}
META = dict(sorted(_SERVICE.items(), key=lambda entry: (entry[1], entry[0])))


@dataclass(frozen=True)
class Use:
    """A conversation of so many `messages` each way. Tokens are assumed; each turn's log line has the real ones.

    `seconds`: the time of the function for each message, alone in its instance.
    """

    messages: int = 4
    instructions: int = 400
    question: int = 30
    answer: int = 120
    seconds: float = 2.5
    model: str = DEFAULT

    @property
    def tokens(self) -> tuple[int, int]:
        """Tokens in and out of a whole conversation: each question carries all messages before it."""
        turns = range(self.messages)
        told = sum(self.instructions + (turn + 1) * self.question + turn * self.answer for turn in turns)
        return told, self.messages * self.answer


@dataclass(frozen=True)
class Bill:
    """A month, in dollars."""

    twilio: float
    openai: float
    run: float
    firestore: float
    meta: float = 0.0

    @property
    def total(self) -> float:
        return self.twilio + self.openai + self.run + self.firestore + self.meta


def bill(conversations: int, use: Use, *, meta: float = 0.0) -> Bill:
    """The cost of so many conversations; `meta` is Meta's price of a message; the first thousand are free."""
    answers = conversations * use.messages
    into, out = use.tokens
    price = MODELS[use.model]
    return Bill(
        twilio=2 * answers * TWILIO,
        openai=conversations * (into * price[0] + out * price[2]) / 1_000_000,
        run=answers * (use.seconds * RUN + REQUEST),
        firestore=answers * (READS * READ + WRITES * WRITE),
        meta=max(0, answers - FREE) * meta,
    )


def tables(use: Use, months: Sequence[int] = MONTHS, meta: dict[str, float] = META) -> str:
    """Three tables, in Markdown: costs that are the same everywhere, all of them by country, the suppliers' shares."""
    same = [bill(month, use) for month in months]
    parts = _table(
        ["conversations", "Twilio", "OpenAI", "Cloud Run", "Firestore", "without Meta"],
        [[f"{n:,}", *map(_dollars, _parts(b)), _dollars(b.total)] for n, b in zip(months, same, strict=True)],
    )
    countries = _table(
        ["customers in", "Meta, an answer", "a question and its answer", *(f"{month:,}" for month in months)],
        [_country(country, price, use, months) for country, price in meta.items()],
    )
    largest = months[-1]
    shares = _table(
        [f"of {largest:,}", "Twilio", "Meta", "OpenAI", "Cloud Run", "Firestore", "a conversation"],
        [_shares(country, bill(largest, use, meta=price), largest) for country, price in meta.items()],
    )
    return f"{parts}\n{countries}\n{shares}"


def _parts(month: Bill) -> tuple[float, ...]:
    return month.twilio, month.openai, month.run, month.firestore


def _country(country: str, meta: float, use: Use, months: Sequence[int]) -> list[str]:
    """Meta's price, that of a question and its answer past the free ones (Twilio and Meta), and each month's total."""
    totals = [_dollars(bill(month, use, meta=meta).total) for month in months]
    return [country, f"${meta:.4f}", f"${2 * TWILIO + meta:.4f}", *totals]


def _shares(country: str, month: Bill, conversations: int) -> list[str]:
    parts = (month.twilio, month.meta, month.openai, month.run, month.firestore)
    return [country, *(f"{100 * part / month.total:.1f} %" for part in parts), f"${month.total / conversations:.4f}"]


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def written(page: str, block: str) -> str:
    """The page with its tables made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{block}{END}{after}"


def main() -> int:
    """Print the tables for the options given; `--write` puts those of the defaults into docs/cost.md."""
    parser = argparse.ArgumentParser(prog="make cost", description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/cost.md, with the defaults")
    parser.add_argument("--model", choices=MODELS, default=os.environ.get("MODEL") or Use.model)
    counted = "that a customer writes in a conversation, each with its answer"
    parser.add_argument("--messages", type=_positive(int), default=_given("MESSAGES", Use.messages), help=counted)
    parser.add_argument("--conversations", type=_positive(int), default=os.environ.get("CONVERSATIONS") or None)
    parser.add_argument("--meta", type=_positive(float), default=os.environ.get("META") or None, help="$ a message")
    options = parser.parse_args()
    if options.model not in MODELS:
        parser.error(f"the price of {options.model} is not known here; known are {', '.join(MODELS)}")
    if options.write:
        PAGE.write_text(written(PAGE.read_text(), tables(Use())))
        return 0
    use = replace(Use(), model=options.model, messages=options.messages)
    months = (options.conversations,) if options.conversations else MONTHS
    print(tables(use, months, {"your country": options.meta} if options.meta else META), end="")
    return 0


def _given(name: str, default: int) -> str | int:
    return os.environ.get(name) or default


def _positive(kind: Callable[[str], float]) -> Callable[[str], float]:
    def number(text: str) -> float:
        found = kind(text)
        if not 0 < found < 1e9:
            raise argparse.ArgumentTypeError("has to be more than 0")
        return found

    return number


if __name__ == "__main__":
    sys.exit(main())
