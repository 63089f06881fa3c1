"""Checks of Twilio: the API key, and the addresses that the WhatsApp sender calls. `fix` sets those.

https://www.twilio.com/docs/whatsapp/api/senders
"""

import asyncio
import json
import logging
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList

from dev.doctor import secrets
from dev.doctor.findings import Finding, fails, holds, not_applicable
from dev.doctor.web import is_here
from handlers.adapters.twilio.errors import REMEDIES
from handlers.settings import Settings

SECONDS = 20
KEY, SENDER = "Twilio's API key", "Twilio's WhatsApp sender"
HERE = "Twilio cannot call this machine; with a tunnel's address as PUBLIC_URL it can"
Addresses = dict[str, str]


def addresses(settings: Settings) -> Addresses:
    """The right webhook of a sender; no status callback, since the function would take it for a customer's message."""
    webhook = f"{settings.public_url}/webhook"
    return {
        "callback_url": webhook,
        "callback_method": "POST",
        "fallback_url": webhook,
        "fallback_method": "POST",
        "status_callback_url": "",
    }


async def twilio_findings(settings: Settings, *, fix: bool, sender: str) -> list[Finding]:
    """Both checks. `sender`, such as whatsapp:+5215512345678, names one of several."""
    if not settings.twilio_tokens:
        off = "no TWILIO_AUTH_TOKEN: another channel is set up"
        return [not_applicable(KEY, off), not_applicable(SENDER, off)]
    missing = settings.missing_for_api_key
    if missing and (settings.twilio_api_key_sid or settings.twilio_api_key_secret):
        return _half(settings, missing)
    if missing:
        off = f"no TWILIO_API_KEY_SID: {_played(settings)}"
        return [
            not_applicable(KEY, off),
            not_applicable(SENDER, f"not asked, for want of a key. {for_the_console(settings)}"),
        ]
    return await asyncio.to_thread(_findings, settings, fix, sender)


def _played(settings: Settings) -> str:
    if is_here(settings.public_url):
        return (
            "the phone of `make run` plays voice notes, files, typing and late answers by REST; deployed there are none"
        )
    return "no voice notes, files, typing or late answers by REST"


def _half(settings: Settings, missing: list[str]) -> list[Finding]:
    """A key of which only a part is set, which is a slip; or its secret is in the cloud alone."""
    remedy = f"set {' and '.join(missing)}; the secret is shown only once, when the key is made in Twilio's console"
    said = f"is set in part: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
    remedy = f"{remedy}\n{secrets.lend(missing, settings.public_url)}".rstrip()
    return [
        fails(KEY, said, remedy=remedy),
        not_applicable(SENDER, f"not asked, for want of a key. {for_the_console(settings)}"),
    ]


def _findings(settings: Settings, fix: bool, sender: str) -> list[Finding]:
    # The SDK's asynchronous client sends the update of a sender as a form, where the API wants JSON.
    client = Client(
        settings.twilio_api_key_sid,
        settings.twilio_api_key_secret.get_secret_value(),
        settings.twilio_account_sid,
        http_client=_HttpClient(settings.twilio_api_base_url),
    )
    try:
        client.messages.list(limit=1)
    except TwilioException as problem:
        return [_refused(KEY, problem), not_applicable(SENDER, "not asked, for want of a key")]
    except requests.RequestException as problem:
        unreached = fails(KEY, f"Twilio was not reached ({type(problem).__name__})", remedy="see the network")
        return [unreached, not_applicable(SENDER, "Twilio was not reached")]
    return [holds(KEY, "is accepted"), _sender(client, settings, fix, sender)]


def _sender(client: Client, settings: Settings, fix: bool, meant: str) -> Finding:
    if is_here(settings.public_url):
        return not_applicable(SENDER, HERE)
    try:
        senders = client.messaging.v2.channels_senders.list(channel="whatsapp", limit=50, page_size=50)
        chosen = _chosen(senders, meant, settings)
        if isinstance(chosen, Finding):
            return chosen
        return _examined(client, chosen, settings, fix)
    except TwilioException as problem:
        return _refused(SENDER, problem)
    except requests.RequestException as problem:
        return fails(SENDER, f"Twilio was not reached ({type(problem).__name__})", remedy="see the network")


