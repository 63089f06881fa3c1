"""`make reconcile`: both sides of a month, row by row, and honest words where one side is missing."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from dev import openai_standin, twilio_standin
from dev.reconcile import twilio
from dev.reconcile.__main__ import NO_META, NO_OPENAI, NO_TWILIO, main
from dev.reconcile.openai import WHOLE
from tests.dev.commands import in_file, no_store, running

Run = Callable[..., tuple[int, list[str]]]
DAY = "2026-10-05"
COUNTS = {
    "money/twilio.in/-/units": 100,
    "money/twilio.in/-/micros/exact": 500_000,
    "money/twilio.in/sms/units": 2,
    "money/twilio.in/sms/unknown": 2,
    "money/meta.service/MX/micros/estimated": 850_000,
    "money/meta.free/-/micros/estimated": -50_000,
    "money/meta.template/MX/micros/estimated": 8_500,
    "money/openai.input/gpt-6-luna/micros/exact": 100_000,
    "money/openai.labels.input/gpt-6-luna/micros/estimated": 20_000,
    "money/openai.transcription/gpt-transcribe/micros/estimated": 9_000,
    "money/openai.search/-/units": 4,
    "money/google.run/-/micros/estimated": 70_000,
}
ADMIN = {"OPENAI_ADMIN_KEY": "sk-admin-1"}
KEY = {"TWILIO_API_KEY_SID": "SK" + "1" * 32, "TWILIO_API_KEY_SECRET": "any"}

pytestmark = [  # twilio 9.13 still hands its key to aiohttp 3.14 in the old way
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The 'auth' parameter is deprecated:DeprecationWarning"),
]


@pytest.fixture
def meta(twilio_standin: twilio_standin.Standin) -> twilio_standin.State:
    """Twilio, which billed its fees, Meta's and a number."""
    state = twilio_standin.state
    for category, count, price in (
        ("channels-messaging-inbound", 101, "0.505"),
        ("channels-whatsapp-template-service", 90, "0.79"),
        ("failed-message-processing-fee", 1, "0.001"),
        ("phonenumbers", 1, "1.15"),
    ):
        state.billed.add(category, date.fromisoformat(DAY), count, price)
    return state


@pytest.fixture
def openai() -> Iterator[openai_standin.Standin]:
    with openai_standin.serve() as running:
        billed = running.state.billed
        billed.add(DAY, "gpt-6-luna-2026-07-01, input", "0.07")
        billed.add("2026-10-31", "gpt-6-luna, input", "0.06")
        billed.add(DAY, "gpt-6-luna, cached input", "0.01", project="proj_2")
        billed.add(DAY, "gpt-transcribe, audio input", "0.009")
        billed.add("2026-11-01", "gpt-6-luna, input", "9.00")
        billed.add(DAY, "web search", "0.02")
        billed.add(DAY, "code interpreter", "0", project="proj_2")
        yield running


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    meta: twilio_standin.State,
    openai: openai_standin.Standin,
    twilio_standin: twilio_standin.Standin,
) -> Run:
    """Runs the command with these variables, over an own file; its exit code, and the lines that it said."""
    path = tmp_path / "recado.db"
    counted(path, COUNTS)
    usual = {
        "TWILIO_API_BASE_URL": twilio_standin.base_url,
        "OPENAI_BASE_URL": openai.base_url,
        "STORE": "sqlite",
        "SQLITE_PATH": path,
        "MONTH": "2026-10",
    }
    command = running(main, monkeypatch, capsys, usual)

    def run(**variables: str) -> tuple[int, list[str]]:
        code, said = command(**variables)
        return code, said.splitlines()

    return run


def counted(path: Path, more: dict[str, int]) -> None:
    """Count so much more on the day."""
    asyncio.run(in_file(path, lambda days: days.add({DAY: (more, {})}, [])))


def rows(said: list[str]) -> dict[str, list[str]]:
    """The rows of the table, by name: what was counted, billed, the difference and the remark, without blanks."""
    begin = next(number for number, line in enumerate(said) if line.startswith("US dollars")) + 1
    return {line[:38].strip(): line[38:].split() for line in said[begin:] if line[38:40].isspace()}


def test_both_sides_are_shown_row_by_row(run: Run) -> None:
    code, said = run(**KEY, **ADMIN)
    assert code == 0
    found = rows(said)
    assert found["twilio.in"] == ["0.5000", "0.5050", "-0.0050"]
    assert found["meta.service"] == ["0.8000", "0.7900", "+0.0100", "100%", "estimated"]
    assert found["openai.input gpt-6-luna"] == ["0.1200", "0.1300", "-0.0100", "16%", "estimated"]
    assert found["openai.transcription gpt-transcribe"][:3] == ["0.0090", "0.0090", "+0.0000"]
    assert found["twilio.in sms"] == ["-", "-", "2", "units", "of", "unknown", "price"]
    assert found["meta.template"] == ["0.0085", "-", "only", "counted"]
    assert found["google"] == ["0.0700", "-", "its", "bill", "is", "not", "asked", "for"]
    assert found["twilio.failed"] == ["-", "0.0010", "only", "billed"]
    assert found["openai.cached gpt-6-luna"] == ["-", "0.0100", "only", "billed"]
    assert found["OpenAI: web search"] == ["-", "0.0200", "only", "billed"]
    assert found["else at Twilio"] == ["-", "1.1500", "only", "billed"]
    assert not {"openai.search", "OpenAI: code interpreter"} & found.keys()
    assert WHOLE in said
    assert any(line.startswith("It is complete up to ") for line in said)


