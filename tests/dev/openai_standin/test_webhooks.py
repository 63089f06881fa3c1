"""The stand-in's webhooks as a receiver sees them, over real HTTP, unwrapped by OpenAI's own SDK."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from openai.types.responses import Response
from openai.types.webhooks import UnwrapWebhookEvent
from pydantic import TypeAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response as HTTPResponse
from starlette.routing import Route

from dev.openai_standin import Standin, create_app, serve
from dev.openai_standin.webhooks import new_secret, pauses
from dev.processes import free_port
from dev.serving import RequestLog, running
from tests.dev.standins import LIMIT, start, until

MODEL = "gpt-6-luna"
EVENTS = TypeAdapter[Any](UnwrapWebhookEvent)


@dataclass
class Receiver(RequestLog):
    """Takes webhooks in; answers with `statuses`, one after the other, then with 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    posts: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    when_posted: Callable[[], None] = lambda: None

    async def take(self, request: Request) -> HTTPResponse:
        self.posts.append((await request.body(), dict(request.headers)))
        self.when_posted()
        return HTTPResponse(status_code=self.statuses.pop(0) if self.statuses else 200)

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers in self.posts]


@pytest.fixture(scope="module")
def one_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/openai", receiver.take, methods=["POST"])])
    app.state.standin = receiver
    with running(app) as address:
        receiver.url = f"{address}/openai"
        yield receiver


@pytest.fixture(scope="module")
def one_standin() -> Iterator[Standin]:
    with serve() as standin:
        yield standin


@pytest.fixture
def receive(one_receiver: Receiver) -> Receiver:
    """The receiver that all tests share, empty."""
    one_receiver.statuses, one_receiver.posts, one_receiver.when_posted = [], [], lambda: None
    return one_receiver


@pytest.fixture
def standin(one_standin: Standin, receive: Receiver) -> Standin:
    """The stand-in that all tests share, with no webhooks sent; it tells the receiver, and tries again at once."""
    state = one_standin.state
    state.webhooks.clear()
    state.webhook_url, state.webhook_pause = receive.url, 0
    return one_standin


@pytest.fixture
async def client(standin: Standin) -> AsyncIterator[AsyncOpenAI]:
    async with client_of(standin.base_url, standin.state.webhook_secret) as one:
        yield one


def client_of(base_url: str, secret: str) -> AsyncOpenAI:
    return AsyncOpenAI(api_key="sk-any", base_url=base_url, webhook_secret=secret, max_retries=0, timeout=LIMIT)


async def begin(client: AsyncOpenAI, text: str) -> Response:
    return await client.responses.create(model=MODEL, input=text, background=True, store=True)


async def ended(client: AsyncOpenAI, response: Response) -> None:
    """Wait until `response` has ended and its webhook is on its way."""
    while (await client.responses.retrieve(response.id)).status in ("queued", "in_progress"):
        await asyncio.sleep(0.01)


async def accepted(standin: Standin, response: Response) -> None:
    """Wait until an event about `response` was answered with 200."""
    await until(
        lambda: any(
            (delivery.response, delivery.status) == (response.id, 200) for delivery in list(standin.state.webhooks)
        )
    )


@pytest.mark.parametrize(
    ("text", "ending"),
    [("Hola", "completed"), ("Hola #incomplete", "incomplete"), ("Hola #failed", "failed"), ("#refuse", "completed")],
)
async def test_the_end_of_a_background_response_is_told_in_the_real_shape(
    client: AsyncOpenAI, standin: Standin, receive: Receiver, text: str, ending: str
) -> None:
    response = await begin(client, text)
    await accepted(standin, response)

    body, headers = receive.posts[0]
    event: Any = client.webhooks.unwrap(body, headers)
    EVENTS.validate_json(body, strict=True)
    assert (event.type, event.data.id, event.object) == (f"response.{ending}", response.id, "event")
    assert event.id.startswith("evt_")
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"].startswith("OpenAI/")
    assert (await client.responses.retrieve(response.id)).status == ending


