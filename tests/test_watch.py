"""Alerts and metrics: each filter in deploy/ against lines that the function really wrote."""

import asyncio
import contextlib
import json
import re
import sys
from typing import Any, TypeAlias

import httpx2
import pytest
import yaml

from dev.openai_standin import Standin
from dev.phone import Phone, new_sid
from dev.processes import ROOT
from handlers.adapters.openai.errors import NO_CREDIT, lasting
from tests import functions
from tests.dev.gcloud_offline import refused
from tests.filters import compiled, entry

Lines: TypeAlias = dict[str, dict[str, Any]]

METRICS = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / "deploy" / "metrics").iterdir()}
ALERTS = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / "deploy" / "alerts").iterdir()}
DASHBOARD = (ROOT / "deploy" / "dashboard.yaml").read_text()
OPERATE = (ROOT / "docs" / "operate.md").read_text()


def matched(alert: str) -> str:
    """The filter of an alert at the first line."""
    return str(ALERTS[alert]["conditions"][0]["conditionMatchedLog"]["filter"])


# The lines that each filter has to match, by their names below; it must not match any other.
SEES = {
    "recado_turns": {
        "answered",
        "late",
        "hopped",
        "owed",
        "promised",
        "passing fault",
        "no credit",
        "wrong key",
        "repeated",
        "programming error's turn",
    },
    "recado_first_replies": {
        "answered",
        "late",
        "promised",
        "passing fault",
        "no credit",
        "wrong key",
        "programming error's turn",
    },
    "recado_late": {"late", "promised"},
    "recado_apologies": {"owed", "passing fault", "no credit", "wrong key", "programming error's turn"},
    "recado_refused": {"forged", "another account", "wrong tick", "forged by OpenAI"},
    "recado_cost": {"answered", "hopped"},
    "recado_unreachable": {"unreachable"},
    "credit": {"no credit"},
    "errors": {"wrong key", "programming error", "store away"},
}


@pytest.fixture(scope="module")
def lines(standin: Standin) -> Lines:
    """One line of every kind, by its name, as the function wrote it."""
    kinds = [(_in_time, IN_TIME), (_by_redirect, BY_REDIRECT), (_by_rest, BY_REST), (_without_store, WITHOUT_STORE)]

    async def write(running: list[tuple[Phone, functions.Log]]) -> Lines:
        saying = [say(standin, phone, log) for (say, _), (phone, log) in zip(kinds, running, strict=True)]
        return {name: line for lines in await asyncio.gather(*saying) for name, line in lines.items()}

    with contextlib.ExitStack() as stack:  # all of them run before anybody writes: a start would hold up the phones
        settings = [functions.settings(standin.base_url, **more) for _, more in kinds]
        return asyncio.run(write([stack.enter_context(functions.in_its_own(env)) for env in settings]))


NOWHERE = "http://127.0.0.1:1"
IN_TIME = {"TICK_SECRET": "right", "CHECK_ITSELF": "on", "PUBLIC_URL": NOWHERE}


async def _in_time(_openai: Standin, theirs: Phone, log: functions.Log) -> Lines:
    phone, sid = functions.phone(theirs.url, public_url=NOWHERE), new_sid()
    written = _Written(log)
    await phone.send("Hola", sid=sid)
    lines = written.as_("answered")
    await phone.send("Hola", sid=sid)
    lines |= written.as_("repeated")
    for number, (name, text) in enumerate(
        {"passing fault": "#fail=500", "no credit": "#fail=quota", "wrong key": "#fail=401"}.items()
    ):
        sender = f"whatsapp:+521550001000{number}"
        await functions.phone(phone.url, public_url=NOWHERE, sender=sender).send(f"Hola {text}")
        lines |= written.as_(name)
    await phone.post(phone.form("Hola"), headers={"X-Twilio-Signature": "forged"})
    lines |= written.as_("forged")
    await phone.post(phone.form("Hola", AccountSid="AC00000000000000000000000000000000"))
    lines |= written.as_("another account")
    of_the_form = {"X-Twilio-Signature": "A" * 27 + "="}
    await phone.post_raw(b"", headers={"Content-Type": "text/plain", **of_the_form})
    lines |= written.as_("not a form")
    await phone.post_raw(b"{}", path="/tick", headers={"Authorization": "Bearer wrong"})
    lines |= written.as_("wrong tick")
    async with httpx2.AsyncClient(trust_env=False) as client:
        await client.post(f"{phone.url}/tick", headers={"Authorization": "Bearer right"})
    lines |= written.as_("unreachable")
    return lines


BY_REDIRECT = {"ANSWER_SECONDS": "3", "MAX_HOPS": "1"}


async def _by_redirect(openai: Standin, phone: Phone, log: functions.Log) -> Lines:
    written = _Written(log)
    late = phone.form("Para hoy")
    with openai.state.holding("Para hoy"):
        await phone.post(late)
        lines = written.as_("late")
        await phone.post(late, path="/webhook?hop=1")
        lines |= written.as_("owed")
    other = functions.phone(phone.url, sender="whatsapp:+5215500000002")
    hopping = other.form("Para luego")
    with openai.state.holding("Para luego"):
        await other.post(hopping)
        written.as_("late, too")
    await other.post(hopping, path="/webhook?hop=1")
    lines |= written.as_("hopped")
    return lines


