"""The place of a deployment, and the names of Recado's accounts, bucket and addresses there."""

from dataclasses import dataclass

NAME = "recado"  # the service, its account and its scheduler job


@dataclass(frozen=True)
class Place:
    """A project, its number and a region. `own_url`: carriers call it instead of Cloud Run's address."""

    project: str
    number: str
    region: str
    own_url: str = ""

    @property
    def url(self) -> str:
        """The address that carriers call, and Twilio signs. Cloud Run's is known before there is a service.

        https://cloud.google.com/run/docs/triggering/https-request#deterministic
        """
        return self.own_url or f"https://{NAME}-{self.number}.{self.region}.run.app"

    @property
    def account(self) -> str:
        """The account of the function."""
        return self._account(NAME)

    @property
    def builder(self) -> str:
        """The account that starts the tests, then deploys. It runs only gcloud, since it may act as the function."""
        return self._account(f"{NAME}-build")

    @property
    def tester(self) -> str:
        """The account that runs the tests."""
        return self._account(f"{NAME}-test")

    @property
    def packer(self) -> str:
        """The account that builds the image."""
        return self._account(f"{NAME}-image")

    @property
    def tests_bucket(self) -> str:
        """The bucket with the source of the tests; the tester may read nothing else."""
        return f"gs://{NAME}-tests-{self.number}"

    def _account(self, name: str) -> str:
        return f"{name}@{self.project}.iam.gserviceaccount.com"
