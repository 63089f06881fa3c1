"""A recount replaces what is counted of messages alone, and takes of what others count, too, only what is more."""

from dev.numbers.recount import changes, messages_of, recounted
from handlers.numbers.day import Day

BEFORE = Day(
    "2026-11-20",
    {
        "messages/faq": 3,
        "hour/9": 3,
        "talks/begun": 2,
        "talks/contained": 2,
        "topic/orders": 4,
        "minutes/checked": 1440,
        "money/twilio.in/-/units": 3,
        "money/twilio.in/-/micros/exact": 15_000,
        "money/meta.free/-/micros/estimated": -8_500,
        "free/meta/+1": 1,
    },
    {"other": ("SM1",)},
)


def test_what_messages_alone_are_counted_as_is_replaced_and_all_else_stays() -> None:
    after = recounted(
        BEFORE, {"messages/faq": 2, "messages/assistant": 2, "hour/9": 4, "talk/hour/9": 1, "topic/orders": 1}
    )
    assert after.samples == BEFORE.samples
    assert after.counts == {
        "messages/faq": 2,
        "messages/assistant": 2,
        "hour/9": 4,
        "talk/hour/9": 1,
        **{name: count for name, count in BEFORE.counts.items() if name not in ("messages/faq", "hour/9")},
    }
    assert changes(BEFORE, after) == (3, 1)
    assert (messages_of(BEFORE), messages_of(after)) == (3, 4)


def test_a_topic_and_what_has_begun_are_as_often_as_the_higher_of_both_has_it() -> None:
    assert recounted(BEFORE, {"talks/begun": 1}).counts["talks/begun"] == 2
    assert recounted(BEFORE, {"talks/begun": 3}).counts["talks/begun"] == 3
    assert recounted(BEFORE, {"topic/orders": 6, "mood/fine": 1}).counts["topic/orders"] == 6


def test_a_line_of_money_is_taken_with_its_prices_if_it_has_more_units() -> None:
    money = {"money/twilio.in/-/units": 3, "money/twilio.in/-/micros/estimated": 99, "money/openai.input/m/units": 5}
    after = recounted(BEFORE, money | {"money/openai.input/m/unknown": 5})
    assert after.counts["money/twilio.in/-/micros/exact"] == 15_000
    assert "money/twilio.in/-/micros/estimated" not in after.counts
    assert after.counts["money/openai.input/m/unknown"] == 5
    more = recounted(BEFORE, money | {"money/twilio.in/-/units": 4})
    assert "money/twilio.in/-/micros/exact" not in more.counts
    assert more.counts["money/twilio.in/-/micros/estimated"] == 99
    assert more.counts["money/meta.free/-/micros/estimated"] == -8_500


def test_what_apps_cost_changes_with_the_lines_that_are_taken_and_messages_by_app_are_replaced() -> None:
    before = Day("2026-11-20", {**BEFORE.counts, "app/whatsapp": 3, "paid/whatsapp/micros": 6_500})
    money = {"money/twilio.in/-/units": 4, "money/twilio.in/-/micros/exact": 20_000, "paid/whatsapp/micros": 99_999}
    after = recounted(before, {**money, "app/whatsapp": 3, "app/telegram": 1}).counts
    assert (after["app/whatsapp"], after["app/telegram"], after["paid/whatsapp/micros"]) == (3, 1, 6_500 + 5_000)
    assert recounted(before, {"app/whatsapp": 3}).counts["paid/whatsapp/micros"] == 6_500
