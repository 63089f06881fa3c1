"""Settings that are right each by itself, and do not fit together: a sentence for each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.settings import Settings


CHANNELS = (
    "TWILIO_AUTH_TOKEN",
    "META_APP_SECRET",
    "TELEGRAM_BOT_TOKEN",
    "CHAT_SITES",
)  # what sets each carrier up
NO_CHANNEL = (
    "TWILIO_AUTH_TOKEN is required, or what sets another channel up: META_APP_SECRET, TELEGRAM_BOT_TOKEN, CHAT_SITES"
)


def misfits(settings: "Settings", *, on_cloud: bool) -> Iterator[str]:
    """What does not fit together, and what is missing. `on_cloud`: on Cloud Run."""
    if settings.store != "firestore" and on_cloud:
        yield f"STORE={settings.store} loses all threads when Cloud Run stops an instance; use firestore"
    if settings.opening_hours and not settings.time_zone:
        yield "OPENING_HOURS needs TIME_ZONE too, as in TIME_ZONE=America/Mexico_City"
    if settings.sites and not settings.chat_secret:
        yield "CHAT_SITES needs CHAT_SECRET too"
    if settings.holidays and not settings.opening_hours:
        yield "HOLIDAYS needs OPENING_HOURS too"
    if settings.when_closed == "tell" and not settings.opening_hours:
        yield "WHEN_CLOSED=tell needs OPENING_HOURS too"
    missing = settings.missing_for_api_key if settings.twilio_tokens else []
    needed = [*missing, *([] if settings.openai_webhook_secret else ["OPENAI_WEBHOOK_SECRET"])]
    if settings.late_answers == "rest" and needed:
        yield f"LATE_ANSWERS=rest needs {', '.join(needed)} too"
    without = _missing_for_writing_first(settings)
    if settings.takes_tickets and without:
        yield f"{'AGENTS' if settings.agents.strip() else 'HELPDESK_URL'} needs {without}"
    if settings.helpdesk_url and not settings.helpdesk_secret:
        yield "HELPDESK_URL needs HELPDESK_SECRET too"
    yield from _of_other_servers(settings)
    if settings.teach_at and not (settings.agents.strip() and settings.time_zone):
        yield "TEACH_AT needs AGENTS and TIME_ZONE too"
    if settings.report_at and not (settings.agents.strip() and settings.time_zone):
        yield "REPORT_AT needs AGENTS and TIME_ZONE too"
    if settings.topics and settings.assistant_side == "off":
        yield "TOPICS needs ASSISTANT_SIDE=on: the model says the topic beside its answer"
    if settings.survey == "ticket" and not settings.takes_tickets:
        yield "SURVEY=ticket needs AGENTS or HELPDESK_URL too"
    if settings.survey == "conversation" and without:
        yield f"SURVEY=conversation needs {without}"
    limits = {name: getattr(settings, name) for name in ("customer_day_limit_usd", "day_limit_usd", "month_limit_usd")}
    shared = [name.upper() for name in ("day_limit_usd", "month_limit_usd") if limits[name]]
    if shared and not settings.tick_secret:
        yield f"{shared[0]} needs TICK_SECRET too"
    if settings.when_limited == "ticket" and not (any(limits.values()) and settings.takes_tickets):
        yield "WHEN_LIMITED=ticket needs a limit such as DAY_LIMIT_USD, and AGENTS or HELPDESK_URL, too"
    yield from _misfits_of_carriers(settings)


def _missing_for_writing_first(settings: "Settings") -> str:
    """What is missing for messages that answer none, and why it is needed; "" if nothing is."""
    missing = settings.missing_for_writing_first
    why = ": with TWILIO_AUTH_TOKEN, customers are written to by Twilio's API" if missing else ""
    names = [*missing, *([] if settings.tick_secret else ["TICK_SECRET"])]
    return f"{', '.join(names)} too{why}" if names else ""


def _of_other_servers(settings: "Settings") -> Iterator[str]:
    """What only OpenAI's own service does, where another server is asked."""
    if settings.assistant_api == "openai":
        return
    api = f"ASSISTANT_API={settings.assistant_api}"
    if settings.openai_webhook_secret:
        yield f"OPENAI_WEBHOOK_SECRET does not go with {api}, which has no webhooks: remove it; use TICK_SECRET"
    if settings.mcp_servers.strip():
        yield f"MCP_SERVERS does not go with {api}: only OpenAI's service calls them; use TOOLS"
    if settings.knowledge.startswith("vs_"):
        yield f"KNOWLEDGE={settings.knowledge} is a store at OpenAI's, which {api} does not search: name a folder"
    if settings.moderation:
        yield f"MODERATION does not go with {api}: it is OpenAI's; remove it"


def _misfits_of_carriers(settings: "Settings") -> Iterator[str]:
    if not settings.carriers_secrets:
        yield NO_CHANNEL
    if settings.telegram_bot_token and not settings.telegram_secrets:
        yield "TELEGRAM_BOT_TOKEN needs TELEGRAM_SECRET too"
    if settings.telegram_secrets and not settings.telegram_bot_token:
        yield "TELEGRAM_SECRET needs TELEGRAM_BOT_TOKEN too"
    if settings.meta_secrets and not settings.meta_verify_token:
        yield "META_APP_SECRET needs META_VERIFY_TOKEN too"
    if settings.meta_secrets and not (settings.meta_access_token or settings.page_tokens):
        yield "META_APP_SECRET needs META_ACCESS_TOKEN (WhatsApp) or META_PAGE_TOKENS (Messenger, Instagram) too"
    if settings.meta_secrets and not settings.hears_of_late_answers:
        yield "META_APP_SECRET needs OPENAI_WEBHOOK_SECRET or TICK_SECRET too, which bring its late answers"
    if settings.agents.strip():
        yield from _misfits_of_agents(settings)
    if settings.agents_from and not settings.has_api_key and not settings.tells_agents_by_meta:
        yield "AGENTS_FROM needs META_PHONE_NUMBER_ID with META_ACCESS_TOKEN, or Twilio's API key, too"


def _misfits_of_agents(settings: "Settings") -> Iterator[str]:
    """What keeps AGENTS from being written to, about the customers of each carrier."""
    if not settings.reaches_agents and not settings.missing_for_writing_first:
        yield "AGENTS needs Twilio's API key, or META_ACCESS_TOKEN, too: they are told on WhatsApp, and write there"
    if settings.tells_by_sms and not settings.twilio_tokens:
        yield "AGENTS has an sms: number, which only Twilio reaches: set Twilio's token and API key, or write whatsapp:"
    without_numbers = {
        "META_PAGE_TOKENS": settings.page_tokens,
        "TELEGRAM_BOT_TOKEN": settings.telegram_bot,
        "CHAT_SITES": settings.has_chat,
    }
    names = [name for name, is_set in without_numbers.items() if is_set]
    if names and not settings.agents_from:
        yield f"{names[0]} needs AGENTS_FROM too, where agents on WhatsApp are told of customers of other apps"
    elif settings.tells_by_sms and settings.meta_secrets and not settings.agents_from:
        yield "META_APP_SECRET needs AGENTS_FROM too, a number of Twilio's: AGENTS has an sms: number, told from there"
