"""Agents' messages that do not arrive, through the function over HTTP, over every store: the agent is told, once."""

import pytest

from dev.twilio_standin import Callback, Unkind
from tests import functions
from tests.people import Shop, code_in


async def reported(shop: Shop, callback: Callback, **changed: str) -> int:
    """Twilio posts this; the status that it gets."""
    path = callback.url.removeprefix(functions.PUBLIC_URL)
    return (await shop.customer.post(list((dict(callback.form) | changed).items()), path=path)).status


def callbacks(shop: Shop) -> list[Callback]:
    return list(shop.twilio.state.callbacks)


async def test_a_message_that_did_not_arrive_is_told_to_its_agent_in_words(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #undelivered=63024")
    told, of_luis = len(shop.got(shop.ana)), len(shop.got(shop.luis))
    assert [await reported(shop, callback) for callback in callbacks(shop)] == [204, 204]
    (notice,) = shop.got(shop.ana)[told:]
    assert code_in(notice) == code
    assert "no llegó" in notice
    assert "no se le puede escribir" in notice
    assert len(shop.got(shop.luis)) == of_luis


@pytest.mark.parametrize(
    ("error", "reason"), [("63016", "24 horas"), ("63019", "archivo"), ("99999", "99999"), ("", "")]
)
async def test_every_code_gives_a_notice(shop: Shop, error: str, reason: str) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #undelivered=63024")
    await reported(shop, callbacks(shop)[-1], ErrorCode=error)
    assert reason in shop.got(shop.ana)[-1]
    assert shop.got(shop.ana)[-1].startswith(f"{code} · Tu mensaje no llegó al cliente.")


async def test_however_often_and_in_whatever_order_it_is_told_once(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #undelivered=63024 #callback=twice")
    before = len(shop.got(shop.ana))
    for callback in reversed(callbacks(shop)):
        assert await reported(shop, callback) == 204
    assert len(shop.got(shop.ana)) == before + 1


async def test_what_arrived_is_no_news_nor_is_an_unknown_status(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #callback=strange")
    before = len(shop.twilio.state.sent)
    assert [dict(callback.form)["MessageStatus"] for callback in callbacks(shop)] == ["teleported", "sent", "delivered"]
    assert {await reported(shop, callback) for callback in callbacks(shop)} == {204}
    assert len(shop.twilio.state.sent) == before


async def test_after_the_ticket_is_closed_its_agent_is_still_told(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #undelivered=63024")
    await shop.told(shop.ana, f"{code} cerrar")
    await reported(shop, callbacks(shop)[1])
    assert "no llegó" in shop.got(shop.ana)[-1]


async def test_a_report_that_twilio_did_not_sign_is_refused(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #undelivered=63024")
    callback, before = callbacks(shop)[-1], len(shop.twilio.state.sent)
    forged = Callback(callback.url.replace(code.removeprefix("#"), "AAAA"), callback.form)
    answer = await shop.customer.post(
        callback.form, path="/status?ticket=AAAA", headers={"X-Twilio-Signature": "A" * 27 + "="}
    )
    assert answer.status == 403
    assert await reported(shop, forged) == 204  # signed, but of no ticket
    assert await reported(shop, Callback(f"{functions.PUBLIC_URL}/status", callback.form)) == 204
    assert await reported(shop, callback, MessageSid="../x") == 204
    assert await reported(shop, callback, AccountSid="AC" + "9" * 32) == 403
    assert len(shop.twilio.state.sent) == before


async def test_only_what_people_write_is_reported(shop: Shop) -> None:
    await shop.open_ticket()
    assert callbacks(shop) == []


async def test_what_twilio_refuses_at_once_is_told_and_never_sent_again(shop: Shop) -> None:
    code = await shop.open_ticket()
    assert await shop.told(shop.ana, f"{code} Va en camino #twilio=21610") == []
    assert "START" in shop.got(shop.ana)[-1]
    for _ in range(3):
        shop.clock.go_on(minutes=2)
        await shop.tick()
    assert len([text for text in shop.got(shop.ana) if "no llegó" in text]) == 1
    assert shop.got(shop.customer) == []


async def test_what_the_clock_cannot_send_is_told(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #twilio=429")
    for _ in range(12):
        shop.clock.go_on(minutes=2)
        await shop.tick()
    assert shop.got(shop.customer) == []
    (notice,) = [text for text in shop.got(shop.ana) if "no llegó" in text]
    assert "15 minutos" in notice


async def test_a_notice_that_cannot_go_now_is_sent_by_the_clock(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #undelivered=63024")
    shop.twilio.state.unkind = Unkind(1, most_seconds=0, never=0, errors=1, late_errors=0, cuts=0)
    assert await reported(shop, callbacks(shop)[-1]) == 204
    shop.twilio.state.unkind = None
    assert "no llegó" not in shop.got(shop.ana)[-1]
    shop.clock.go_on(minutes=2)
    await shop.tick()
    assert "no llegó" in shop.got(shop.ana)[-1]


async def test_a_text_is_not_sent_once_the_customers_window_has_closed(shop: Shop) -> None:
    code = await shop.open_ticket()
    shop.clock.go_on(hours=23, minutes=56)
    await shop.told(shop.ana, f"{code} Va en camino #twilio=429x1")
    shop.clock.go_on(minutes=3)
    await shop.tick()
    assert shop.got(shop.customer) == []
    assert "24 horas" in shop.got(shop.ana)[-1]


async def test_who_was_forgotten_meanwhile_is_nobodys_news(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va en camino #undelivered=63024")
    await shop.says("borra mis datos")
    await shop.says("sí")
    before = len(shop.twilio.state.sent)
    assert await reported(shop, callbacks(shop)[-1]) == 204
    assert len(shop.twilio.state.sent) == before