async def test_a_cancelled_response_is_told_once(client: AsyncOpenAI, standin: Standin, receive: Receiver) -> None:
    response = await begin(client, "Hola #delay=600")
    for _ in range(2):
        await client.responses.cancel(response.id)
    await accepted(standin, response)
    await accepted(standin, await begin(client, "Hola"))

    types = [client.webhooks.unwrap(*post).type for post in receive.posts]
    assert types == ["response.cancelled", "response.completed"]


async def test_only_background_responses_are_told(client: AsyncOpenAI, standin: Standin, receive: Receiver) -> None:
    await client.responses.create(model=MODEL, input="Hola")
    told = await begin(client, "Hola")
    await accepted(standin, told)

    assert [delivery.response for delivery in standin.state.webhooks] == [told.id]
    assert len(receive.posts) == 1


async def test_nothing_is_sent_without_an_address(client: AsyncOpenAI, standin: Standin, receive: Receiver) -> None:
    standin.state.webhook_url = None
    silent = await begin(client, "Hola")
    await ended(client, silent)

    standin.state.webhook_url = receive.url
    told = await begin(client, "Hola")
    await accepted(standin, told)

    assert [delivery.response for delivery in standin.state.webhooks] == [told.id]


async def test_another_secret_does_not_open_it(client: AsyncOpenAI, standin: Standin, receive: Receiver) -> None:
    await accepted(standin, await begin(client, "Hola"))
    body, headers = receive.posts[0]

    with pytest.raises(openai.InvalidWebhookSignatureError):
        client.webhooks.unwrap(body, headers, secret=new_secret())
    with pytest.raises(openai.InvalidWebhookSignatureError):
        client.webhooks.unwrap(body.replace(b"completed", b"failed"), headers)
    with pytest.raises(openai.InvalidWebhookSignatureError):
        client.webhooks.unwrap(body, headers | {"webhook-id": "wh_other"})


async def test_what_is_not_accepted_is_sent_again_as_the_same_webhook(
    client: AsyncOpenAI, standin: Standin, receive: Receiver
) -> None:
    receive.statuses = [500, 302, 404]

    response = await begin(client, "Hola")
    await accepted(standin, response)

    log = list(standin.state.webhooks)
    assert [delivery.status for delivery in log] == [500, 302, 404, 200]
    assert {(delivery.type, delivery.response) for delivery in log} == {("response.completed", response.id)}
    assert [delivery.webhook_id for delivery in log] == receive.ids()
    assert len(set(receive.ids())) == 1
    assert len({client.webhooks.unwrap(*post).id for post in receive.posts}) == 1


async def test_any_2xx_is_accepted(client: AsyncOpenAI, standin: Standin, receive: Receiver) -> None:
    receive.statuses = [204]
    await begin(client, "Hola")
    await until(lambda: len(standin.state.webhooks) == 1)
    await accepted(standin, await begin(client, "Hola"))

    assert [delivery.status for delivery in standin.state.webhooks] == [204, 200]


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/openai", "no address at all", "http://[::"])
async def test_where_nobody_answers_it_is_given_up_after_ten_attempts(
    client: AsyncOpenAI, standin: Standin, receive: Receiver, address: str
) -> None:
    standin.state.webhook_url = address.format(port=free_port())
    lost = await begin(client, "Hola")
    await until(lambda: len(standin.state.webhooks) >= 10)

    standin.state.webhook_url = receive.url
    await accepted(standin, await begin(client, "Hola"))

    log = list(standin.state.webhooks)
    assert [delivery.status for delivery in log] == [None] * 10 + [200]
    assert {delivery.response for delivery in log[:10]} == {lost.id}


async def test_an_attempt_goes_to_where_the_receiver_is_by_then(
    client: AsyncOpenAI, standin: Standin, receive: Receiver
) -> None:
    receive.statuses = [503]
    receive.when_posted = lambda: setattr(standin.state, "webhook_url", f"{receive.url}?moved")

    await accepted(standin, await begin(client, "Hola"))

    assert len(receive.posts) == 2


