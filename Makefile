# Two targets do all the set-up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHONS ?= python3.11 python3.12 python3.13
FUZZ_SECONDS ?= 300
NODE := build/bench/node
# Everything is installed in the versions of the lock files, whose hashes are checked; `make lock` writes them anew.
LOCKS := .ci/build.txt .ci/dev.txt
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: demo test test-all lint fuzz bench speed lock catalogue clean

demo: $(STAMP)
	$(BIN)/fazhi audit seeds/*.txt

test: lint
	$(BIN)/pytest

# The suite on every Python that is here, each in an environment of its own.
test-all:
	@if command -v pyenv >/dev/null; then PYENV_VERSION=$$(pyenv versions --bare | paste -sd: -); export PYENV_VERSION; fi; \
	for python in $(PYTHONS); do \
	  if $$python -c '' 2>/dev/null; then $(MAKE) test PYTHON=$$python VENV=.venv-$$python || exit 1; \
	  else echo "没有 $$python，略过"; fi; \
	done

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Looks for inputs that break what must hold for any input; see tests/fuzz.
fuzz: $(STAMP)
	$(PIP) --no-build-isolation --editable '.[fuzz]'
	for law in pack companions readers figures_and_dates syntax outline audit; do \
	  $(BIN)/python -m tests.fuzz $$law --seconds $(FUZZ_SECONDS) || exit 1; \
	done

# How fast it is, beside other tools: tests/bench/SPEED.md. They are installed apart from what we develop with.
bench:
	$(MAKE) speed VENV=.venv-bench

speed: $(STAMP)
	$(PIP) --editable '.[bench]'
	mkdir -p $(NODE)
	cp tests/bench/speed/peers/package.json $(NODE)
	npm install --prefix $(NODE) --silent --ignore-scripts --no-audit --no-fund || echo "装不上 npm 的工具，不比它们"
	$(BIN)/python -m tests.bench speed --write $(ARGS)

# One set of versions for every platform and Python from 3.11 on.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --disable-pip-version-check 'uv>=0.5'
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' \
	  --upgrade .ci/build.in --output-file .ci/build.txt
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' \
	  --upgrade --extra dev pyproject.toml --output-file .ci/dev.txt
	rm -rf .venv-lock

catalogue: $(STAMP)
	$(BIN)/fazhi rules catalogue > rules/README.md

$(STAMP): pyproject.toml $(LOCKS)
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --requirement .ci/build.txt
	$(PIP) --require-hashes --no-build-isolation --requirement .ci/dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf .venv $(addprefix .venv-,$(PYTHONS) lock bench) $(NODE)
