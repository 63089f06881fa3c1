"""Settings that .env.yaml has empty and the function has: a deployment takes them away, if whoever deploys says so."""

from collections.abc import Callable, Mapping

from dev.deploy.service import env_so_far, taken_away
from dev.gcloud import Gcloud
from dev.given import NotClear

SAID = "Empty in .env.yaml, so the function loses what it has there"
INSTEAD = "Delete the line from .env.yaml of each setting that is to stay as it is."


def confirm(gcloud: Gcloud, region: str, settings: Mapping[str, str], *, ask: Callable[[str], str] | None) -> None:
    """Ask before anything is built; without a terminal only say it. Raises NotClear after a no."""
    if all(settings.values()) or not (gone := taken_away(env_so_far(gcloud, region), settings)):
        return
    said = f"{SAID}: {', '.join(gone)}."
    if ask is None:
        gcloud.show(said)
    elif ask(f"{said} Go on? [y/N] ").strip().lower() not in ("y", "yes"):
        raise NotClear(f"Nothing was done. {INSTEAD}")
