"""`make cost`: sums that a person can do by hand, and the page that shows them."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from dev import cost
from dev.cost import META, MODELS, PAGE, WAYS, Bill, Use, all_tables, bill, tables, written
from dev.models import ENDINGS
from dev.processes import ROOT
from handlers.numbers.free import FREE


def command(*options: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "dev.cost", *options],
        cwd=ROOT,
        env={**kept, "MODEL": "", "MESSAGES": "", "CONVERSATIONS": "", "META": "", "CHANNEL": "", **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_page_shows_what_the_script_reckons() -> None:
    page = PAGE.read_text()
    assert all_tables(Use()) in page
    assert written(page, all_tables(Use())) == page


def test_a_month_as_it_is_reckoned_by_hand() -> None:
    month = bill(1_000, Use(), meta=0.01)
    assert month.twilio == pytest.approx(40)  # 8,000 messages at half a cent
    assert month.meta == pytest.approx(30)  # 3,000 of 4,000 answers at a cent
    into = 4 * 400 + (1 + 2 + 3 + 4) * 30 + (0 + 1 + 2 + 3) * 120  # 2,620 tokens
    assert month.openai == pytest.approx(1_000 * (into * 0.10 + 480 * 0.50) / 1e6)
    assert month.run == pytest.approx(4_000 * 2.5 * 0.00002525 + 4_000 * 0.40 / 1e6)
    assert month.firestore == pytest.approx(4_000 * (2 * 0.03 + 5 * 0.09) / 100_000)
    assert month.total == pytest.approx(sum((month.twilio, month.meta, month.openai, month.run, month.firestore)))


@pytest.mark.parametrize(("conversations", "paid"), [(1, 0), (FREE // 4, 0), (FREE // 4 + 1, 4)])
def test_metas_first_thousand_answers_are_free(conversations: int, paid: int) -> None:
    assert bill(conversations, Use(), meta=1.0).meta == paid


def test_a_conversation_twice_as_long_costs_more_than_twice_as_much_at_openai() -> None:
    short, long = bill(1, Use()), bill(1, replace(Use(), messages=8))
    assert long.twilio == 2 * short.twilio
    assert long.openai > 2 * short.openai


def test_each_country_stands_once_and_the_cheapest_comes_first() -> None:
    assert list(META.values()) == sorted(META.values())
    dirhams = {"Argentina": 0.026, "Brazil": 0.0068, "Chile": 0.02, "Colombia": 0.0008}
    assert META.items() >= {**dirhams, "Mexico": 0.0085, "rest of Latin America": 0.0113}.items()
    assert len(META) == 11


def test_a_question_and_its_answer_cost_twilio_twice_and_meta_once() -> None:
    country = ["Mexico", "$0.0085", "$0.0185", "$118.78"]
    assert cost._country("Mexico", 0.0085, Use(), [1_000])[:3] == country[:3]
    assert cost._country("Argentina", 0.026, Use(), [1_000])[3:] == country[3:]


def test_every_successor_that_is_named_has_its_price() -> None:
    assert {ending.successor for ending in ENDINGS.values()} <= set(MODELS)


def test_shares_are_of_the_whole() -> None:
    assert cost._shares("Chile", Bill(1, 2, 3, 4, meta=10), 10) == [
        *("Chile", "5.0 %", "50.0 %", "10.0 %", "15.0 %", "20.0 %"),
        "$2.0000",
    ]


def test_help_says_which_messages_are_counted() -> None:
    assert "that a customer writes in a conversation" in " ".join(command("--help").stdout.split())


def test_ones_own_month_is_reckoned() -> None:
    told = command(CONVERSATIONS="2000", MESSAGES="6", MODEL="gpt-6.1-terra", META="0.01")
    assert told.returncode == 0
    own = bill(2_000, replace(Use(), messages=6, model="gpt-6.1-terra"), meta=0.01)
    assert f"| your country | $0.0100 | $0.0200 | ${own.total:,.2f} |" in told.stdout


def test_whatsapp_by_meta_costs_what_it_does_by_twilio_without_twilio() -> None:
    by_twilio, by_meta = (bill(1_000, Use(), meta=0.01, way=WAYS[f"whatsapp-{name}"]) for name in ("twilio", "meta"))
    assert by_twilio.twilio == pytest.approx(40)
    assert (by_meta.twilio, by_meta.meta) == (0, by_twilio.meta)
    # Of each of 4,000 answers: OpenAI's webhook and three reports, each a hundredth of a second; documents.
    assert by_meta.run - by_twilio.run == pytest.approx(4_000 * 4 * (0.01 * 0.00002525 + 0.40 / 1e6))
    assert by_meta.firestore - by_twilio.firestore == pytest.approx(4_000 * (9 * 0.03 + 6 * 0.09) / 100_000)


@pytest.mark.parametrize("channel", ["messenger", "instagram", "telegram", "web"])
def test_on_channels_without_fees_openai_and_google_are_paid_alone(channel: str) -> None:
    month = bill(1_000, Use(), meta=0.01, way=WAYS[channel])
    assert (month.twilio, month.meta) == (0, 0)
    assert month.openai == bill(1_000, Use()).openai
    assert 0 < month.total < 1


def test_an_open_web_chat_asks_twelve_times_for_an_answer() -> None:
    web, usual = bill(1_000, Use(), way=WAYS["web"]), bill(1_000, Use())
    assert web.run - usual.run == pytest.approx(4_000 * 12 * (0.01 * 0.00002525 + 0.40 / 1e6))
    assert web.firestore - usual.firestore == pytest.approx(4_000 * 12 * 0.03 / 100_000)


def test_an_answer_on_telegram_is_taken_to_go_by_rest() -> None:
    telegram, usual = bill(1_000, Use(), way=WAYS["telegram"]), bill(1_000, Use())
    assert telegram.firestore - usual.firestore == pytest.approx(4_000 * 2 * (0.03 + 0.09) / 100_000)
    assert telegram.run == usual.run


def test_one_channel_is_reckoned_alone() -> None:
    for channel, way in WAYS.items():
        told = command(CHANNEL=channel, CONVERSATIONS="2000", META="0.01" if "whatsapp" in channel else "")
        assert (told.returncode, told.stderr) == (0, "")
        own = tables(Use(), [2_000], {"your country": 0.01}, way)
        assert told.stdout == own
        assert ("your country" in own) is way.pays_meta


@pytest.mark.parametrize(
    "env",
    [
        {"MODEL": "gpt-9"},
        {"CONVERSATIONS": "0"},
        {"CONVERSATIONS": "many"},
        {"META": "nan"},
        {"MESSAGES": "-1"},
        {"CHANNEL": "telex"},
        {"CHANNEL": "telegram", "META": "0.01"},
    ],
)
def test_what_cannot_be_reckoned_is_a_sentence(env: dict[str, str]) -> None:
    told = command(**env)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
