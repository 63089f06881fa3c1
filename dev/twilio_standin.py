"""A small server that speaks the part of Twilio's REST API that Recado uses: to send without an account, to test.

Run it with `python -m dev.twilio_standin` and set `TWILIO_API_BASE_URL` to the address it prints. Any API key will do
(SK… and its secret), except that a secret `wrong…` is refused (401). Nothing is sent to anybody: messages are kept, to
be fetched and listed by From, To and whole days of DateSent, as Twilio does; a message still queued is of no day. No
message is ever taken twice from one request. What is to go differently is asked for inside the message's body:

| in the body | what happens |
|---|---|
| `#twilio=63016` | refused with this error code and its HTTP status; 63016: outside the 24 hours |
| `#twilio=429`, `#twilio=500` | this HTTP status, 400 to 599, with Twilio's error code for it |
| `#twilio=taken500` | either of these, but the message is taken |
| `#twilio=cut` | the connection is cut, and nothing taken |
| `#twilio=drop` | the message is taken, and the connection cut before the answer |
| `#twilio=slow30` | the message is taken after 30 seconds, whether somebody still waits for it or not |
| `#twilio=late30` | the message is taken at once, and answered after 30 seconds |
| `#twilio=500x1` | any of these, only the first time that this body is sent to this address |
| `#twilio=queued` | taken, and still queued when it is fetched, so without `date_sent`; or `sending`, `sent`, `read` |
| `#twilio=failed30001` | taken; fetched later, it has failed with this error code, and never left Twilio |
| `#undelivered=63016` | taken; fetched later, the message is undelivered, with this error code |

A price is there once a message is `delivered`, which it is unless asked otherwise, or `read`; null before.

What customers send, and see, is in its `State`, for whoever runs it in a thread:

| in the state | what happens |
|---|---|
| `receive("Hola", from_=…, to=…)` | the message can be fetched by its sid, as one that was received |
| `keep(File(content, "image/jpeg"))` | as `File` says, there is a file at the path that this returns |
| `together = 12` | requests for files are answered as soon as twelve wait for it |
| `hurry()` | what takes its time at this moment takes no more of it |
| `senders.append(Sender("whatsapp:+…"))` | the account has this WhatsApp sender; its webhook can be read and set |
| `typing` | the messages that customers saw us typing an answer to, oldest first |
| `typing_fails = 500` | showing that is refused with this HTTP status, or code of Twilio's |
| `typing_seconds = 30.0` | showing that takes so long |
| `unkind = Unkind(7, most_seconds=12.0, never=0.05)` | requests go wrong at random, files included, as `Unkind` says |

For soaks, `--unkind SEED` does the last of these on the command line, and `GET /_standin/report`, which needs no key
and is always kind, tells how many requests there were and what was taken:
`{"messages": [{"to": …, "from": …, "body": …, "count": 1}], "requests": 1}`.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from functools import partial

from dev import serving
from dev.twilio_standin_http import create_app
from dev.twilio_standin_media import File
from dev.twilio_standin_senders import Sender
from dev.twilio_standin_state import State
from dev.twilio_standin_unkind import Unkind

__all__ = ["File", "Sender", "Standin", "Unkind", "create_app", "main", "serve"]

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
    parser.add_argument("--unkind", type=int, metavar="SEED", help="requests go wrong at random, by this seed")
    parser.add_argument("--most-seconds", type=float, default=12.0, help="how long an unkind request takes at most")
    options = parser.parse_args(arguments)
    unkind = None if options.unkind is None else Unkind(options.unkind, most_seconds=options.most_seconds)
    make_app = partial(create_app, seconds=options.seconds, unkind=unkind)
    return serving.run(make_app, host=options.host, port=options.port)


if __name__ == "__main__":
    sys.exit(main())
