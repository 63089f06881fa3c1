"""What was paid in some days, counted plainly: by line, supplier and country, what was free, and what was saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property
from typing import Any

from tests.numbers.whole.compare import Ranked
from tests.numbers.whole.happened import Came, Happened
from tests.numbers.whole.spent import Money, money_of


@dataclass
class Spendings:
    """Counts money again."""

    happened: Happened
    zone: tzinfo
    known: dict[tuple[str, str], dict[tuple[str, str], dict[str, Any]]] = field(default_factory=dict)

    @cached_property
    def money(self) -> dict[str, list[Money]]:
        """All that was paid, by day."""
        answers, found = [one.counted for one in self.happened.came.values()], dict[str, list[Money]]()
        for one in money_of([*self.happened.bills, *(answer.bill for answer in answers if answer)], self.zone):
            found.setdefault(one.day, []).append(one)
        return found

    def lines(self, first: str, last: str) -> dict[tuple[str, str], dict[str, Any]]:
        """What was paid, by line and place."""
        if (first, last) not in self.known:
            self.known[first, last] = self._lines(first, last)
        return self.known[first, last]

    def _lines(self, first: str, last: str) -> dict[tuple[str, str], dict[str, Any]]:
        found = dict[tuple[str, str], dict[str, Any]]()
        credit = 0
        for one in (one for day, every in self.money.items() if first <= day <= last for one in every):
            empty = {"line": one.line, "where": one.where, "units": 0, "micros": 0, "estimated": 0, "unknown": 0}
            line = found.setdefault((one.line, one.where), empty)
            line["units"] += one.units
            line["micros"] += one.micros or 0
            line["estimated"] += one.micros or 0 if one.is_guess else 0
            line["unknown"] += one.units - one.free if one.micros is None else 0
            credit += (one.micros or 0) * one.free // one.units
        if credit:
            off = {"line": "meta.free", "where": "", "units": 0, "micros": -credit, "estimated": -credit, "unknown": 0}
            found["meta.free", ""] = off
        return found

    def by_app(self, first: str, last: str) -> dict[str, tuple[int, int]]:
        """What was paid in each app, without what was free, and the units without a price."""
        found = dict[str, tuple[int, int]]()
        for one in (one for day, every in self.money.items() if first <= day <= last for one in every):
            micros, unknown = found.get(one.app, (0, 0))
            if one.micros is None:
                found[one.app] = micros, unknown + one.units - one.free
            else:
                found[one.app] = micros + one.micros - one.micros * one.free // one.units, unknown
        return found

    def of(self, first: str, last: str, came: Sequence[Came]) -> dict[str, Any]:
        """All money."""
        lines = list(self.lines(first, last).values())
        meta = [line for line in lines if line["line"] in ("meta.service", "meta.template")]
        off = [line for line in lines if line["line"] == "meta.free"]
        asking = [
            line for line in lines if line["line"].startswith("openai.") and line["line"] != "openai.transcription"
        ]
        asking = [line for line in asking if "labels" not in line["line"]]
        counted = [one.counted for one in came if one.counted]
        answers = sum(one.is_own and one.who == "assistant" for one in counted)
        an_answer = None
        if answers and asking and not any(line["unknown"] for line in asking):
            an_answer = sum(line["micros"] for line in asking) / answers
        sending = [line for line in lines if line["line"] == "twilio.out"]
        serving = [line for line in lines if line["line"] == "meta.service"]
        a_message = None
        if not any(line["unknown"] for line in [*sending, *serving]):
            served, by_twilio = (sum(line["units"] for line in lines) for lines in (serving, sending))
            without = max(0, served - sum(line["units"] for line in sending if not line["where"]))
            paid = sum(line["micros"] for line in [*sending, *serving, *off]) / (by_twilio + without or 1)
            a_message = paid * sum(one.app in ("whatsapp", "sms") for one in came) / (len(came) or 1)
        faq, merged = sum(one.who == "faq" for one in counted), sum(not one.is_own for one in counted)
        saved = None if an_answer is None or a_message is None else round(merged * (an_answer + a_message))
        return {
            "micros": sum(line["micros"] for line in lines),
            "estimated": sum(line["estimated"] for line in lines),
            "unknown": sum(line["unknown"] for line in lines),
            "suppliers": parts(lines, lambda line: line["line"].partition(".")[0], units=False),
            "countries": parts(meta, lambda line: line["where"], units=True),
            "lines": sorted(lines, key=lambda line: (-line["micros"], line["line"], line["where"])),
            "free_messages": sum(
                one.free for day, every in self.money.items() if first <= day <= last for one in every
            ),
            "free_micros": -sum(line["micros"] for line in off),
            "faq_saved": None if an_answer is None else round(faq * an_answer),
            "merging_saved": saved,
        }


def parts(lines: Sequence[dict[str, Any]], of: Callable[[dict[str, Any]], str], *, units: bool) -> Ranked:
    """The parts of what was paid."""
    found = []
    for name in dict.fromkeys(map(of, lines)):
        mine = [line for line in lines if of(line) == name]
        total = {kind: sum(line[kind] for line in mine) for kind in ("micros", "unknown")}
        found.append({"name": name, **total, "units": sum(line["units"] for line in mine) if units else 0})
    return Ranked([part for part in found if part["micros"] or part["units"] or part["unknown"]])
