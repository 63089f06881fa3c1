"""The customers' side of the stand-in: files behind a key, messages looked up, an answer being typed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx2
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from dev.twilio_standin import File, Standin, Unkind, serve
from tests.dev.standins import until

ACCOUNT = "AC" + "0" * 32
ANA = "whatsapp:+5215512345678"
BUSINESS = "whatsapp:+5215587654321"
SID = "SM" + "0" * 32
SOUND = b"OggS" + bytes(200_000)

# twilio 9.13 still hands its key to aiohttp 3.14 in the old way
pytestmark = [
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The 'auth' parameter is deprecated:DeprecationWarning"),
]


@pytest.fixture
def standin(twilio_standin: Standin) -> Standin:
    return twilio_standin


@pytest.fixture
async def client(standin: Standin) -> AsyncIterator[Client]:
    async with AsyncTwilioHttpClient() as http:
        yield client_of(standin, http)


def client_of(standin: Standin, http: AsyncTwilioHttpClient) -> Client:
    client = Client("SK1", "any", ACCOUNT, http_client=http)
    client.api.base_url = client.messaging.base_url = standin.base_url
    return client


async def get(url: str, *, auth: tuple[str, str] | None = ("SK1", "any")) -> httpx2.Response:
    async with httpx2.AsyncClient(auth=auth, trust_env=False) as http:
        return await http.get(url)


def keep(standin: Standin, **how: Any) -> str:
    return standin.base_url + standin.state.keep(File(SOUND, "audio/ogg", **how))


# Files


async def test_a_file_is_in_storage_behind_a_redirect(standin: Standin) -> None:
    answer = await get(keep(standin))
    assert answer.status_code == 307
    stored = await get(answer.headers["location"], auth=None)
    assert (stored.status_code, stored.content) == (200, SOUND)
    assert (stored.headers["content-type"], stored.headers["content-length"]) == ("audio/ogg", str(len(SOUND)))


def test_a_file_has_an_address_as_twilio_writes_it() -> None:
    file = File(b"", "image/png")
    assert file.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{file.message}/Media/{file.sid}"
    assert [(sid[:2], len(sid)) for sid in (file.message, file.sid)] == [("MM", 34), ("ME", 34)]


@pytest.mark.parametrize("auth", [None, ("SK1", "wrong"), (ACCOUNT, "its token")])
async def test_a_file_needs_the_key(standin: Standin, auth: tuple[str, str] | None) -> None:
    answer = await get(keep(standin), auth=auth)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_storage_refuses_a_key(standin: Standin) -> None:
    location = (await get(keep(standin))).headers["location"]
    answer = await get(location)
    assert answer.status_code == 400
    assert "<Code>InvalidArgument</Code>" in answer.text


@pytest.mark.parametrize("change", [("Media/ME", "Media/MX"), ("Accounts/AC0", "Accounts/AC1"), ("MM", "SM")])
async def test_a_file_that_is_not_there_is_not_found(standin: Standin, change: tuple[str, str]) -> None:
    answer = await get(keep(standin).replace(*change))
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


async def test_storage_has_no_file_that_nobody_kept(standin: Standin) -> None:
    gone = (await get(keep(standin, gone=True))).headers["location"]
    for url in (gone, f"{standin.base_url}/storage/ME1/1"):
        answer = await get(url, auth=None)
        assert answer.status_code == 404
        assert "<Code>NoSuchKey</Code>" in answer.text


@pytest.mark.parametrize("hops", [0, 1, 3])
async def test_a_file_is_behind_as_many_redirects_as_asked(standin: Standin, hops: int) -> None:
    url, found = keep(standin, hops=hops), 0
    while (answer := await get(url, auth=None if found else ("SK1", "any"))).status_code == 307:
        url, found = answer.headers["location"], found + 1
    assert (found, answer.content) == (hops, SOUND)


async def test_the_last_redirect_leads_elsewhere(standin: Standin) -> None:
    assert (await get(keep(standin, elsewhere="https://x.example/"))).headers["location"] == "https://x.example/"


async def test_a_size_that_is_not_told(standin: Standin) -> None:
    answer = await get(keep(standin, hops=0, sized=False))
    assert "content-length" not in answer.headers
    assert answer.content == SOUND


async def test_a_file_that_is_cut_off(standin: Standin) -> None:
    with pytest.raises(httpx2.RemoteProtocolError):
        await get(keep(standin, hops=0, lacking=1))


async def test_a_packed_file(standin: Standin) -> None:
    answer = await get(keep(standin, hops=0, packed=True))
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(SOUND)
    assert answer.content == SOUND


async def test_an_endless_file_goes_on_and_on(standin: Standin) -> None:
    read = 0
    async with (
        httpx2.AsyncClient(auth=("SK1", "any"), trust_env=False) as http,
        http.stream("GET", keep(standin, hops=0, endless=True)) as answer,
    ):
        async for piece in answer.aiter_bytes():
            read += len(piece)
            if read > 5 * len(SOUND):
                break
    assert "content-length" not in answer.headers


async def test_storage_answers_first_as_asked_and_then_right(standin: Standin) -> None:
    url = keep(standin, hops=0, first_statuses=(503, 429))
    assert [(await get(url)).status_code for _ in range(4)] == [503, 429, 200, 200]


async def test_storage_always_answers_as_asked(standin: Standin) -> None:
    url = keep(standin, hops=0, status=410)
    for _ in range(2):
        answer = await get(url)
        assert (answer.status_code, answer.headers["content-type"]) == (410, "application/xml")


@pytest.mark.parametrize("how", ["waits", "seconds"])
async def test_storage_is_slow_before_it_answers_or_while_it_does(standin: Standin, how: str) -> None:
    url = keep(standin, hops=0, **{how: 600})
    async with (
        httpx2.AsyncClient(auth=("SK1", "any"), trust_env=False) as http,
        asyncio.timeout(20),
    ):
        request = http.build_request("GET", url)
        waiting = asyncio.create_task(http.send(request, stream=True))
        await until(lambda: len(standin.state.requests) == 1)
        if how == "waits":
            assert not waiting.done()
            while not waiting.done():
                standin.state.hurry()
                await asyncio.sleep(0.01)
        answer = await waiting
        reading = asyncio.create_task(answer.aread())
        while not reading.done():
            standin.state.hurry()
            await asyncio.sleep(0.01)
        assert await reading == SOUND
        await answer.aclose()


async def test_requests_for_files_wait_for_one_another_as_asked(standin: Standin) -> None:
    standin.state.together = 3
    url = keep(standin)
    first = [asyncio.create_task(get(url)) for _ in range(2)]
    await until(lambda: len(standin.state.requests) == 2)
    assert not any(request.done() for request in first)
    assert [answer.status_code for answer in await asyncio.gather(*first, get(url))] == [307] * 3
    last = asyncio.create_task(get(url))
    await until(lambda: len(standin.state.requests) == 4)
    standin.state.hurry()
    assert (await last).status_code == 307


async def test_a_meeting_ends_with_the_stand_in() -> None:
    with serve() as standin:
        standin.state.together = 2
        waiting = asyncio.create_task(get(keep(standin)))
        await until(lambda: len(standin.state.requests) == 1)
    with pytest.raises(httpx2.HTTPError):
        (await waiting).raise_for_status()


async def test_a_slow_file_ends_with_the_stand_in() -> None:
    with serve() as standin:
        waiting = asyncio.create_task(get(keep(standin, hops=0, seconds=600)))
        await until(lambda: len(standin.state.requests) == 1)
        assert not waiting.done()
    with pytest.raises(httpx2.RemoteProtocolError):
        await waiting


# Messages


async def test_a_received_message_is_fetched_as_one(client: Client, standin: Standin) -> None:
    sid = standin.state.receive("Hola", from_=ANA, to=BUSINESS).sid
    found = await client.messages(sid).fetch_async()
    assert (found.body, found.from_, found.to) == ("Hola", ANA, BUSINESS)
    assert (found.direction, found.status) == ("inbound", "received")


async def test_messages_of_both_sides_are_listed_together(client: Client, standin: Standin) -> None:
    standin.state.receive("Hola", from_=ANA, to=BUSINESS)
    await client.messages.create_async(from_=BUSINESS, to=ANA, body="¿En qué ayudo?")
    standin.state.receive("¿Abren?", from_=ANA, to=BUSINESS)
    assert [message.body for message in await client.messages.list_async()] == ["¿Abren?", "¿En qué ayudo?", "Hola"]


# Typing


async def test_typing_is_remembered_in_order(client: Client, standin: Standin) -> None:
    for sid in (SID, "MM" + "1" * 32):
        shown = await client.messaging.v2.typing_indicator.create_async(channel="whatsapp", message_id=sid)
        assert shown.success is True
    assert list(standin.state.typing) == [SID, "MM" + "1" * 32]


@pytest.mark.parametrize(
    "form",
    [
        {"channel": "sms", "messageId": SID},
        {"channel": "whatsapp", "messageId": "SM1"},
        {"channel": "whatsapp"},
        {"channel": "whatsapp", "messageId": SID, "seconds": "5"},
    ],
)
async def test_typing_that_nobody_would_see_is_refused(standin: Standin, form: dict[str, str]) -> None:
    async with httpx2.AsyncClient(auth=("SK1", "any"), trust_env=False) as http:
        answer = await http.post(f"{standin.base_url}/v2/Indicators/Typing.json", data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert not standin.state.typing


async def test_typing_needs_the_key(standin: Standin) -> None:
    async with httpx2.AsyncClient(auth=("SK1", "wrong"), trust_env=False) as http:
        answer = await http.post(f"{standin.base_url}/v2/Indicators/Typing.json", data={})
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_typing_fails_as_asked(client: Client, standin: Standin) -> None:
    standin.state.typing_fails = 429
    with pytest.raises(TwilioRestException) as problem:
        await client.messaging.v2.typing_indicator.create_async(channel="whatsapp", message_id=SID)
    assert (problem.value.status, problem.value.code) == (429, 20429)
    assert not standin.state.typing


async def test_typing_takes_as_long_as_asked() -> None:
    async with AsyncTwilioHttpClient() as http:
        with serve() as standin:
            standin.state.typing_seconds = 600
            typing = client_of(standin, http).messaging.v2.typing_indicator
            asking = asyncio.create_task(typing.create_async(channel="whatsapp", message_id=SID))
            await until(lambda: len(standin.state.requests) == 1)
            assert not standin.state.typing
            standin.state.hurry()
            await asking
            assert list(standin.state.typing) == [SID]


async def test_what_was_under_way_reaches_nothing_of_a_stand_in_that_starts_afresh(
    client: Client, standin: Standin
) -> None:
    standin.state.typing_seconds = 600
    typing = client.messaging.v2.typing_indicator
    asking = asyncio.create_task(typing.create_async(channel="whatsapp", message_id=SID))
    await until(lambda: len(standin.state.requests) == 1)
    standin.start_afresh()
    with pytest.raises(aiohttp.ClientPayloadError):
        await asking
    assert not standin.state.typing
    assert not standin.state.requests


async def test_a_stand_in_that_starts_afresh_knows_nothing(client: Client, standin: Standin) -> None:
    standin.state.typing_fails, standin.state.seconds, standin.state.typing_seconds = 500, 1.0, 1.0
    url = keep(standin)
    standin.state.receive("Hola", from_=ANA, to=BUSINESS)
    standin.state.unkind, standin.state.together = Unkind(1, errors=1), 2
    standin.start_afresh()
    await client.messaging.v2.typing_indicator.create_async(channel="whatsapp", message_id=SID)
    assert (await get(url)).status_code == 404
    assert await client.messages.list_async() == []
