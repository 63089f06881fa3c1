"""A bot on Telegram, as its customers see it."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dev import telegram_standin, twilio_standin
from dev.phone import Phone
from dev.telegram_standin import Chat, State, Webhook
from dev.telegram_standin.webhook import HEADER
from handlers.channels.telegram.read import SAYS
from handlers.channels.telegram.write import MOST_RICH
from handlers.doors.telegram import MOST_BYTES
from tests.ways.way import number_of, posted

BOT = "1234567"
TOKEN = f"{BOT}:AAabcdefghijklmnopqrstuvwxyz-_0123456"
SECRET = "a-secret-of-the-tests-for-telegram_1"


@dataclass
class ByTelegram:
    """Keeps the promises of Way. One message a request; an answer comes in its response, or by REST."""

    state: State
    settings: Mapping[str, str]
    most: int = MOST_RICH
    most_body: int = MOST_BYTES
    redelivers_answers: bool = True
    _webhook: Webhook | None = None
    _phone: Phone | None = None
    _last: dict[str, object] = field(default_factory=dict)

    def connect(self, phone: Phone) -> None:
        self._phone = phone
        self._webhook = Webhook(self.state, f"{phone.url}/telegram", SECRET, phone.transport)

    async def write(self, *texts: str, customer: str = "eva") -> int:
        return max([await self._post(self.chat(customer).text(text)) for text in texts])

    async def write_file(self, content: bytes, media_type: str, *, customer: str = "eva") -> int:
        return await self._post(self.chat(customer).file(content, media_type))

    async def write_strange(self, *, customer: str = "eva") -> int:
        chat = self.chat(customer)
        message = chat.text("Hola")["message"]
        strange: list[dict[str, object]] = [
            {"update_id": 1, "edited_message": message},
            {"update_id": 2, "message_reaction": {"chat": message["chat"], "new_reaction": []}},
            {"update_id": 3, "my_chat_member": {"chat": message["chat"]}},
            {"update_id": 4, "a_kind_of_tomorrow": {}},
            {"update_id": 5, "message": {**message, "text": None, "pinned_message": {"message_id": 1}}},
            {"update_id": 6, "callback_query": {"id": "1", "from": message["from"], "data": "7"}},
        ]
        return max([await self._post(update) for update in strange])

    async def press(self, said: str, *, customer: str = "eva") -> int:
        chat, data = self.chat(customer), f"{SAYS}{said}"
        shown = next(shown for shown in reversed(self.state.seen_by(chat.id)) if data in shown.buttons)
        return await self._post(chat.press(shown, data))

    async def again(self) -> int:
        return await self._post(self._last)

    async def forge(self, text: str, *, customer: str = "eva") -> list[int]:
        assert self._phone
        update = json.dumps(self.chat(customer).text(text)).encode()
        headers = [{}, {HEADER: "another"}, {HEADER: SECRET[:-1]}]
        return [await posted(self._phone, "/telegram", update, each) for each in headers]

    async def post(self, body: bytes) -> int:
        assert self._phone
        return await posted(self._phone, "/telegram", body, {HEADER: SECRET})

    def got(self, customer: str = "eva") -> list[str]:
        return [shown.text for shown in self.state.seen_by(self.chat(customer).id)]

    def size(self, text: str) -> int:
        return len(text)

    def chat(self, customer: str) -> Chat:
        """The chat of a customer."""
        return Chat(self.state, 100_000_000 + number_of(customer), customer)

    async def _post(self, update: dict[str, object]) -> int:
        assert self._webhook
        self._last = update
        return await self._webhook.post(update)


@contextlib.contextmanager
def by_telegram(_: twilio_standin.Standin) -> Iterator[ByTelegram]:
    """The way in by a stand-in of its own; agents use Twilio's."""
    with telegram_standin.serve() as running:
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_SECRET": SECRET,
            "TELEGRAM_API_BASE_URL": running.base_url,
        }
        yield ByTelegram(running.state, settings)
