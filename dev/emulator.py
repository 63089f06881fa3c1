"""Firestore's emulator, from gcloud's component, as a child process on a free port."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dev.processes import child, free_port, wait_for

JAVA = "Java (apt-get install default-jre-headless)"
COMPONENT = (
    "gcloud's Firestore emulator (apt-get install google-cloud-cli-firestore-emulator, from Google's archive:"
    " https://cloud.google.com/sdk/docs/install#deb)"
)
# Java's quick compiler alone: after 100 turns, the four calls of a turn take 12 ms; with both compilers 27 ms.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"


def missing() -> str | None:
    """The parts that are missing on this machine, with the line that installs them; None when it can start."""
    lacking = [name for name, there in ((JAVA, shutil.which("java")), (COMPONENT, _jar())) if not there]
    return f"not found: {' and '.join(lacking)}" if lacking else None


@contextlib.contextmanager
def emulator(*, heap: str = "512m") -> Iterator[str]:
    """Run the emulator for as long as the block lasts; gives host:port, for FIRESTORE_EMULATOR_HOST.

    It keeps every version of every document in `heap`, Java's -Xmx: with 512 MB it crawls after some 15,000 messages.

    Java is started directly: gcloud's own command does no more, and leaves Java behind when it is killed.
    """
    jar, port = _jar(), free_port()
    if jar is None:
        raise FileNotFoundError(missing())
    command = [
        "java",
        *QUICK,
        f"-Xmx{heap}",
        "-cp",
        str(jar),
        MAIN_CLASS,
        "start",
        "--host=127.0.0.1",
        f"--port={port}",
    ]
    with child(command, output=subprocess.DEVNULL) as process:
        wait_for(f"http://127.0.0.1:{port}/", process, name="Firestore's emulator")
        yield f"127.0.0.1:{port}"


def _jar() -> Path | None:
    gcloud = shutil.which("gcloud")
    if gcloud is None:
        return None
    component = Path(gcloud).resolve().parent.parent / "platform" / "cloud-firestore-emulator"
    jar = component / "cloud-firestore-emulator.jar"
    return jar if jar.exists() else None


if __name__ == "__main__":
    sys.exit(missing())
