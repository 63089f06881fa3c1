"""docs/bad-input.md, row by row, with the function in this process and in its own."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from typing import Any, cast
from urllib.parse import urlencode

import httpx2
import pytest
from starlette.requests import Request

import handlers
from dev.openai_standin import Standin
from dev.phone import Delivery, Phone, new_sid, sign
from dev.processes import free_port
from handlers import body, texts
from handlers.body import MOST_BYTES
from handlers.channels.twilio.form import MOST_FIELDS
from handlers.channels.twilio.hints import UNKNOWN
from handlers.channels.twilio.write import EMPTY_TWIML
from handlers.doors.seldom import Seldom
from handlers.instructions import instructions
from tests import functions
from tests.functions import PUBLIC_URL, TOKEN

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
FORGED = {"X-Twilio-Signature": "A" * 27 + "="}


@pytest.fixture(params=["in this process", "in its own"])
async def phone(request: pytest.FixtureRequest, standin: Standin) -> AsyncIterator[Phone]:
    """A new customer of the function."""
    if request.param == "in its own":
        yield request.getfixturevalue("own_process")
        return
    async with functions.in_process(functions.settings(standin.base_url)) as phone:
        phone.sender = f"whatsapp:{new_sid()}"
        yield phone


@pytest.fixture(scope="module")
def one_process(standin: Standin) -> Iterator[Phone]:
    with functions.in_its_own(functions.settings(standin.base_url, TICK_SECRET="the clock's")) as (phone, _):
        yield phone


@pytest.fixture
def own_process(one_process: Phone) -> Phone:
    one_process.sender = f"whatsapp:{new_sid()}"
    return one_process


@pytest.fixture(params=["in this process", "in its own"])
async def hurried(request: pytest.FixtureRequest, standin: Standin) -> AsyncIterator[Phone]:
    """The same, with answers that are late after three seconds, and left open after six."""
    env = functions.settings(standin.base_url, ANSWER_SECONDS="3", MAX_HOPS="1")
    if request.param == "in its own":
        with functions.in_its_own(env) as (phone, _):
            yield phone
        return
    async with functions.in_process(env) as phone:
        yield phone


async def conversed(phone: Phone, text: str) -> str:
    """All texts that come back, however late."""
    return "".join([message async for delivery in phone.converse(text) for message in delivery.messages])


def signed(pairs: list[tuple[str, str]], *, url: str = f"{PUBLIC_URL}/webhook", token: str = TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": sign(url, pairs, token=token)}


def is_refused(delivery: Delivery) -> bool:
    return (delivery.status, delivery.document) == (403, "")


async def test_unsigned_is_refused(phone: Phone) -> None:
    assert is_refused(await phone.post_raw(urlencode(phone.form("Hola")).encode(), headers=FORM))


async def test_wrongly_signed_is_refused(phone: Phone) -> None:
    form = phone.form("Hola")
    assert is_refused(await phone.post(form, headers=signed(form, token="another token")))
    assert is_refused(await phone.post(form, headers={"X-Twilio-Signature": "not one"}))


async def test_a_signature_comes_before_all_else(phone: Phone) -> None:
    """Without a signature, a wrong content type or a too large body makes no difference."""
    for malformed in ({}, {"X-Twilio-Signature": "A" * 28}):
        assert is_refused(await phone.post_raw(b"{}", headers=JSON | malformed))
        assert is_refused(await phone.post_raw(b"x" * (MOST_BYTES + 1), headers=FORM | malformed))


async def head_answered(
    phone: Phone, headers: Mapping[str, str], *, path: str = "/webhook", length: int = 1000, begun: bytes = b""
) -> tuple[int, str]:
    """The status and headers for a request with a body of this length, of which only `begun` arrives."""
    host, port = phone.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + begun)
    async with asyncio.timeout(20):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    writer.close()
    await writer.wait_closed()
    return int(head.split(" ")[1]), head.lower()


@pytest.mark.parametrize(
    ("headers", "length", "status"),
    [
        (FORM, 1000, 403),
        (FORM | {"X-Twilio-Signature": "not one"}, 1000, 403),
        (JSON | FORGED, 1000, 415),
        (FORM | FORGED, MOST_BYTES + 1, 413),
        (FORM | {"X-Twilio-Signature": "A" * 43 + "="}, 10**12, 413),
    ],
)
async def test_what_its_head_condemns_is_refused_before_its_body_is_there(
    own_process: Phone, headers: dict[str, str], length: int, status: int
) -> None:
    assert (await head_answered(own_process, headers, length=length))[0] == status


async def test_a_tick_does_not_wait_for_a_body(own_process: Phone) -> None:
    assert (await head_answered(own_process, {"Authorization": "Bearer the clock's"}, path="/tick"))[0] == 200


async def test_a_body_that_does_not_come_is_given_up_and_its_line_closed(own_process: Phone) -> None:
    waiting = asyncio.create_task(head_answered(own_process, FORM | FORGED, begun=b"Body="))
    assert (await own_process.send("Hola")).messages  # meanwhile
    status, head = await waiting
    assert (status, "connection: close" in head) == (408, True)


@pytest.mark.parametrize(("what_comes", "status"), [("nothing", 408), ("a hang-up", 400)])
async def test_openai_s_webhook_waits_no_longer_for_a_body(
    standin: Standin, monkeypatch: pytest.MonkeyPatch, what_comes: str, status: int
) -> None:
    async def receive() -> dict[str, object]:
        if what_comes == "nothing":
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    monkeypatch.setattr(body, "MOST_SECONDS", 0.01 if what_comes == "nothing" else 5.0)
    rest = {"TWILIO_API_KEY_SID": "SK1", "TWILIO_API_KEY_SECRET": "secret", "OPENAI_WEBHOOK_SECRET": "whsec_c2VjcmV0"}
    scope = {"type": "http", "method": "POST", "path": "/openai", "query_string": b"", "headers": []}
    async with functions.in_process(functions.settings(standin.base_url, **rest)), asyncio.timeout(20):
        response = await sys.modules["main"].app(Request(scope, receive))
    assert response.status_code == status


async def test_200_fields_are_read_and_one_more_is_not(phone: Phone) -> None:
    form = phone.form("Hola")
    most = [*form, *((f"New{number}", "") for number in range(MOST_FIELDS - len(form)))]
    assert (await phone.post(most)).messages
    too_many = await phone.post([*most, ("One", "")])
    assert (too_many.status, too_many.document) == (413, "")


async def test_signed_for_another_url_is_refused(phone: Phone) -> None:
    form = phone.form("Hola")
    assert is_refused(await phone.post(form, headers=signed(form, url="https://elsewhere.example/webhook")))
    assert is_refused(await phone.post(form, path="/webhook?hop=1", headers=signed(form)))


async def test_a_changed_form_is_refused(phone: Phone) -> None:
    form = phone.form("Hola")
    assert is_refused(await phone.post([*form, ("New", "")], headers=signed(form)))


async def test_an_unknown_signature_algorithm_is_refused(phone: Phone) -> None:
    form = phone.form("Hola")
    settings = {"X-Twilio-Webhooks-Signature-Settings": "key=1,algorithm=NONE"}
    assert is_refused(await phone.post(form, headers=signed(form) | settings))


async def test_hmac_sha256_is_accepted_when_its_header_says_so(phone: Phone) -> None:
    form = phone.form("Hola")
    headers = {
        "X-Twilio-Signature": sign(f"{PUBLIC_URL}/webhook", form, token=TOKEN, algorithm="HMAC_SHA256"),
        "X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
    }
    assert (await phone.post(form, headers=headers)).messages


async def test_another_account_is_refused(phone: Phone) -> None:
    assert is_refused(await phone.send("Hola", AccountSid="AC00000000000000000000000000000000"))


async def test_a_reply_says_that_it_is_xml(phone: Phone) -> None:
    form = phone.form("Hola")
    async with httpx2.AsyncClient(transport=phone.transport, trust_env=False) as client:
        answer = await client.post(
            f"{phone.url}/webhook", content=urlencode(form).encode(), headers=FORM | signed(form)
        )
    assert answer.headers["Content-Type"].startswith("text/xml")


@pytest.mark.parametrize("path", ["/", "/?hop=1", "/webhook?hop=1", "/webhook?hop=x"])
async def test_the_alias_and_a_query_are_signed_for_as_they_are(phone: Phone, path: str) -> None:
    assert (await phone.send("Hola", path=path)).messages


async def test_the_alias_may_be_signed_without_its_slash(phone: Phone) -> None:
    form = phone.form("Hola")
    assert (await phone.post(form, path="/", headers=signed(form, url=PUBLIC_URL))).messages


async def test_both_tokens_are_accepted_while_rotating(standin: Standin) -> None:
    env = functions.settings(standin.base_url, TWILIO_AUTH_TOKEN="the new one, the old one")
    async with functions.in_process(env) as phone:
        for token in ("the new one", "the old one"):
            form = phone.form("Hola")
            assert (await phone.post(form, headers=signed(form, token=token))).messages
        form = phone.form("Hola")
        assert is_refused(await phone.post(form, headers=signed(form, token="the new one, the old one")))


@pytest.mark.parametrize("text", ["", "  \n "])
async def test_a_blank_body_gets_a_sentence(phone: Phone, text: str) -> None:
    assert (await phone.send(text)).messages == [texts.NO_TEXT["es"]]


async def test_a_picture_that_is_not_on_a_host_of_twilio_s_is_not_fetched_and_the_assistant_says_so(
    phone: Phone,
) -> None:
    delivery = await phone.send("", NumMedia="1", MediaUrl0="https://x.example/1", MediaContentType0="image/jpeg")
    assert delivery.messages
    assert delivery.messages != [texts.NO_TEXT["es"]]


async def test_repeated_keys_verify_and_the_first_counts(phone: Phone) -> None:
    form = [*phone.form("me llamo Ana"), ("Body", "me llamo Luz"), ("Other", "1"), ("Other", "")]
    assert "Ana" in "".join((await phone.post(form)).messages)


async def test_emoji_and_combining_marks_come_through_unchanged(phone: Phone) -> None:
    text = "👩🏽‍🚀 n\u0303 e\u0301 & <b> + % 🇲🇽"
    await phone.send(text)
    assert any(text in message for message in (await phone.send("¿Qué escribí?")).messages)


async def test_64_kib_are_read_and_one_byte_more_is_not(phone: Phone) -> None:
    def sized(size: int) -> list[tuple[str, str]]:
        form = phone.form("Hola")
        return [*form, ("Filler", "x" * (size - len(urlencode([*form, ("Filler", "")]))))]

    assert (await phone.post(sized(65_536))).messages
    too_large = await phone.post(sized(65_537))
    assert (too_large.status, too_large.document) == (413, "")


async def test_a_body_that_names_no_length_is_counted_as_it_comes(phone: Phone) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b"Body=" + b"x" * (MOST_BYTES // 8)

    async with httpx2.AsyncClient(transport=phone.transport, trust_env=False) as client:
        answer = await client.post(f"{phone.url}/webhook", content=in_pieces(), headers=FORM | FORGED)
    assert (answer.status_code, answer.content) == (413, b"")


@pytest.mark.parametrize("name", ["MessageSid", "From", "To"])
async def test_a_form_without_sid_sender_or_business_number_is_incomplete(phone: Phone, name: str) -> None:
    missing = await phone.post([pair for pair in phone.form("Hola") if pair[0] != name])
    assert (missing.status, missing.document) == (400, EMPTY_TWIML)
    assert (await phone.send("Hola", **{name: ""})).status == 400


async def test_a_malformed_sid_is_refused(phone: Phone) -> None:
    assert (await phone.send("Hola", sid="../threads/1")).status == 400


async def test_another_content_type_is_refused(phone: Phone) -> None:
    json_body = b'{"Body": "Hola"}'
    assert (await phone.post_raw(json_body, headers=FORGED | JSON)).status == 415
    assert (await phone.post_raw(json_body, headers=FORGED)).status == 415


@pytest.mark.parametrize("what", [b"", b"Body", b"a&b=c", b"Body=%FF", b"Body=%zz", b"Body=\xff", b"\x00"])
async def test_what_is_no_form_is_refused(phone: Phone, what: bytes) -> None:
    assert is_refused(await phone.post_raw(what, headers=FORM | FORGED))


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/webhook", 405, "POST"),
        ("GET", "/", 405, "POST"),
        ("PUT", "/webhook", 405, "POST"),
        ("POST", "/health", 405, "GET"),
        ("GET", "/elsewhere", 404, None),
        ("POST", "/webhook/", 404, None),
    ],
)
async def test_other_paths_and_methods(phone: Phone, method: str, path: str, status: int, allow: str | None) -> None:
    async with httpx2.AsyncClient(transport=phone.transport, trust_env=False) as client:
        answer = await client.request(method, phone.url + path)
    assert (answer.status_code, answer.headers.get("Allow")) == (status, allow)


async def test_health_tells_the_version(phone: Phone) -> None:
    async with httpx2.AsyncClient(transport=phone.transport, trust_env=False) as client:
        answer = await client.get(f"{phone.url}/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": handlers.__version__})


@pytest.mark.parametrize("fault", ["fail=401", "fail=429", "fail=500", "fail=quota", "failed"])
async def test_when_openai_fails_the_customer_is_told_and_the_message_is_kept(phone: Phone, fault: str) -> None:
    assert (await phone.send(f"me llamo Ana #{fault}")).messages == [texts.UNAVAILABLE["es"]]
    assert "Ana" in "".join((await phone.send("¿Cómo me llamo?")).messages)


async def test_an_answer_that_is_late_is_come_back_for(hurried: Phone, standin: Standin) -> None:
    deliveries = []
    with ExitStack() as held:
        held.enter_context(standin.state.holding("me llamo Ana"))
        async for delivery in hurried.converse("me llamo Ana"):
            deliveries.append(delivery)
            held.close()
    assert deliveries[0].messages == [texts.WAIT["es"]]
    assert "Ana" in "".join(deliveries[-1].messages)
    assert [delivery.redirect is None for delivery in deliveries] == [False] * (len(deliveries) - 1) + [True]


async def test_when_openai_is_not_done_after_the_last_hop_the_message_is_kept(hurried: Phone, standin: Standin) -> None:
    with standin.state.holding("me llamo Ana"):
        said = await conversed(hurried, "me llamo Ana")
    assert said == texts.WAIT["es"] + texts.LATE["es"]
    assert "Ana" in await conversed(hurried, "¿Cómo me llamo?")


@pytest.mark.parametrize("fault", ["fail=500x1", "fail=429x1", "drop"])
async def test_one_passing_fault_is_not_noticed(phone: Phone, fault: str) -> None:
    assert "Ana" in "".join((await phone.send(f"me llamo Ana #{fault}")).messages)


async def test_a_flood_is_told_once(standin: Standin) -> None:
    async with functions.in_process(functions.settings(standin.base_url, MESSAGES_A_MINUTE="2")) as phone:
        said = [(await phone.send("Hola")).messages for _ in range(4)]
    assert said[2:] == [[texts.FLOODED["es"]], []]


async def test_a_conversation_past_its_tokens_goes_on_in_a_new_one(standin: Standin) -> None:
    async with functions.in_process(functions.settings(standin.base_url, THREAD_TOKENS="1000")) as phone:
        await phone.send("Hola")
        await phone.send("me llamo Ana " + "y te cuento mucho " * 300)
        before = len(standin.state.seen("POST", "/v1/conversations"))
        assert "Ana" in "".join((await phone.send("¿Cómo me llamo?")).messages)
    assert len(standin.state.seen("POST", "/v1/conversations")) == before + 1


async def test_the_instructions_of_the_settings_go_with_every_question(standin: Standin) -> None:
    env = functions.settings(standin.base_url, ASSISTANT_INSTRUCTIONS="Only for this test.")
    async with functions.in_process(env) as phone:
        await phone.send("Hola")
        await phone.send("¿Abren hoy?")
    asked = [cast(dict[str, Any], seen.body) for seen in standin.state.seen("POST", "/v1/responses")][-2:]
    assert {body["instructions"] for body in asked} == {instructions("Only for this test.")}


@pytest.mark.parametrize("how", ["handoff=cannot", "side=none", "side=broken", "incomplete", "messages=2"])
async def test_of_an_answer_with_a_side_the_customer_sees_the_reply_alone(standin: Standin, how: str) -> None:
    async with functions.in_process(functions.settings(standin.base_url, PEOPLE_CONTACT="+52 55 1234 5678")) as phone:
        said = "".join((await phone.send(f"Hola #{how}")).messages)
        again = "".join((await phone.send("mis datos")).messages)
    asked = cast(dict[str, Any], standin.state.seen("POST", "/v1/responses")[-1].body)
    assert "handoff" in asked["text"]["format"]["schema"]["properties"]
    assert said.startswith("¡Hola! Soy el asistente")
    for shown in (said, again):
        assert not any(mark in shown for mark in ("{", "}", '"handoff"', '"reply"'))


@pytest.mark.parametrize("how", ["refuse", "empty"])
async def test_a_refusal_gets_a_sentence(phone: Phone, how: str) -> None:
    assert (await phone.send(f"Hola #{how}")).messages == [texts.REFUSED["es"]]


@pytest.mark.parametrize(
    "how",
    [
        "refused=image_content_policy_violation",
        "refused=bio_policy",
        "refused=413:request_too_large",
        "failed=misalignment_policy_violation",
        "failed=image_content_policy_violation",
        "error=bio_policy",
        "error=some_new_policy:nested:first",
        "incomplete=content_filter",
    ],
)
async def test_what_openai_refuses_gets_a_sentence_and_is_asked_no_more(
    phone: Phone, standin: Standin, how: str
) -> None:
    assert (await phone.send(f"me llamo Ana #{how}")).messages == [texts.REFUSED["es"]]
    before = len(standin.state.seen("POST", "/v1/responses"))
    (answer,) = (await phone.send("¿Abren hoy?")).messages
    assert "¿Abren hoy?" in answer
    (asked,) = [cast(dict[str, Any], seen.body) for seen in standin.state.seen("POST", "/v1/responses")][before:]
    assert [item["content"] for item in asked["input"]] == ["¿Abren hoy?"]


@pytest.mark.parametrize(
    "shape", ["absent", "null", "thin", "sse", "open", "thinks", "first=queued", "first=in_progress", "phases"]
)
async def test_an_answer_is_read_in_every_form_that_openai_may_send(phone: Phone, shape: str) -> None:
    (usual,) = (await phone.send("Hola")).messages
    phone.sender = f"whatsapp:{new_sid()}"
    assert (await phone.send(f"Hola #{shape}")).messages == [usual]


async def test_an_answer_in_several_messages_reads_as_paragraphs(phone: Phone) -> None:
    (usual,) = (await phone.send("Hola")).messages
    phone.sender = f"whatsapp:{new_sid()}"
    (answer,) = (await phone.send("Hola #messages=2 #parts=2")).messages
    assert answer.split("\n\n") != [answer]
    assert " ".join(answer.split("\n\n")) == usual


async def test_a_cut_answer_says_so(phone: Phone) -> None:
    assert (await phone.send("Hola #incomplete")).messages[-1].endswith(texts.CUT["es"])


@pytest.mark.parametrize("how", ["in this process", "in its own"])
async def test_an_unreachable_store_is_a_503_in_time_for_the_fallback_url(
    standin: Standin, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = {"GOOGLE_CLOUD_PROJECT": "nowhere", "FIRESTORE_EMULATOR_HOST": f"127.0.0.1:{free_port()}"}
    env = functions.settings(standin.base_url, STORE="firestore", **nowhere)
    async with AsyncExitStack() as stack:
        if how == "in its own":
            phone, log = stack.enter_context(functions.in_its_own(env))
        else:
            phone, log = await stack.enter_async_context(functions.in_process(env)), None
        delivery = await phone.send("Hola")  # which waits as long as Twilio does
        assert (delivery.status, delivery.document) == (503, EMPTY_TWIML)
        assert "FIRESTORE_EMULATOR_HOST" in (log.text() if log else capsys.readouterr().out)


def log_of_refusals(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["message"] == "request refused: wrong signature"]


@pytest.mark.parametrize(
    "url",
    [f"{PUBLIC_URL}/webhook/", PUBLIC_URL.replace("https", "http") + "/webhook", "https://tunnel.example/webhook"],
)
async def test_the_log_says_which_url_would_have_verified_and_the_answer_does_not(
    standin: Standin, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    async with functions.in_process(functions.settings(standin.base_url)) as phone:
        form = phone.form("Hola")
        headers = signed(form, url=url) | {"X-Forwarded-Host": "tunnel.example"}
        assert is_refused(await phone.post(form, headers=headers))
    (line,) = log_of_refusals(capsys)
    assert line["would_verify"].startswith(f"{url}: set ")
    assert line["checked_url"] == f"{PUBLIC_URL}/webhook"
    assert TOKEN not in str(line)


async def test_a_flood_of_forged_requests_is_looked_into_once_a_second(
    standin: Standin, capsys: pytest.CaptureFixture[str]
) -> None:
    async with functions.in_process(functions.settings(standin.base_url)) as phone:
        sys.modules["main"].app.table["/webhook"]["POST"].hints.now = lambda: 5.0  # all within one second
        form = phone.form("Hola")
        for _ in range(5):
            assert is_refused(await phone.post(form, headers=signed(form, token="another token")))
    lines = log_of_refusals(capsys)
    assert [line.get("would_verify") for line in lines] == [UNKNOWN, None, None, None, None]


def test_after_a_second_it_is_looked_into_again() -> None:
    times = iter([5.0, 5.9, 6.1])
    seldom = Seldom(now=lambda: next(times))
    assert [seldom(), seldom(), seldom()] == [True, False, True]


async def test_a_body_of_untold_length_is_read_no_further_than_any_message_is_long(phone: Phone) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"x" * 16 * 1024

    async with httpx2.AsyncClient(transport=phone.transport, trust_env=False) as client:
        answer = await client.post(f"{phone.url}/webhook", content=chunks(), headers=FORM | FORGED)
    assert answer.status_code == 413
