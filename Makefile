# make run: everything up to the served dashboard. make test: everything that checks it.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501

.PHONY: run test lint bench
.DELETE_ON_ERROR:

run: .venv/runs data/store/samples
	$(BIN)/streamlit run dashboard/app.py --server.port $(PORT)

test: .venv/tests gazetteer/built/gazetteer lint
	sh tests/install_browser.sh
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/tests gazetteer/built/gazetteer
	sh tests/install_browser.sh
	$(BIN)/python -m tests.benchmarks

.venv/runs: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/tests: requirements-dev.txt .venv/runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
