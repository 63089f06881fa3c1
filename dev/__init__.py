"""Tools for people who run Recado here or deploy it; never deployed themselves. `make` says what each command does.

- run, chat: try Recado on this machine; local: the settings of a local run; function: it as a child process
- slips: what is wrong in .env.yaml, for run, deploy and doctor alike
- deploy/, doctor/: set it up in Google Cloud, and check the setup; gcloud: the one place where gcloud is called
- cost, migrate, images, mutate/: the other commands; models: those of OpenAI's that end
- openai_standin/, twilio_standin/: servers that speak the parts of both APIs that Recado uses
- phone_page/: a phone in the browser; phone: a customer's phone without one; serving: how these servers are served
- emulator: Firestore's; processes: child processes in general
"""
