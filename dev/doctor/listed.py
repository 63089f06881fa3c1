"""The checks of a deployed function that gcloud answers by a list: its secrets' names, its database, its clock."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dev.doctor.deployed import Service, Where
from dev.doctor.findings import Finding, fails, holds
from dev.doctor.firestore import EXPIRY, INDEXES, STORE, expiry_finding, indexes_finding
from dev.doctor.refusals import refusal
from dev.doctor.scheduler import JOB
from dev.doctor.secrets import SECRETS, secrets_finding
from dev.doctor.ticking import FIELDS, job_finding
from dev.gcloud import Gcloud, GcloudFailed
from handlers.settings import Settings


@dataclass(frozen=True)
class Listed:
    """Each of them is one call of gcloud; a call that is refused is a finding."""

    gcloud: Gcloud
    where: Where

    async def secrets(self, service: Service) -> list[Finding]:
        """The secrets by name; no value is asked for."""

        def examine(found: list[Any]) -> Finding:
            names = {secret["name"].rpartition("/")[2] for secret in found}
            return secrets_finding(service, names, self.where)

        return [await self._ask(SECRETS, examine, "secrets", "list", fields=("name",))]

    async def clock(self, settings: Settings, now: Callable[[], datetime]) -> list[Finding]:
        """The job, without its header, which holds TICK_SECRET."""

        def examine(found: list[Any]) -> Finding:
            return job_finding(found, settings, self.where, now())

        place = f"--location={self.where.region}"
        return [await self._ask(JOB, examine, "scheduler", "jobs", "list", place, fields=FIELDS)]

    async def firestore(self, settings: Settings) -> list[Finding]:
        """The database, the expiry and the indexes."""
        name = settings.firestore_database
        project, database = self.where.project, f"--database={name}"
        return list(
            await asyncio.gather(
                self._ask(STORE, lambda found: self._database(found, name), "firestore", "databases", "list"),
                self._ask(
                    EXPIRY,
                    lambda found: expiry_finding(found, project, name),
                    *("firestore", "fields", "ttls", "list", database),
                ),
                self._ask(
                    INDEXES,
                    lambda found: indexes_finding(found, project, name),
                    *("firestore", "indexes", "fields", "list", database),
                ),
            )
        )

    def _database(self, found: Sequence[Any], name: str) -> Finding:
        database = next((each for each in found if each["name"].endswith(f"/databases/{name}")), None)
        if database is None:
            return fails(STORE, f"{self.where.project} has no database {name}", remedy=self.where.deploy)
        if database.get("type", "FIRESTORE_NATIVE") != "FIRESTORE_NATIVE":
            said = f"{name} is in Datastore mode, which the function cannot use"
            another = f"gcloud firestore databases create --project={self.where.project} --database=recado"
            remedy = (
                f"{another} --location={self.where.region}\nthen FIRESTORE_DATABASE of the service has to be recado"
            )
            return fails(STORE, said, remedy=remedy)
        return holds(STORE, f"{name} is there, in {database.get('locationId', 'a place that is not told')}")

    async def _ask(
        self, check: str, examine: Callable[[list[Any]], Finding], *words: str, fields: Sequence[str] = ()
    ) -> Finding:
        try:
            return examine(await asyncio.to_thread(lambda: self.gcloud.ask(*words, fields=fields)))
        except GcloudFailed as problem:
            return refusal(check, problem, self.where)