def test_what_meta_bills_itself_is_said_not_to_be_on_twilios_bill(run: Run, tmp_path: Path) -> None:
    fees = {"money/meta.service/MX/units": 1_300, "money/meta.template/MX/units": 4, "money/twilio.out/sms/units": 50}
    by_twilio = [{"money/twilio.out/-/units": 1_000}, {"money/twilio.out/-/units": 305}]
    for more, messages in zip((fees, *by_twilio), (1_304, 304, 0), strict=True):
        counted(tmp_path / "recado.db", more)
        _, said = run(**KEY)
        assert (NO_META.format(messages=messages) in said) is bool(messages)
    assert not any(line.startswith("Meta was not asked") for line in said)


def test_a_project_narrows_openais_bill_and_what_is_optional_may_be_left_out(
    run: Run, openai: openai_standin.Standin
) -> None:
    openai.state.billed.whole = False
    code, said = run(**ADMIN, OPENAI_PROJECT_ID="proj_2")
    assert (code, said[1]) == (0, NO_TWILIO)
    assert rows(said)["openai.cached gpt-6-luna"] == ["-", "0.0100", "only", "billed"]
    assert rows(said)["openai.input gpt-6-luna"] == ["0.1200", "-", "only", "counted"]
    assert WHOLE not in said


def test_lists_of_several_pages_are_read_to_the_end(
    run: Run, openai: openai_standin.Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dev.reconcile.openai.MOST", 4)
    monkeypatch.setattr(twilio, "MOST", 10)
    code, said = run(**KEY, **ADMIN)
    assert code == 0
    assert rows(said)["openai.input gpt-6-luna"][1] == "0.1300"
    assert rows(said)["twilio.in"][1] == "0.5050"


def test_without_keys_it_says_which_and_shows_what_was_counted(run: Run) -> None:
    code, said = run()
    assert (code, said[1:3]) == (1, [NO_TWILIO, NO_OPENAI])
    assert rows(said)["twilio.in"] == ["0.5000", "-", "only", "counted"]


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "TWILIO_ACCOUNT_SID"), (403, "may not read usage"), (429, "some minutes"), (500, "page")],
)
def test_what_twilio_refuses_is_named_with_its_remedy_and_the_other_side_is_shown(
    run: Run, meta: twilio_standin.State, status: int, remedy: str
) -> None:
    meta.billed.fails = status
    code, said = run(**KEY, **ADMIN)
    assert code == 1
    assert said[1].startswith(f"Twilio did not say what it billed: {status}. ")
    assert remedy in said[1]
    assert rows(said)["openai.input gpt-6-luna"][1] == "0.1300"


@pytest.mark.parametrize(
    ("key", "status", "remedy"),
    [
        ("sk-wrong-1", 401, "is wrong or gone"),
        ("sk-project-1", 403, "may not read costs"),
        ("sk-broke-1", 429, "some minutes"),
    ],
)
def test_what_openai_refuses_is_named_with_its_remedy(run: Run, key: str, status: int, remedy: str) -> None:
    code, said = run(OPENAI_ADMIN_KEY=key)
    assert code == 1
    assert said[2].startswith(f"OpenAI did not say what it billed: {status}. ")
    assert remedy in said[2]
    assert key not in "".join(said)


def test_suppliers_that_cannot_be_reached_are_named(run: Run) -> None:
    nowhere = "http://127.0.0.1:9"
    code, said = run(**KEY, **ADMIN, TWILIO_API_BASE_URL=nowhere, OPENAI_BASE_URL=nowhere)
    assert code == 1
    assert said[1].startswith("Twilio did not say what it billed: Client")
    assert (
        said[2]
        == "OpenAI did not say what it billed: APIConnectionError. Run it again; if it stays, see OpenAI's status page."
    )


def test_other_currencies_are_not_compared(
    run: Run, meta: twilio_standin.State, openai: openai_standin.Standin
) -> None:
    meta.billed.unit, openai.state.billed.currency = "eur", "eur"
    code, said = run(**KEY, **ADMIN)
    assert code == 1
    assert said[1:3] == [
        "Twilio bills this account in eur, and what is counted is in US dollars.",
        "OpenAI bills in eur, and what is counted is in US dollars.",
    ]


def test_records_may_leave_out_the_currency_and_up_to_when_they_are_complete(
    run: Run, meta: twilio_standin.State
) -> None:
    meta.billed.unit, meta.billed.as_of = None, None
    code, said = run(**KEY)
    assert code == 0
    assert "It does not say up to when." in said


@pytest.mark.parametrize("month", ["", "november", "2026-13", "9999-12"])
def test_a_month_has_to_be_one_that_has_begun(run: Run, month: str) -> None:
    assert run(MONTH=month) == (1, ["MONTH has to be a month, as in MONTH=2026-11."])
    assert run(MONTH="2099-01") == (1, ["That month has not begun."])


def test_what_is_wrong_is_named(run: Run, tmp_path: Path) -> None:
    code, said = run(TWILIO_ACCOUNT_SID="mine")
    assert (code, "TWILIO_ACCOUNT_SID" in "".join(said)) == (1, True)
    code, said = run(SQLITE_PATH=str(tmp_path / "none" / "recado.db"))
    assert (code, "SQLITE_PATH" in "".join(said)) == (1, True)
    no_store(tmp_path / "recado.db")
    code, said = run()
    assert (code, said[-1].startswith("Broken off: the store does not answer (SQLITE_")) == (1, True)
