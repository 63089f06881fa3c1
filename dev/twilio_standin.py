"""A small server that speaks the part of Twilio's REST API that Recado uses: to send without an account, to test.

Run it with `python -m dev.twilio_standin` and set `TWILIO_API_BASE_URL` to the address it prints. Any API key will do
(SK… and its secret), except that a secret `wrong…` is refused (401). Nothing is sent to anybody: messages are kept, to
be fetched and listed. What is to go differently is asked for inside the message's body:

| in the body | what happens |
|---|---|
| `#twilio=63016` | 400 with this error code; 63016: outside the 24 hours after the customer's last message |
| `#twilio=429`, `#twilio=500` | this HTTP status, 400 to 599, with Twilio's error code for it |
| `#twilio=drop` | the message is taken, and the connection cut before the answer |
| `#twilio=500x1` | any of these, only the first time that this body is sent to this address |
| `#undelivered=63016` | taken; fetched later, the message is undelivered, with this error code |

What customers send, and see, is in its `State`, for whoever runs it in a thread:

| in the state | what happens |
|---|---|
| `receive("Hola", from_=…, to=…)` | the message can be fetched by its sid, as one that was received |
| `keep(File(content, "image/jpeg"))` | as `File` says, there is a file at the path that this returns |
| `senders.append(Sender("whatsapp:+…"))` | the account has this WhatsApp sender; its webhook can be read and set |
| `typing` | the messages that customers saw us typing an answer to, oldest first |
| `typing_fails = 500` | showing that is refused with this HTTP status, or code of Twilio's |
| `typing_seconds = 30.0` | showing that takes so long |
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

from dev import serving
from dev.twilio_standin_http import create_app
from dev.twilio_standin_media import File
from dev.twilio_standin_senders import Sender
from dev.twilio_standin_state import State

__all__ = ["File", "Sender", "Standin", "create_app", "main", "serve"]

Standin = serving.Standin[State]


@contextlib.contextmanager
def serve(*, seconds: float = 0.0, port: int = 0) -> Iterator[Standin]:
    """Run a stand-in in a thread for as long as the block lasts; port 0 is a free one."""
    app = create_app(seconds=seconds)
    with serving.running(app, port=port) as address:
        yield Standin(address, app.state.standin)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stand-in until it is interrupted; the exit code is 1 if the port cannot be had."""
    parser = serving.parser("dev.twilio_standin", __doc__.partition(":")[0] + ".", port=8082)
    parser.add_argument("--seconds", type=float, default=0.1, help="how long each request takes")
    options = parser.parse_args(arguments)
    return serving.run(lambda: create_app(seconds=options.seconds), host=options.host, port=options.port)


if __name__ == "__main__":
    sys.exit(main())
