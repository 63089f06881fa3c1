"""The one place where gcloud is called: to ask, to change something, or only to show the commands."""

import json
import os
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dev.processes import ROOT

# gcloud's words about an account or an API that is only seconds old, and while Firestore still works on the last
# setting: https://github.com/GoogleCloudPlatform/magic-modules/pull/9515
NOT_YET = (
    *("does not exist", "has not been used in project", "it is disabled"),
    *("Please retry, underlying data changed", "contention"),
)
# gcloud logs every call in its configuration folder, with its output and the values of flags, from stdin too: that is,
# secrets.
UNLOGGED = {"CLOUDSDK_CORE_DISABLE_FILE_LOGGING": "true"}
ATTEMPTS = 8
PAUSE = 10.0  # seconds between two of them; IAM documents that a new account may take a minute or more


@dataclass(frozen=True)
class Command:
    """A call of gcloud. `stdin`: values too secret for a command line; a `visible` call writes to the terminal."""

    words: tuple[str, ...]
    stdin: str | None = field(default=None, repr=False)
    visible: bool = False

    def __str__(self) -> str:
        """The line for a shell, with *** instead of `stdin`."""
        return f"{'printf %s *** | ' if self.stdin is not None else ''}{shlex.join(self.words)}"


@dataclass(frozen=True)
class Done:
    """The outcome of a call: its exit code, and its output unless that was visible."""

    code: int
    output: str = ""
    errors: str = ""


class GcloudFailed(Exception):
    """A call failed; the message holds the command and gcloud's own words, `errors` the latter alone."""

    def __init__(self, message: str, errors: str = "") -> None:
        super().__init__(message)
        self.errors = errors


def execute(command: Command) -> Done:
    """Call gcloud. The output of a visible call goes to the terminal as it comes."""
    stream = None if command.visible else subprocess.PIPE
    try:
        done = subprocess.run(  # noqa: S603 - our own commands, without a shell
            command.words,
            cwd=ROOT,
            env={**os.environ, **UNLOGGED},
            input=command.stdin,
            stdout=stream,
            stderr=stream,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return Done(127, errors="gcloud is not installed: https://cloud.google.com/sdk/docs/install")
    return Done(done.returncode, done.stdout or "", done.stderr or "")


@dataclass
class Gcloud:
    """gcloud for one project; "" is the one that gcloud is set to.

    In a dry run every command is shown and none is run, as if the project were empty. `attempts`: the calls of a
    command in all, while Google Cloud is not ready for it.
    """

    project: str
    dry_run: bool = False
    execute: Callable[[Command], Done] = execute
    show: Callable[[str], None] = print
    pause: Callable[[float], None] = time.sleep
    attempts: int = ATTEMPTS
    changes: int = 0

    def ask(self, *words: str, fields: Sequence[str] = ()) -> list[Any]:
        """The entries that a `list` command finds. A `describe` gives a list of one. `fields`: only these of each."""
        only = f"({','.join(fields)})" if fields else ""
        found = self._call(self._command(*words, f"--format=json{only}"))
        answer = json.loads(found or "[]")
        return answer if isinstance(answer, list) else [answer]

    def ask_secret(self, name: str) -> str:
        """The newest value of a secret; it is never shown. "" in a dry run."""
        return self._call(self._command("secrets", "versions", "access", "latest", f"--secret={name}"))

    def run(self, *words: str, stdin: str | None = None, visible: bool = False) -> None:
        """Change something, and say so. Raises GcloudFailed."""
        command = self._command(*words, stdin=stdin, visible=visible)
        if not self.dry_run:
            self.show(f"  {command}")
        self._call(command)
        self.changes += 1

    def run_with(self, flags: Mapping[str, object], *words: str) -> None:
        """The same with flags that are too secret for a command line, or whose values have any characters.

        gcloud reads them from stdin, in YAML, of which JSON is a part: `gcloud topic flags-file`.
        """
        self.run(*words, "--flags-file=-", stdin=json.dumps(flags))

    def _command(self, *words: str, stdin: str | None = None, visible: bool = False) -> Command:
        project = [f"--project={self.project}"] if self.project else []
        return Command(("gcloud", *words, *project, "--quiet"), stdin, visible)

    def _call(self, command: Command) -> str:
        if self.dry_run:
            self.show(f"  {command}")
            return ""
        for attempt in range(self.attempts):
            done = self.execute(command)
            if done.code == 0:
                return done.output
            if attempt + 1 == self.attempts or not any(words in done.errors for words in NOT_YET):
                break
            self.show("  Google Cloud is not ready for it yet: trying again ...")
            self.pause(PAUSE)
        raise GcloudFailed(f"{command}\n{done.errors.strip()}", done.errors.strip())
