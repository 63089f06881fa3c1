"""The settings of the carriers, by which customers' messages come: a carrier is on when its secret is set."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings

from handlers import carrier_checks, checks


class CarrierSettings(BaseSettings):
    """A part of Settings; .env.yaml.example explains each."""

    twilio_auth_token: SecretStr = SecretStr("")
    twilio_account_sid: Annotated[str, Field(pattern="^(AC[0-9a-f]{32})?$")] = ""
    twilio_api_key_sid: str = ""
    twilio_api_key_secret: SecretStr = SecretStr("")
    twilio_api_base_url: str = ""
    telegram_bot_token: Annotated[SecretStr, AfterValidator(carrier_checks.bot_token)] = SecretStr("")
    telegram_secret: Annotated[SecretStr, AfterValidator(carrier_checks.telegram_secrets)] = SecretStr("")
    telegram_api_base_url: str = ""
    chat_sites: Annotated[str, AfterValidator(carrier_checks.sites)] = ""
    chat_secret: Annotated[SecretStr, AfterValidator(checks.long_enough)] = SecretStr("")
    meta_app_secret: SecretStr = SecretStr("")
    meta_verify_token: SecretStr = SecretStr("")
    meta_access_token: SecretStr = SecretStr("")
    meta_page_tokens: Annotated[SecretStr, AfterValidator(carrier_checks.readable_page_tokens)] = SecretStr("")
    meta_phone_number_id: Annotated[str, AfterValidator(carrier_checks.metas_id)] = ""
    meta_api_base_url: str = ""
    agents_from: Annotated[str, AfterValidator(carrier_checks.phone_number)] = ""

    @property
    def twilio_tokens(self) -> tuple[str, ...]:
        """The tokens that may have signed a webhook of Twilio's: two while rotating, none without Twilio."""
        return carrier_checks.listed(self.twilio_auth_token)

    @property
    def sites(self) -> tuple[str, ...]:
        """The business's own sites, such as https://shop.example, whose pages may have the chat."""
        return tuple(site.strip().rstrip("/") for site in self.chat_sites.split(",") if site.strip())

    @property
    def has_chat(self) -> bool:
        """True if the business's sites have the chat."""
        return bool(self.sites and self.chat_secret)

    @property
    def chat_secrets(self) -> tuple[str, ...]:
        """The secret of the chat; none without one."""
        return (self.chat_secret.get_secret_value(),) if self.has_chat else ()

    @property
    def meta_secrets(self) -> tuple[str, ...]:
        """The app's secrets that may have signed a webhook of Meta's: two while rotating, none without Meta."""
        return carrier_checks.listed(self.meta_app_secret)

    @property
    def page_tokens(self) -> Mapping[str, str]:
        """The token of each page and Instagram account, by the id under which its messages come."""
        return carrier_checks.page_tokens_in(self.meta_page_tokens.get_secret_value())

    @property
    def carriers_secrets(self) -> tuple[tuple[str, ...], ...]:
        """The secrets of each carrier that is set, those of one together."""
        return tuple(filter(None, (self.twilio_tokens, self.meta_secrets, self.telegram_secrets, self.chat_secrets)))

    @property
    def link_secrets(self) -> tuple[str, ...]:
        """The secrets that links of ours are signed with: those of the first carrier that is set."""
        return next(iter(self.carriers_secrets), ())

    @property
    def has_api_key(self) -> bool:
        """True if Twilio's REST API is called: for files, typing, quotes and late answers."""
        return bool(self.twilio_tokens) and not self.missing_for_api_key

    @property
    def missing_for_api_key(self) -> list[str]:
        """The names of those settings of Twilio's API key that are not set; it takes all three."""
        names = ("twilio_account_sid", "twilio_api_key_sid", "twilio_api_key_secret")
        return [name.upper() for name in names if not getattr(self, name)]

    @property
    def telegram_secrets(self) -> tuple[str, ...]:
        """The secrets that may prove Telegram's requests: two while rotating. The first is given to Telegram."""
        return carrier_checks.listed(self.telegram_secret)

    @property
    def telegram_bot(self) -> str:
        """The bot's id, which its token begins with; "" without one."""
        return self.telegram_bot_token.get_secret_value().partition(":")[0]

    @property
    def tells_agents_by_meta(self) -> bool:
        """True if AGENTS_FROM, where it is set, is a number at Meta."""
        return bool(self.meta_secrets and self.meta_access_token and self.meta_phone_number_id)

    @property
    def reaches_agents(self) -> bool:
        """True if something can be sent to phones, where agents are."""
        return self.has_api_key or bool(self.meta_secrets and self.meta_access_token)

    @property
    def missing_for_late_answers(self) -> list[str]:
        """The names of settings that are not set, without which no channel is sent what no request waits for."""
        has_other = bool(self.meta_secrets or self.telegram_bot or self.has_chat)
        return [] if has_other else self.missing_for_api_key

    @property
    def missing_for_writing_first(self) -> list[str]:
        """The names of settings that are not set, without which some customers cannot be written to first.

        Whoever else carries messages cannot be set up without what it takes to send them.
        """
        return self.missing_for_api_key if self.twilio_tokens else []
