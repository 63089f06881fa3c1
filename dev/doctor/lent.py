"""The checks that need a secret's value: done with what this terminal's environment lends, else said to be left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import httpx2

from dev.deploy.secret_manager import OF_META
from dev.doctor.deployed import Service, Where
from dev.doctor.findings import Finding, fails, not_checked
from dev.doctor.knowledge import KNOWLEDGE, knowledge_findings
from dev.doctor.meta import DOOR, TOKENS, door_finding, meta_findings
from dev.doctor.openai import ANSWER, MODEL, openai_findings, unasked
from dev.doctor.telegram import WEBHOOK, telegram_findings
from dev.doctor.telegram_door import DOOR as TELEGRAMS_DOOR
from dev.doctor.telegram_door import door_findings
from dev.doctor.twilio import KEY, SENDER, for_the_console, twilio_findings
from dev.doctor.web import SIGNED
from handlers.knowledge.place import knowledge_in
from handlers.settings import Settings


@dataclass(frozen=True)
class Lent:
    """`settings` hold the secrets that are `given`, and something else for those that are only mounted."""

    settings: Settings
    service: Service
    where: Where
    given: Mapping[str, str]

    async def openai(self, today: date) -> list[Finding]:
        """OpenAI's key, model and answer; without the key, only whether the model is known to end soon."""
        if "OPENAI_API_KEY" not in self._lacking:
            return await openai_findings(self.settings, today)
        ending = unasked(self.settings.openai_model, today)
        return [ending or self._left_out(MODEL, "OPENAI_API_KEY"), self._left_out(ANSWER, "OPENAI_API_KEY")]

    async def knowledge(self) -> list[Finding]:
        """What the business knows; a vector store only with the key."""
        store = isinstance(knowledge_in(self.settings.knowledge), str)
        if store and "OPENAI_API_KEY" in self._lacking:
            return [self._left_out(KNOWLEDGE, "OPENAI_API_KEY")]
        return await knowledge_findings(self.settings)

    @property
    def unsigned_only(self) -> Finding | None:
        """The finding in place of a signed request; None if it can be signed."""
        return self._left_out(SIGNED, "TWILIO_AUTH_TOKEN") if "TWILIO_AUTH_TOKEN" in self._lacking else None

    async def twilio(self, *, fix: bool, sender: str) -> list[Finding]:
        """Twilio's key and the sender's addresses; without the key's secret, what they have to be."""
        missing = [name for name in self.settings.missing_for_api_key if self._has_part_of_a_key]
        if missing:
            said = f"is set in part: the function lacks {' and '.join(missing)}"
            remedy = f"set TWILIO_ACCOUNT_SID and TWILIO_API_KEY_SID in .env.yaml, then {self.where.deploy}"
            return [fails(KEY, said, remedy=remedy), self._by_hand()]
        if "TWILIO_API_KEY_SECRET" in self._lacking:
            return [self._left_out(KEY, "TWILIO_API_KEY_SECRET", fix=fix), self._by_hand()]
        return await twilio_findings(self.settings, fix=fix, sender=sender)

    async def telegram(self, *, fix: bool, transport: httpx2.AsyncBaseTransport | None) -> list[Finding]:
        """Telegram's bot, webhook and door, where there is a bot; the secret is needed, too, to set the webhook."""
        if "TELEGRAM_BOT_TOKEN" not in self.service.secrets:
            return []
        mounted = [name for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_SECRET") if name in self.service.secrets]
        needed = mounted if fix else mounted[:1]
        lacks = {*needed} & {*self._lacking}
        asked = (
            [self._left_out(WEBHOOK, *needed, fix=fix)] if lacks else await telegram_findings(self.settings, fix=fix)
        )
        left_out = self._left_out(TELEGRAMS_DOOR, *mounted) if {*mounted} & {*self._lacking} else None
        return [*asked, *await door_findings(self.settings, unsigned_only=left_out, transport=transport)]

    async def meta(self, *, transport: httpx2.AsyncBaseTransport | None) -> list[Finding]:
        """Meta's tokens and address; without the secrets' values, only that the address takes nothing of anybody's."""
        needed = [name for name in OF_META if name in self.service.secrets]
        if not self.settings.meta_secrets or not {*needed} & {*self._lacking}:
            return await meta_findings(self.settings, transport=transport)
        left_out = self._left_out(DOOR, *needed)
        door = await door_finding(self.settings, unsigned_only=left_out, transport=transport)
        return [self._left_out(TOKENS, *needed), door]

    @property
    def _has_part_of_a_key(self) -> bool:
        return bool(self.settings.twilio_api_key_sid or self.settings.twilio_api_key_secret)

    @property
    def _lacking(self) -> list[str]:
        """The secrets that the function gets, and this terminal does not."""
        return [name for name in self.service.secrets if not self.given.get(name)]

    def _left_out(self, check: str, *names: str, fix: bool = False) -> Finding:
        """`names`: all that the check takes, those too that are lent already, since the command lends for one run."""
        lend = self.where.lent({name: self.service.secrets[name] for name in names}, fix=fix)
        said = f"the value of {' and '.join(names)} is not looked at"
        return not_checked(
            check, said, remedy=f"To check it, lend {'it' if len(names) == 1 else 'all of them'}:\n{lend}"
        )

    def _by_hand(self) -> Finding:
        remedy = for_the_console(self.settings)
        return not_checked(SENDER, "it takes the API key to ask which address Twilio calls", remedy=remedy)