BY_REST = {
    "TWILIO_API_KEY_SID": "SK0123456789abcdef0123456789abcdef",
    "TWILIO_API_KEY_SECRET": "right",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:1",
    "OPENAI_WEBHOOK_SECRET": "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw==",
    "LATE_ANSWERS": "rest",
    "ANSWER_SECONDS": "3",
}


async def _by_rest(openai: Standin, phone: Phone, log: functions.Log) -> Lines:
    with openai.state.holding("Para mañana"):
        written = _Written(log)
        await phone.send("Para mañana")
        lines = written.as_("promised")
        await phone.post_raw(b"{}", path="/openai", headers={"webhook-id": "x"})
        return lines | written.as_("forged by OpenAI")


WITHOUT_STORE = {"STORE": "firestore", "GOOGLE_CLOUD_PROJECT": "away", "FIRESTORE_EMULATOR_HOST": "127.0.0.1:1"}


async def _without_store(_openai: Standin, phone: Phone, log: functions.Log) -> Lines:
    written = _Written(log)
    await phone.send("Hola")
    return written.as_("store away")


class _Written:
    """The lines that a function has written since the last look."""

    def __init__(self, log: functions.Log) -> None:
        self.log, self.seen = log, len(log.lines())

    def as_(self, name: str) -> Lines:
        [line] = self.log.lines()[self.seen :]
        self.seen += 1
        return {name: line}


@pytest.fixture
async def all_lines(lines: Lines, standin: Standin, capsys: pytest.CaptureFixture[str]) -> Lines:
    """All lines, with those of a programming error, which only a function in this process can have."""
    async with functions.in_process(functions.settings(standin.base_url)) as phone:

        async def broken(turn: object) -> None:
            raise RuntimeError

        capsys.readouterr()
        sys.modules["main"].app.table["/webhook"]["POST"].answering.take_turn.steps.insert(0, broken)
        await phone.send("Hola")
    error, turn = map(json.loads, capsys.readouterr().out.splitlines())
    return {**lines, "programming error": error, "programming error's turn": turn}


@pytest.mark.parametrize("name", SEES)
async def test_each_filter_sees_its_lines_and_no_other(name: str, all_lines: Lines) -> None:
    text = METRICS[name]["filter"] if name in METRICS else matched(name)
    sees = compiled(text)
    assert {line for line, fields in all_lines.items() if sees(entry(fields))} == SEES[name]
    assert not [line for line, fields in all_lines.items() if sees(entry(fields, service="another"))]


async def test_an_answer_in_time_by_the_settings_that_took_over_ten_seconds_is_late(lines: Lines) -> None:
    sees = compiled(METRICS["recado_late"]["filter"])
    assert sees(entry({**lines["answered"], "total_ms": 10_400.0}))
    assert not sees(entry({**lines["hopped"], "total_ms": 10_400.0}))


async def test_what_is_extracted_stands_in_the_lines(lines: Lines) -> None:
    extracted = {
        **{name: [metric["valueExtractor"]] for name, metric in METRICS.items() if "valueExtractor" in metric},
        **{
            name: list(condition["conditionMatchedLog"]["labelExtractors"].values())
            for name, alert in ALERTS.items()
            for condition in alert["conditions"]
            if "conditionMatchedLog" in condition
        },
    }
    assert set(extracted) == {"recado_cost", "credit", "errors"}
    for name, extractors in extracted.items():
        for extractor in extractors:
            found = re.fullmatch(r"EXTRACT\(jsonPayload\.(\w+)\)", extractor)
            assert found
            assert any(found[1] in lines[line] for line in SEES[name] & set(lines)), (name, extractor)


def test_every_code_that_means_no_credit_is_an_alert() -> None:
    sees = compiled(matched("credit"))
    for code in ("insufficient_quota", "credit_balance_exhausted", "project_spend_limit_exceeded", "invalid_api_key"):
        problem = lasting(code)
        line = {"severity": "ERROR", "message": "turn", "code": code}
        assert sees(entry(line)) == (problem is not None and problem.remedy == NO_CREDIT)


def test_alerts_and_dashboard_ask_for_metrics_that_there_are_and_each_metric_is_asked_for() -> None:
    asked = set(re.findall(r"logging_googleapis_com:user_(\w+?)(?:_sum)?\{", DASHBOARD + json.dumps(ALERTS)))
    assert asked == set(METRICS)


def test_google_knows_every_field_of_every_file() -> None:
    dashboard = {"api": "monitoring", "version": "v1", "type": "Dashboard", "content": yaml.safe_load(DASHBOARD)}
    kinds = [(METRICS, "logging", "v2", "LogMetric"), (ALERTS, "monitoring", "v3", "AlertPolicy")]
    files = [
        {"api": api, "version": version, "type": kind, "content": content}
        for contents, api, version, kind in kinds
        for content in contents.values()
    ]
    assert refused(messages=[*files, dashboard]) == []


@pytest.mark.parametrize("name", ALERTS)
def test_each_alert_has_its_page_in_the_runbook(name: str) -> None:
    title = re.search(r"\*\*(.+?)\.\*\*", ALERTS[name]["documentation"]["content"])
    assert title
    assert f"\n### {title[1]}\n" in OPERATE
    assert ALERTS[name]["displayName"].lower().endswith(title[1].lower())


@pytest.mark.parametrize("text", ["textPayload=~", "severity>=", "a=b)", "(a=b", "a=b OR", 'a="b', "a == b"])
def test_a_filter_that_is_not_understood_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        compiled(text)
