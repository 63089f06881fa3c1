"""Meta's free messages: a thousand a month and number of the business's, taken off again."""

from handlers.conversation.facts import Charge, Sure
from handlers.numbers.counts import Served
from handlers.numbers.free import FREE, credited


def served(units: int, micros: int | None, date: str = "2026-11-26", business: str = "+52155") -> Served:
    sure = Sure.UNKNOWN if micros is None else Sure.ESTIMATED
    return Served(date, business, Charge("meta.service", units, micros, sure, "MX"), "whatsapp")


def test_the_first_ones_cost_nothing() -> None:
    days, used = credited([served(2, 17_000), served(1, 8_500)], {"2026-11": {"+52155": 5}})
    off = {"money/meta.free/-/micros/estimated": -25_500, "paid/whatsapp/micros": -25_500}
    assert days == {"2026-11-26": {"free/meta/+52155": 3, **off}}
    assert used == {"2026-11": {"+52155": 8}}


def test_of_those_that_cross_the_thousand_a_part_is_free() -> None:
    days, used = credited([served(3, 25_500)], {"2026-11": {"+52155": FREE - 1}})
    off = {"money/meta.free/-/micros/estimated": -8_500, "paid/whatsapp/micros": -8_500}
    assert days == {"2026-11-26": {"free/meta/+52155": 1, **off}}
    assert used == {"2026-11": {"+52155": FREE}}
    assert credited([served(1, 8_500)], used) == ({}, {})


def test_each_month_and_each_number_has_its_own() -> None:
    every = [served(1, 10), served(1, 10, "2026-12-01"), served(1, 10, business="+1/2"), served(1, 10, business="")]
    days, used = credited(every, {"2026-11": {"+52155": FREE}})
    assert used == {"2026-11": {"+52155": FREE, "+1-2": 1, "-": 1}, "2026-12": {"+52155": 1}}
    assert days["2026-11-26"]["free/meta/+1-2"] == 1
    off = {"money/meta.free/-/micros/estimated": -10, "paid/whatsapp/micros": -10}
    assert days["2026-12-01"] == {"free/meta/+52155": 1, **off}


def test_what_is_free_is_of_no_unknown_price() -> None:
    days, _ = credited([served(2, None)], {})
    off = {"money/meta.service/MX/unknown": -2, "paid/whatsapp/unknown": -2}
    assert days == {"2026-11-26": {"free/meta/+52155": 2, **off}}
