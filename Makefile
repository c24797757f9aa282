# Everything stands in .venv and .cache, which git ignores.  A fresh machine needs Python 3.11 or newer, git and make;
# `make conformance` also needs Go and Node.

PYTHON ?= python3
BIN := .venv/bin
CONFORMANCE := $(BIN)/python -m pytest -o addopts="--strict-markers --strict-config -ra"

.PHONY: demo test lint conformance bench golden clean

demo: .venv/ready  ## compile the example project and let real dbt build it
	@bash examples/demo.sh

test: .venv/ready  ## the tests; nothing is fetched
	$(BIN)/python -m pytest

lint: .venv/ready  ## style, types, and the house rules of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

conformance: .venv/ready  ## install the programs that read the outputs, and give them the outputs
	$(BIN)/python -m tests.conformance.tools
	$(CONFORMANCE) tests/conformance

bench: .venv/ready  ## figures, not verdicts: CPU ratios, memory, corpus
	$(BIN)/python -m bench

golden: .venv/ready  ## bring the golden cases, the schemas and docs/codes.md up to date
	$(BIN)/python -m tests.generated
	$(BIN)/python -m tests.golden

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "floec needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test,lint]'
	touch $@

clean:
	rm -rf .venv .cache
