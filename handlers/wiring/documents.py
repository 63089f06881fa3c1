"""The store of documents. Only the chosen one is imported: Firestore's client takes a quarter of a start."""

from collections.abc import Callable
from datetime import datetime

from handlers.adapters.memory import MemoryDocuments
from handlers.errors import BadSettings
from handlers.settings import Settings
from handlers.stores.documents import Documents
from handlers.stores.indexes import INDEXED


def documents_of(settings: Settings, now: Callable[[], datetime]) -> Documents:
    """The store that is set up. Raises BadSettings."""
    match settings.store:
        case "memory":
            return MemoryDocuments()
        case "sqlite":
            from handlers.adapters.sqlite.documents import SqliteDocuments

            return SqliteDocuments(settings.sqlite_path, INDEXED, now)
    return _firestore(settings)


def _firestore(settings: Settings) -> Documents:
    from google.auth.exceptions import DefaultCredentialsError

    from handlers.adapters.firestore import FirestoreDocuments

    try:
        return FirestoreDocuments(
            settings.google_cloud_project, settings.firestore_database, emulator=settings.firestore_emulator_host
        )
    except (DefaultCredentialsError, OSError):
        raise BadSettings(
            "Recado cannot start: STORE=firestore finds no Google Cloud project or credentials.\n"
            "Run `gcloud auth application-default login` and set GOOGLE_CLOUD_PROJECT; or STORE=sqlite for a file."
        ) from None
