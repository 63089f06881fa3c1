"""Prices: what so many units cost on a day; which lists and settings are refused; what is doubtful about them."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dev.models import DEFAULT, ENDINGS
from dev.processes import ROOT
from handlers.conversation.facts import Charge, Sure
from handlers.money.country_prices import country_prices_in
from handlers.money.price_list import LINES, Price, read_prices
from handlers.money.prices import LIST, Prices, load_prices

TODAY = date(2026, 11, 26)
PRICES = load_prices()
KNOWN = [price for prices in PRICES.prices.values() for price in prices]


def prices_of(*lists: str, dollar: str = "AED = 3.6725") -> Prices:
    """The prices of a list that says this."""
    text = "\n".join(["[dollar]", dollar, *lists])
    listed = read_prices(text)
    return Prices(listed, listed.prices)


def a_list(**other: str) -> str:
    """A list of one price, as it is written, with other values if given; "" leaves one out."""
    known = {
        "supplier": '"meta"',
        "seen": "2026-11-25",
        "source": '"https://meta.example"',
        "from": "2026-10-01",
        "per": '"message"',
        "line": '"meta.service"',
        "where": '"MX"',
        "price": "0.0085",
    }
    fields = {key.rstrip("_"): value for key, value in {**known, **other}.items() if value}
    price = fields.pop("price", None)
    rows = [f"{key} = {value}" for key, value in fields.items()]
    return "\n".join(["[[list]]", *rows, f"prices = [{{ {f'price = {price}' if price else ''} }}]"])


@pytest.mark.parametrize(
    ("line", "units", "where", "micros", "sure"),
    [
        ("twilio.in", 1, "", 5_000, Sure.EXACT),
        ("twilio.out", 3, "", 15_000, Sure.EXACT),
        ("twilio.failed", 1, "", 1_000, Sure.EXACT),
        ("openai.input", 1_000, "gpt-6-luna", 100, Sure.EXACT),
        ("openai.cached", 49, "gpt-6-luna", 0, Sure.EXACT),
        ("openai.cached", 50, "gpt-6-luna", 1, Sure.EXACT),  # half a micro is one
        ("openai.output", 120, "gpt-6-luna", 60, Sure.EXACT),
        ("openai.output", 1, "gpt-6.1-sol", 10, Sure.ESTIMATED),
        ("openai.transcription", 20, "gpt-transcribe", 1_500, Sure.EXACT),
        ("openai.search", 7, "", 0, Sure.ESTIMATED),
        ("meta.service", 2, "MX", 17_000, Sure.ESTIMATED),
        ("meta.service", 1, "AR", 26_000, Sure.ESTIMATED),
        ("meta.service", 1, "GT", 11_300, Sure.ESTIMATED),
        ("meta.template", 1, "DE", 55_000, Sure.ESTIMATED),
        ("google.run", 2_500, "", 63, Sure.EXACT),
        ("google.reads", 2, "", 1, Sure.EXACT),
        ("google.writes", 5, "", 5, Sure.EXACT),  # 4.5
        ("twilio.in", 0, "", 0, Sure.EXACT),
    ],
)
def test_so_many_units_cost_what_the_supplier_lists(line: str, units: int, where: str, micros: int, sure: Sure) -> None:
    assert PRICES.charge(line, units, TODAY, where) == Charge(line, units, micros, sure, where)


@pytest.mark.parametrize(
    ("line", "where"),
    [("openai.input", "gpt-9"), ("openai.input", ""), ("meta.service", "JP"), ("meta.service", ""), ("no.line", "")],
)
def test_what_has_no_price_is_unknown_and_not_free(line: str, where: str) -> None:
    assert PRICES.charge(line, 3, TODAY, where) == Charge(line, 3, None, Sure.UNKNOWN, where)


def test_metas_messages_were_free_until_the_last_quarter_of_2026() -> None:
    assert PRICES.charge("meta.service", 1, date(2026, 9, 30), "MX").micros == 0
    assert PRICES.charge("meta.service", 1, date(2026, 10, 1), "MX").micros == 8_500
    assert PRICES.charge("meta.service", 1, date(2024, 10, 31), "MX").sure is Sure.UNKNOWN


def test_every_line_has_a_price_today() -> None:
    assert {price.line for price in KNOWN} == LINES | {"google.run"}


def test_the_default_model_and_every_successor_that_is_named_have_their_prices() -> None:
    for line in ("openai.input", "openai.cached", "openai.output"):
        assert {DEFAULT, *(ending.successor for ending in ENDINGS.values())} <= PRICES.newest(line).keys()


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("America/Mexico_City", datetime(2026, 10, 1, 5, 59, tzinfo=UTC), date(2026, 9, 30)),
        ("America/Mexico_City", datetime(2026, 10, 1, 6, tzinfo=UTC), date(2026, 10, 1)),
        ("Asia/Tokyo", datetime(2026, 9, 30, 15, tzinfo=UTC), date(2026, 10, 1)),
    ],
)
def test_a_price_holds_on_the_days_of_the_business(zone: str, at: datetime, day: date) -> None:
    assert load_prices(zone=ZoneInfo(zone)).day(at) == day


def test_a_country_has_one_price_for_each_line() -> None:
    assert len(PRICES.newest("meta.service")) == 26
    assert PRICES.newest("meta.service").keys() == PRICES.newest("meta.template").keys()


@given(st.sampled_from(KNOWN), st.integers(0, 10**9))
def test_a_charge_is_rounded_once_and_half_up(price: Price, units: int) -> None:
    exact = Fraction(price.micros, price.units) * units
    rounded = Decimal(exact.numerator) / Decimal(exact.denominator)
    charge = PRICES.charge(price.line, units, TODAY, price.where)
    if PRICES.price(price.line, TODAY, price.where) == price:
        assert charge.micros == int(rounded.quantize(Decimal(1), ROUND_HALF_UP))


@given(st.sampled_from(KNOWN), st.integers(0, 10**6), st.integers(0, 10**6))
def test_charges_of_parts_are_never_far_from_the_charge_of_the_whole(price: Price, one: int, other: int) -> None:
    both, of_one, of_other = (PRICES.charge(price.line, n, TODAY, price.where) for n in (one + other, one, other))
    assert abs((of_one.micros or 0) + (of_other.micros or 0) - (both.micros or 0)) <= 1


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(st.dictionaries(DAYS, st.integers(0, 999), min_size=1, max_size=5), DAYS)
def test_from_its_first_day_on_each_day_has_the_price_that_was_set_last(by_day: dict[date, int], day: date) -> None:
    prices = prices_of(*(a_list(from_=str(since), price=f"0.{price:03}") for since, price in by_day.items()))
    before = [since for since in by_day if since <= day]
    expected = by_day[max(before)] * 1_000 if before else None
    assert prices.charge("meta.service", 1, day, "MX").micros == expected


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([a_list(price="-0.01")], "no price of 0 or more"),
        ([a_list(price="nan")], "no price of 0 or more"),
        ([a_list(price="inf")], "no price of 0 or more"),
        ([a_list(price='"0.01"')], "no price of 0 or more"),
        ([a_list(price="true")], "no price of 0 or more"),
        ([a_list(price="")], "price"),
        ([a_list(line='"meta.voice"')], "a line that nothing is counted for"),
        ([a_list(line='["meta.service", "meta.voice"]')], "a line that nothing is counted for"),
        ([a_list(line='"twilio.in"')], "another supplier's line"),
        ([a_list(per='"dozen"')], "an unknown unit"),
        ([a_list(where='["MX", "MY.1"]')], "an unknown country"),
        ([a_list(where="")], "an unknown country"),
        ([a_list(currency='"XAU"')], "an unknown currency"),
        ([a_list(from_='"2026-10-01"')], "no day"),
        ([a_list(seen="2026-10-01T00:00:00Z")], "no day"),
        ([a_list(until="2026-12-31")], "until"),
        ([a_list(source="")], "source"),
        ([a_list(), a_list(price="0.009")], "meta.service MX has two prices from 2026-10-01 on"),
        ([a_list(where='["CO", "CO"]')], "meta.service CO has two prices"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused_and_the_price_named(wrong: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        prices_of(*wrong)
    assert "prices.toml: " in str(raised.value)
    assert "meta" in str(raised.value)


def test_dirhams_are_dollars_of_four_digits_as_the_same_list_has_them() -> None:
    found = prices_of(a_list(price="0.0955", currency='"AED"'))
    assert found.charge("meta.service", 1, TODAY, "MX").micros == 26_000


def test_the_function_costs_its_vcpu_and_its_memory() -> None:
    run, cpu, memory = (
        PRICES.charge(f"google.{line}", n, TODAY) for line, n in (("run", 10**6), ("cpu", 1_000), ("memory", 500))
    )
    assert run.micros == (cpu.micros or 0) + (memory.micros or 0)
    assert "--cpu=1" in (ROOT / "cloudbuild.yaml").read_text()
    assert "--memory=512Mi" in (ROOT / "cloudbuild.yaml").read_text()


def test_the_functions_vcpu_and_memory_change_on_the_same_days(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed = LIST.read_text().replace('"google.memory", price', '"google.memory", from = 2026-02-01, price')
    (tmp_path / "prices.toml").write_text(changed)
    monkeypatch.setattr("handlers.money.prices.LIST", tmp_path / "prices.toml")
    with pytest.raises(ValueError, match=r"google\.cpu and google\.memory"):
        load_prices()


def test_the_business_sets_a_countrys_price_for_all_days_that_meta_is_paid_for() -> None:
    prices = load_prices("MX=0.0099, JP=0.03")
    assert prices.charge("meta.service", 1, TODAY, "MX") == Charge("meta.service", 1, 9_900, Sure.EXACT, "MX")
    assert prices.charge("meta.service", 1, TODAY, "JP").micros == 30_000
    assert prices.charge("meta.service", 1, date(2026, 9, 30), "MX").micros == 0
    assert prices.charge("meta.service", 1, date(2026, 9, 30), "JP").sure is Sure.UNKNOWN
    assert prices.charge("meta.service", 1, TODAY, "CO").micros == 800
    assert prices.charge("meta.template", 1, TODAY, "MX").micros == 8_500


@pytest.mark.parametrize("nothing", ["", " ", ",", "\n"])
def test_without_prices_of_its_own_those_of_the_list_hold(nothing: str) -> None:
    assert country_prices_in(nothing) == {}


def test_country_prices_may_stand_in_lines() -> None:
    assert country_prices_in("MX = 0.0085\nCO=0\n") == {"MX": Decimal("0.0085"), "CO": Decimal(0)}


@pytest.mark.parametrize(
    ("setting", "cause"),
    [
        ("MEX=0.0085", "a country that there is not"),
        ("0.0085", "a country that there is not"),
        ("MX=", "no price of 0 to 1 dollar for MX"),
        ("MX=-0.01", "no price of 0 to 1 dollar for MX"),
        ("MX=nan", "no price of 0 to 1 dollar for MX"),
        ("MX=1e-3", "no price of 0 to 1 dollar for MX"),
        ("MX=8.5", "no price of 0 to 1 dollar for MX"),
        ("MX=0.0085 USD", "no price of 0 to 1 dollar for MX"),
        ("MX=0.01, MX=0.02", "two prices for MX"),
    ],
)
def test_country_prices_that_cannot_be_read_are_refused_with_the_remedy(setting: str, cause: str) -> None:
    with pytest.raises(ValueError, match=f"{cause}.*MX=0.0085, CO=0.0008"):
        country_prices_in(setting)


def test_prices_that_nobody_looked_at_in_this_quarter_are_warned_of() -> None:
    prices = prices_of(a_list(), a_list(seen="2026-12-02", where='"CO"', source='"https://other.example"'))
    assert prices.warnings(date(2026, 12, 31)) == []
    [warning] = prices.warnings(date(2027, 1, 1))
    assert warning.about == "meta"
    assert "2026-12-02" in warning.said
    assert "https://meta.example" in warning.remedy


def test_what_is_used_without_a_price_is_warned_of() -> None:
    used = [
        ("meta.service", "MX"),
        ("meta.service", "JP"),
        ("meta.service", ""),
        ("openai.input", "gpt-9"),
        ("x.y", ""),
    ]
    found = PRICES.warnings(TODAY, used)
    assert [warning.about for warning in found] == ["meta.service JP", "meta.service", "openai.input gpt-9", "x.y"]
    assert "COUNTRY_PRICES, such as JP=" in found[0].remedy
    assert "prices.toml" in found[2].remedy


@pytest.mark.parametrize("month", range(1, 13))
def test_a_quarter_begins_in_january_april_july_and_october(month: int) -> None:
    first = date(2027, 3 * ((month - 1) // 3) + 1, 1)
    on = date(2027, month, 28)
    assert prices_of(a_list(seen=str(first))).warnings(on) == []
    assert prices_of(a_list(seen=str(first - timedelta(days=1)))).warnings(on) != []


def test_the_page_shows_how_another_model_gets_its_price() -> None:
    page = (ROOT / "docs/money.md").read_text()
    example = page.partition("### The price of another model")[2].partition("```toml\n")[2].partition("```")[0]
    found = prices_of(example)
    assert found.charge("openai.input", 1_000_000, TODAY, "qwen3:8b").micros == 0
    assert found.charge("openai.output", 1_000_000, TODAY, "meta-llama/llama-4").micros == 600_000
