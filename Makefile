# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
HOME_DIR ?= $(CURDIR)/var
MODELS ?= $(CURDIR)/.models
PORT ?= 8080
SERVE ?= 1
PII_SET ?=
APPLIANCE = .venv/bin/appliance --home $(HOME_DIR)

.PHONY: help setup demo run test check fix bench bench-pii models-small models browser

help:
	@echo "make demo    set up, install the starter models, ingest samples/, ask one question, serve the chat on 127.0.0.1:$(PORT)"
	@echo "make test    the same set-up, then lint, types and the whole test suite"
	@echo "make run     serve the demo's home again      make check   lint and types      make fix    mend what can be mended"
	@echo "make bench   the figures of docs/performance.md   make bench-pii  those of the door, beside PII_SET=FILE.jsonl if given"

setup:
	@$(PYTHON) deploy/install.py

demo: setup
	@.venv/bin/python deploy/demo.py --home $(HOME_DIR) --models $(MODELS) --port $(PORT) --serve $(SERVE)

run: setup
	@$(APPLIANCE) serve --port $(PORT)

models-small: setup
	@.venv/bin/python deploy/demo.py --models $(MODELS) --only-small-models

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; }; } || \
	{ echo "appliance: the browser tests need Chromium: apt-get install chromium" >&2; exit 2; }

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check --quiet .
	.venv/bin/mypy

fix: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

test: setup models-small browser check
	TEST_MODELS=$(MODELS) .venv/bin/python -m pytest

bench: setup
	.venv/bin/python -m bench --models $(MODELS)

bench-pii: setup
	.venv/bin/python -m bench --models $(MODELS) $(if $(PII_SET),--pii $(PII_SET)) pii scrubbing
