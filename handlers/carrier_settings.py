"""The settings of the carriers, by which customers' messages come: a carrier is on when its secret is set."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings

from handlers import carrier_checks, checks


class CarrierSettings(BaseSettings):
    """A part of Settings; .env.yaml.example explains each."""

    twilio_auth_token: Annotated[SecretStr, Field(min_length=1)]
    twilio_account_sid: Annotated[str, Field(pattern="^(AC[0-9a-f]{32})?$")] = ""
    twilio_api_key_sid: str = ""
    twilio_api_key_secret: SecretStr = SecretStr("")
    twilio_api_base_url: str = ""
    telegram_bot_token: Annotated[SecretStr, AfterValidator(carrier_checks.bot_token)] = SecretStr("")
    telegram_secret: Annotated[SecretStr, AfterValidator(carrier_checks.telegram_secrets)] = SecretStr("")
    telegram_api_base_url: str = ""
    chat_sites: Annotated[str, AfterValidator(carrier_checks.sites)] = ""
    chat_secret: Annotated[SecretStr, AfterValidator(checks.long_enough)] = SecretStr("")
    agents_from: Annotated[str, AfterValidator(carrier_checks.phone_number)] = ""

    @property
    def twilio_tokens(self) -> tuple[str, ...]:
        """The tokens that may have signed a webhook: two while rotating."""
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
    def has_api_key(self) -> bool:
        """True if Twilio's REST API can be called: for files, typing, quotes and late answers."""
        return not self.missing_for_api_key

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
