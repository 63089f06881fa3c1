"""What stands beside main.py in Recado itself. All else there a business added, under names of its own.

Before each of its deployments the tests run without that: .testignore.
"""

GOES = frozenset({"main.py", "handlers", "requirements.txt"})  # with the function
STAYS = frozenset(
    {
        *("README.md", "CHANGELOG.md", "Makefile", "cloudbuild.yaml", "pyproject.toml", "requirements.in"),
        *("bench", "deploy", "dev", "docs", "examples", "tests"),
        *(".ci", ".cloudbuildignore", ".env.yaml.example", ".gcloudignore", ".gitignore", ".testignore"),
    }
)
