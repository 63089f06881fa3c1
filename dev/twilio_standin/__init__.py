"""A small server that speaks the part of Twilio's REST API that Recado uses: for sending without an account and tests.

Run it with `python -m dev.twilio_standin` and set `TWILIO_API_BASE_URL` to the address it prints. Any API key will do
(SK… and its secret); a secret `wrong…` is refused (401). It sends nothing to anybody but keeps messages. They are
fetched and listed by From, To and whole days of DateSent, as with Twilio; a message still queued belongs to no day. One
request never adds two messages. Directives inside the message's body make things go differently:

| in the body | what happens |
|---|---|
| `#twilio=63016` | refused with this error code and its HTTP status; 63016: outside the 24 hours |
| `#twilio=429`, `#twilio=500` | this HTTP status, 400 to 599, with Twilio's error code for it |
| `#twilio=taken500` | either of these, although the message is taken |
| `#twilio=cut` | the connection is cut, and nothing taken |
| `#twilio=drop` | the message is taken, and the connection cut before the answer |
| `#twilio=slow30` | the message is taken after 30 seconds, even if nobody waits for the answer any more |
| `#twilio=late30` | the message is taken at once, and answered after 30 seconds |
| `#twilio=500x1` | any of these, only the first time that this body is sent to this address |
| `#twilio=queued` | taken, and still queued when it is fetched, so without `date_sent`; or `sending`, `sent`, `read` |
| `#twilio=failed30001` | taken; fetched later, it has failed with this error code, and never left Twilio |
| `#undelivered=63016` | taken; fetched later, the message is undelivered, with this error code |
| `#callback=early` | its status callbacks are posted before the request is answered |
| `#callback=twice`, `#callback=reversed` | each is posted twice; or the last first |
| `#callback=strange` | before all others, one with a status that nobody knows |

A message is `delivered` unless asked otherwise. It has a price once it is `delivered` or `read`; before that, null.

Its `State` holds what customers send and see, for tests that run it in a thread:

| in the state | what happens |
|---|---|
| `receive("Hola", from_=…, to=…)` | the message can be fetched by its sid, as one that was received |
| `templates["HX…"] = "{{1}} needs you"` | this ContentSid can be sent, with its variables; any other is refused |
| `token = "…"` | status callbacks are posted, signed with this token; without one they are only in `callbacks` |
| `keep(File(content, "image/jpeg"))` | the file can be fetched at the path that this returns, as `File` says |
| `together = 12` | requests for files are answered as soon as twelve wait for it |
| `hurry()` | whatever waits at this moment goes on at once |
| `senders.append(Sender("whatsapp:+…"))` | the account has this WhatsApp sender; its webhook can be read and set |
| `typing` | the messages that customers saw us typing an answer to, oldest first |
| `typing_fails = 500` | showing that is refused with this HTTP status, or code of Twilio's |
| `typing_seconds = 30.0` | showing that takes so long |
| `billed.add("sms-inbound", date(2026, 11, 5), 3, "0.015")` | the usage records of that day have this, else 0 |
| `billed.fails = 403` | usage records are refused with this HTTP status, or code of Twilio's |
| `unkind = Unkind(7, most_seconds=12.0, never=0.05)` | requests go wrong at random, files included, as `Unkind` says |

For soaks, `--unkind SEED` does the last of these on the command line. `GET /_standin/report` needs no key and never
goes wrong; it tells how many requests there were and which messages were taken:
`{"messages": [{"to": …, "from": …, "body": …, "count": 1}], "requests": 1}`.
"""

from dev.twilio_standin.callbacks import Callback
from dev.twilio_standin.directives import Directives
from dev.twilio_standin.media import File
from dev.twilio_standin.refusals import LONGEST
from dev.twilio_standin.routes import create_app
from dev.twilio_standin.senders import Sender
from dev.twilio_standin.server import Standin, serve
from dev.twilio_standin.state import Sent, State
from dev.twilio_standin.unkind import Unkind

__all__ = [
    "LONGEST",
    "Callback",
    "Directives",
    "File",
    "Sender",
    "Sent",
    "Standin",
    "State",
    "Unkind",
    "create_app",
    "serve",
]