async def test_no_more_attempts_once_the_address_is_taken_away(
    client: AsyncOpenAI, standin: Standin, receive: Receiver
) -> None:
    receive.statuses = [503, 503]
    receive.when_posted = lambda: setattr(standin.state, "webhook_url", None)
    await begin(client, "Hola")
    await until(lambda: len(standin.state.webhooks) == 1)
    await until(lambda: not standin.state._tasks)  # given up, not pausing: an attempt reads the address anew

    receive.when_posted = lambda: None
    standin.state.webhook_url = receive.url
    last = await begin(client, "Hola")
    await accepted(standin, last)

    assert [delivery.response == last.id for delivery in standin.state.webhooks] == [False, True, True]


def test_the_pauses_double() -> None:
    assert list(pauses(0.2)) == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2])


async def test_webhooks_come_as_often_as_the_text_asks(
    client: AsyncOpenAI, standin: Standin, receive: Receiver
) -> None:
    never = await begin(client, "Hola #webhooks=0")
    await ended(client, never)

    thrice = await begin(client, "Hola #webhooks=3")
    await until(lambda: len(standin.state.webhooks) == 3)

    assert {delivery.response for delivery in standin.state.webhooks} == {thrice.id}
    assert len(receive.ids()) == 3
    assert len(set(receive.ids())) == 1
    assert "#webhooks" not in (await client.responses.retrieve(thrice.id)).output_text


async def test_a_delivery_that_waits_holds_nobody_up(client: AsyncOpenAI, standin: Standin, receive: Receiver) -> None:
    standin.state.webhook_pause = 600
    receive.statuses = [500]
    await begin(client, "Hola")
    await until(lambda: len(standin.state.webhooks) == 1)

    await accepted(standin, await begin(client, "Hola"))

    assert (await client.responses.create(model=MODEL, input="Hola")).status == "completed"


async def test_stopping_ends_the_deliveries_and_tells_nobody(receive: Receiver) -> None:
    receive.statuses = [500]
    with serve(webhook_url=receive.url, webhook_pause=600) as standin:
        async with client_of(standin.base_url, standin.state.webhook_secret) as client:
            refused = await begin(client, "Hola")
            await until(lambda: len(standin.state.webhooks) == 1)
            stream = await client.responses.create(model=MODEL, input="#delay=600", background=True, stream=True)
            await anext(aiter(stream))

    assert [delivery.response for delivery in standin.state.webhooks] == [refused.id]
    assert len(receive.posts) == 1


@pytest.mark.parametrize("secret", ["", "secret", "whsec_", "whsec_not base64", "whsec_abc", "whsec_año"])
def test_a_secret_that_openai_could_not_have_made_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_ and base64"):
        create_app(webhook_secret=secret)


async def test_the_command_sends_webhooks_signed_with_the_secret_given(receive: Receiver) -> None:
    secret = new_secret()
    process = await start(
        "dev.openai_standin", "--port", "0", "--seconds", "0", "--webhook-url", receive.url, "--webhook-secret", secret
    )
    assert process.stdout
    base_url = (await process.stdout.readline()).decode().strip()
    async with client_of(base_url, secret) as client:
        response = await begin(client, "Hola")
        await until(lambda: bool(receive.posts))
    process.terminate()
    said = await process.communicate()

    event: Any = client.webhooks.unwrap(*receive.posts[0])
    assert event.data.id == response.id
    assert (process.returncode, said) == (0, (b"", b""))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--webhook-url", "http://127.0.0.1:1/openai"], b"--webhook-url needs --webhook-secret"),
        (["--webhook-secret", "secret"], b"not whsec_ and base64"),
    ],
)
async def test_a_command_line_that_cannot_sign_is_a_sentence(arguments: list[str], sentence: bytes) -> None:
    process = await start("dev.openai_standin", "--port", "0", *arguments)
    out, err = await process.communicate()

    assert process.returncode == 2
    assert out == b""
    assert sentence in err
    assert b"Traceback" not in err
