"""`make images`: pin the images of the build by digest, as Google's registry has them now, in the build files."""

import os
import re
import sys
from collections.abc import Callable

from dev.gcloud import Gcloud, GcloudFailed
from dev.processes import ROOT

FILES = ("cloudbuild.yaml", "deploy/test.yaml")
# A tag, or a digest and the tag that it was found by.
IMAGE = re.compile(r"name: (?P<image>[^\s:@]+)(:(?P<tag>[\w.-]+)|@sha256:[0-9a-f]{64} # (?P<pinned>[\w.-]+))$", re.M)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def by_tag(text: str) -> list[str]:
    """The images of a build file that are not pinned."""
    return [f"{found['image']}:{found['tag']}" for found in IMAGE.finditer(text) if found["tag"]]


def pinned(text: str, digest_of: Callable[[str], str]) -> str:
    """The build file with every image by its digest, and the tag as a comment, for the next time."""

    def pin(found: re.Match[str]) -> str:
        image, tag = found["image"], found["tag"] or found["pinned"]
        return f"name: {image}@{digest_of(f'{image}:{tag}')} # {tag}"

    return IMAGE.sub(pin, text)


def digest_of(gcloud: Gcloud, image: str) -> str:
    """The digest that the registry has under a tag. Raises GcloudFailed."""
    [found] = gcloud.ask("container", "images", "describe", image)
    digest = str(found.get("image_summary", {}).get("digest"))
    if not DIGEST.fullmatch(digest):
        raise GcloudFailed(f"gcloud container images describe {image}\nsaid {digest}, which is no digest")
    return digest


def main() -> int:
    """Write both files, or none; 1 with a sentence if gcloud failed."""
    gcloud = Gcloud(os.environ.get("PROJECT", ""))
    try:
        files = {name: pinned((ROOT / name).read_text(), lambda image: digest_of(gcloud, image)) for name in FILES}
    except GcloudFailed as problem:
        print(f"Nothing was changed. This did not work:\n  {problem}")
        return 1
    for name, text in files.items():
        (ROOT / name).write_text(text)
    print(f"Pinned in {' and '.join(FILES)}. Look at the difference, then commit both.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
