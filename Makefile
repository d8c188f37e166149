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

# The clients' stamps lie beside what they stand for, so that two checkouts may share one virtual environment.
NODE := $(CURDIR)/bin/with-node $(abspath $(VENV))
CLIENTS := clients/node_modules/.installed
MALL_H5 := clients/mall/dist/.h5
MALL_MINI := clients/mall/dist/.mp-weixin
MERCHANT_H5 := clients/merchant/dist/.h5
MERCHANT_MINI := clients/merchant/dist/.mp-weixin
SHARED_SOURCES := $(shell find clients/shared -type f) clients/tools/uni-build.ts clients/tools/precompress.mjs
MALL_SOURCES := $(shell find clients/mall/src -type f) clients/mall/index.html clients/mall/vite.config.ts $(SHARED_SOURCES)
MERCHANT_SOURCES := $(shell find clients/merchant/src -type f) $(addprefix clients/merchant/,index.html sw.js shell-worker.ts vite.config.ts) $(SHARED_SOURCES)

.PHONY: help setup setup-test run demo fresh test lint types imports pytest format bench clean clients clients-check api-types screenshots

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/runtime  ## virtual environment with everything that the product needs

setup-test: $(STAMPS)/test

run: setup $(MALL_H5) $(MERCHANT_H5)  ## start everything: database, queue, web, workers; prints addresses and log-ins; Ctrl-C stops
	@$(BIN)/flask --app wsgi up

demo: setup  ## a day at speed: mothers and stores that answer, refuse or sleep; prints what happened
	@$(BIN)/python -m app.demo.day

fresh: setup $(MALL_H5) $(MERCHANT_H5)  ## begin anew: throws away var/ of this folder, then runs
	@$(BIN)/python -m app.supervisor.reset && $(BIN)/flask --app wsgi up

test: lint types imports clients-check pytest  ## every check: lint, types, import rules, clients, tests

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-test
	$(BIN)/mypy

imports: setup-test
	$(BIN)/lint-imports

pytest: setup-test clients
	@bin/make-browser
	$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

clients: $(MALL_H5) $(MALL_MINI) $(MERCHANT_H5) $(MERCHANT_MINI)  ## build the screens: the mall and the stores' app, each for browsers and as a WeChat mini-program

clients-check: $(CLIENTS)
	cd clients && $(NODE) npm run --silent --workspaces types
	cd clients && $(NODE) npm run --silent --workspaces test

api-types: setup $(CLIENTS)  ## make the clients' types anew from the API's description
	$(BIN)/flask --app wsgi openapi print | $(NODE) node clients/tools/api-types.mjs /mom/v1 clients/mall/src/api/schema.d.ts
	$(BIN)/flask --app wsgi openapi print | $(NODE) node clients/tools/api-types.mjs /merchant/v1 clients/merchant/src/api/schema.d.ts

screenshots: setup-test $(MALL_H5) $(MERCHANT_H5)  ## every screen of the phones' apps at 390 px, the mall at 1440 too, into var/screenshots
	@bin/make-browser --fonts
	$(BIN)/python -m tests.clients.screenshots

format: setup-test  ## put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-test  ## measure; see benchmarks/
	$(BIN)/python -m benchmarks

clean:  ## remove what was built; var/ (the data) stays
	rm -rf clients/node_modules clients/*/node_modules clients/*/dist
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

# Scripts of packages are not run: nothing here needs one, and they reach for the network.
$(CLIENTS): $(STAMPS)/venv clients/package-lock.json clients/package.json clients/mall/package.json clients/merchant/package.json
	cd clients && $(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(MALL_H5): $(CLIENTS) $(MALL_SOURCES)
	cd clients && $(NODE) npm run --silent --workspace mall build:h5
	$(NODE) node clients/tools/precompress.mjs clients/mall/dist/build/h5
	@touch $@

$(MALL_MINI): $(CLIENTS) $(MALL_SOURCES)
	cd clients && $(NODE) npm run --silent --workspace mall build:mp-weixin
	@touch $@

$(MERCHANT_H5): $(CLIENTS) $(MERCHANT_SOURCES)
	cd clients && $(NODE) npm run --silent --workspace merchant build:h5
	$(NODE) node clients/tools/precompress.mjs clients/merchant/dist/build/h5
	@touch $@

$(MERCHANT_MINI): $(CLIENTS) $(MERCHANT_SOURCES)
	cd clients && $(NODE) npm run --silent --workspace merchant build:mp-weixin
	@touch $@

# The console: one block, so that another client's block stands beside it.
CONSOLE := clients/console/dist/.built
CONSOLE_SOURCES := $(shell find clients/console/src -type f) $(wildcard clients/console/*.html clients/console/*.config.ts) clients/tools/precompress.mjs

run fresh clients screenshots: $(CONSOLE)
api-types: api-types-console
screenshots: screenshots-console
$(CLIENTS): clients/console/package.json

.PHONY: api-types-console screenshots-console
api-types-console: setup $(CLIENTS)
	$(BIN)/flask --app wsgi openapi print | $(NODE) node clients/tools/api-types.mjs /console/v1 clients/console/src/api/schema.d.ts

screenshots-console: setup-test $(CONSOLE)
	@bin/make-browser --fonts
	$(BIN)/python -m tests.clients.console_screenshots

$(CONSOLE): $(CLIENTS) $(CONSOLE_SOURCES)
	cd clients && $(NODE) npm run --silent --workspace console build
	$(NODE) node clients/tools/precompress.mjs clients/console/dist
	@touch $@
