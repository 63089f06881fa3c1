"""`make doctor PROJECT=... REGION=...`: the checks of a deployed function, which is read from its project by gcloud.

No secret is read from there. A check that needs one takes it from this terminal's environment, or says that it is left
out.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx2

from dev.deploy.place import NAME
from dev.doctor.ceilings import ceilings_findings
from dev.doctor.chat import chat_findings
from dev.doctor.deployed import Service, Where, read_service, service_finding
from dev.doctor.findings import Finding
from dev.doctor.judged import judged
from dev.doctor.lent import Lent
from dev.doctor.listed import Listed
from dev.doctor.prices import prices_findings
from dev.doctor.refusals import refusal
from dev.doctor.web import web_findings
from dev.doctor.webhook import webhook_finding
from dev.gcloud import Gcloud, GcloudFailed
from dev.given import NotClear
from handlers.settings import Settings

GOOGLE = "Google Cloud"


def read_where(given: Mapping[str, str]) -> Where | None:
    """The place that the variables of make name; None without PROJECT. Raises NotClear."""
    if not given.get("PROJECT"):
        return None
    where = Where(given["PROJECT"], given.get("REGION", ""), given.get("SERVICE") or NAME)
    for name, value in (("PROJECT", where.project), ("REGION", where.region), ("SERVICE", where.service)):
        if not re.fullmatch(r"[a-z][a-z0-9:.-]+", value):
            raise NotClear(f"Say where it is: make doctor PROJECT=my-project REGION=us-central1 ({name}={value}).")
    return where


@dataclass(frozen=True)
class Checkup:
    """The checks of one deployed function.

    `given`: this terminal's environment. `show`: for what is under way. `transport` stands for the network to the
    function, for tests.
    """

    gcloud: Gcloud
    where: Where
    given: Mapping[str, str]
    now: Callable[[], datetime]
    show: Callable[[str], None]
    transport: httpx2.AsyncBaseTransport | None = None

    async def findings(self, *, fix: bool, sender: str) -> list[Finding]:
        """All findings, in the order in which things are set up; a single one if gcloud shows no service."""
        self.show(f"Asking gcloud about {self.where.service} in {self.where.project}, {self.where.region} ...")
        words = ("run", "services", "describe", self.where.service, f"--region={self.where.region}")
        try:
            [found] = await asyncio.to_thread(self.gcloud.ask, *words)
        except GcloudFailed as problem:
            return [refusal(GOOGLE, problem, self.where)]
        service = read_service(found)
        settings, about = judged(service, self.where, self.given)
        first = [service_finding(service, self.where), about]
        self.show("Asking gcloud about its secrets, clock and database, and calling it ...")
        if settings is None:
            return [*first, *await Listed(self.gcloud, self.where).secrets(service)]
        return [*first, *await self._by_settings(service, settings, fix=fix, sender=sender)]

    async def _by_settings(self, service: Service, settings: Settings, *, fix: bool, sender: str) -> list[Finding]:
        listed, lent = Listed(self.gcloud, self.where), Lent(settings, service, self.where, self.given)
        parts = await asyncio.gather(
            listed.secrets(service),
            lent.openai(self.now().date()),
            lent.knowledge(),
            listed.firestore(settings),
            listed.clock(settings, self.now),
            web_findings(settings, where=str(self.where), unsigned_only=lent.unsigned_only, transport=self.transport),
            webhook_finding(settings, self.where, transport=self.transport),
            lent.twilio(fix=fix, sender=sender),
            lent.telegram(fix=fix, transport=self.transport),
            chat_findings(settings, transport=self.transport),
            lent.meta(transport=self.transport),
        )
        asked = [finding for part in parts for finding in part]
        return [*ceilings_findings(settings), *asked, *prices_findings(settings, self.now().date())]
