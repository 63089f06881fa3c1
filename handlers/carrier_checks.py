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
