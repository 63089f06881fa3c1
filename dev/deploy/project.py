"""Setup of a project, once: APIs, an account with the least roles for each part of the work, the tests' bucket."""

from collections.abc import Iterable, Mapping
from typing import Any

from dev.deploy.place import Place
from dev.gcloud import Gcloud

APIS = (
    "run",
    "cloudbuild",
    "artifactregistry",
    "storage",
    "firestore",
    "secretmanager",
    "cloudscheduler",
    "iam",
    "logging",
    "monitoring",
)

# Firestore's documents. The function's secrets are granted one by one: secret_manager.py.
FUNCTION_ROLES = ("roles/datastore.user",)
# https://cloud.google.com/run/docs/configuring/services/build-service-account: it deploys from source, and logs.
# It cannot make a service public or read a secret, but it deploys code that can.
BUILDER_ROLES = (
    "roles/run.sourceDeveloper",
    "roles/serviceusage.serviceUsageConsumer",
    "roles/logging.logWriter",
)
# The same page: it builds the image, and so runs the installation code of packages.
PACKER_ROLES = ("roles/run.builder",)
# Its access to the source is granted apart: make_bucket.
TESTER_ROLES = ("roles/logging.logWriter",)


def enable_apis(gcloud: Gcloud, _place: Place) -> None:
    """Switch on the APIs that are off."""
    enabled = {service["config"]["name"] for service in gcloud.ask("services", "list", "--enabled")}
    if missing := [api for api in (f"{name}.googleapis.com" for name in APIS) if api not in enabled]:
        gcloud.run("services", "enable", *missing)


def _accounts(place: Place) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    return {
        place.account: ("Recado, the function", FUNCTION_ROLES),
        place.builder: ("Recado, deploy", BUILDER_ROLES),
        place.packer: ("Recado, build the image", PACKER_ROLES),
        place.tester: ("Recado, test", TESTER_ROLES),
    }


def make_accounts(gcloud: Gcloud, place: Place) -> None:
    """An account for each part of the work, so that none has the roles of another, or of Google's default account."""
    there = {account["email"] for account in gcloud.ask("iam", "service-accounts", "list")}
    for account, (title, _) in _accounts(place).items():
        if account not in there:
            name = account.partition("@")[0]
            gcloud.run("iam", "service-accounts", "create", name, f"--display-name={title}")
    policy = gcloud.ask("projects", "get-iam-policy", place.project)
    for account, (_, roles) in _accounts(place).items():
        for role in roles:
            if not is_bound(policy, account, role):
                grant(gcloud, ("projects",), place.project, account, role)
    _let_act_as(gcloud, place)


def _let_act_as(gcloud: Gcloud, place: Place) -> None:
    """Let the builder act as these three, and as nobody else; they can act as nobody."""
    for account in (place.account, place.packer, place.tester):
        policy = gcloud.ask("iam", "service-accounts", "get-iam-policy", account)
        if not is_bound(policy, place.builder, "roles/iam.serviceAccountUser"):
            grant(gcloud, ("iam", "service-accounts"), account, place.builder, "roles/iam.serviceAccountUser")


def make_bucket(gcloud: Gcloud, place: Place) -> None:
    """A bucket of the tests' own, so that they may read no other one. Its files are deleted after a day."""
    buckets, bucket = ("storage", "buckets"), place.tests_bucket
    if bucket not in {f"gs://{listed['name']}" for listed in gcloud.ask(*buckets, "list")}:
        private = ("--uniform-bucket-level-access", "--public-access-prevention")
        forgetful = "--lifecycle-file=deploy/tests_bucket.json"
        gcloud.run(*buckets, "create", bucket, f"--location={place.region}", *private, forgetful)
    policy = gcloud.ask(*buckets, "get-iam-policy", bucket)
    if not is_bound(policy, place.tester, "roles/storage.objectViewer"):
        grant(gcloud, buckets, bucket, place.tester, "roles/storage.objectViewer")


def grant(gcloud: Gcloud, group: Iterable[str], name: str, account: str, role: str) -> None:
    """Give an account a role on one thing; `group` is its kind in gcloud's words."""
    member = f"--member=serviceAccount:{account}"
    gcloud.run(*group, "add-iam-policy-binding", name, member, f"--role={role}", "--condition=None")


def is_bound(policies: list[Any], account: str, role: str, *, kind: str = "serviceAccount:") -> bool:
    """True if a policy gives an account a role, without condition."""
    bindings = [binding for policy in policies for binding in policy.get("bindings", [])]
    return any(
        binding["role"] == role and f"{kind}{account}" in binding["members"] and not binding.get("condition")
        for binding in bindings
    )
