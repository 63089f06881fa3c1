"""What a project needs once: APIs, two accounts with the least roles, the database, its TTL policies."""

from collections.abc import Iterable
from typing import Any

from dev.deploy_place import Place
from dev.gcloud import Gcloud

APIS = (
    "run",
    "cloudbuild",
    "artifactregistry",
    "firestore",
    "secretmanager",
    "cloudscheduler",
    "iam",
    "logging",
    "monitoring",
)
TTL = ("threads", "messages", "erasures")  # the collections whose documents carry expire_at

# The function: Firestore's documents. Its secrets are granted one by one: deploy_secrets.
ACCOUNT_ROLES = ("roles/datastore.user",)
# The build, https://cloud.google.com/run/docs/configuring/services/build-service-account: both parts of a deploy from
# source. It cannot make a service public, nor read a secret.
BUILDER_ROLES = ("roles/run.builder", "roles/run.sourceDeveloper", "roles/serviceusage.serviceUsageConsumer")


def enable_apis(gcloud: Gcloud, _place: Place) -> None:
    """Switch on the APIs that are off."""
    enabled = {each["config"]["name"] for each in gcloud.ask("services", "list", "--enabled")}
    if missing := [api for api in (f"{name}.googleapis.com" for name in APIS) if api not in enabled]:
        gcloud.run("services", "enable", *missing)


def make_accounts(gcloud: Gcloud, place: Place) -> None:
    """An account for the function and one for the build, so that neither has the roles of Google's default account."""
    there = {each["email"] for each in gcloud.ask("iam", "service-accounts", "list")}
    for account, title in ((place.account, "Recado, the function"), (place.builder, "Recado, test and deploy")):
        if account not in there:
            name = account.partition("@")[0]
            gcloud.run("iam", "service-accounts", "create", name, f"--display-name={title}")
    policy = gcloud.ask("projects", "get-iam-policy", place.project)
    for account, roles in ((place.account, ACCOUNT_ROLES), (place.builder, BUILDER_ROLES)):
        for role in roles:
            if not is_bound(policy, account, role):
                grant(gcloud, ("projects",), place.project, account, role)
    _let_act_as(gcloud, place)


def _let_act_as(gcloud: Gcloud, place: Place) -> None:
    """The build deploys as the function's account, and starts a build as itself; as nobody else."""
    for account in (place.account, place.builder):
        policy = gcloud.ask("iam", "service-accounts", "get-iam-policy", account)
        if not is_bound(policy, place.builder, "roles/iam.serviceAccountUser"):
            grant(gcloud, ("iam", "service-accounts"), account, place.builder, "roles/iam.serviceAccountUser")


def grant(gcloud: Gcloud, group: Iterable[str], name: str, account: str, role: str) -> None:
    """Give an account a role on one thing; `group` is its kind in gcloud's words."""
    member = f"--member=serviceAccount:{account}"
    gcloud.run(*group, "add-iam-policy-binding", name, member, f"--role={role}", "--condition=None")


def is_bound(policies: list[Any], account: str, role: str, *, kind: str = "serviceAccount:") -> bool:
    """Whether a policy gives an account a role, without condition."""
    bindings = [binding for policy in policies for binding in policy.get("bindings", [])]
    return any(
        binding["role"] == role and f"{kind}{account}" in binding["members"] and not binding.get("condition")
        for binding in bindings
    )


def make_database(gcloud: Gcloud, place: Place) -> None:
    """The (default) database, where there is none. Its region stays for good: that of the first deploy."""
    there = {each["name"].rpartition("/")[2] for each in gcloud.ask("firestore", "databases", "list")}
    if "(default)" not in there:
        gcloud.run("firestore", "databases", "create", f"--location={place.region}", "--delete-protection")


def expire_documents(gcloud: Gcloud, _place: Place) -> None:
    """Have Firestore delete what has expired. Each policy is made in the background, which can take an hour."""
    there = gcloud.ask("firestore", "fields", "ttls", "list")
    fields = {each["name"].partition("/collectionGroups/")[2] for each in there}
    for group in TTL:
        if f"{group}/fields/expire_at" not in fields:
            path = ("firestore", "fields", "ttls", "update", "expire_at")
            gcloud.run(*path, f"--collection-group={group}", "--enable-ttl", "--async")
