"""A small server that speaks the part of Meta's Graph API that Recado uses: for sending without an account, and tests.

Run it with `python -m dev.meta_standin` and set `META_API_BASE_URL` to the address it prints. Any token will do; one
that begins with `wrong` is refused. It sends nothing to anybody but keeps messages, and reports to the function what
became of each, signed as Meta signs. Directives inside a message's text make things go differently:

| in the text | what happens |
|---|---|
| `#meta=131047`, `#meta=500` | refused with this code of Meta's and its HTTP status, or with this status |
| `#meta=strange` | refused with 400 and a code that nobody listed |
| `#meta=taken500` | refused with this status, although the message is taken |
| `#meta=cut` | the connection is cut, and nothing taken |
| `#meta=drop` | the message is taken, and the connection cut before the answer |
| `#meta=late30` | taken at once, and answered after 30 seconds, even if nobody waits any more |
| `#meta=broken` | taken, and the answer stops in its middle |
| `#meta=bare` | taken, and the answer has no id |
| `#meta=500x1` | any of these, only the first time that this text is sent to this customer |
| `#failed=131026` | taken; then reported as failed with this code |
| `#reports=twice`, `#reports=none` | what became of it is reported twice, or never |

Its `State` holds what customers send and see; `reports` makes the requests that Meta posts to the function.
"""

from dev.meta_standin.server import Standin, serve
from dev.meta_standin.state import File, Sent

__all__ = ["File", "Sent", "Standin", "serve"]
