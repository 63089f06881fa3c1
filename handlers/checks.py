"""Checks of single settings, each with its sentence for whoever sets them."""

import re
from urllib.parse import urlsplit

from pydantic import SecretStr

LEAST_SECRET = 32  # characters: who has a session could try shorter ones at home, as fast as a computer can


def origin(url: str) -> str:
    """The function's own address. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://name-123.run.app, without query")
    if parts.path.rstrip("/").endswith("/webhook"):
        raise ValueError("is the address without /webhook")
    return url.rstrip("/")


def api_address(url: str) -> str:
    """The address of an API, with its path. Raises ValueError."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ValueError("must be an address such as https://models.example.com/v1, without query")
    if parts.path.rstrip("/").endswith(("/chat/completions", "/responses")):
        raise ValueError("is the address without /chat/completions or /responses")
    return url.rstrip("/")


def readable_agents(setting: str) -> str:
    """AGENTS, if every line of it can be read. Raises ValueError."""
    if setting.strip():
        from handlers.tickets.agents import agents_in  # only where there are some

        agents_in(setting)
    return setting


def readable_servers(setting: str) -> str:
    """MCP_SERVERS, if it can be read. Raises ValueError."""
    if setting.strip():
        from handlers.tools.servers import checked_servers  # only where there are some

        checked_servers(setting)
    return setting


def readable_topics(setting: str) -> str:
    """TOPICS, if it can be read. Raises ValueError."""
    if setting.strip():
        from handlers.numbers.topics import topics_in  # only where there are some

        topics_in(setting)
    return setting


def names_of_secrets(setting: str) -> list[str]:
    """The variables that MCP_SERVERS names. Raises ValueError."""
    if not setting.strip():
        return []
    from handlers.tools.servers import servers_in

    return [server.secret for server in servers_in(setting) if server.secret]


def readable_faq(setting: str) -> str:
    """FAQ, if every entry of its file can be read. Raises ValueError."""
    if setting:
        from handlers.knowledge.faq_file import read_faq  # only where there is one

        read_faq(setting)
    return setting


def readable_country_prices(setting: str) -> str:
    """COUNTRY_PRICES, if every price in it can be read. Raises ValueError."""
    if setting:
        from handlers.money.country_prices import country_prices_in  # only where there are some

        country_prices_in(setting)
    return setting


def time_of_day(setting: str) -> str:
    """A time such as 20:00. Raises ValueError."""
    if not re.fullmatch("(([01][0-9]|2[0-3]):[0-5][0-9])?", setting):
        raise ValueError("is no time of day, such as 20:00")
    return setting


def dollars(setting: str) -> str:
    """An amount of money above 0, or none. Raises ValueError."""
    if setting and not (re.fullmatch(r"\d{1,7}(\.\d{1,6})?", setting, re.ASCII) and float(setting) > 0):
        raise ValueError("is no amount of US dollars above 0, such as 5 or 12.50")
    return setting


def weekly_time(setting: str) -> str:
    """A day of the week with a time, such as Mo 09:00. Raises ValueError."""
    if setting:
        from handlers.numbers.weekly import weekly_in  # only where there is one

        weekly_in(setting)
    return setting


def long_enough(secret: SecretStr) -> SecretStr:
    """A secret that cannot be guessed. Raises ValueError."""
    if 0 < len(secret.get_secret_value()) < LEAST_SECRET:
        raise ValueError(f"must have at least {LEAST_SECRET} characters; `openssl rand -hex 32` makes a good one")
    return secret


def folder_or_store(setting: str) -> str:
    """KNOWLEDGE, if it can name a vector store or a folder. Raises ValueError."""
    if setting.startswith("vs_") and not re.fullmatch(r"vs_\w+", setting, re.ASCII):
        raise ValueError("is no vector store's id: vs_ and letters or digits; or the name of a folder")
    return setting


def signing_secret(secret: SecretStr) -> SecretStr:
    """A secret of the form that Standard Webhooks asks for. Raises ValueError."""
    from handlers.tickets.helpdesk_settings import checked_secret

    checked_secret(secret.get_secret_value().strip())
    return secret
