"""The floor of a message: the text of the cheapest streamed call, as TwiML, without check, store or SDK."""

import json
import os
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

import aiohttp
import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

URL = os.environ["OPENAI_BASE_URL"] + "/responses"
_COMPLETED = b"event: response.completed\ndata: "
_sessions: list[aiohttp.ClientSession] = []


@functions_framework.aio.http
async def streamed(request: Request) -> Response:
    """Ask the model about the form's text."""
    if request.method == "GET":
        return Response()
    said = parse_qs((await request.body()).decode())["Body"][0]
    question = {"model": "gpt-6-luna", "input": [{"role": "user", "content": said}], "stream": True}
    received = bytearray()
    async with _session().post(URL, json=question) as http:
        async for data in http.content.iter_any():
            received += data
    ended = json.loads(received[received.rindex(_COMPLETED) + len(_COMPLETED) :])
    text = ended["response"]["output"][0]["content"][0]["text"]
    return Response(f"<Response><Message>{escape(text)}</Message></Response>", media_type="text/xml")


def _session() -> aiohttp.ClientSession:
    if not _sessions:
        _sessions.append(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
    return _sessions[0]
