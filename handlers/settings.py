"""Settings, from the environment only. With a wrong or missing one the start fails at once and names it.

Long: every setting has its line here.
"""

import os
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handlers.errors import BadSettings
from handlers.instructions import instructions
from handlers.languages import House, Language

# In the words of whoever sets them, where pydantic's are a programmer's: its type of error -> what is said.
_SAID = {
    "missing": "is required",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "is no account SID: AC and 32 digits or letters a-f, from the console's start page",
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "less_than_equal": "must be at most {le:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be more than {gt:g}",
    "literal_error": "must be {expected}",
}
MOST_INSTRUCTIONS = 200_000  # characters, some 50,000 tokens: each question pays for them; more fits no context


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://name-123.run.app, without query")
    if parts.path.rstrip("/").endswith("/webhook"):
        raise ValueError("is the address without /webhook")
    return url.rstrip("/")


class Settings(BaseSettings):
    """Every setting; .env.yaml.example explains each. Secrets do not show in a repr."""

    model_config = SettingsConfigDict(case_sensitive=False, frozen=True, hide_input_in_errors=True)

    twilio_auth_token: Annotated[SecretStr, Field(min_length=1)]
    public_url: Annotated[str, AfterValidator(_origin)]
    twilio_account_sid: Annotated[str, Field(pattern="^(AC[0-9a-f]{32})?$")] = ""
    twilio_api_key_sid: str = ""
    twilio_api_key_secret: SecretStr = SecretStr("")
    twilio_api_base_url: str = ""
    openai_api_key: Annotated[SecretStr, Field(min_length=1)]
    openai_webhook_secret: SecretStr = SecretStr("")
    openai_model: Annotated[str, Field(min_length=1)] = "gpt-6-luna"
    openai_reasoning: str = "none"
    openai_transcription_model: Annotated[str, Field(min_length=1)] = "gpt-transcribe"
    echo_voice: bool = True
    moderation: bool = False
    assistant_instructions: Annotated[str, Field(max_length=MOST_INSTRUCTIONS)] = ""
    assistant_language: Language = "es"
    assistant_address: Literal["tú", "tu", "usted"] = "tú"
    store: Literal["firestore", "memory", "sqlite"] = "firestore"
    sqlite_path: Annotated[str, Field(min_length=1)] = "recado.db"
    google_cloud_project: str = ""
    firestore_database: str = "(default)"
    firestore_emulator_host: str = ""
    answer_seconds: Annotated[float, Field(gt=0, le=11)] = 11
    burst_seconds: Annotated[float, Field(ge=0, le=300)] = 20
    late_answers: Literal["redirect", "rest"] = "redirect"
    max_hops: Annotated[int, Field(ge=0, le=40)] = 8
    messages_a_minute: Annotated[int, Field(ge=1)] = 20
    tick_secret: SecretStr = SecretStr("")
    thread_tokens: Annotated[int, Field(ge=1000)] = 12_000
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90

    @field_validator("*", mode="before")
    @classmethod
    def _stripped(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value  # a secret made with `echo` ends in a line feed

    @property
    def instructions(self) -> str:
        """All that the assistant is told with every question: Recado's part, then the business's."""
        return instructions(self.assistant_instructions, usted=self.house.usted)

    @property
    def house(self) -> House:
        """The business's way to speak."""
        return House(self.assistant_language, usted=self.assistant_address == "usted")

    @property
    def twilio_tokens(self) -> tuple[str, ...]:
        """The tokens that may have signed a webhook: two while rotating."""
        tokens = self.twilio_auth_token.get_secret_value().split(",")
        return tuple(token.strip() for token in tokens if token.strip())

    @property
    def sends_late_answers(self) -> bool:
        """True if late answers are sent by Twilio's REST API: there is a key, and a webhook or clock to start it."""
        return self.has_api_key and self.hears_of_late_answers

    @property
    def hears_of_late_answers(self) -> bool:
        """True if OpenAI's webhook or the clock tells that an answer has come for which no request waits."""
        return bool(self.openai_webhook_secret or self.tick_secret)

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
    def retention(self) -> timedelta:
        """The time that a document is kept after it was last written."""
        return timedelta(days=self.retention_days)

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        if self.store == "memory" and "K_SERVICE" in os.environ:
            raise ValueError("STORE=memory forgets every thread when Cloud Run stops the instance; use firestore")
        if self.store == "sqlite" and "K_SERVICE" in os.environ:
            raise ValueError("STORE=sqlite keeps a file that Cloud Run drops when it stops the instance; use firestore")
        needed = [*self.missing_for_api_key, *([] if self.openai_webhook_secret else ["OPENAI_WEBHOOK_SECRET"])]
        if self.late_answers == "rest" and needed:
            raise ValueError(f"LATE_ANSWERS=rest needs {', '.join(needed)} too")
        if not self.twilio_tokens:
            raise ValueError("TWILIO_AUTH_TOKEN holds no token")
        return self


def load() -> Settings:
    """Read the environment. Raises BadSettings, with a line for each setting that is wrong or missing."""
    try:
        return Settings()  # type: ignore[call-arg]  # the required ones come from the environment
    except ValidationError as problem:
        lines = [f"  {fault}" for fault in faults(problem)]
        hint = "Set it in the environment; .env.yaml.example explains every setting."
        raise BadSettings("\n".join(["Recado cannot start:", *lines, hint])) from None


def faults(problem: ValidationError) -> list[str]:
    """A sentence for each setting that is wrong or missing, without its value."""
    said = []
    for error in problem.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in error["loc"]).upper()
        known = _SAID.get(error["type"], "").format_map(error.get("ctx", {}))
        what = known or error["msg"].removeprefix("Value error, ").removeprefix("Input ")
        said.append(f"{name} {what}".strip())
    return said
