"""The function that conversations are held with: a process of its own, its store, and the stand-ins before it."""

import asyncio
import contextlib
import itertools
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import openai

from dev import openai_standin, twilio_standin
from dev.evaluate.business import Business
from dev.evaluate.conversations import Conversation
from dev.evaluate.judge import Judge
from dev.evaluate.kept import Kept
from dev.evaluate.playing import Player
from dev.evaluate.results import Run
from dev.local import ACCOUNT
from dev.phone import Phone
from dev.processes import ROOT, DidNotStart, function

PUBLIC_URL = "https://recado.example"
AT_ONCE = 4  # conversations before one function: few enough for OpenAI's limits of a new account
LAST_LINES = 12
CLOCKED = ROOT / "dev" / "evaluate" / "clocked.py"  # the function with a clock that this variable sets
NOW = "EVALUATE_NOW"
OnRun = Callable[[Conversation, Run], None]


@dataclass(frozen=True)
class Stage:
    """A function that is running, its store, and Twilio's stand-in; `business` is what it answers for."""

    url: str
    token: str
    twilio: twilio_standin.Standin
    kept: Kept
    business: Business
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def hold(self, conversations: Sequence[Conversation], on_run: OnRun) -> None:
        """Hold all of them, several at once; `on_run` hears of each as soon as it has ended."""
        places = asyncio.Semaphore(AT_ONCE)
        async with self._judge() as judge:

            async def one(conversation: Conversation) -> None:
                async with places:
                    player = Player(self._phone(conversation), self.twilio, self.kept, self.business.has_key, judge)
                    on_run(conversation, await player.play(conversation))

            await asyncio.gather(*(one(conversation) for conversation in conversations))

    def _phone(self, conversation: Conversation) -> Phone:
        """A customer, who writes to a number of the business's that nobody else writes to: a thread of their own."""
        number = next(self._numbers)
        return Phone(
            url=self.url,
            public_url=PUBLIC_URL,
            token=self.token,
            sender=f"whatsapp:{conversation.customer or f'+52155010{number:05}'}",
            business=f"whatsapp:+52155876{number:05}",
            account=ACCOUNT,
        )

    @contextlib.asynccontextmanager
    async def _judge(self) -> AsyncIterator[Judge | None]:
        settings = self.business.settings
        if not self.business.has_key:
            yield None
            return
        base_url = settings.get("OPENAI_BASE_URL")
        async with openai.AsyncOpenAI(api_key=settings["OPENAI_API_KEY"], base_url=base_url) as client:
            yield Judge(client, self.business.model, settings.get("OPENAI_REASONING", "none"))


@contextlib.contextmanager
def stage(business: Business, other: Mapping[str, str], now: datetime | None) -> Iterator[Stage]:
    """Start the function with the business's settings but for these `other` ones. Raises DidNotStart, with the reason.

    What its tools write stays in a copy of the business's folder, and is gone at the end.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="recado-eval-")))
        here = business.at(folder / "business")
        twilio = stack.enter_context(twilio_standin.serve())
        (folder / "tmp").mkdir()  # tools may leave something there
        env = {**here.settings, **here.found(other), **_ours(folder, twilio.base_url), "TMPDIR": str(folder / "tmp")}
        if not business.has_key:
            env |= {
                "OPENAI_API_KEY": "stand-in",
                "OPENAI_BASE_URL": stack.enter_context(openai_standin.serve()).base_url,
            }
        if now:
            env |= {"FUNCTION_SOURCE": str(CLOCKED), NOW: now.isoformat()}
        log = folder / "log"
        output = stack.enter_context(log.open("wb"))
        try:
            url, _ = stack.enter_context(function(env, output=output))
        except DidNotStart as problem:
            lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
            raise DidNotStart("\n".join([str(problem), *lines])) from None
        yield Stage(url, env["TWILIO_AUTH_TOKEN"], twilio, Kept(folder / "store.db", business.model), here)


def _ours(folder: Path, twilio_url: str) -> dict[str, str]:
    return {
        "STORE": "sqlite",
        "SQLITE_PATH": str(folder / "store.db"),
        "PUBLIC_URL": PUBLIC_URL,
        "LATE_ANSWERS": "redirect",
        "TICK_SECRET": secrets.token_hex(16),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_API_KEY_SID": f"SK{secrets.token_hex(16)}",
        "TWILIO_API_KEY_SECRET": secrets.token_hex(16),
        "TWILIO_API_BASE_URL": twilio_url,
    }
