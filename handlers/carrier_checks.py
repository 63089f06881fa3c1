"""Checks of the settings of carriers, each with its sentence for whoever sets them."""

import re
from urllib.parse import urlsplit

from pydantic import SecretStr

from handlers.checks import LEAST_SECRET


def listed(secrets: SecretStr) -> tuple[str, ...]:
    """The secrets in a setting, separated by commas."""
    return tuple(secret.strip() for secret in secrets.get_secret_value().split(",") if secret.strip())


def bot_token(secret: SecretStr) -> SecretStr:
    """A bot's token at Telegram, or nothing. Raises ValueError."""
    if not re.fullmatch("([0-9]{3,20}:[A-Za-z0-9_-]{20,100})?", secret.get_secret_value().strip()):
        raise ValueError("is no token of a bot: a number, a colon and about 35 characters, as @BotFather tells it")
    return secret


def telegram_secrets(secrets: SecretStr) -> SecretStr:
    """Secrets of the form that setWebhook asks for, long enough not to be guessed. Raises ValueError."""
    if not all(re.fullmatch(f"[A-Za-z0-9_-]{{{LEAST_SECRET},256}}", secret) for secret in listed(secrets)):
        raise ValueError(
            f"must have {LEAST_SECRET} to 256 letters, digits, _ or -; `openssl rand -hex 32` makes a good one"
        )
    return secrets


def sites(setting: str) -> str:
    """The origins of sites, as browsers write them. Raises ValueError."""
    for site in filter(None, (each.strip().rstrip("/") for each in setting.split(","))):
        parts = urlsplit(site)
        is_here = parts.hostname in ("localhost", "127.0.0.1")
        is_origin = site == f"{parts.scheme}://{parts.netloc}".lower() and "@" not in parts.netloc and parts.hostname
        if not is_origin or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
            raise ValueError("is no list of sites such as https://shop.example, https://www.shop.example")
    return setting


def phone_number(setting: str) -> str:
    """A number with its country's code, or nothing. Raises ValueError."""
    if not re.fullmatch(r"(\+[0-9]{7,15})?", setting):
        raise ValueError("is no phone number such as +5215512345678")
    return setting


def template_name(setting: str) -> str:
    """The name of a template: at Twilio a ContentSid, at Meta small letters, digits and _. Raises ValueError."""
    if not re.fullmatch("(HX[0-9a-fA-F]{32}|[a-z0-9_]{1,64})?", setting):
        raise ValueError(
            "is no ContentSid: HX and 32 digits or letters a-f, from Twilio's Content Template Builder; "
            "nor a template's name at Meta: small letters, digits and _"
        )
    return setting


def metas_id(setting: str) -> str:
    """The id of something at Meta, or nothing. Raises ValueError."""
    if not re.fullmatch("[0-9]{0,40}", setting):
        raise ValueError("is no id at Meta: digits only, and not the phone number itself")
    return setting


def page_tokens_in(setting: str) -> dict[str, str]:
    """The token of each page, by its id. Raises ValueError."""
    pairs = [pair.strip() for pair in re.split(r"[,\n]", setting) if pair.strip()]
    found = [re.fullmatch(r"([0-9]{1,40})\s*=\s*([!-~]+)", pair) for pair in pairs]
    if not all(found):
        raise ValueError("holds a page that cannot be read; write id=token, several with commas between them")
    return {pair[1]: pair[2] for pair in found if pair}


def readable_page_tokens(setting: SecretStr) -> SecretStr:
    """META_PAGE_TOKENS, if it can be read. Raises ValueError."""
    page_tokens_in(setting.get_secret_value())
    return setting
