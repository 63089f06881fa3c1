"""The page with all answers, through the function over HTTP: who sees it, who changes what, and what goes wrong."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import pytest
import structlog

from handlers.pages.answers import asked_in
from tests import lasting
from tests.people import Shop, opened_shop
from tests.test_desk import DESK, HERE, Browser, browser, signed_in
from tests.test_teaching import TEACH

FORM = f"desk-{'0' * 32}"
PAGE, ACT = "/desk/answers", "/desk/answers/act"

over_every_store = pytest.mark.parametrize("store", ["memory", *lasting.STORES], indirect=True)


@pytest.fixture(params=["memory"])
def store(request: pytest.FixtureRequest) -> Mapping[str, str]:
    return lasting.settings_of(request.param, request)


@pytest.fixture
async def shop(store: Mapping[str, str], clock: Any) -> AsyncIterator[Shop]:
    async with opened_shop(store, clock, **DESK, **TEACH) as opened:
        yield opened


def field(page: httpx2.Response, name: str) -> str:
    """The value of the page's first field of this name that has one."""
    found = re.findall(f'name="{name}" value="([^"]+)"', page.text)
    return str(found[0]) if found else ""


def shown(page: httpx2.Response, testid: str) -> list[str]:
    card = rf'<li class="answer[^"]*" data-testid="{testid}">(.*?)</p>'
    return [found.strip() for found in re.findall(card, page.text, re.DOTALL)]


async def save(there: Browser, ask: str, answer: str, form: str = FORM, **more: str) -> httpx2.Response:
    return await there.post(ACT, HERE, form=form, do="save", ask=ask, answer=answer, **more)


async def gathered(shop: Shop, text: str = "Tienen pan <b>sin</b> gluten") -> None:
    await shop.says(text)
    shop.clock.go_on(minutes=1)
    await shop.says("👎")


@over_every_store
async def test_a_question_is_answered_changed_and_taken_out(shop: Shop) -> None:
    await gathered(shop)
    async with signed_in(shop, shop.ana) as ana:
        page = await ana.get(PAGE)
        (question,) = shown(page, "lesson")
        assert "Tienen pan &lt;b&gt;sin&lt;/b&gt; gluten" in question
        lessons = next(value for value in re.findall('name="lessons" value="([^"]+)"', page.text))
        done = await save(ana, "Tienen pan sin gluten\r\nHay sin gluten", "No,\r\nuna sola <cocina>", lessons=lessons)
        assert (done.status_code, done.headers["location"]) == (303, PAGE)
        page = await ana.get(PAGE)
        assert shown(page, "lesson") == []
        (answer,) = shown(page, "taught")
        assert "<li>Tienen pan sin gluten</li><li>Hay sin gluten</li>" in answer
        assert "No,\nuna sola &lt;cocina&gt;" in answer
        shop.clock.go_on(minutes=1)
        await save(ana, "Tienen pan sin gluten", "Sí", number="1", seen=field(page, "seen"), form=f"desk-{1:032x}")
        page = await ana.get(PAGE)
        assert "una sola &lt;cocina&gt;" in page.text.partition('data-testid="version"')[2]
        shop.clock.go_on(minutes=1)
        await ana.post(ACT, HERE, form=f"desk-{2:032x}", do="remove", number="1", seen=field(page, "seen"))
        page = await ana.get(PAGE)
        assert shown(page, "taught") == []
        assert len(shown(page, "removed")) == 1
    assert "> Tienen pan sin gluten" in (await shop.told(shop.ana, "enseñar 1 Otra vez"))[0]


async def test_a_question_is_put_aside(shop: Shop) -> None:
    await gathered(shop)
    async with signed_in(shop, shop.ana) as ana:
        lessons = field(await ana.get(PAGE), "lessons")
        assert (await ana.post(ACT, HERE, form=FORM, do="dismiss", lessons=lessons)).status_code == 303
        assert shown(await ana.get(PAGE), "lesson") == []


async def test_answers_are_found_by_how_their_words_begin(shop: Shop) -> None:
    await gathered(shop, "Tienen galletas")
    async with signed_in(shop, shop.ana) as ana:
        await save(ana, "¿Hacen pasteles?", "Sí, dos días antes")
        await save(ana, "¿Abren?", "De 7 a 20", form=f"desk-{1:032x}")
        both = ["taught"] * 2 + ["lesson"]
        for words, found in (("PASTEL dia", ["taught"]), ("galleta", ["lesson"]), ("nada", []), ("", both)):
            page = await ana.post(f"{PAGE}/search", search=words)
            assert [name for name in ("taught", "lesson") for _ in shown(page, name)] == found
        assert "No se encontró nada" in (await ana.post(f"{PAGE}/search", search="nada")).text


