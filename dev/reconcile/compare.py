"""What was counted beside what was billed, row by row. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dev.reconcile.bill import Bill
from handlers.money.price_list import SERVICE
from handlers.numbers.free import CREDIT
from handlers.numbers.tally import Cost

LABELS = "openai.labels."
NOT_ASKED = "google"
TEMPLATE = "meta.template"
APPS = ("", "messenger")  # whose messages Twilio bills alike


@dataclass(frozen=True)
class Counted:
    """What was counted of a row: millionths of a dollar, of which `estimated`, and units of unknown price."""

    micros: int = 0
    estimated: int = 0
    unknown: int = 0


def row_of(cost: Cost) -> str:
    """The row that a line and its place belong to: as the suppliers bill it."""
    if cost.supplier == NOT_ASKED:
        return NOT_ASKED
    if cost.supplier == "meta":
        return "meta.service" if cost.line == CREDIT else cost.line
    if cost.supplier == "twilio":
        return cost.line if cost.where in APPS else f"{cost.line} {cost.where}"
    return f"{cost.line.replace(LABELS, 'openai.')} {cost.where}".strip()


def counted(costs: Sequence[Cost]) -> dict[str, Counted]:
    """What was counted, by row."""
    rows: dict[str, Counted] = {}
    for cost in costs:
        row, was = row_of(cost), rows.get(row_of(cost), Counted())
        rows[row] = Counted(was.micros + cost.micros, was.estimated + cost.estimated, was.unknown + cost.unknown)
    return rows


def by_meta_itself(costs: Sequence[Cost]) -> int:
    """How many of WhatsApp's messages went out without Twilio, whose fees Meta bills itself: those beyond Twilio's."""
    whatsapp = sum(cost.units for cost in costs if cost.line in (SERVICE, TEMPLATE))
    return max(0, whatsapp - sum(cost.units for cost in costs if cost.line == "twilio.out" and not cost.where))


def table(rows: Mapping[str, Counted], bills: Sequence[Bill]) -> Iterator[str]:
    """A line for each row of either side. Where only one side has something, there is no difference."""
    billed = {row: micros for bill in bills for row, micros in bill.micros.items()}
    yield _line("US dollars", "counted", "billed", "difference", "")
    for row in sorted({*rows, *billed}):
        ours, theirs = rows.get(row, Counted()), billed.get(row, 0)
        if ours == Counted() and not theirs:
            continue
        both = bool(ours.micros and theirs)
        difference = f"{(ours.micros - theirs) / 1e6:+,.4f}" if both else ""
        yield _line(row, _dollars(ours.micros), _dollars(theirs), difference, _remark(ours, theirs, row))


def _remark(ours: Counted, theirs: int, row: str) -> str:
    parts = []
    if ours.micros and not theirs:
        parts.append("its bill is not asked for" if row == NOT_ASKED else "only counted")
    if theirs and ours == Counted():
        parts.append("only billed")
    if ours.unknown:
        parts.append(f"{ours.unknown:,} units of unknown price")
    if ours.estimated and theirs:
        parts.append(f"{100 * ours.estimated // ours.micros}% estimated" if ours.micros else "estimated")
    return ", ".join(parts)


def _dollars(micros: int) -> str:
    return f"{micros / 1e6:,.4f}" if micros else "-"


def _line(row: str, ours: str, theirs: str, difference: str, remark: str) -> str:
    return f"{row:<38} {ours:>12} {theirs:>12} {difference:>12}  {remark}".rstrip()
