"""Checks of the settings of carriers, each with its sentence for whoever sets them."""

import re

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
