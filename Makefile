# Two commands: `make demo` and `make test`. Both set up what they need in .venv; nothing is to be done before.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt

.PHONY: demo test lint types imports unit bench soak kills pictures listings readings ablate clean

demo: $(VENV)/ready
	$(BIN)/python -m bot demo

test: lint types imports unit

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready-dev
	$(BIN)/mypy

imports: $(VENV)/ready-dev
	$(BIN)/lint-imports --no-cache

unit: $(VENV)/ready-dev
	$(BIN)/python -m pytest

bench: $(VENV)/ready-dev
	$(PIP) -e . 'reader>=3' sgmllib3k
	$(BIN)/python -m benchmarks

# A day in fast motion, in a quarter of an hour.
soak: $(VENV)/ready-dev
	$(BIN)/python -m tests.endtoend.soak

kills: $(VENV)/ready-dev
	$(BIN)/python -m tests.endtoend.kills --kills 200

# What the rules read in our own texts, written down anew; its difference in git is what a change of a rule does.
readings: $(VENV)/ready-dev
	$(BIN)/python -m tests.reading.readings

# Which conditions, rules and rows of the reading no test would miss: make ablate SAMPLE=200 SEED=1; about ten seconds for each.
SAMPLE ?= 200
SEED ?= 1
ablate: $(VENV)/ready-dev
	$(BIN)/python -m tools.ablate --sample $(SAMPLE) --seed $(SEED)

# The table of listings from the source tables of a folder: make listings SOURCES=folder AS_OF=2026-05-30; what the folder holds says tools/build_listings.py.
listings: $(VENV)/ready-dev
	$(PIP) pyarrow rapidfuzz
	$(BIN)/python -m tools.build_listings $(SOURCES) bot/listings/data/companies.tsv $(AS_OF)

# The README's pictures, from the demo; needs Chromium and fonts for Chinese.
pictures: $(VENV)/ready-dev
	$(BIN)/python -m tools.pictures

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e .
	touch $@

$(VENV)/ready-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[dev]'
	touch $@ $(VENV)/ready

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
