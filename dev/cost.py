"""`make cost`: the cost of a month's conversations by channel, and each supplier's share. docs/cost.md has its tables.

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
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.money import fees, reckoning
from handlers.money.price_list import MILLION, SERVICE, Price
from handlers.money.prices import load_prices
from handlers.numbers.free import FREE

PAGE = ROOT / "docs" / "cost.md"
BEGIN, END = "<!-- by make cost: begin -->\n", "<!-- by make cost: end -->\n"
MONTHS = (100, 500, 1_000, 5_000, 10_000)
PRICES = load_prices()


def _dollar(line: str) -> float:
    """Dollars for one unit of a line whose price depends on nothing."""
    return _each(PRICES.newest(line)[""])


def _each(price: Price) -> float:
    return price.micros / price.units / MILLION


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
class Way:
    """A channel: an app by a carrier. `requests`, `reads`, `writes`: what an answer takes besides the usual."""

    shown: str
    channel: Channel
    carrier: Carrier
    requests: int = 0
    reads: int = 0
    writes: int = 0

    @property
    def lines(self) -> list[str]:
        """The lines of fees for a question and its answer."""
        contact = Contact(self.channel, "", "", carrier=self.carrier)
        return [line for line, _, _ in (*fees.came(contact), *fees.sent(contact))]

    @property
    def twilio(self) -> float:
        """Dollars to Twilio for a question and its answer."""
        return sum(_dollar(line) for line in self.lines if line != SERVICE)

    @property
    def pays_meta(self) -> bool:
        """True if Meta takes its price for an answer."""
        return SERVICE in self.lines


# An answer by REST, and Meta's channels have no other: OpenAI's webhook brings it, which finds the customer's thread
# again; what Meta took is kept, and Meta reports that it was sent, delivered and read. The ledger has WhatsApp's, too.
REPORTS, AGAIN_READS, AGAIN_WRITES = 3, 4, 2
_BY_REST = {
    "requests": 1 + REPORTS,
    "reads": reckoning.SENT + AGAIN_READS + REPORTS,
    "writes": reckoning.SENT + AGAIN_WRITES + 1,
}
POLLS = 12  # an open web chat asks so often for each answer: for a minute, as is assumed
QUICK = 0.01  # seconds of the function for such a request, as is assumed
WAYS = {
    "whatsapp-twilio": Way("WhatsApp by Twilio", Channel.WHATSAPP, Carrier.TWILIO),
    "whatsapp-meta": Way(
        "WhatsApp by Meta", Channel.WHATSAPP, Carrier.META, **_BY_REST | {"writes": _BY_REST["writes"] + 1}
    ),
    "messenger": Way("Messenger", Channel.MESSENGER, Carrier.META, **_BY_REST),
    "instagram": Way("Instagram", Channel.INSTAGRAM, Carrier.META, **_BY_REST),
    "telegram": Way("Telegram", Channel.TELEGRAM, Carrier.TELEGRAM, reads=reckoning.SENT, writes=reckoning.SENT),
    "web": Way("web chat", Channel.WEB, Carrier.WEB, requests=POLLS, reads=POLLS),
}
BY_TWILIO, BY_META = WAYS["whatsapp-twilio"], WAYS["whatsapp-meta"]


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


def bill(conversations: int, use: Use, *, meta: float = 0.0, way: Way = BY_TWILIO) -> Bill:
    """The cost of so many conversations; `meta` is Meta's price of a message; the first thousand are free."""
    answers = conversations * use.messages
    into, out = use.tokens
    price = MODELS[use.model]
    return Bill(
        twilio=answers * way.twilio,
        openai=conversations * (into * price[0] + out * price[2]) / 1_000_000,
        run=answers * ((use.seconds + way.requests * QUICK) * RUN + (1 + way.requests) * REQUEST),
        firestore=answers * ((READS + way.reads) * READ + (WRITES + way.writes) * WRITE),
        meta=max(0, answers - FREE) * meta if way.pays_meta else 0.0,
    )


def all_tables(use: Use, months: Sequence[int] = MONTHS, meta: dict[str, float] = META) -> str:
    """All tables: those of WhatsApp by Twilio, and the other channels beside it."""
    return f"{tables(use, months, meta)}\n{beside(use, months, meta)}"


