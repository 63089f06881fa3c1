"""`make cost`: the cost of a month's conversations, and each supplier's share. docs/cost.md holds its tables.

List prices in US dollars, as of November 2026, without taxes, discounts for volume and Google's free tier.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dev.models import DEFAULT
from dev.processes import ROOT
from handlers.adapters.openai.answer import PRICES

PAGE = ROOT / "docs" / "cost.md"
BEGIN, END = "<!-- by make cost: begin -->\n", "<!-- by make cost: end -->\n"
MONTHS = (100, 500, 1_000, 5_000, 10_000)

# https://www.twilio.com/en-us/whatsapp/pricing: per message, each way
TWILIO = 0.005
# https://cloud.google.com/run/pricing: per vCPU-second, GiB-second and request; the function has 1 vCPU and 0.5 GiB
CPU, MEMORY, REQUEST = 0.000024, 0.0000025, 0.40 / 1_000_000
GIB = 0.5
# https://cloud.google.com/firestore/pricing: per document; what a message takes was measured: bench/README.md
READ, WRITE = 0.03 / 100_000, 0.09 / 100_000
READS, WRITES = 2, 5
# Per million tokens: input, cached input, output. https://openai.com/api/pricing for the default; the others as
# https://docs.litellm.ai/blog/gpt-6-1-terra (October 2026) and https://docs.laozhang.ai (August 2026) quote that page
MODELS = PRICES | {
    "gpt-6.1-terra": (1.00, 0.05, 5.00),
    "gpt-6.1-sol": (2.00, 0.10, 10.00),
    "gpt-5.6-terra": (2.00, 0.20, 12.00),
    "gpt-5.6-sol": (5.00, 0.50, 30.00),
}
# Meta's card of 2026-10-01 for service messages, in dirhams: https://huggingface.co/datasets/tobachat/whatsapp-api-rates
# The central bank of the Emirates holds the dirham at 3.6725 to the dollar.
DIRHAMS = {"Argentina": 0.0955, "Brazil": 0.025, "Chile": 0.0734, "Colombia": 0.0029}
A_DOLLAR = 3.6725
# The same card in dollars, as resellers quote it in November 2026; Meta's own list was not read. The prices of Peru and
# of the rest of Latin America are rounded.
DOLLARS = {
    "USA, Canada": 0.0034,
    "Mexico": 0.0085,
    "rest of Latin America": 0.0113,
    "Peru": 0.02,
    "United Kingdom": 0.022,
    "France": 0.03,
    "Germany": 0.055,
}
_ALL = DOLLARS | {country: round(dirhams / A_DOLLAR, 4) for country, dirhams in DIRHAMS.items()}
META = dict(sorted(_ALL.items(), key=lambda entry: (entry[1], entry[0])))
# A month and business number: https://glama.ai/mcp/connectors/online.waply and .../tools.wha/whatsapp-tools, not Meta's
# own page
META_FREE = 1_000


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
        run=answers * (use.seconds * (CPU + GIB * MEMORY) + REQUEST),
        firestore=answers * (READS * READ + WRITES * WRITE),
        meta=max(0, answers - META_FREE) * meta,
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
