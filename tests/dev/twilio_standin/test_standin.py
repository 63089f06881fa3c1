"""The stand-in as Twilio's own SDK sees it, over real HTTP; and its command line."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx2
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList

from dev.twilio_standin import Sender, Sent, Standin, Unkind, serve
from dev.twilio_standin.senders import NAME
from tests.dev.standins import start, until

ACCOUNT = "AC" + "0" * 32
KEY = "SK" + "1" * 32
ANA = "whatsapp:+5215512345678"
EVA = "whatsapp:+5215500000001"
BUSINESS = "whatsapp:+5215587654321"

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
        yield client_of(standin.base_url, http)


def client_of(base_url: str, http: AsyncTwilioHttpClient, *key: str) -> Client:
    client = Client(*(key or (KEY, "any")), ACCOUNT, http_client=http)
    client.api.base_url = base_url
    return client


async def send(client: Client, body: str, to: str = ANA) -> Any:
    return await client.messages.create_async(to=to, from_=BUSINESS, body=body)


async def refused(client: Client, body: str, to: str = ANA) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as problem:
        await send(client, body, to)
    return problem.value


# Messages


async def test_a_message_is_taken_and_kept(client: Client, standin: Standin) -> None:
    message = await send(client, "Hola, *Ana* 👋\n¿abrimos?")

    (sent,) = standin.state.sent
    assert (sent.from_, sent.to, sent.body) == (BUSINESS, ANA, "Hola, *Ana* 👋\n¿abrimos?")
    assert datetime.now(UTC) - sent.time < timedelta(minutes=1)
    assert (sent.sid, sent.account) == (message.sid, ACCOUNT)


async def test_a_new_message_has_twilios_shape(client: Client) -> None:
    message = await send(client, "Hola")

    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.status, message.direction) == ("queued", "outbound-api")
    assert (message.from_, message.to, message.body) == (BUSINESS, ANA, "Hola")
    assert (message.account_sid, message.api_version) == (ACCOUNT, "2010-04-01")
    assert message.date_created.tzinfo is not None
    assert (message.date_sent, message.error_code) == (None, None)
    assert message.uri == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{message.sid}.json"
    assert set(vars(await client.messages(message.sid).fetch_async())) == set(vars(message))


async def test_a_message_is_answered_with_201(standin: Standin) -> None:
    async with httpx2.AsyncClient(auth=(KEY, "any"), trust_env=False) as http:
        form = {"From": BUSINESS, "To": ANA, "Body": "Hola"}
        answer = await http.post(f"{standin.base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=form)

    assert answer.status_code == 201
    assert answer.json()["status"] == "queued"


async def test_a_fetched_message_is_delivered(client: Client) -> None:
    message = await send(client, "Hola")

    found = await client.messages(message.sid).fetch_async()

    assert (found.sid, found.body, found.status) == (message.sid, "Hola", "delivered")
    assert found.date_sent is not None


async def test_an_unknown_message_is_not_found(client: Client) -> None:
    with pytest.raises(TwilioRestException, match="SMnobody") as problem:
        await client.messages("SMnobody").fetch_async()

    assert (problem.value.status, problem.value.code) == (404, 20404)


async def test_another_accounts_message_is_not_found(client: Client) -> None:
    message = await send(client, "Hola")

    with pytest.raises(TwilioRestException):
        await client.api.v2010.accounts("AC" + "9" * 32).messages(message.sid).fetch_async()


async def test_messages_are_listed_newest_first_page_by_page(client: Client) -> None:
    for number in range(5):
        await send(client, f"Mensaje {number}")

    listed = await client.messages.list_async(page_size=2)

    assert [message.body for message in listed] == [f"Mensaje {number}" for number in (4, 3, 2, 1, 0)]


async def test_a_page_knows_the_one_before(client: Client) -> None:
    for number in range(3):
        await send(client, f"Mensaje {number}")

    second = await (await client.messages.page_async(page_size=2)).next_page_async()
    first = await second.previous_page_async()

    assert [message.body for message in second] == ["Mensaje 0"]
    assert second.next_page_url is None
    assert [message.body for message in first] == ["Mensaje 2", "Mensaje 1"]
    assert first.previous_page_url is None


async def test_a_page_that_is_just_full_is_the_last(client: Client) -> None:
    for number in range(2):
        await send(client, f"Mensaje {number}")

    assert (await client.messages.page_async(page_size=2)).next_page_url is None


async def test_messages_are_listed_for_one_address(client: Client) -> None:
    await send(client, "Hola, Ana", ANA)
    await send(client, "Hola, Eva", EVA)

    assert [message.body for message in await client.messages.list_async(to=EVA, page_size=1)] == ["Hola, Eva"]
    assert len(await client.messages.list_async(from_=BUSINESS)) == 2
    assert await client.messages.list_async(from_=EVA) == []
    assert await client.api.v2010.accounts("AC" + "9" * 32).messages.list_async() == []


@pytest.mark.parametrize(
    "query",
    [
        "PageSize=0",
        "PageSize=1001",
        "Page=-1",
        "Page=one",
        "PageToken=PASM1",
        "DateSent=yesterday",
        "DateSent=2026-02-30",
        "DateSent>=2026-11-2",
        "DateCreated=2026-11-22",
    ],
)
async def test_a_senseless_list_is_refused(standin: Standin, query: str) -> None:
    async with httpx2.AsyncClient(auth=(KEY, "any"), trust_env=False) as http:
        answer = await http.get(f"{standin.base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert query.partition("=")[0] in answer.json()["message"]


DAYS = [datetime(2026, 11, day, 12, tzinfo=UTC) for day in (20, 21, 22)]


def keep_one_a_day(standin: Standin, **more: Any) -> None:
    standin.state.sent += [Sent(ACCOUNT, BUSINESS, ANA, f"el {day.day}", time=day, **more) for day in DAYS]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"date_sent": "2026-11-21"}, ["el 21"]),
        ({"date_sent_after": "2026-11-21"}, ["el 22", "el 21"]),
        ({"date_sent_before": "2026-11-21"}, ["el 21", "el 20"]),
        ({"date_sent_after": "2026-11-21", "date_sent_before": "2026-11-21"}, ["el 21"]),
        ({"date_sent_after": DAYS[1] + timedelta(hours=6)}, ["el 22", "el 21"]),
        ({"date_sent": "2026-11-23"}, []),
    ],
)
async def test_messages_are_listed_by_whole_days(
    client: Client, standin: Standin, query: dict[str, Any], found: list[str]
) -> None:
    keep_one_a_day(standin)
    assert [message.body for message in await client.messages.list_async(**query)] == found
    listed = await client.messages.list_async(**query, to=ANA, from_=BUSINESS, page_size=1)
    assert [message.body for message in listed] == found


async def test_what_was_not_sent_yet_is_of_no_day(client: Client, standin: Standin) -> None:
    keep_one_a_day(standin, status="queued")
    assert await client.messages.list_async(date_sent_after="2020-01-01") == []
    assert await client.messages.list_async(date_sent_before="2030-01-01") == []
    assert len(await client.messages.list_async()) == 3


async def test_a_page_begins_where_the_one_before_it_ended_whatever_came_since(
    client: Client, standin: Standin
) -> None:
    keep_one_a_day(standin)
    first = await client.messages.page_async(page_size=2)
    assert [message.body for message in first] == ["el 22", "el 21"]
    await send(client, "hoy")
    assert [message.body for message in await first.next_page_async()] == ["el 20"]
    assert "PageToken=PA" in first.next_page_url


# What is refused


@pytest.mark.parametrize(("key", "secret"), [(KEY, "wrong"), (ACCOUNT, "its token"), (KEY, "")])
async def test_a_wrong_key_is_refused_in_twilios_words(standin: Standin, key: str, secret: str) -> None:
    async with httpx2.AsyncClient(auth=(key, secret), trust_env=False) as http:
        answer = await http.post(f"{standin.base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data={})

    assert answer.status_code == 401
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


async def test_the_sdk_reads_that_a_key_is_wrong(standin: Standin) -> None:
    async with AsyncTwilioHttpClient() as http:
        problem = await refused(client_of(standin.base_url, http, KEY, "wrong"), "Hola")

    assert (problem.status, problem.code) == (401, 20003)
    assert not standin.state.sent


@pytest.mark.parametrize(
    "header", ["", "Bearer sk-any", "Basic", "Basic ñ", "Basic !!", "Basic /w==", "Bearer U0sxOmFueQ=="]
)
async def test_a_key_is_needed(standin: Standin, header: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        address = f"{standin.base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        answer = await http.get(address, headers={b"authorization": header.encode()} if header else None)

    assert answer.status_code == 401
    assert "basic" in answer.headers["www-authenticate"].lower()


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": BUSINESS, "Body": "Hola"}, 21604),
        ({"From": BUSINESS, "To": "", "Body": "Hola"}, 21604),
        ({"To": ANA, "Body": "Hola"}, 21603),
        ({"From": BUSINESS, "To": ANA}, 21602),
        ({"From": BUSINESS, "To": ANA, "Body": ""}, 21602),
        ({"From": "+5215587654321", "To": ANA, "Body": "Hola"}, 21910),
        ({"From": BUSINESS, "To": ANA, "Body": "Hola", "PersistentAction": "geo:1,2"}, 20001),
        ({}, 21604),
    ],
)
async def test_a_message_that_lacks_something_is_refused(standin: Standin, form: dict[str, str], code: int) -> None:
    async with httpx2.AsyncClient(auth=(KEY, "any"), trust_env=False) as http:
        answer = await http.post(f"{standin.base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=form)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not standin.state.sent


@pytest.mark.parametrize(("body", "fits"), [("a" * 1600, True), ("a" * 1601, False), ("👋" * 801, False)])
async def test_a_body_has_at_most_1600_characters_as_phones_count(
    client: Client, standin: Standin, body: str, fits: bool
) -> None:
    if fits:
        await send(client, body)
    else:
        problem = await refused(client, body)
        assert (problem.status, problem.code) == (400, 21617)

    assert bool(standin.state.sent) is fits


async def test_an_unknown_address_is_refused_like_twilio_does(standin: Standin) -> None:
    async with httpx2.AsyncClient(auth=(KEY, "any"), trust_env=False) as http:
        nothing = await http.get(f"{standin.base_url}/2010-04-01/Nothing.json")
        nobody = await http.get(f"{standin.base_url}/2010-04-01/Accounts/{KEY}/Messages.json")
        deleted = await http.delete(f"{standin.base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json")

    assert [(answer.status_code, answer.json()["code"]) for answer in (nothing, nobody)] == [(404, 20404)] * 2
    assert (deleted.status_code, deleted.json()["code"]) == (405, 20004)


# Directives


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("63016", 400, 63016),
        ("21211", 400, 21211),
        ("401", 401, 20003),
        ("429", 429, 20429),
        ("499", 499, 20499),
        ("500", 500, 20500),
        ("503", 503, 20503),
    ],
)
async def test_a_body_is_refused_as_it_asks_every_time(
    client: Client, standin: Standin, asked: str, status: int, code: int
) -> None:
    for _ in range(2):
        problem = await refused(client, f"Recibí: «Hola #twilio={asked}».")
        assert (problem.status, problem.code) == (status, code)

    assert not standin.state.sent


async def test_outside_the_window_is_told_in_twilios_words(client: Client) -> None:
    assert "outside the allowed window" in (await refused(client, "#twilio=63016")).msg


@pytest.mark.parametrize("asked", ["63016x1", "500x1", "429x1"])
async def test_once_is_once_for_each_address_and_body(client: Client, standin: Standin, asked: str) -> None:
    for to in (ANA, EVA):
        await refused(client, f"Hola #twilio={asked}", to)
        await send(client, f"Hola #twilio={asked}", to)

    await refused(client, f"Hola otra vez #twilio={asked}")
    assert [message.to for message in standin.state.sent] == [ANA, EVA]


async def test_a_lost_answer_leaves_a_message_that_was_taken(client: Client, standin: Standin) -> None:
    with pytest.raises(aiohttp.ClientError):
        await send(client, "Hola #twilio=dropx1")
    again = await send(client, "Hola #twilio=dropx1")

    assert len(standin.state.sent) == 2
    assert len(await client.messages.list_async(to=ANA)) == 2
    assert again.status == "queued"


async def test_an_undelivered_message_is_taken_and_fetched_with_its_error(client: Client) -> None:
    message = await send(client, "Hola #undelivered=63016")
    found = await client.messages(message.sid).fetch_async()

    assert (message.status, message.error_code) == ("queued", None)
    assert (found.status, found.error_code) == ("undelivered", 63016)
    assert "outside the allowed window" in found.error_message


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [("20003", 401, 20003), ("20429", 429, 20429), ("20503", 503, 20503), ("63038", 429, 63038), ("21610", 400, 21610)],
)
async def test_a_code_comes_with_its_own_http_status(client: Client, asked: str, status: int, code: int) -> None:
    problem = await refused(client, f"#twilio={asked}")
    assert (problem.status, problem.code) == (status, code)


@pytest.mark.parametrize(("asked", "taken"), [("cut", 0), ("drop", 1), ("500", 0), ("taken500", 1), ("taken63016", 1)])
async def test_a_failure_leaves_a_message_taken_or_not(
    client: Client, standin: Standin, asked: str, taken: int
) -> None:
    with pytest.raises((TwilioRestException, aiohttp.ClientError)):
        await send(client, f"Hola #twilio={asked}x1")
    assert len(standin.state.sent) == taken
    await send(client, f"Hola #twilio={asked}x1")
    assert len(standin.state.sent) == taken + 1


@pytest.mark.parametrize(("asked", "taken"), [("slow600", 0), ("late600", 1)])
async def test_a_slow_message_is_taken_before_or_after_we_hung_up(
    client: Client, standin: Standin, asked: str, taken: int
) -> None:
    waiting = asyncio.create_task(send(client, f"Hola #twilio={asked}"))
    await until(lambda: len(standin.state.requests) == 1 and len(standin.state.sent) == taken)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert len(standin.state.sent) == taken
    standin.state.hurry()
    await until(lambda: len(standin.state.sent) == 1)
    await client.messages.list_async()  # whatever it still did has been done by then
    assert len(standin.state.sent) == 1


async def test_whoever_waits_gets_the_answer_when_it_hurries(client: Client, standin: Standin) -> None:
    waiting = asyncio.create_task(send(client, "Hola #twilio=slow600 #twilio=late600"))
    await until(lambda: len(standin.state.requests) == 1)
    while not waiting.done():
        standin.state.hurry()
        await asyncio.sleep(0.01)
    assert (await waiting).status == "queued"


@pytest.mark.parametrize(
    ("asked", "status", "error", "sent", "price"),
    [
        ("", "delivered", None, True, "-0.00500"),
        ("#twilio=queued", "queued", None, False, None),
        ("#twilio=sending", "sending", None, False, None),
        ("#twilio=sent", "sent", None, True, None),
        ("#twilio=read", "read", None, True, "-0.00500"),
        ("#twilio=failed30001", "failed", 30001, False, None),
        ("#undelivered=63016", "undelivered", 63016, True, None),
        ("#twilio=500x0 #twilio=queued", "queued", None, False, None),
    ],
)
async def test_a_message_goes_as_far_as_it_asks(
    client: Client, asked: str, status: str, error: int | None, sent: bool, price: str | None
) -> None:
    created = await send(client, f"Hola {asked}")
    assert (created.status, created.date_sent, created.price, created.error_code) == ("queued", None, None, None)
    found = await client.messages(created.sid).fetch_async()
    assert (found.status, found.error_code, found.date_sent is not None) == (status, error, sent)
    assert found.price == price
    (listed,) = await client.messages.list_async()
    assert (listed.status, listed.date_sent, listed.price) == (found.status, found.date_sent, found.price)


@pytest.mark.parametrize(
    "body", ["#twilio=200", "a#twilio=500", "#twilio=5000", "#twilio=500xyz", "#twilio", "#twilio=failed"]
)
async def test_what_only_looks_like_a_directive_is_text(client: Client, body: str) -> None:
    assert (await send(client, body)).body == body


# Running it


async def test_requests_are_remembered_without_the_secret(client: Client, standin: Standin) -> None:
    await send(client, "Hola")
    await client.messages.list_async(to=ANA)

    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    posted, listed = standin.state.requests
    assert standin.state.seen("POST", path) == [posted]
    assert posted.body == {"From": BUSINESS, "To": ANA, "Body": "Hola"}
    assert posted.headers["authorization"] == "Basic ***"
    assert (listed.method, listed.query, listed.body) == ("GET", {"To": ANA}, None)


async def test_a_request_takes_its_time_and_stopping_ends_it() -> None:
    async with AsyncTwilioHttpClient() as http:
        with serve(seconds=600) as standin:
            waiting = asyncio.create_task(send(client_of(standin.base_url, http), "Hola"))
            await until(lambda: len(standin.state.requests) == 1)
        with pytest.raises(aiohttp.ClientError):
            await waiting

    assert not standin.state.sent


async def test_two_stand_ins_know_nothing_of_each_other(client: Client, standin: Standin) -> None:
    with serve() as other:
        await send(client, "Hola")

    assert len(standin.state.sent) == 1
    assert not other.state.sent


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_the_command_prints_its_address_and_stops_quietly(how: signal.Signals) -> None:
    process = await start("dev.twilio_standin", "--port", "0", "--seconds", "0")
    assert process.stdout
    base_url = (await process.stdout.readline()).decode().strip()
    async with AsyncTwilioHttpClient() as http:
        client = client_of(base_url, http)
        message = await send(client, "Hola")
        with pytest.raises(aiohttp.ClientError):
            await send(client, "Hola #twilio=drop")
    process.send_signal(how)
    said = await process.communicate()

    assert message.status == "queued"
    assert (process.returncode, said) == (0, (b"", b""))


async def test_a_port_in_use_is_a_sentence_and_not_a_traceback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = await start("dev.twilio_standin", "--port", port)
        out, err = await process.communicate()

    assert process.returncode == 1
    assert out == b""
    assert err.decode().startswith(f"Cannot listen on 127.0.0.1:{port}: ")
    assert err.count(b"\n") == 1


# A bad day


async def tried(client: Client, times: int) -> list[str]:
    """Send so many messages; the outcome of each, as the client sees it."""

    async def attempt(number: int) -> str:
        try:
            async with asyncio.timeout(2):
                return str((await send(client, f"Mensaje {number}")).status)
        except TwilioRestException as problem:
            return str(problem.status)
        except (aiohttp.ClientError, TimeoutError) as problem:
            return type(problem).__name__

    return [await attempt(number) for number in range(times)]


async def test_a_bad_day_goes_by_its_seed(client: Client, standin: Standin) -> None:
    for seed, alike in ((7, True), (8, False)):
        days = []
        for chosen in (7, seed):
            standin.start_afresh()
            standin.state.unkind = Unkind(chosen, most_seconds=0.001, never=0)
            days.append((await tried(client, 60), [message.body for message in standin.state.sent]))
        assert (days[0] == days[1]) is alike


@pytest.mark.parametrize(
    ("share", "ends", "taken"),
    [
        ({}, {"queued"}, {1}),
        ({"errors": 1}, {"429", "500", "502", "503", "504"}, {0}),
        ({"late_errors": 1}, {"500", "502", "504"}, {1}),
        ({"cuts": 1}, {"ClientPayloadError"}, {0, 1}),
    ],
)
async def test_each_kind_of_trouble_can_be_had_alone(
    client: Client, standin: Standin, share: dict[str, float], ends: set[str], taken: set[int]
) -> None:
    none = {"never": 0.0, "errors": 0.0, "late_errors": 0.0, "cuts": 0.0}
    standin.state.unkind = Unkind(1, most_seconds=0, **(none | share))
    assert set(await tried(client, 60)) == ends
    bodies = [message.body for message in standin.state.sent]
    assert {bodies.count(f"Mensaje {number}") for number in range(60)} == taken


async def test_what_is_never_answered_is_done(client: Client, standin: Standin) -> None:
    standin.state.unkind = Unkind(1, most_seconds=0, never=1, errors=0, late_errors=0, cuts=0)
    waiting = asyncio.create_task(send(client, "Hola"))
    await until(lambda: len(standin.state.sent) == 1)
    assert not waiting.done()
    standin.state.hurry()
    with pytest.raises(aiohttp.ClientError):
        await waiting


def test_a_request_takes_up_to_the_most_seconds_and_is_done_at_some_moment_of_them() -> None:
    mishaps = [mishap for _, mishap in zip(range(1000), iter(Unkind(3, most_seconds=12.0).mishap, None), strict=False)]
    times = [mishap.before + mishap.after for mishap in mishaps]
    assert 11 < max(times) <= 12
    assert 0 <= min(mishap.before for mishap in mishaps) < 1
    assert max(mishap.before for mishap in mishaps) > 10
    assert 30 < sum(mishap.never for mishap in mishaps) < 80


async def test_the_report_tells_what_was_taken_and_how_often(client: Client, standin: Standin) -> None:
    for to in (ANA, EVA, ANA):
        await send(client, "Hola", to)
    standin.state.unkind = Unkind(1, never=1)
    async with httpx2.AsyncClient(trust_env=False) as http:
        report = (await http.get(f"{standin.base_url}/_standin/report")).json()
    taken = [{"to": to, "from": BUSINESS, "body": "Hola", "count": count} for to, count in ((ANA, 2), (EVA, 1))]
    assert report == {"messages": taken, "requests": 3}


async def test_an_unkind_command_is_one_and_reports() -> None:
    process = await start("dev.twilio_standin", "--port", "0", "--unkind", "7", "--most-seconds", "0", "--seconds", "0")
    assert process.stdout
    base_url = (await process.stdout.readline()).decode().strip()
    async with AsyncTwilioHttpClient() as http:
        ends = await tried(client_of(base_url, http), 30)
    async with httpx2.AsyncClient(trust_env=False) as plain:
        report = (await plain.get(f"{base_url}/_standin/report")).json()
    process.send_signal(signal.SIGTERM)
    await process.communicate()

    assert len(set(ends)) > 1
    assert report["requests"] == 30
    assert {message["count"] for message in report["messages"]} == {1}
    assert ends.count("queued") <= len(report["messages"]) < 30


# Senders


def senders_client(base_url: str) -> Client:
    class Here(TwilioHttpClient):  # type: ignore[misc]
        def request(self, method: str, url: str, *arguments: Any, **more: Any) -> Any:
            return super().request(method, base_url + urlsplit(url).path, *arguments, **more)

    return Client(KEY, "any", ACCOUNT, http_client=Here())


def test_senders_are_listed_fetched_and_updated_as_the_sdk_does(standin: Standin) -> None:
    sender = Sender("whatsapp:+5215587654321", {"callback_url": "https://old.example"})
    standin.state.senders = [sender]
    senders = senders_client(standin.base_url).messaging.v2.channels_senders
    (listed,) = senders.list(channel="whatsapp")
    assert (listed.sid, listed.sender_id, listed.status) == (sender.sid, "whatsapp:+5215587654321", "ONLINE")
    request = ChannelsSenderList.MessagingV2ChannelsSenderRequestsUpdate({"webhook": {"callback_url": "https://new"}})
    assert senders(sender.sid).update(request).webhook["callback_url"] == "https://new"
    assert senders(sender.sid).fetch().webhook["callback_url"] == "https://new"
    assert sender.profile == {"name": NAME}


@pytest.mark.parametrize(
    ("sid", "body", "status"), [("XE1", {}, 404), ("", {"webhook": 1}, 400), ("", {"webhook": {"x": 1}}, 400)]
)
def test_an_update_of_a_sender_that_twilio_would_not_take_is_refused(
    standin: Standin, sid: str, body: dict[str, Any], status: int
) -> None:
    sender = Sender("whatsapp:+5215587654321")
    standin.state.senders = [sender]
    path = f"{standin.base_url}/v2/Channels/Senders/{sid or sender.sid}"
    with httpx2.Client(trust_env=False, auth=(KEY, "any")) as client:
        assert client.post(path, json=body).status_code == status
        assert client.post(path, content=b"webhook=1").status_code == (status if sid else 400)
        assert client.get(f"{standin.base_url}/v2/Channels/Senders").status_code == 400
