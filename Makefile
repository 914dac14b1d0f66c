# What people run. .setup.sh sets things up, once, and again only when pyproject.toml changes.

PYTHON = .venv/bin/python
# What git tracks, so that whatever users leave here is not looked at; all where there is no git.
SOURCES = $(shell git ls-files '*.py' '*.pyi' 2>/dev/null)
# Of a module with a stub, type checkers read the stub.
TYPED = $(filter convanim/% scenes/%,$(filter-out $(patsubst %.pyi,%.py,$(filter %.pyi,$(SOURCES))),$(SOURCES)))
PYTEST = $(PYTHON) -m pytest -q --confcutdir tests -n auto --dist loadfile --no-loadscope-reorder --durations 12

.DEFAULT_GOAL := help
.PHONY: help demo docs test test-all lint messages bench clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.installed  ## Set up what is missing and render all lessons into media/
	@$(PYTHON) -m convanim render all -q m -o media
	@command -v convanim >/dev/null || echo "convanim is in .venv; to have this shell find it:  . .venv/bin/activate"

docs: .venv/.installed-dev  ## Build the guide and the reference into docs/_build
	$(PYTHON) -m sphinx -q -W --keep-going docs docs/_build
	@echo docs/_build/index.html

test: lint  ## Run linters, type checks and tests
	$(PYTEST)

test-all: lint  ## Run them with every combination where make test tries a few, which takes far longer
	$(PYTEST) -m ""

lint: .venv/.installed-dev  ## Run linters and type checks alone
	@$(PYTHON) -m ruff check $(or $(SOURCES),.)
	@$(PYTHON) -m ruff format --check $(or $(SOURCES),.)
	@$(PYTHON) -m mypy $(TYPED)

messages: .venv/.installed-dev  ## Bring translators' catalogs into step with the code
	$(PYTHON) -m tests.messages

bench: .venv/.installed-dev  ## Measure rendering beside the encoder and stock Manim, about 15 minutes
	@$(PYTHON) -m tests.benchmarks.render

clean:  ## Remove the environment, caches and rendered clips; keep media/gallery
	rm -rf .venv build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find media -mindepth 1 -maxdepth 1 ! -name gallery -exec rm -rf {} + 2>/dev/null || true

.venv/.installed: pyproject.toml .setup.sh
	@./.setup.sh .
	@touch $@

.venv/.installed-dev: pyproject.toml .setup.sh
	@./.setup.sh '.[dev]'
	@touch .venv/.installed $@
