# Every target makes what it needs: a fresh machine needs Python 3.11 or newer and make, nothing else.
.DEFAULT_GOAL := help
.PHONY: help setup demo run test check bench fuzz torture audit upgrade

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(READY) ## make .venv with exactly what requirements.lock names

$(READY): requirements.lock scripts/setup.sh
	@bash scripts/setup.sh "$(PYTHON)" "$(VENV)" requirements.lock
	@touch $@

demo: setup ## serve the page with the phones, the staff chat and the clock (ARGS="--port 8000")
	$(BIN)/python -m bot demo $(ARGS)

run: setup ## run the bot with the settings of the environment
	$(BIN)/python -m bot run $(ARGS)

test: setup ## run every test (ARGS="tests/dialogs -k phone")
	@$(BIN)/python -m scripts.test_needs
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: setup ## style, types, the direction of imports, the texts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot preview >/dev/null
	$(BIN)/python -m pytest -q tests/house

bench: setup ## measure what the documents claim
	$(BIN)/python -m bench $(ARGS)

CASES ?= 100000

fuzz: setup ## throw random input at every way in (CASES=100000, ARGS="--seed 5000")
	$(BIN)/python -m tests.fuzz --cases $(CASES) $(ARGS)

# pip-audit is fetched by itself and is no part of the lock: it must reach PyPI's list of advisories.
torture: setup ## full load, faults and kills, then the books (ARGS="--minutes 5 --database postgres --processes 2")
	$(BIN)/python -m tests.torture $(ARGS)

audit: setup ## look whether anything in requirements.lock has a known hole
	$(BIN)/uvx pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock $(ARGS)

# The one command that moves versions. The lock names neither a registry nor a path, only hashes.
upgrade: setup ## lock the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile pyproject.toml --quiet --group dev --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		--output-file requirements.lock
	$(BIN)/uv pip compile bench/peers/requirements.in --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		--output-file bench/peers/requirements.lock
