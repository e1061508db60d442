# Two commands do it all: `make run` starts the bot, `make test` runs every check.
PYTHON ?= python3
BIN := .venv/bin
# Tests that wait for real processes run beside others.
WORKERS ?= 3

.PHONY: run test format lock pictures clean

run: .venv/run
	$(BIN)/camnang run

test: .venv/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/camnang knowledge check
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

format: .venv/test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The README's pictures, taken from the running page.
pictures: .venv/test
	$(BIN)/python -m tests.pictures

# Both lock files, for every platform.
lock: .venv/test
	$(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--extra build --extra postgresql pyproject.toml -o requirements.lock
	$(BIN)/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--extra build --extra postgresql --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 run")'
	$(PYTHON) -m venv .venv

.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/test: requirements-dev.lock .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
