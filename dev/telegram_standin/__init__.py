"""A small server that speaks the part of Telegram's Bot API that Recado uses: for sending without a bot and for tests.

Run it with `python -m dev.telegram_standin` and set `TELEGRAM_API_BASE_URL` to the address it prints. Any token will
do (a number, a colon, letters); a token `…wrong` is refused (401). It shows nothing to anybody but keeps messages. It
takes only what Telegram documents: fields that a method has, the tags of rich HTML, texts within their limits.
Directives inside a message's text make things go differently:

| in the text | what happens |
|---|---|
| `#telegram=403`, `#telegram=429`, `#telegram=500` | this HTTP status, 400 to 599, and nothing taken |
| `#telegram=taken500` | this HTTP status, although the message is taken |
| `#telegram=cut`, `#telegram=drop` | the connection is cut, before the message is taken or after |
| `#telegram=late30` | the message is taken at once, and answered after 30 seconds |
| `#telegram=500x1` | any of these, only the first time that this text is sent to this chat |
| `#telegram=norich` | refused with marks (400), taken without |

Its `State` holds what customers send and see, for tests that run it in a thread:

| in the state | what happens |
|---|---|
| `shown` | the messages that customers got, oldest first, those by a webhook's response, too |
| `keep(b"…")` | the file can be fetched by the id that this returns |
| `without_size`, `paths["AgAD"]` | files of which getFile tells no size; where it says that a file is |
| `files_fail`, `storage_fails`, `storage_seconds` | getFile, or the storage, answers with this status; so late |
| `links = False` | files by their address are refused (400), as if they could not be fetched |
| `blocked.add(7)` | this customer has blocked the bot: 403 |
| `unknown.add(7)` | there is no such chat: 400 |
| `rich = False` | a Bot API server older than rich messages: 404 |
| `typing`, `acknowledged`, `left` | chats that saw us typing; acknowledged presses of buttons; groups that we left |
| `webhook`, `commands` | what setWebhook and setMyCommands told |
| `last_error`, `stubborn = True` | what getWebhookInfo tells of the last call; setWebhook changes nothing |
| `unkind = Unkind(7, most_seconds=12.0, never=0.05)` | calls go wrong at random, files included |

`Webhook` posts updates as Telegram does: with the secret, those of one chat one after another, again until they are
answered with 2xx; and it does what a response asks for.
"""

from dev.telegram_standin.routes import create_app
from dev.telegram_standin.server import Standin, serve
from dev.telegram_standin.state import Shown, State
from dev.telegram_standin.updates import Chat
from dev.telegram_standin.webhook import Webhook

__all__ = ["Chat", "Shown", "Standin", "State", "Webhook", "create_app", "serve"]
