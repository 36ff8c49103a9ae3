# Two commands do everything, set-up included: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test lint lock clean

demo: $(READY)
	@$(BIN)/python -m systems.helpdesk.demo

test: $(READY)
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/test

lint: $(READY)
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/lint

$(READY): pyproject.toml requirements.lock
	@echo "Setting up .venv (once; a few minutes on a slow line)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tandem needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

# Needs uv on the PATH. The lock holds versions and hashes for every platform, no addresses.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --all-extras --group dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv .tandem .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
