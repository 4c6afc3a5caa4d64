# Two commands: `make run` and `make test`. The rest is what they use, and what CI calls.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
TORCH := torch==2.13.0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test setup check eval bench bench-shared soak fit lock screenshots clean debian

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: setup ## set up, answer one question, then serve on http://127.0.0.1:8000
	$(BIN)/assistant ask "Gamma knife or whole brain for two brain mets on osimertinib?"
	$(BIN)/assistant serve

test: setup debian ## everything the tests need, then all tests
	$(BIN)/python -m pytest

# Bytecode beside the code: pip writes none for a folder that is edited, and where the
# environment forbids Python to keep any, each cold start would compile every module anew.
setup: $(VENV)/.installed ## environment, pinned dependencies, model, encoder, index
	@$(BIN)/python -m compileall -q assistant corpus index evals
	$(BIN)/assistant setup

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "Python 3.11 is needed; name it with: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv "$(VENV)" || \
	  { rm -rf "$(VENV)"; echo "no environment was made; on Debian: apt-get install python3-venv"; exit 2; }

# torch first and by itself: asked for by another package, pip may take a larger build of it.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/python -m pip install -q "$(TORCH)"
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

debian:
	@bash tests/debian-packages

check: $(VENV)/.installed ## ruff, mypy --strict, import-linter, the packs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/assistant corpus check

eval: setup ## the committed question sets against the committed baseline
	$(BIN)/python -m evals run evals/sets/{tuning,test,cases/tuning,cases/test}/*.jsonl \
	  --jobs 2 --baseline evals/baseline.json --report reports/eval

bench: setup ## speed as ratios in one run, and the plain pipeline beside it
	$(BIN)/python -m evals bench

bench-shared: setup ## the same with the public data sets in $(SHARED)
	$(BIN)/python -m evals bench --shared $(SHARED)

soak: setup ## a server asked for MINUTES (5) by several clients, watched
	$(BIN)/python -m evals soak evals/sets/{tuning,cases/tuning}/*.jsonl --minutes $(or $(MINUTES),5)

fit: setup ## the weights of the selection heads, from the tuning questions
	$(BIN)/python -m evals fit evals/sets/tuning/*.jsonl

screenshots: setup debian ## the pictures of the page that the README shows
	$(BIN)/python -m tests.screenshots docs/screenshots

lock: $(VENV)/.installed ## the lock file anew; CPU_INDEX=the address of torch's CPU builds
	$(BIN)/python tests/lock.py --cpu-index "$(CPU_INDEX)"

clean: ## the environment and caches, not the user's data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