async def test_other_agents_look_and_change_nothing(shop: Shop) -> None:
    async with signed_in(shop, shop.ana) as ana, signed_in(shop, shop.luis) as luis:
        await save(ana, "¿Pan?", "Sí")
        page = await luis.get(PAGE)
        assert "Solo Ana puede cambiarlas" in page.text
        assert "/desk/answers/act" not in page.text
        refused = await save(luis, "¿Café?", "No")
        assert refused.status_code == 409
        assert "otra persona" in refused.text
        assert "/desk/answers/act" not in refused.text
        assert "¿Café?" not in (await ana.get(PAGE)).text


async def test_what_was_not_saved_stays_to_be_saved(shop: Shop) -> None:
    async with signed_in(shop, shop.ana) as ana:
        page = await save(ana, "¿Pan?", "x" * 1501)
        assert page.status_code == 409
        assert "caben 1500" in page.text
        draft = page.text.partition('data-testid="draft"')[2].partition("</section>")[0]
        assert f">{'x' * 1501}</textarea>" in draft
        await save(ana, "¿Pan?", "Sí")
        page = await save(ana, "¿Pan?", "No", number="1", seen="older", form=f"desk-{1:032x}")
        assert "Alguien la cambió" in page.text
        draft = page.text.partition('data-testid="draft"')[2].partition("</section>")[0]
        seen = re.findall('name="seen" value="([^"]+)"', draft)[0]
        saved = await save(ana, "¿Pan?", "No", number="1", seen=seen, form=f"desk-{2:032x}")
        assert saved.status_code == 303


@pytest.mark.parametrize(
    "form",
    [
        {"do": "burn"},
        {"do": "save", "number": "x"},
        {"do": "save", "lessons": "a/b"},
        {"do": "save", "ask": "¿a?", "answer": "b", "form": "desk-1"},
    ],
)
async def test_a_form_that_no_page_made_changes_nothing(shop: Shop, form: dict[str, str]) -> None:
    async with signed_in(shop, shop.ana) as ana:
        page = await ana.post(ACT, HERE, **{"form": FORM, **form})
        assert page.status_code == 409
        assert "No se guardó" in page.text
        assert shown(await ana.get(PAGE), "taught") == []


async def test_nobody_else_and_no_other_site_gets_in(shop: Shop) -> None:
    async with browser(shop) as stranger:
        assert (await stranger.get(PAGE)).status_code == 401
        assert (await save(stranger, "¿Pan?", "Sí")).status_code == 401
    async with signed_in(shop, shop.ana) as ana:
        foreign = await ana.post(ACT, {"Sec-Fetch-Site": "cross-site"}, form=FORM, do="save", ask="¿a?", answer="b")
        assert foreign.status_code == 403
        page = await ana.get(PAGE)
        assert shown(page, "taught") == []
        assert "script-src 'self'" in page.headers["content-security-policy"]


async def test_each_action_leaves_a_line_without_a_word_of_it(shop: Shop) -> None:
    async with signed_in(shop, shop.ana) as ana:
        with structlog.testing.capture_logs() as lines:
            await save(ana, "secreta", "secreto")
            page = await ana.get(PAGE)
            await ana.post(f"{PAGE}/search", search="secreta")
            await ana.post(ACT, HERE, form=FORM, do="remove", number="1", seen=field(page, "seen"))
    ours = [line for line in lines if line["event"] == "desk"]
    assert [(line["action"], line["agent"]) for line in ours] == [
        ("save", 1),
        ("answers", 1),
        ("search", 1),
        ("remove", 1),
    ]
    assert (ours[0]["result"], ours[3]["result"], ours[3]["answer"]) == ("done", "done", 1)
    assert "secret" not in str(lines)


async def test_the_page_speaks_the_browsers_language(shop: Shop) -> None:
    async with signed_in(shop, shop.ana) as ana:
        for accepted, words in (("en", "New answer"), ("pt-BR", "Nova resposta"), ("es", "Nueva respuesta")):
            ana.http.headers["Accept-Language"] = accepted
            assert words in (await ana.get(PAGE)).text
        assert 'href="/desk/answers"' in (await ana.get()).text


async def test_without_teaching_there_is_no_such_page(store: Mapping[str, str], clock: Any) -> None:
    async with opened_shop(store, clock, **DESK) as shop, signed_in(shop, shop.ana) as ana:
        assert (await ana.get(PAGE)).status_code == 404
        assert "/desk/answers" not in (await ana.get()).text


def test_a_form_settles_a_bounded_number_of_questions() -> None:
    asked = asked_in({"do": "dismiss", "lessons": " ".join(map(str, range(200)))})
    assert asked
    assert len(asked.lessons) == 100