def _chosen(senders: list[Any], meant: str, settings: Settings) -> Any:
    """The sender that Recado answers for: the one that was named, that already calls us, or the only one."""
    named = [sender for sender in senders if sender.sender_id == meant] if meant else senders
    calling = [sender for sender in named if _now(sender)["callback_url"].startswith(settings.public_url)]
    candidates = calling or named
    if len(candidates) == 1:
        return candidates[0]
    if not senders:
        return not_applicable(SENDER, f"the account has none of its own. {for_the_console(settings)}")
    known = ", ".join(str(sender.sender_id) for sender in senders)
    remedy = f"say which with SENDER=whatsapp:+...; the account has {known}"
    return fails(SENDER, f"{len(candidates) or 'none'} of {len(senders)} could be meant", remedy=remedy)


def _examined(client: Client, sender: Any, settings: Settings, fix: bool) -> Finding:
    wanted, now = addresses(settings), _now(sender)
    wrong = [name for name, value in wanted.items() if not _is_right(name, now[name], value, settings)]
    if not wrong:
        return holds(SENDER, f"{sender.sender_id} ({sender.status}) calls {wanted['callback_url']}")
    changes = "\n".join(f"{name}: {now[name] or 'none'} -> {wanted[name] or 'none'}" for name in wrong)
    if not fix:
        said = f"{sender.sender_id} has another {', '.join(wrong)}"
        return fails(SENDER, said, remedy=f"{changes}\nThe same command with FIX=1 sets that")
    client.messaging.v2.channels_senders(sender.sid).update(_update({name: wanted[name] for name in wrong}))
    seen = _now(client.messaging.v2.channels_senders(sender.sid).fetch())
    if all(seen[name] == wanted[name] for name in wrong):
        return holds(SENDER, f"{sender.sender_id} is set: {', '.join(wrong)}")
    return fails(SENDER, f"{sender.sender_id} was not changed", remedy=f"in Twilio's console:\n{changes}")


def _is_right(name: str, now: str, wanted: str, settings: Settings) -> bool:
    """True for the right value: methods in any case; a status callback anywhere but at the function."""
    if name == "status_callback_url":
        return not now.startswith(settings.public_url)
    return now.upper() == wanted if name.endswith("method") else now == wanted


def _now(sender: Any) -> Addresses:
    webhook = sender.webhook or {}
    names = ("callback_url", "callback_method", "fallback_url", "fallback_method", "status_callback_url")
    return {name: webhook.get(name) or "" for name in names}


def for_the_console(settings: Settings) -> str:
    """The address to paste into Twilio's console, and where."""
    if is_here(settings.public_url):
        return HERE
    page = "Messaging, Try it out, Send a WhatsApp message, Sandbox settings"
    return f'In the console (sandbox: {page}), "When a message comes in": {settings.public_url}/webhook, POST'


def _refused(check: str, problem: TwilioException) -> Finding:
    status, code = _status_and_code(problem)
    known = REMEDIES.get(code, f"see https://www.twilio.com/docs/api/errors/{code}")
    return fails(check, f"was refused ({status}, {code})", remedy=known)


def _status_and_code(problem: Any) -> tuple[int, int]:
    """Status and code: an error of one resource has them; one of a list only carries the response."""
    if hasattr(problem, "code"):
        return problem.status, problem.code
    response = problem.args[1]
    return response.status_code, json.loads(response.text).get("code", 0)


def _update(webhook: Addresses) -> Any:
    """An update of these fields alone: the SDK leaves out all others."""
    return ChannelsSenderList.MessagingV2ChannelsSenderRequestsUpdate({"webhook": webhook})


class _HttpClient(TwilioHttpClient):  # type: ignore[misc]
    """The SDK's own client, for another host if one is set; it logs nothing."""

    def __init__(self, base_url: str) -> None:
        quiet = logging.getLogger("recado.doctor")
        quiet.disabled = True
        super().__init__(timeout=SECONDS, logger=quiet)
        self._base_url = base_url.rstrip("/")

    def request(self, method: str, url: str, *arguments: Any, **more: Any) -> Any:
        there = self._base_url + urlsplit(url).path if self._base_url else url
        return super().request(method, there, *arguments, **more)
