"""Log lines: they have what Cloud Logging needs, and nothing that nobody may read."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import structlog

from dev.openai_standin import Standin
from dev.processes import ROOT
from handlers import logs
from handlers.conversation.outcome import Result
from tests import functions

FORGED = "forged+signature+of+a+form+" + "="


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leaves no logger to the next tests: it would write to the stdout of a test that is over, which is closed."""
    yield
    structlog.reset_defaults()


def test_a_trace_is_named_as_cloud_logging_wants_it() -> None:
    headers = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
    assert logs.trace(headers, "my-project") == {
        "logging.googleapis.com/trace": f"projects/my-project/traces/{'a' * 32}",
        "logging.googleapis.com/spanId": "b" * 16,
    }
    assert logs.trace(headers, "") == {}
    assert logs.trace({"traceparent": "nonsense"}, "my-project") == {}


def test_a_line_has_severity_and_message(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    structlog.get_logger().warning("something", message_sid="SM1")
    line = json.loads(capsys.readouterr().out)
    assert (line["severity"], line["message"], line["message_sid"]) == ("WARNING", "something", "SM1")
    assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)


def test_what_helps_a_developer_alone_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    structlog.get_logger().debug("something")
    assert capsys.readouterr().out == ""


def test_the_runbook_says_what_each_result_means() -> None:
    table = (ROOT / "docs" / "operate.md").read_text().partition("| `result` | |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \| .", table, re.MULTILINE)) == sorted(Result)


def test_a_programming_error_is_told_without_its_message() -> None:
    try:
        raise KeyError("the customer's text")
    except KeyError as problem:
        told = logs.where(problem)
    assert told["error"] == "KeyError"
    assert "test_logs.py" in str(told["at"])
    assert "the customer's text" not in str(told)


async def test_a_process_logs_one_line_a_turn_and_no_secret_text_or_number(standin: Standin) -> None:
    env = functions.settings(standin.base_url, LOG_EXECUTION_ID="true", GOOGLE_CLOUD_PROJECT="my-project")
    with functions.in_its_own(env) as (phone, log):
        await phone.send("Hola, soy la señora Zaldívar")
        await phone.post(phone.form("Hola Zaldívar"), headers={"X-Twilio-Signature": FORGED})
        await phone.send("Zaldívar #fail=401")
        await phone.send("Zaldívar", sid="../Zaldívar")
        written = log.text()
    begun, answered, forged, failed, incomplete = map(json.loads, written.splitlines())
    assert "TWILIO_API_KEY_SID" in begun["remedy"]
    assert answered["severity"] == "INFO"
    assert {"message_sid", "thread", "result", "messages", "store_ms", "assistant_ms", "total_ms", "cost"} <= set(
        answered
    )
    assert answered["channel"] == "whatsapp"
    assert 0.0185 < answered["cost"] < 0.019  # Twilio each way and Meta to Mexico, and OpenAI's little
    assert (forged["severity"], forged["checked_url"]) == ("WARNING", f"{functions.PUBLIC_URL}/webhook")
    assert (failed["severity"], failed["code"]) == ("ERROR", "invalid_api_key")
    assert "OPENAI_API_KEY" in failed["remedy"]
    assert incomplete["status"] == 400
    for private in ("Zaldívar", functions.TOKEN, "sk-test", FORGED):
        assert private not in written


async def test_no_line_has_a_part_of_a_number_or_of_a_hidden_customers_id(standin: Standin) -> None:
    with functions.in_its_own(functions.settings(standin.base_url)) as (phone, log):
        for sender in ("whatsapp:+5299977744411", "whatsapp:MX.qqqwwwzzzkkk", "+5299977744411"):
            phone.sender = sender
            assert (await phone.send("Hola")).messages
        turns = [line for line in log.lines() if line["message"] == "turn"]
        doubts = [line for line in log.lines() if line["message"] == "a price is doubtful"]
    assert [line["channel"] for line in turns] == ["whatsapp", "whatsapp", "sms"]
    assert [line["cost"] is None for line in turns] == [False, False, True]  # what has no price is not free
    assert [line["about"] for line in doubts] == ["twilio.in sms", "twilio.out sms"]
    assert {line["severity"] for line in doubts} == {"WARNING"}
    by_chance = {"message_sid", "thread", "time"}  # may hold any digits
    said = " ".join(str(value) for line in [*turns, *doubts] for name, value in line.items() if name not in by_chance)
    for part in ("+52", "4411", "MX.", "zkkk"):
        assert part not in said
