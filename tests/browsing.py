"""A real browser for tests: Debian's Chromium, driven by Playwright. One for a module; each test has pages of its own.

Who shares that one Chromium shares its loop too: `pytestmark = ON_CHROMIUM`, and the fixture `chromium`, imported.
"""

import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from dev.processes import ROOT
from tests.dev.standins import LIMIT

PICTURES = ROOT / ".screenshots"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ("--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")  # a microphone
HERE = (None, "127.0.0.1")  # None: data and blob

if CHROMIUM is None and os.environ.get("CI"):
    pytest.exit("Chromium is missing: apt-get install chromium", returncode=1)
ON_CHROMIUM = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]

expect.set_options(timeout=LIMIT * 1000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The one Chromium of a module."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@contextlib.asynccontextmanager
async def new_page(chromium: Browser, refused: str, **how: Any) -> AsyncIterator[Page]:
    """A page that shares nothing with others. It may have no error and ask no other host.

    `refused`: the browser's own lines about what a test lets fail on purpose, as a regular expression; the page shows a
    sentence.
    """
    wrong: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error" and not re.search(refused, line.text):
            wrong.append(f"{line.text} {line.location}")

    context = await chromium.new_context(**{"locale": "es-MX", "color_scheme": "light", **how})
    page = await context.new_page()
    page.on("console", hear)
    page.on("pageerror", lambda problem: wrong.append(str(problem)))
    page.on("request", lambda asked: None if urlsplit(asked.url).hostname in HERE else wrong.append(asked.url))
    try:
        yield page
    finally:
        await context.close()
    assert not wrong, wrong


async def picture(page: Page, name: str) -> None:
    """Keep a picture of the page, for a person to look at: nobody does where CI is set, and painting takes long."""
    if os.environ.get("CI"):
        return
    PICTURES.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png")
