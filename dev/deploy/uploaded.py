"""What of this folder gcloud uploads, as .gcloudignore tells it; the build has nothing that git ignores, either."""

import fnmatch
from pathlib import Path, PurePosixPath

from dev.processes import ROOT


def is_uploaded(name: str, root: Path = ROOT) -> bool:
    """True if the file of this path, seen from the root, goes with the function."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return False
    return not any(fnmatch.fnmatch(part, rule) for part in path.parts for rule in _rules(root))


def _rules(root: Path) -> list[str]:
    lines = [line for name in (".gcloudignore", ".gitignore") for line in (root / name).read_text().splitlines()]
    return [line.rstrip("/") for line in lines if line and not line.startswith("#")]
