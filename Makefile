# `make` alone says what there is. Needs Python 3.11 or newer with venv, nothing else.

PYTHON ?= python3
PORT ?= 8080
PHONE_PORT ?= 8090
SITE_PORT ?= 8100
VENV := .venv/bin
# As it was typed: in a customer's text, $100 is a price.
override TEXT := $(value TEXT)
export PORT PHONE_PORT SITE_PORT TEXT FROM VERBOSE
export PROJECT REGION PUBLIC_URL NOTIFY SECRETS ROTATE DRY_RUN KEEP_SAMPLE
export FIX SENDER JSON SERVICE
export MODEL MESSAGES CONVERSATIONS META
export ASSISTANT
export SAMPLE SEED ONLY
export TIMES
export SYNC FOLDER
# Every process would compile anew what it imports, each of the tests' four most of all.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run showcase chat knowledge numbers reconcile reprice topics report export eval deploy doctor cost migrate bench test screenshot soak mutate format lock upgrade images clean

help: ## List these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 19

.venv/installed: requirements.txt dev/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Recado needs Python 3.11 or newer; name one with make PYTHON=python3.13"; exit 1; }
	@echo "Installing into .venv (a minute, the first time) ..."
	@$(PYTHON) -m venv .venv || { echo "Debian and Ubuntu need: apt-get install python3-venv"; exit 1; }
	@$(VENV)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r dev/requirements.txt
	@touch $@

run: .venv/installed ## The function on port 8080 (PORT=...), a phone on http://localhost:8090 (PHONE_PORT=...), a site on 8100 (SITE_PORT=...)
	@exec $(VENV)/python -m dev.run

showcase: .venv/installed ## Two made-up months for the numbers that make run serves
	@exec $(VENV)/python -m dev.showcase

chat: .venv/installed ## Write to it as a customer (TEXT="Hola", VERBOSE=1, FROM=whatsapp:+...)
	@exec $(VENV)/python -m dev.chat

knowledge: .venv/installed ## What the assistant gets to know, and what cannot be used (FOLDER=..., SYNC=1: to a vector store)
	@exec $(VENV)/python -m dev.knowledge

numbers: .venv/installed ## The days in numbers; REBUILD=2026-11 counts a month's messages anew (FORCE=1, STORE=firestore)
	@exec $(VENV)/python -m dev.numbers

reconcile: .venv/installed ## What was counted beside what Twilio and OpenAI billed (MONTH=2026-11 OPENAI_ADMIN_KEY=..., STORE=firestore)
	@exec $(VENV)/python -m dev.reconcile

reprice: .venv/installed ## The money of a month's days by the prices of now (MONTH=2026-11 YES=1, STORE=firestore)
	@exec $(VENV)/python -m dev.reprice

topics: .venv/installed ## Topics for what fell under "other", proposed by the model from what customers wrote (SEND=1, STORE=firestore)
	@exec $(VENV)/python -m dev.topics

report: .venv/installed ## The numbers of the last seven days (DAYS=30, FROM=2026-11-01 TO=2026-11-30, LANGUAGE=en, STORE=firestore)
	@exec $(VENV)/python -m dev.report

export: .venv/installed ## What is kept of some days as JSON lines (FROM=2026-11-01 TO=2026-11-30, TEXTS=1, OUT=folder, STORE=firestore)
	@exec $(VENV)/python -m dev.export

eval: .venv/installed ## Hold conversations with it, and check the answers (CONVERSATIONS=file TIMES=3 ONLY=name MODEL=... JSON=1)
	@exec $(VENV)/python -m dev.evaluate

deploy: .venv/installed ## To Google Cloud, again and again (PROJECT=... REGION=... NOTIFY=mail, DRY_RUN=1)
	@$(VENV)/python -m dev.deploy

doctor: .venv/installed ## Check the setup, or a deployed one (PROJECT=... REGION=...), and say how to fix it (FIX=1, JSON=1)
	@exec $(VENV)/python -m dev.doctor

cost: .venv/installed ## What a month costs (CHANNEL=telegram CONVERSATIONS=2000 MESSAGES=6 MODEL=... META=0.01)
	@exec $(VENV)/python -m dev.cost

migrate: .venv/installed ## Settings of an exported OpenAI assistant (FROM=assistant.json, ASSISTANT=asst_...)
	@exec $(VENV)/python -m dev.migrate

bench: .venv/installed ## What it adds and costs, beside floors (ARGS="--quick", ARGS="one cpu")
	@exec $(VENV)/python -m bench.run $(ARGS)

# While types are checked, the other core compiles the tests once: else each of the five processes would, for itself.
test: .venv/installed ## Everything: lint, types, all tests, branch coverage
	@$(VENV)/ruff check . && $(VENV)/ruff format --check .
	@$(VENV)/python -m pytest --collect-only -qq >/dev/null & $(VENV)/mypy; found=$$?; wait; exit $$found
	@$(VENV)/python -m pytest -n 5 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

screenshot: .venv/installed ## The picture of the README, docs/phone.png, anew
	@SCREENSHOT=1 $(VENV)/python -m pytest -q tests/dev/phone_page/test_browser.py -k picture_of_the_readme
	@echo "Written: docs/phone.png. Look at it, then commit it."

soak: .venv/installed ## The long ones, by hand: random orders of events, and 100 customers under kills, slowness and refusals
	@MODEL_EXAMPLES=100 FAULT_CUSTOMERS=200 RECOUNT_SEEDS=4 $(VENV)/python -m pytest tests/model tests/test_faults.py \
	  tests/numbers/test_recount.py tests/numbers/test_whole_recount.py
	@$(VENV)/python -m pytest -s tests/soaks/slow.py tests/soaks/refused.py tests/soaks/people.py tests/soaks/ceilings.py \
	  tests/soaks/channels.py

mutate: .venv/installed ## By hand: which small slips in handlers/ no test notices (SAMPLE=60 SEED=1 ONLY=channels)
	@exec $(VENV)/python -m dev.mutate

format: .venv/installed ## Format, and mend what the linter can
	@$(VENV)/ruff format . && $(VENV)/ruff check --fix .

# Extras stay in the pins: without them pip takes coverage[toml], say, for a package that is not pinned.
PIN := uv pip compile --quiet --universal --python-version 3.11 --no-header --annotation-style=line --generate-hashes \
  --no-strip-extras

lock: .venv/installed ## Pin both requirements.txt with hashes, as their .in files want; versions stay
	@$(VENV)/$(PIN) requirements.in -o requirements.txt
	@cd dev && ../$(VENV)/$(PIN) requirements.in -o requirements.txt
	@echo "Pinned. Next: make test, then commit both files."

upgrade: PIN += --upgrade
upgrade: lock ## The same with the newest versions

images: .venv/installed ## Pin the images of the build by digest, as the registry has them now (needs gcloud)
	@$(VENV)/python -m dev.images

clean: ## Remove what make made
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* .local-token .local-desk .local-telegram .local.db* .eval
