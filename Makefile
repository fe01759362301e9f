# make run: everything up to the served dashboard. make test: everything that checks it.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
# Python compiles what it imports, once: a third of the packages' files are never asked for. Each process would do it anew
# where the environment forbids to keep what was compiled.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

# Debian and Ubuntu keep part of Python's venv module in a package of its own.
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: run test chromium lint bench accuracy gazetteer compiled lock audit
.DELETE_ON_ERROR:

run: .venv/runs gazetteer
	$(BIN)/python -m dashboard.assets
	$(BIN)/python -m dashboard ingest data/reports
	$(BIN)/streamlit run dashboard/app.py --server.port $(PORT)

test: .venv/runs
	$(MAKE) --jobs 3 --output-sync=target lint gazetteer chromium
	$(BIN)/python -m pytest --numprocesses 3 --dist loadgroup --no-loadscope-reorder

chromium: .venv/tests
	sh tests/install_browser.sh

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/tests .venv/bench-peers/installed gazetteer chromium
	$(BIN)/python -m tests.benchmarks

# The geoparsers that ours is compared with, away from everything else; PEERS_PYTHON=python3.12 for one that needs it.
PEERS_PYTHON ?= $(PYTHON)
.venv/bench-peers/installed: requirements-bench.txt | .venv/runs
	$(PEERS_PYTHON) -m venv --clear .venv/bench-peers
	grep -v '^#' $< | while read -r peer; do \
	  .venv/bench-peers/bin/python -m pip install --quiet --disable-pip-version-check "$$peer" || echo "left out: $$peer"; done
	touch $@

# The project's own annotated texts, and with DAWRIYA_CORPORA=DIR the corpora there.
accuracy: .venv/runs gazetteer
	$(BIN)/python -m tests.accuracy.measure_places

# Does nothing where the built gazetteer is up to date with its sources.
gazetteer: .venv/runs
	$(BIN)/python -m gazetteer build

# Up to twice the speed of reading, with a C compiler and Python's headers; once a source changes, Python runs it.
compiled: .venv/compiling/installed
	.venv/compiling/bin/python -m gazetteer.compiling
	.venv/compiling/bin/python -m dashboard.reading.compiling

.venv/compiling/installed: requirements-compiled.txt | .venv/runs
	$(PYTHON) -m venv --clear .venv/compiling
	.venv/compiling/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

# The locks, with a hash for every file: of what runs, and of what the image is built with. Run it after any change of
# requirements.txt; `make lock UPGRADE=--upgrade` takes newer versions of what is not pinned there.
LOCK := CUSTOM_COMPILE_COMMAND="make lock" .venv/audit/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --annotation-style line
UPGRADE ?=
lock: .venv/audit/installed
	grep -v '^-e' requirements.txt > .venv/audit/requirements.in
	$(LOCK) $(UPGRADE) --output-file requirements.lock .venv/audit/requirements.in
	$(LOCK) $(UPGRADE) --output-file requirements-build.lock requirements-build.txt

# Known vulnerabilities of what the lock names, where a service can be reached, and that what is installed is the lock.
audit: .venv/audit/installed .venv/runs
	$(BIN)/python -m tests.dependencies .venv/audit/bin/pip-audit

.venv/audit/installed: requirements-audit.txt | .venv/runs
	$(PYTHON) -m venv --clear .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

.venv/runs: requirements.txt pyproject.toml
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { $(AS_ROOT) apt-get update -qq && \
	  $(AS_ROOT) apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear .venv; }
	$(PIP) -r requirements.txt
	touch $@

.venv/tests: requirements-dev.txt .venv/runs
	$(PIP) -r requirements-dev.txt
	touch $@
