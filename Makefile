# Jindan's commands. `make` alone lists them; `make run` and `make test` are all that is needed.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV ?= .venv
STAMPS := $(VENV)/.stamps
BIN := $(VENV)/bin
# At least two test workers, so that what only breaks side by side breaks here; a worker for each processor otherwise.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n > 2 ? n : 2)))
PYTEST_ARGS ?=

.PHONY: help setup setup-test run demo fresh test lint types imports pytest format bench clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/runtime  ## virtual environment with everything that the product needs

setup-test: $(STAMPS)/test

run: setup  ## start everything: database, queue, web, workers; prints addresses and log-ins; Ctrl-C stops
	@$(BIN)/flask --app wsgi up

demo: setup  ## a day at speed: mothers and stores that answer, refuse or sleep; prints what happened
	@$(BIN)/python -m app.demo.day

fresh: setup  ## begin anew: throws away var/ of this folder, then runs
	@$(BIN)/python -m app.supervisor.reset && $(BIN)/flask --app wsgi up

test: lint types imports pytest  ## every check: lint, types, import rules, tests

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-test
	$(BIN)/mypy

imports: setup-test
	$(BIN)/lint-imports

pytest: setup-test
	$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

format: setup-test  ## put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-test  ## measure; see benchmarks/
	$(BIN)/python -m benchmarks

clean:  ## remove what was built; var/ (the data) stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './clients/*' -prune -exec rm -rf {} +

# A stamp is newer than what was installed from; a second run does nothing.
$(STAMPS)/venv: bin/make-venv
	@bin/make-venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: $(STAMPS)/venv requirements.txt
	@bin/install-requirements $(VENV) requirements.txt
	@touch $@

$(STAMPS)/test: $(STAMPS)/runtime tests/requirements.txt
	@bin/install-requirements $(VENV) tests/requirements.txt
	@touch $@
