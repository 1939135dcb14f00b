# The commands of the project; the same ones run on a desk and in continuous integration.
# Needs only make and Python 3.11 or newer. Every set-up step runs once and again when its lock file changes.

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; exit; }; done; echo none)
VENV := .venv
PIP_INSTALL := $(VENV)/bin/python -m pip --disable-pip-version-check install --quiet
UV_VERSION := 0.13.9
LOCK_TOOLS := build/lock-tools
COMPILE := $(LOCK_TOOLS)/bin/uv pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra install $(UPGRADE)

.PHONY: help run test check soak relevance bench lock clean

help: ## what there is to run (also what plain "make" prints)
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

run: $(VENV)/runtime.stamp ## index the corpus, then serve it on http://127.0.0.1:8000
	$(VENV)/bin/kb index
	@exec $(VENV)/bin/kb serve

# The tests start hundreds of processes; without bytecode on disk each would compile the program anew.
test soak: export PYTHONDONTWRITEBYTECODE :=
test: check ## everything in small numbers; ARGS="-k facet" picks tests
	$(VENV)/bin/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/development.stamp ## ruff and mypy
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy --strict $(wildcard kb indexer web tests)

soak: $(VENV)/development.stamp ## the same tests in full numbers
	KB_SOAK=1 $(VENV)/bin/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

relevance: $(VENV)/development.stamp ## our ranking beside other engines on the judged questions; ARGS=--final for all of them
	$(VENV)/bin/python -m tests.relevance $(ARGS)

bench: $(VENV)/development.stamp ## build and search beside other engines; ARGS="--documents 100000 --json", ARGS=--help
	$(VENV)/bin/python -m tests.benchmarks $(ARGS)

lock: $(LOCK_TOOLS)/$(UV_VERSION).stamp ## write both lock files from pyproject.toml; UPGRADE=--upgrade takes newer versions
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## remove the environment and the caches; var/ and corpus/ stay
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find kb indexer web tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

define check_python
	@if [ "$(PYTHON)" = none ]; then \
		echo "Leuchtturm needs Python 3.11 or newer, and none was found." >&2; \
		echo "Install it (Debian 12, Ubuntu 24.04: apt install python3 python3-venv) or name it: make PYTHON=/path/to/python3.11 …" >&2; \
		exit 1; fi
	@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
		echo "$(PYTHON) is $$($(PYTHON) --version 2>&1); Leuchtturm needs Python 3.11 or newer." >&2; \
		echo "Install it (Debian 12, Ubuntu 24.04: apt install python3 python3-venv) or name it: make PYTHON=/path/to/python3.11 …" >&2; \
		exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) cannot make virtual environments: its module ensurepip is missing." >&2; \
		echo "Install it (Debian, Ubuntu: apt install python3-venv) and run make again." >&2; \
		exit 1; fi
endef

# A half-made environment has no stamp, so it is made anew from scratch.
$(VENV)/made.stamp:
	$(check_python)
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# The lock brings setuptools, so installing the project itself fetches nothing more.
$(VENV)/runtime.stamp: requirements.lock pyproject.toml $(VENV)/made.stamp
	$(PIP_INSTALL) --require-hashes --requirement requirements.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# The development lock holds everything the runtime lock holds, hence both stamps.
$(VENV)/development.stamp: requirements-dev.lock pyproject.toml $(VENV)/made.stamp
	$(PIP_INSTALL) --require-hashes --requirement requirements-dev.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(VENV)/runtime.stamp $@

$(LOCK_TOOLS)/$(UV_VERSION).stamp:
	$(check_python)
	$(PYTHON) -m venv --clear $(LOCK_TOOLS)
	$(LOCK_TOOLS)/bin/python -m pip --disable-pip-version-check install --quiet uv==$(UV_VERSION)
	@touch $@
