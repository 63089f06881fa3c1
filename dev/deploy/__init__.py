"""`make deploy`: from an empty project to a running Recado, and again after every change. Changes only what differs.

Every step asks gcloud first what is there. DRY_RUN=1 shows all commands, for an empty project, and runs none.
"""