def tables(use: Use, months: Sequence[int] = MONTHS, meta: dict[str, float] = META, way: Way = BY_TWILIO) -> str:
    """A channel's tables, in Markdown: costs that are the same everywhere; where Meta takes its price, too, all of them
    by country, and the suppliers' shares.
    """
    same = [bill(month, use, way=way) for month in months]
    parts = _table(
        ["conversations", "Twilio", "OpenAI", "Cloud Run", "Firestore", "without Meta" if way.pays_meta else "all"],
        [[f"{n:,}", *map(_dollars, _parts(b)), _dollars(b.total)] for n, b in zip(months, same, strict=True)],
    )
    if not way.pays_meta:
        return parts
    countries = _table(
        ["customers in", "Meta, an answer", "a question and its answer", *_heads(months)],
        [_country(country, price, use, months, way) for country, price in meta.items()],
    )
    largest = months[-1]
    shares = _table(
        [f"of {largest:,}", "Twilio", "Meta", "OpenAI", "Cloud Run", "Firestore", "a conversation"],
        [_shares(country, bill(largest, use, meta=price, way=way), largest) for country, price in meta.items()],
    )
    return f"{parts}\n{countries}\n{shares}"


def beside(use: Use, months: Sequence[int] = MONTHS, meta: dict[str, float] = META) -> str:
    """Two tables: WhatsApp by Meta beside WhatsApp by Twilio, by country; and the channels without fees."""
    largest = months[-1]
    both = _table(
        [f"{largest:,} on WhatsApp, customers in", "by Twilio", "by Meta", "less", "a conversation by Meta"],
        [_saved(country, price, use, largest) for country, price in meta.items()],
    )
    free = [way for way in WAYS.values() if not way.lines]
    return f"{both}\n{_table(['channel', *_heads(months), 'a conversation'], [_free(w, use, months) for w in free])}"


def _heads(months: Sequence[int]) -> list[str]:
    return [f"{month:,}" for month in months]


def _saved(country: str, meta: float, use: Use, month: int) -> list[str]:
    twilio, own = (bill(month, use, meta=meta, way=way).total for way in (BY_TWILIO, BY_META))
    less = f"{100 * (twilio - own) / twilio:.0f} %"
    return [country, _dollars(twilio), _dollars(own), less, f"${own / month:.4f}"]


def _free(way: Way, use: Use, months: Sequence[int]) -> list[str]:
    totals = [bill(month, use, way=way).total for month in months]
    return [way.shown, *map(_dollars, totals), f"${totals[-1] / months[-1]:.4f}"]


def _parts(month: Bill) -> tuple[float, ...]:
    return month.twilio, month.openai, month.run, month.firestore


def _country(country: str, meta: float, use: Use, months: Sequence[int], way: Way = BY_TWILIO) -> list[str]:
    """Meta's price, that of a question and its answer past the free ones (Twilio and Meta), and each month's total."""
    totals = [_dollars(bill(month, use, meta=meta, way=way).total) for month in months]
    return [country, f"${meta:.4f}", f"${way.twilio + meta:.4f}", *totals]


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
    parser.add_argument("--channel", choices=WAYS, default=os.environ.get("CHANNEL") or None, help="of this one alone")
    parser.add_argument("--meta", type=_positive(float), default=os.environ.get("META") or None, help="$ a message")
    options = parser.parse_args()
    if options.model not in MODELS:
        parser.error(f"the price of {options.model} is not known here; known are {', '.join(MODELS)}")
    if options.channel not in (None, *WAYS):
        parser.error(f"there is no channel {options.channel}; there are {', '.join(WAYS)}")
    way = WAYS.get(options.channel)
    if options.meta and way and not way.pays_meta:
        parser.error(f"META is what Meta takes for a message on WhatsApp; {options.channel} has no such price")
    if options.write:
        PAGE.write_text(written(PAGE.read_text(), all_tables(Use())))
        return 0
    use = replace(Use(), model=options.model, messages=options.messages)
    months = (options.conversations,) if options.conversations else MONTHS
    meta = {"your country": options.meta} if options.meta else META
    print(tables(use, months, meta, way) if way else all_tables(use, months, meta), end="")
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
