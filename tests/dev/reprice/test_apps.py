"""What apps cost follows the lines of money: fees go to their app, the rest by messages; together they are the sum."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dev.reprice.pricing import repriced
from handlers.conversation.facts import Charge, Sure
from handlers.money.prices import Prices, load_prices
from handlers.numbers.apps import App, apps_of
from handlers.numbers.counts import Counts
from handlers.numbers.day import Day
from handlers.numbers.free import credited
from handlers.numbers.spending import spending_of
from handlers.numbers.tally import Tally

DATE, ON = "2026-11-26", date(2026, 11, 26)
PRICES, NEWER = load_prices(), load_prices("MX=0.02, JP=0.03")
LUNA = "gpt-6-luna"
SHARED = {"whatsapp": 10_000, "telegram": 2_000}
PAID = (("meta.service", "MX"), ("meta.service", "JP"), ("twilio.out", ""), ("openai.input", LUNA), ("google.run", ""))


def counted(paid: list[tuple[str, Charge]], *, free: int = 0, **messages: int) -> Day:
    """The day with what was paid in each app, as the clock counts it."""
    counts = Counts()
    for app, charge in paid:
        counts.charge(ON, [charge], "+1", app)
    off, _ = credited(counts.served, {DATE[:7]: {"+1": 1_000 - free}})
    total = counts.days[DATE]
    for name, count in [*off.get(DATE, {}).items(), *((f"app/{app}", n) for app, n in messages.items())]:
        total[name] += count
    return Day(DATE, {name: count for name, count in total.items() if count})


def apps(day: Day) -> dict[str, App]:
    return {app.name: app for app in apps_of(Tally(day.counts))}


def charge(line: str, units: int, where: str = "", prices: Prices = PRICES) -> Charge:
    return prices.charge(line, units, ON, where)


@given(
    st.lists(st.tuples(st.sampled_from(PAID), st.integers(1, 90), st.sampled_from(["telegram", "web"])), max_size=12),
    st.integers(0, 50),
    st.dictionaries(st.sampled_from(["whatsapp", "telegram", "web"]), st.integers(1, 9)),
)
def test_all_apps_together_are_what_was_paid_in_all(
    paid: list[tuple[tuple[str, str], int, str]], free: int, messages: dict[str, int]
) -> None:
    fees = ("meta", "twilio")
    before = counted(
        [
            ("whatsapp" if line.startswith(fees) else app, charge(line, units, where))
            for (line, where), units, app in paid
        ],
        free=free,
        **messages,
    )
    for day in (before, repriced(before, NEWER)):
        spending = spending_of(Tally(day.counts))
        assert sum(app.micros for app in apps(day).values()) == spending.micros
        assert sum(app.unknown for app in apps(day).values()) == spending.unknown


def test_fees_change_for_the_app_that_they_are_of() -> None:
    paid = [
        ("whatsapp", charge("meta.service", 10, "MX")),
        ("whatsapp", charge("meta.service", 4, "JP")),
        ("sms", charge("twilio.out", 3, "sms")),
        ("telegram", charge("openai.input", 1_000, LUNA)),
    ]
    day = counted(paid, whatsapp=1, telegram=1)
    before, after = apps(day), apps(repriced(day, NEWER))
    assert (before["whatsapp"].micros, before["whatsapp"].unknown) == (85_000, 4)
    assert (after["whatsapp"].micros, after["whatsapp"].unknown) == (10 * 20_000 + 4 * 30_000, 0)
    assert (after["telegram"], after["sms"]) == (before["telegram"], before["sms"])


def test_what_changes_at_openai_is_shared_out_by_messages_and_what_gets_known_by_what_was_unknown() -> None:
    own = [(app, Charge("openai.input", units, None, Sure.UNKNOWN, LUNA)) for app, units in SHARED.items()]
    day = counted(own, whatsapp=3, telegram=1)
    before, after = apps(day), apps(repriced(day, PRICES))
    assert {app: one.unknown for app, one in before.items()} == {"whatsapp": 10_000, "telegram": 2_000}
    assert {app: (one.micros, one.unknown) for app, one in after.items()} == {
        "whatsapp": (900, 0),
        "telegram": (300, 0),
    }


def test_the_nights_question_belongs_to_no_app() -> None:
    night = Charge("openai.labels.input", 1_000, None, Sure.UNKNOWN, LUNA)
    after = apps(repriced(counted([("", night)], whatsapp=3), PRICES))
    assert (after["-"].micros, after["-"].unknown, after["whatsapp"].micros) == (100, 0, 0)
