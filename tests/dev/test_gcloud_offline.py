"""gcloud's own judgement: it takes good commands and refuses bad ones."""

from dev.gcloud import Command
from tests.dev.gcloud_offline import refused


def command(line: str, stdin: str | None = None) -> Command:
    return Command(("gcloud", *line.split()), stdin)


def test_what_gcloud_knows_is_taken() -> None:
    assert refused([command("run services list --region=us-central1 --format=json")]) == []


def test_an_unknown_flag_a_missing_one_and_a_wrong_value_are_refused() -> None:
    bad = [
        command("run services list --regoin=us-central1"),
        command("firestore databases create"),
        command("scheduler jobs create http x --schedule=* --uri=https://x.y --http-method=POSTE"),
        command(
            "scheduler jobs create http x --schedule=* --uri=https://x.y --flags-file=-", '{"--haeders": {"A": "b"}}'
        ),
        command("secrets rotate x"),
    ]
    assert len([sentence for sentence in refused(bad) if sentence.startswith("not a command")]) == len(bad)


def test_an_unknown_field_of_a_file_is_refused() -> None:
    metric = {"api": "logging", "version": "v2", "type": "LogMetric", "content": {"fitler": "x"}}
    assert "fitler" in refused(messages=[metric])[0]
