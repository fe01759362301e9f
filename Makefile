# make run: everything up to the served dashboard. make test: everything that checks it.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test lint bench gazetteer
.DELETE_ON_ERROR:

run: .venv/runs gazetteer
	$(BIN)/python -m dashboard ingest data/reports
	$(BIN)/streamlit run dashboard/app.py --server.port $(PORT)

test: lint gazetteer
	sh tests/install_browser.sh
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/tests gazetteer
	sh tests/install_browser.sh
	$(BIN)/python -m tests.benchmarks

# Does nothing where the built gazetteer is up to date with its sources.
gazetteer: .venv/runs
	$(BIN)/python -m gazetteer build

.venv/runs: requirements.txt pyproject.toml
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { \
	  echo "Python's venv module is incomplete here. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PIP) -r requirements.txt
	touch $@

.venv/tests: requirements-dev.txt .venv/runs
	$(PIP) -r requirements-dev.txt
	touch $@
