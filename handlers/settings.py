"""Settings, from the environment only. With a wrong or missing one the start fails at once and names it.

Long: one line for each setting, and what several of them mean together.
"""

import os
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from handlers import briefing, carrier_checks, checks
from handlers.carrier_settings import CarrierSettings
from handlers.errors import BadSettings
from handlers.faults import faults
from handlers.fitting import CHANNELS, NO_CHANNEL, misfits
from handlers.languages import House, Language
from handlers.tickets.helpdesk_settings import checked_url

MOST_RULES = 10_000  # characters
MOST_INSTRUCTIONS = 200_000  # characters, some 50,000 tokens: each question pays for them; more fits no context


class Settings(CarrierSettings):
    """Every setting; .env.yaml.example explains each. Secrets do not show in a repr."""

    model_config = SettingsConfigDict(case_sensitive=False, frozen=True, hide_input_in_errors=True)

    public_url: Annotated[str, AfterValidator(checks.origin)]
    openai_api_key: Annotated[SecretStr, Field(min_length=1)]
    openai_base_url: Annotated[str, AfterValidator(checks.api_address)] = ""
    openai_webhook_secret: SecretStr = SecretStr("")
    assistant_api: Literal["openai", "responses", "chat"] = "openai"
    openai_model: Annotated[str, Field(min_length=1)] = "gpt-6-luna"
    openai_reasoning: str = "none"
    openai_transcription_model: Annotated[str, Field(min_length=1)] = "gpt-transcribe"
    echo_voice: bool = True
    moderation: bool = False
    assistant_instructions: Annotated[str, Field(max_length=MOST_INSTRUCTIONS)] = ""
    assistant_side: Literal["on", "off"] = "on"
    assistant_language: Language = "es"
    agents: Annotated[str, AfterValidator(checks.readable_agents)] = ""
    template_ticket: Annotated[str, AfterValidator(carrier_checks.template_name)] = ""
    template_reply: Annotated[str, AfterValidator(carrier_checks.template_name)] = ""
    ticket_minutes: Annotated[int, Field(ge=1, le=10_000)] = 15
    helpdesk_url: Annotated[str, AfterValidator(checked_url)] = ""
    helpdesk_secret: Annotated[SecretStr, AfterValidator(checks.signing_secret)] = SecretStr("")
    people_contact: Annotated[str, Field(max_length=200)] = ""
    handoff_rules: Annotated[str, Field(max_length=MOST_RULES)] = ""
    assistant_address: Literal["tú", "tu", "usted"] = "tú"
    survey: Literal["off", "ticket", "conversation"] = "off"
    store: Literal["firestore", "memory", "sqlite"] = "firestore"
    sqlite_path: Annotated[str, Field(min_length=1)] = "recado.db"
    google_cloud_project: str = ""
    firestore_database: str = "(default)"
    firestore_emulator_host: str = ""
    answer_seconds: Annotated[float, Field(gt=0, le=11)] = 11
    link_channels: Literal["auto", "on", "off"] = "auto"
    burst_seconds: Annotated[float, Field(ge=0, le=300)] = 20
    late_answers: Literal["redirect", "rest"] = "redirect"
    max_hops: Annotated[int, Field(ge=0, le=40)] = 8
    messages_a_minute: Annotated[int, Field(ge=1)] = 20
    check_itself: Literal["on", "off"] = "on"
    tick_secret: SecretStr = SecretStr("")
    desk_secret: Annotated[SecretStr, AfterValidator(checks.long_enough)] = SecretStr("")
    numbers: Literal["owner", "agents"] = "owner"
    report_at: Annotated[str, AfterValidator(checks.weekly_time)] = ""
    canned_replies: Annotated[str, Field(max_length=20_000)] = ""
    thread_tokens: Annotated[int, Field(ge=1000)] = 12_000
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    opening_hours: str = ""
    time_zone: str = ""
    teach_at: Annotated[str, AfterValidator(checks.time_of_day)] = ""
    topics: Annotated[str, Field(max_length=10_000), AfterValidator(checks.readable_topics)] = ""
    label_at: Annotated[str, AfterValidator(checks.time_of_day)] = "03:30"
    holidays: str = ""
    when_closed: Literal["answer", "tell"] = "answer"
    customer_day_limit_usd: Annotated[str, AfterValidator(checks.dollars)] = ""
    day_limit_usd: Annotated[str, AfterValidator(checks.dollars)] = ""
    month_limit_usd: Annotated[str, AfterValidator(checks.dollars)] = ""
    when_limited: Literal["tell", "ticket"] = "tell"
    tools: Annotated[str, Field(max_length=1000)] = ""
    mcp_servers: Annotated[str, Field(max_length=20_000), AfterValidator(checks.readable_servers)] = ""
    faq: Annotated[str, AfterValidator(checks.readable_faq)] = ""
    knowledge: Annotated[str, AfterValidator(checks.folder_or_store)] = ""
    knowledge_tokens: Annotated[int, Field(ge=100, le=50_000)] = 8_000
    country_prices: Annotated[str, AfterValidator(checks.readable_country_prices)] = ""

    @field_validator("*", mode="before")
    @classmethod
    def _stripped(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value  # a secret made with `echo` ends in a line feed

    @field_validator("opening_hours", "time_zone", "holidays")
    @classmethod
    def _understood(cls, value: str, info: ValidationInfo) -> str:
        if value:
            from handlers.tickets.hours import check  # only where there are hours

            check(str(info.field_name), value)
        return value

    @property
    def instructions(self) -> str:
        """All that the assistant is told with every question: Recado's part, then the business's."""
        return briefing.told(self)

    @property
    def house(self) -> House:
        """The business's way to speak."""
        return House(self.assistant_language, usted=self.assistant_address == "usted")

    @property
    def side(self) -> tuple[str, ...]:
        """The fields of Side that the assistant is asked for with each answer: those that something set needs."""
        return briefing.side(self)

    @property
    def asks(self) -> bool:
        """True if customers are asked how it was."""
        return self.survey != "off"

    @property
    def has_people(self) -> bool:
        """True if there are people whom customers can reach, here or elsewhere."""
        return self.takes_tickets or bool(self.people_contact)

    @property
    def takes_tickets(self) -> bool:
        """True if there are people who take tickets: agents, or those at the helpdesk."""
        return bool(self.agents.strip() or self.helpdesk_url)

    @property
    def tells_by_sms(self) -> bool:
        """True if some of AGENTS are told by SMS."""
        return "sms:" in self.agents  # no name has a colon

    @property
    def secrets_of_servers(self) -> dict[str, str]:
        """The secrets that MCP_SERVERS names, by their variables; "" for one that is not set."""
        return {name: os.environ.get(name, "").strip() for name in checks.names_of_secrets(self.mcp_servers)}

    @property
    def sends_late_answers(self) -> bool:
        """True if Twilio's late answers are sent by its REST API: there is a key, and what tells when."""
        return self.has_api_key and self.hears_of_late_answers

    @property
    def hears_of_late_answers(self) -> bool:
        """True if OpenAI's webhook or the clock tells that an answer has come for which no request waits."""
        return bool(self.openai_webhook_secret or self.tick_secret)

    @property
    def labels(self) -> bool:
        """True if conversations that the assistant did not answer get a topic at night."""
        return bool(self.topics and self.label_at and self.tick_secret and self.assistant_api == "openai")

    @property
    def has_desk(self) -> bool:
        """True if agents can work in the browser: there are agents, and a secret that signs their sessions."""
        return bool(self.desk_secret and self.agents.strip())

    @property
    def retention(self) -> timedelta:
        """The time that a document is kept after it was last written."""
        return timedelta(days=self.retention_days)

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        for misfit in misfits(self, on_cloud="K_SERVICE" in os.environ):
            raise ValueError(misfit)
        return self


def load() -> Settings:
    """Read the environment. Raises BadSettings, with a line for each setting that is wrong or missing."""
    try:
        return Settings()  # type: ignore[call-arg]  # the required ones come from the environment
    except ValidationError as problem:
        found = faults(problem)
        if NO_CHANNEL not in found and not any(os.environ.get(name, "").strip() for name in CHANNELS):
            found = [NO_CHANNEL, *found]
        lines = [f"  {fault}" for fault in found]
        hint = "Set it in .env.yaml or in the environment; .env.yaml.example explains every setting."
        raise BadSettings("\n".join(["Recado cannot start:", *lines, hint])) from None
