"""Pictures, voice notes and documents between customers and agents, over HTTP and over every store."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx2
import pytest

from dev.phone import attached
from dev.twilio_standin import File, Sent
from handlers.conversation.links import GOOD_FOR
from tests import functions
from tests.people import Shop

PHOTO = File(b"the very bytes of the photo", "image/jpeg")


def files(shop: Shop, *kept: File) -> dict[str, str]:
    """The fields of an agent's message with these files."""
    return attached(*((shop.twilio.base_url + shop.twilio.state.keep(file), file.media_type) for file in kept))


def to_customer(shop: Shop) -> list[Sent]:
    return [message for message in shop.twilio.state.sent if message.to == shop.customer.sender]


async def fetched(shop: Shop, link: str, method: str = "GET") -> httpx2.Response:
    """The answer that Twilio gets at an address of ours."""
    assert link.startswith(functions.PUBLIC_URL)
    async with httpx2.AsyncClient(transport=shop.customer.transport) as client:
        return await client.request(method, link)


async def test_a_picture_with_words_reaches_the_customer_in_one_message(shop: Shop) -> None:
    code = await shop.open_ticket()
    assert await shop.told(shop.ana, f"{code} Así quedó *tu* pastel", **files(shop, PHOTO)) == []
    (sent,) = to_customer(shop)
    assert sent.body == "*Ana:* Así quedó *tu* pastel"
    (link,) = sent.media
    answer = await fetched(shop, link)
    assert (answer.status_code, answer.content) == (200, PHOTO.content)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_twilio_learns_the_type_before_the_file_is_fetched(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, code, **files(shop, PHOTO))
    answer = await fetched(shop, to_customer(shop)[0].media[0], "HEAD")
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "image/jpeg", b"")
    assert not shop.twilio.state.fetched


async def test_a_voice_note_goes_without_words_and_a_document_after_them(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, code, **files(shop, File(b"ogg", "audio/ogg; codecs=opus")))
    await shop.told(shop.ana, f"{code} Tu factura", **files(shop, File(b"%PDF", "application/pdf")))
    voice, words, document = to_customer(shop)
    assert (voice.body, words.body, document.body) == ("", "*Ana:* Tu factura", "")
    assert [len(message.media) for message in (voice, words, document)] == [1, 0, 1]
    answer = await fetched(shop, document.media[0])
    assert 'filename="file.pdf"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("media_type", ["application/zip", "image/gif", "text/html", ""])
async def test_what_whatsapp_does_not_take_is_not_sent_and_the_agent_hears_it_at_once(
    shop: Shop, media_type: str
) -> None:
    code = await shop.open_ticket()
    (refused,) = await shop.told(shop.ana, f"{code} Mira", **files(shop, PHOTO, File(b"PK", media_type)))
    assert refused.startswith(code)
    assert "No se envió" in refused
    assert to_customer(shop) == []


async def test_a_message_with_nothing_to_send_is_answered_so(shop: Shop) -> None:
    code = await shop.open_ticket()
    (refused,) = await shop.told(shop.ana, code, Latitude="19.43", Longitude="-99.13")
    assert "No se envió" in refused
    assert to_customer(shop) == []


async def test_a_link_tells_nothing_and_ends(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Mira", **files(shop, PHOTO))
    (link,) = to_customer(shop)[0].media
    parts = urlsplit(link)
    assert shop.customer.sender.removeprefix("whatsapp:+") not in link
    assert parts.query.count("=") == 1  # one parameter
    shop.clock.go_on(seconds=GOOD_FOR.total_seconds())
    assert (await fetched(shop, link)).status_code == 200
    shop.clock.go_on(seconds=1)
    assert (await fetched(shop, link)).status_code == 403
    assert timedelta(hours=10) < GOOD_FOR


@pytest.mark.parametrize("wrong", ["{}AAAA", "AAAA{}", "{}.", "", ".", "%C3%B1.%C3%B1"])
async def test_a_link_that_is_not_ours_opens_nothing(shop: Shop, wrong: str) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, code, **files(shop, PHOTO))
    (link,) = to_customer(shop)[0].media
    base, _, token = link.partition("?token=")
    assert (await fetched(shop, f"{base}?token={wrong.format(token)}")).status_code == 403
    assert not shop.twilio.state.fetched


@pytest.mark.parametrize(
    ("file", "status"), [(File(b"", "image/png", gone=True), 404), (File(b"", "image/png", status=500), 503)]
)
async def test_a_file_that_cannot_be_had_is_not_made_up(shop: Shop, file: File, status: int) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, code, **files(shop, file))
    assert (await fetched(shop, to_customer(shop)[0].media[0])).status_code == status


async def test_a_picture_whose_sending_was_unclear_is_sent_once(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Mira #twilio=dropx1", **files(shop, PHOTO))
    for _ in range(3):
        shop.clock.go_on(minutes=2)
        await shop.tick()
    assert len(to_customer(shop)) == 1


async def test_what_twilio_refused_for_good_never_comes_as_an_address(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Mira #twilio=21610", **files(shop, PHOTO))
    replies = await shop.says("asistente")
    assert replies
    assert "http" not in " ".join(replies)
