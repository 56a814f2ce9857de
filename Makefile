# `make` lists what there is. Needed: make, git and Python 3.11 or newer; every target sets up the rest in .venv.

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
RUFF := $(BIN)/ruff
PYTEST := $(BIN)/python -m pytest -n 2
DOIT := $(BIN)/python -m doit -n 2 -P thread
EXPORT := $(BIN)/uv export --frozen --quiet --all-extras
INSTALL := $(BIN)/uv pip sync --quiet --python $(BIN)/python .venv/locked.txt
WANTED = -q -x -m 'slow or not slow' $(if $(findstring /,$(T)),$(T),tests -k '$(or $(T),$(error Name a file or a word: make $@ T=tests/exact))')
ONE = $(BIN)/python -m pytest $(WANTED)
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# What a caller's shell may have set and what would move the environment, or change what is installed or drawn.
# Mirrors, proxies, certificates and caches set there stay in force.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONWARNINGS PYTHONUTF8 PYTHONIOENCODING JUPYTER_PATH
unexport MPLBACKEND MPLCONFIGDIR MATPLOTLIBRC SECTORBOOK_WORKSPACE
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_HASHES PIP_CONSTRAINT PIP_REQUIREMENT PIP_DRY_RUN PIP_NO_DEPS
unexport UV_PYTHON UV_SYSTEM_PYTHON UV_PROJECT UV_WORKING_DIR UV_CONSTRAINT UV_OVERRIDE UV_EXCLUDE UV_EXCLUDE_NEWER
unexport UV_REQUIRE_HASHES UV_RESOLUTION UV_PRERELEASE UV_NO_DEV UV_DEV UV_FROZEN UV_LOCKED UV_NO_SOURCES UV_NO_EDITABLE
# Without stored bytecode every process compiles its imports again: seconds for each kernel.
unexport PYTHONDONTWRITEBYTECODE
# Python reads where the clone is from a file in the locale's encoding, which in another locale may not have its letters.
export LC_ALL := C.UTF-8
export PIP_USER := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
ifneq ($(PIP_INDEX_URL),)
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

.PHONY: help figures test test-slow test-one test-times watch attack attack-guided faults mutants bench bench-runs newest docs lab format lock clean moved
help:  ## This list
	@echo "make TARGET, with its usual time on two cores (the first one also sets up .venv: 10 to 30 s, 0.6 GB)"
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  %-10s %s\n", $$1, $$2 }'

# What works is what make started, by `exec`: a signal to make reaches it, no shell in between. PROFILES, REPORT,
# PARAMETERS and WAIT reach doit as variables of the environment.
figures: .venv/.done  ## Run the notebooks that changed and write their figures: 30 s for all, 1 s for none (PROFILES=all: 2 min; REPORT=nepal-2022: the audit of another report; PARAMETERS=new: also where parameters were changed; WAIT=yes: after another build that still runs)
	exec $(DOIT)

test: .venv/.done  ## Check format, style, types and imports, then run the quick tests: 3 min
	exec $(RUFF) format --check
	exec $(RUFF) check
	exec $(BIN)/python -m mypy
	exec $(BIN)/lint-imports
	exec $(PYTEST)

test-slow: .venv/.done  ## Run the slow tests, a dozen of which set up environments from the network, and each notebook in a kernel: 15 min
	exec $(PYTEST) -m slow
	exec $(PYTEST) --nbval notebooks

test-one: .venv/.done  ## Run the tests of a file, or those with a name, slow ones among them: make test-one T=tests/exact, make test-one T=adjust
	exec $(ONE)

watch: .venv/.done  ## The same again at each change of a file: make watch T=tests/exact
	exec $(BIN)/watchfiles "$(ONE)" src tests

test-times: .venv/.done  ## Run the quick tests and list the slowest: 4 min
	exec $(PYTEST) --durations=50 --durations-min=0.5

attack: .venv/.done  ## Attack the command line with broken packages, arguments, notebooks and sweeps, and fuzz every way in: 30 min
	exec $(BIN)/python tests/attack

attack-guided: .venv/.done  ## Fuzz every way in with Atheris, each for a minute, in an environment of its own (Linux on x86_64): 30 min (options: make attack-guided SECONDS=300)
	$(EXPORT) --group guided --output-file .venv/guided.txt
	test -x .venv-guided/bin/python || $(PYTHON) -m venv --clear .venv-guided
	$(BIN)/uv pip sync --quiet --python .venv-guided/bin/python .venv/guided.txt
	$(BIN)/uv pip install --quiet --python .venv-guided/bin/python --no-deps --editable .
	exec .venv-guided/bin/python tests/attack/guided.py $(or $(SECONDS),60)

faults: .venv/.done  ## Kill runs after each operation on files and at random, run two at once, take disk and memory away: 30 min (options: make faults FAULTS="--operations 20 --random 20")
	exec $(BIN)/python scripts/faults $(FAULTS)

