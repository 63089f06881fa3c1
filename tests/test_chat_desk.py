"""The desk with a visitor of the business's site: conversation, files and answers, at any time."""

import re
from typing import Any

from dev.visitor import Visitor
from tests.people import code_in, opened_shop
from tests.test_desk import DESK, signed_in
from tests.ways.way import BUSINESS
from tests.ways.web import CHAT, SITE

PICTURE = b"\xff\xd8\xff\xe0 a picture"


async def test_a_visitor_stands_at_the_desk_and_is_answered_there_days_later(clock: Any) -> None:
    async with opened_shop({"STORE": "memory"}, clock, **DESK, **CHAT, AGENTS_FROM=BUSINESS) as shop:
        eva = Visitor(shop.customer.url, SITE, transport=shop.customer.transport)
        token = (await eva.upload(PICTURE, "image/jpeg")).json()["file"]
        await eva.write("Mi pan llegó frío", files=[token])
        code = code_in((await eva.write("humano")).texts[0])
        async with signed_in(shop, shop.ana) as ana:
            listed = (await ana.get()).text
            assert code in listed
            assert listed.count("Chat del sitio") == 1
            shown = (await ana.get(ticket=code[1:])).text
            assert "Mi pan llegó frío" in shown
            assert '<span data-testid="address">Chat del sitio · ' in shown  # its id could be taken for a number
            (path, *_) = re.findall(r'(?:src|href)="(/desk/file[^"]+)"', shown)
            assert (await ana.get(path.replace("&amp;", "&"))).content == PICTURE
        clock.go_on(days=3)  # on WhatsApp the window would be over
        async with signed_in(shop, shop.ana) as ana:
            assert (await ana.act("reply", code, text="Ya va otro")).status_code in (200, 303)
        assert await eva.begin()
        assert (await eva.look())[-1] == "Ana: Ya va otro"
