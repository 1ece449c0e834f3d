# The verbs of the project. `make serve` and `make test` do their own set-up; nothing else is needed but Python 3.11+, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup serve test lint check index eval format screenshots clean

help:  ## list the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

setup: $(STAMP)  ## make .venv with the pinned dependencies

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

serve: $(STAMP)  ## answer questions at http://127.0.0.1:7860
	$(BIN)/rehab serve

index: $(STAMP)  ## bring the index up to date
	$(BIN)/rehab index

check: $(STAMP)  ## check the knowledge library
	$(BIN)/rehab check

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: $(STAMP) lint check  ## lint, type-check, check the library and run the tests
	$(BIN)/pytest

eval: $(STAMP)  ## run every frozen suite and the gate; the report is in evals/runs/frozen
	rm -rf evals/runs/frozen
	$(BIN)/rehab index
	$(BIN)/rehab eval run --split frozen --out evals/runs/frozen
	$(BIN)/rehab eval report evals/runs/frozen --baseline evals/baselines/frozen.json
	$(BIN)/rehab eval gate evals/runs/frozen

format: $(STAMP)  ## format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

screenshots: $(STAMP)  ## take docs/screenshots anew
	$(BIN)/python -m tests.browser.screenshots

clean:  ## remove the environment and the index
	rm -rf $(VENV) .rehab