mutants: .venv/.done  ## Change single places of exact, values and ledger and see whether a test fails, in an environment of its own: an hour (options: make mutants MUTANTS="--count 40 --seed 2")
	$(EXPORT) --group mutants --output-file .venv/mutants.txt
	test -x .venv-mutants/bin/python || $(PYTHON) -m venv --clear .venv-mutants
	$(BIN)/uv pip sync --quiet --python .venv-mutants/bin/python .venv/mutants.txt
	exec .venv-mutants/bin/python scripts/mutants $(MUTANTS)

bench: .venv/.done  ## Measure reconciliation beside a loop of linear programs, what draws, a figure, a draft, a build and the site cost, What if, and an exploration: 10 min
	exec $(MAKE) --no-print-directory --keep-going $(addprefix bench-of-,reconcile sampling figures draft check_text what_if explore build site)

bench-of-%: .venv/.done
	exec $(BIN)/python benchmarks/$*.py

bench-runs: .venv/.done  ## Measure what a run costs by which tool, in an environment of its own: an hour
	$(EXPORT) --group bench --output-file .venv/bench.txt
	test -x .venv-bench/bin/python || $(PYTHON) -m venv --clear .venv-bench
	$(BIN)/uv pip sync --quiet --python .venv-bench/bin/python .venv/bench.txt
	exec .venv-bench/bin/python benchmarks/run.py $(ROUNDS)

newest: .venv/.done  ## Run the quick tests with the newest versions of all packages, beyond the upper bounds, in an environment of its own: 10 min, needs the network
	mkdir -p .venv-newest
	sed -E 's/,<[0-9.]+"/"/' pyproject.toml > .venv-newest/pyproject.toml
	$(BIN)/uv pip compile --quiet --upgrade --all-extras --group .venv-newest/pyproject.toml:dev --group .venv-newest/pyproject.toml:docs .venv-newest/pyproject.toml --output-file .venv-newest/newest.txt
	test -x .venv-newest/bin/python || $(PYTHON) -m venv .venv-newest
	$(BIN)/uv pip sync --quiet --python .venv-newest/bin/python .venv-newest/newest.txt
	$(BIN)/uv pip install --quiet --python .venv-newest/bin/python --no-deps --editable .
	@$(BIN)/uv pip freeze --python .venv/bin/python > .venv-newest/locked.txt
	@$(BIN)/uv pip freeze --python .venv-newest/bin/python | diff .venv-newest/locked.txt - | grep '^[<>]' || echo "The locked versions are the newest."
	exec .venv-newest/bin/python -m pytest -n 2

docs: .venv/.done  ## Build the site into build/site/html, from the notebooks as they are stored: 20 s, the first time 1 min for audits and charts
	exec $(BIN)/sectorbook site --to build/site

lab: export JUPYTER_CONFIG_PATH := $(CURDIR)/scripts/lab$(if $(JUPYTER_CONFIG_PATH),:$(JUPYTER_CONFIG_PATH))
lab: .venv/.done  ## Open the repository in JupyterLab at START.md (options: make lab LAB=--no-browser): 3 s
	exec $(BIN)/python -m jupyterlab $(LAB)

format: .venv/.done  ## Format the code and mend what can be mended: 1 s
	$(RUFF) format
	$(RUFF) check --fix

lock: .venv/.done  ## Lock anew after a change in pyproject.toml, and write environment.yml: 5 s, needs the network
	$(BIN)/uv lock
	$(BIN)/python scripts/write_environment.py

clean:  ## Remove the environment and all caches: 1 s
	rm -rf .venv .venv-bench .venv-guided .venv-mutants .venv-newest .doit.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache build dist
	find . -path ./.git -prune -o '(' -name __pycache__ -o -name .ipynb_checkpoints ')' -prune -exec rm -rf '{}' +

# Exactly the locked packages, exported and then installed: `uv sync` ignores a mirror, or refuses the lock because of
# it. First without the network, since often nothing is missing. The stamp holds the folder's name: an environment
# does not survive that its folder is moved or copied.
.venv/.done: uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(sys.version_info < (3, 11) and \
		"sectorbook needs Python 3.11 or newer; this one is " + v + ". Name another: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv --clear .venv
	test "`$(BIN)/uv --version 2>&1 | cut -d' ' -f2`" = $(UV_VERSION) || $(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	$(EXPORT) --output-file .venv/locked.txt
	$(INSTALL) --offline 2>/dev/null || $(INSTALL)
	@pwd > $@

set-up-in := $(shell cat .venv/.done 2>/dev/null)
ifneq ($(set-up-in),)
ifneq ($(set-up-in),$(shell pwd))
.venv/.done: moved
moved:
	rm -rf .venv
endif
endif
