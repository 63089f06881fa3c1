"""A small server that speaks the part of OpenAI's API that Recado uses: for work without a key, and for tests.

Run it with `python -m dev.openai_standin` and set `OPENAI_BASE_URL` to the address it prints. Any key will do;
`sk-wrong…` is refused (401), and `sk-broke…` has no money left (429).

It does not think. It repeats what the new messages hold, without what they quote. The same conversation gets the same
answers, which show that it is remembered. It looks up opening hours where Recado gives some and the customer asks about
them. Where the business has files, in the instructions or as passages in a note, it answers a question by the line that
shares the most words with it, or says that it does not know.

Directives inside the customer's last message make things go differently:

| in the text | what happens |
|---|---|
| `#delay=3` | 3 more seconds before the first words; `response.created` comes at once |
| `#long=3000` | an answer of about 3,000 characters, Spanish paragraphs |
| `#markdown` | an answer with headings, bold, nested list, table, quote, link, code, snake_case |
| `#messages=2`, `#parts=2` | the answer in two output messages; each message in two parts |
| `#asks` | the answer ends with a question of its own |
| `#phases` | a message of the phase `commentary` first, then the answer as `final_answer` |
| `#thinks` | an output item of the type `reasoning` before the answer |
| `#refuse` | completed, with a refusal instead of a text |
| `#empty` | completed, with no output |
| `#incomplete` | a part of the answer, then `response.incomplete`, reason `max_output_tokens` |
| `#incomplete=content_filter` | the same for that reason; `null`: no reason is given |
| `#failed` | HTTP 200, then `response.failed` with the error code `server_error` |
| `#failed=bio_policy` | the same with that code; `null`: without an error |
| `#handoff=cannot`, `#mood=furious` | where the request asks for these fields by `text.format`: these values |
| `#topic=prices` | the same for the topic; else it is the one that shares the most words with the text |
| `#side=none`, `#side=broken` | plain text although the request asks for JSON; JSON with a mistake at its end |
| `#gone` | the conversation is forgotten for good (404); the same text in the sender's next one is answered |
| `#webhooks=2` | the webhook about this response comes twice at the same time; 0: never |

Requests that are refused:

| in the text | what happens |
|---|---|
| `#fail=500` | creating a response answers with this HTTP status, 400 to 599; 502 is a page of HTML |
| `#fail=quota`, `#fail=context` | 429 `insufficient_quota`, 400 `context_length_exceeded` |
| `#fail=model` | 400 `invalid_value`, and it is the parameter `model` that is wrong |
| `#fail=file` | 400 `image_parse_error`, where a picture or a document has come with the text |
| `#fail=500x1` | the same, only the first time that this sender (without one: this conversation) says this text |
| `#refused=bio_policy` | 400 with that code, no parameter is named; `null`: no code either |
| `#refused=413:too_large@input` | the same with another status, and with a parameter |
| `#refused_file=bio_policy` | the same, where a picture or a document has come with the text |
| `#locked=1` | the first time, `conversation_locked` |

Rare forms that OpenAI's specification and that of event streams allow:

| in the text | what happens |
|---|---|
| `#absent` | all that is optional in a response is left out: `status`, `usage`, `conversation` ... |
| `#null`, `#thin` | `usage` and others are null; `usage` has no details |
| `#sse` | CRLF, comments, no space after `data:`, data on several lines, fields in another order, `[DONE]` |
| `#first=queued` | `response.queued` comes before `response.created`; `in_progress`: neither comes |
| `#error=server_error` | an `error` event after the first words ends the stream; the response fails with that code |
| `#error=null:nested:first` | no code, the fields in an `error` of their own, before all else: there is no response |

Slowness, and streams that break:

| in the text | what happens |
|---|---|
| `#slow=12` | nothing is sent for 12 seconds; the response goes on meanwhile, even if the client hangs up |
| `#after=12` | the response is created only after 12 seconds, even if nobody waits for it any more |
| `#stall=12` | after the first words the stream says nothing for 12 seconds; the response goes on |
| `#endless` | the response never ends, until it is cancelled; comments keep the stream alive |
| `#ends` | the stream ends after the first words, as if complete; the response goes on |
| `#open` | the stream stays open after its last event |
| `#whole` | a server that ignores `stream`: the answer comes as one document |
| `#drop` | the connection is cut after the first words (without a stream: before any); the response goes on |

Tools, where the request offers some by `tools`:

| in the text | what happens |
|---|---|
| `#call=order{"number": "L-1"}` | in place of an answer, a call of that function; several are called side by side |
| `#call=order{broken`, `#call=order` | arguments that are no JSON, up to the next space; a call without any |
| `#call=a #then #call=b #then #failed` | what follows `#then` is for the next round: the answer to the outputs |
| `#mcp=search{"q": "pan"}` | an item `mcp_call` before the answer, at the server that allows this tool |
| `#mcp_fails=search{}` | the same with an error in it; the answer comes all the same |
| `#mcp_down` | where MCP servers are offered: 424 `external_connector_error` |
| `#mcp_down=later`, `#mcp_down=silent` | HTTP 200, then `response.failed` with that code, or with `server_error` |

Without a directive it guesses: a function whose name and description share words with the text, and whose arguments are
in it (dates, times, numbers, codes such as L-1001), is called. The answer to outputs quotes them. While a call of the
conversation has no output, every request is refused (400), as OpenAI does it.

`/chat/completions` takes the same directives: its chunks are written from the same events. `#failed` and `#error` send
an `error` in place of a chunk; `#absent` leaves out the usage and `[DONE]`. Since its messages hold no descriptions
beside them, it hears all that the customer's turns say, also what they quote.

Moderation:

| in the text | what happens |
|---|---|
| `#flag` | `/moderations` flags the text |
| `#fail=…`, `#refused=…` | `/moderations` fails too, counted apart from the response |

A text may hold several. They stay in the conversation's items and never show in an answer.

In a recording it hears the UTF-8 text after the first `OggS` in the file, and nothing in other files. `#delay=`,
`#fail=`, `#refused=` and `#drop` in that text are for `/audio/transcriptions` and do not show in the transcript. It
does not look at pictures or documents but names their type and size: "Veo 1 imagen (image/jpeg, 1234 bytes)."

Tests change its `State`:

- `failing_deletions = 2`: two deletions fail. The items of a deleted conversation stay, in `left`.
- `failing_requests = 2`: two requests for responses or transcripts fail.
- `delay_next = 3`: the next response takes 3 seconds longer.
- `with holding("Hola"):` responses to texts with that in it say nothing until the block ends.
- `cancel_ended = 409`: cancelling a response that has ended is refused with this status (else 400); 200 gives it.
- `library.looks = 2`: files that are attached to a vector store are seen in progress so often.
  `library.stale_lists = 3`: the next lists of stores show what was deleted. `library.thin`: what is optional is left
  out. `library.search_seconds = 5`, `library.search_refused = Refused(...)`: searches are slow, or refused. A file with
  `#unreadable` in it fails.
- `billed.add("2026-11-05", "gpt-6-luna, input", "0.12")`: the organization's costs have this, for keys `sk-admin-…`;
  any other key is refused there (403). `billed.whole = False`: what is optional is left out.
- `paid` counts the responses that were begun, by the `message_sid` in their metadata.

With `state.unkind = Unkind(seed)`, or `--unkind SEED`, every request and every webhook takes up to 12 seconds. Half of
the requests are done late, the others are done at once and answered late; some are never answered, some are cut in
mid-answer. Some webhooks come twice, some never. `GET /_standin/report` tells in JSON what was paid and what is kept.

With `--webhook-url` and `--webhook-secret` it posts a signed event (`response.completed` and its like) to that address
when a response in the background has ended, as OpenAI does: up to ten times, with growing pauses, until the answer is
2xx.
"""

from dev.openai_standin.multipart import Upload
from dev.openai_standin.routes import create_app
from dev.openai_standin.server import Standin, serve
from dev.openai_standin.state import State
from dev.openai_standin.unkind import Unkind
from dev.openai_standin.webhooks import key_in, new_secret

__all__ = ["Standin", "State", "Unkind", "Upload", "create_app", "key_in", "new_secret", "serve"]
