"""OpenAI's webhook: believed only if signed, and read for the responses that have ended."""

import json

import openai
import pytest

from handlers.adapters.openai.webhook import OpenAIEvents
from handlers.errors import ForgedRequest
from tests.functions import openai_signature


def test_openais_webhook_tells_which_response_has_ended(openai_client: openai.AsyncOpenAI) -> None:
    secret = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw=="
    events = OpenAIEvents(openai_client, secret=secret)
    for kind, response in [("response.completed", "resp_1"), ("response.failed", "resp_1"), ("batch.completed", None)]:
        event = {"id": "evt_1", "object": "event", "created_at": 1, "type": kind, "data": {"id": "resp_1"}}
        body = json.dumps(event).encode()
        assert events.ended_response(body, openai_signature(body, secret)) == response
        with pytest.raises(ForgedRequest):
            events.ended_response(body + b" ", openai_signature(body, secret))
        with pytest.raises(ForgedRequest):
            events.ended_response(body, {})
