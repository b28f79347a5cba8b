# Everything a person types. Needs Python 3.11 or newer and make; the rest is fetched into .venv.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# The first of these that runs, is new enough and can make virtual environments.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
# Named after the lock file's contents: another lock file, another stamp, and pip runs again.
STAMP := $(VENV)/.locked-$(shell cksum < requirements/dev.txt | tr ' \t' '--')
# Runs a command beside an empty PostgreSQL and Redis that vanish afterwards.
WITH_SERVICES := $(BIN)/python -m npq_portal.local run --
PYTEST_ARGS ?= -n 2
# Settings must be readable for mypy's Django plugin; nothing is connected to.
NO_SERVICES := DEBUG=true DEMO=true DATABASE_URL=postgres://nobody@/nothing REDIS_URL=redis://localhost:6379/0
LOCK := UV_SYSTEM_CERTS=1 $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --quiet

.PHONY: help venv demo test test-fast chromium lint contracts format types check migrations-check lock bench faults clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 26

venv: $(STAMP) ## make .venv from the locked, hash-checked requirements

$(STAMP): requirements/dev.txt
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer with its venv module is needed. Debian and Ubuntu: apt-get install python3 python3-venv"; exit 1; }
	@echo "Installing the locked packages into $(VENV) (about a minute the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@rm -f $(VENV)/.locked-*
	@started=$$SECONDS; PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -qq --require-hashes -r requirements/dev.txt; \
		echo "Installed in $$((SECONDS - started)) s."
	@touch $@

demo: venv ## start everything with an invented hub; Ctrl+C stops it
	@exec $(BIN)/python -m npq_portal.local demo

test: venv chromium lint contracts types check ## everything: linters, types, import contracts, all tests, browser journeys
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-fast: venv ## the tests without a browser
	$(BIN)/python -m pytest $(PYTEST_ARGS) -m "not browser"

chromium: venv
	@$(BIN)/python -m npq_portal.local chromium

lint: venv ## Python and template linters, and the format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet

contracts: venv ## who may import whom
	$(BIN)/lint-imports

format: venv ## format the Python files
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: venv ## types of rules, actions and the floor
	$(NO_SERVICES) $(BIN)/mypy

check: venv ## Django's own checks, and whether a migration is missing
	$(WITH_SERVICES) $(SHELL) -ec "$(BIN)/python manage.py check && $(BIN)/python manage.py makemigrations --check --dry-run"

migrations-check: venv ## whether a migration is missing
	$(WITH_SERVICES) $(BIN)/python manage.py makemigrations --check --dry-run

lock: venv ## resolve pyproject.toml anew into requirements/
	$(LOCK) -o requirements/base.txt
	$(LOCK) --group embedded --group test --group dev -o requirements/dev.txt

bench: venv ## measure what benchmarks/ measures
	$(BIN)/python -m benchmarks

faults: venv ## kill workers, flush Redis, restart PostgreSQL and refuse mail while messages go out, and count what arrives
	$(BIN)/python -m tests.faults $(FAULTS_ARGS)

clean: ## remove what can be made again; the demo's data (.data) stays
	rm -rf $(VENV) staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results htmlcov .coverage
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
