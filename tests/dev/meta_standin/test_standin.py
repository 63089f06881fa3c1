"""The stand-in for Meta: it takes, refuses and reports what Meta does, and goes wrong as it is told to."""

import json
import signal
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from dev import meta_standin
from dev.meta_standin import Standin
from dev.meta_standin.directives import DirectiveReader
from tests.dev.standins import start, until

HEADERS = {"Authorization": "Bearer any"}


@pytest.fixture
def standin() -> Iterator[Standin]:
    with meta_standin.serve() as standin:
        yield standin


async def post(standin: Standin, path: str, body: Any, **headers: str) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as client:
        url = f"{standin.base_url}/v25.0/{path}"
        return await client.post(url, json=body, headers={**HEADERS, **headers})


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": "52155", "type": "text", "text": {"body": words}, **more}


def on_page(words: str) -> dict[str, Any]:
    return {"recipient": {"id": "7384"}, "messaging_type": "RESPONSE", "message": {"text": words, "metadata": "ours"}}


async def test_a_message_is_kept_and_named_and_reported_on(standin: Standin) -> None:
    answer = (await post(standin, "1/messages", text("Hola", biz_opaque_callback_data="ours"))).json()
    (sent,) = standin.state.sent
    assert answer["messages"] == [{"id": sent.id}]
    assert (sent.to, sent.text, sent.line) == ("52155", "Hola", "1")
    told = [json.loads(body)["entry"][0]["changes"][0]["value"]["statuses"][0] for body in standin.state.reports]
    assert [status["status"] for status in told] == ["sent", "delivered"]
    assert {status["biz_opaque_callback_data"] for status in told} == {"ours"}
    assert standin.state.report() == {"messages": [{"to": "52155", "text": "Hola"}], "requests": 1}


async def test_a_message_to_a_page_comes_back_as_an_echo(standin: Standin) -> None:
    standin.state.pages = {"any": ("instagram", "1784")}
    answer = (await post(standin, "me/messages", on_page("Hola"))).json()
    told = json.loads(standin.state.reports[0])
    (event,) = told["entry"][0]["messaging"]
    assert (told["object"], event["sender"]["id"], event["recipient"]["id"]) == ("instagram", "1784", "7384")
    assert event["message"] | {"mid": answer["message_id"], "is_echo": True, "metadata": "ours"} == event["message"]


async def test_reports_are_posted_where_somebody_takes_them(standin: Standin) -> None:
    posted = []

    async def take(body: bytes) -> None:
        posted.append(body)

    standin.state.post = take
    await post(standin, "1/messages", text("Hola"))
    await post(standin, "1/messages", text("Hola #meta=taken500"))
    assert posted == list(standin.state.reports)
    assert len(posted) == 4


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        ("#meta=131047", 400, 131047),
        ("#meta=429", 429, 2),
        ("#meta=strange", 400, 987654),
        ("#meta=taken500", 500, 2),
        ("x" * 4097, 400, 100),
        ("", 400, 100),
    ],
)
async def test_a_refusal_has_metas_shape(standin: Standin, words: str, status: int, code: int) -> None:
    answer = await post(standin, "1/messages", text(words))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert len(standin.state.sent) == ("taken" in words)


async def test_instagram_counts_bytes(standin: Standin) -> None:
    standin.state.pages = {"any": ("instagram", "1784")}
    assert (await post(standin, "me/messages", on_page("ñ" * 500))).status_code == 200
    assert (await post(standin, "me/messages", on_page("ñ" * 501))).status_code == 400


@pytest.mark.parametrize(("way", "taken"), [("cut", 0), ("drop", 1), ("broken", 1)])
async def test_a_connection_breaks(standin: Standin, way: str, taken: int) -> None:
    with pytest.raises(httpx2.HTTPError):
        await post(standin, "1/messages", text(f"Hola #meta={way}"))
    assert len(standin.state.sent) == taken


async def test_an_answer_may_lack_its_id(standin: Standin) -> None:
    assert (await post(standin, "1/messages", text("Hola #meta=bare"))).json() == {}


async def test_who_does_not_wait_is_answered_at_the_end(standin: Standin) -> None:
    async with httpx2.AsyncClient(trust_env=False, timeout=httpx2.Timeout(60, read=0.2)) as client:
        with pytest.raises(httpx2.TimeoutException):
            await client.post(f"{standin.base_url}/v25.0/1/messages", json=text("Hola #meta=late600"), headers=HEADERS)
    await until(lambda: len(standin.state.sent) == 1)


async def test_what_became_of_a_message_is_as_it_asks(standin: Standin) -> None:
    await post(standin, "1/messages", text("Hola #failed=131026 #reports=twice"))
    told = [json.loads(body)["entry"][0]["changes"][0]["value"]["statuses"][0] for body in standin.state.reports]
    assert [(status["status"], status["errors"][0]["code"]) for status in told] == [("failed", 131026)] * 2
    assert "biz_opaque_callback_data" not in told[0]
    standin.state.reports.clear()
    await post(standin, "1/messages", text("Hola #reports=none"))
    assert not standin.state.reports


def test_a_directive_may_hold_only_at_first() -> None:
    reader = DirectiveReader()
    assert [reader.read("1", "#meta=500x1").refuse for _ in range(2)] == ["500", ""]
    assert reader.read("2", "#meta=500x1").refuse == "500"


async def test_typing_is_noted(standin: Standin) -> None:
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
    assert (await post(standin, "1/messages", read)).json() == {"success": True}
    assert (await post(standin, "me/messages", {"recipient": {"id": "1"}, "sender_action": "typing_on"})).is_success
    assert list(standin.state.typing) == ["wamid.1", "1 typing_on"]


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("image", {"link": "https://x/1"}, "(image) https://x/1"),
        ("document", {"link": "https://x/1", "caption": "Menú"}, "(document) https://x/1 Menú"),
        ("template", {"name": "t", "components": [{"parameters": [{"text": "K7F2"}]}]}, "(t) K7F2"),
        ("interactive", {"body": {"text": "¿Sí?"}}, "¿Sí?"),
    ],
)
async def test_other_messages_are_shown_in_words(
    standin: Standin, kind: str, content: dict[str, Any], shown: str
) -> None:
    body = {"messaging_product": "whatsapp", "recipient": "MX.1", "type": kind, kind: content}
    assert (await post(standin, "1/messages", body)).is_success
    assert [(sent.to, sent.text) for sent in standin.state.sent] == [("MX.1", shown)]
    page = {"attachment": {"type": "file", "payload": {"url": "https://x/1"}}}
    await post(standin, "me/messages", {"recipient": {"id": "1"}, "message": page})
    assert standin.state.sent[-1].text == "(file) https://x/1"


async def test_who_has_no_right_token_and_what_is_not_there_is_refused(standin: Standin) -> None:
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer wrong"}):
        answer = await post(standin, "1/messages", text("Hola"), **headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)
    assert (await post(standin, "1/messages", {"to": "1"})).status_code == 400
    assert (await post(standin, "1/other", {})).status_code == 404


async def test_the_command_prints_its_address_and_stops_quietly() -> None:
    process = await start("dev.meta_standin", "--port", "0")
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{url}/v25.0/1/messages", json=text("Hola"), headers=HEADERS)
    process.send_signal(signal.SIGTERM)
    assert answer.is_success
    assert (await process.communicate(), process.returncode) == ((b"", b""), 0)
