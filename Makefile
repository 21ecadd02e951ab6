# Every command a person or a machine needs. `make` alone lists them.
# Plain POSIX make and sh: PORT and PYTHON are read from the environment or the command line, as in `make run PORT=8080`.
.POSIX:

PY = .venv/bin/python
# What Python compiled is kept, whatever the machine's habit: every worker and every program under test would compile it anew.
KEPT = PYTHONDONTWRITEBYTECODE=

.PHONY: help run reset-demo test check format-check lint types contracts image e2e-slack e2e-teams still compiled outside format bench torture lock dev clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{ printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: ## serve the demonstration trust on 127.0.0.1:8000 (PORT=8080 for another port); its data is kept in var/
	@.ci/environment run
	@exec $(PY) -m bot demo $${PORT:+--port "$$PORT"}

reset-demo: ## start the demonstration again from its first day
	@.ci/environment run
	@$(PY) -m bot demo --reset

test: dev ## run all tests; brings its own PostgreSQL
	$(KEPT) $(PY) -m pytest -m "not image and not torture and not e2e_slack and not e2e_teams" --dist worksteal -n $$((2 * $$(getconf _NPROCESSORS_ONLN)))

check: still test outside ## everything: format, lint, types, import contracts, tests, the wheel installed afresh, stand-ins for Slack and Teams

format-check: dev ## part of check: is the code in order?
	$(PY) -m ruff format --check .

lint: dev ## part of check: ruff, every rule but those with a reason against
	$(PY) -m ruff check .

types: dev ## part of check: mypy --strict, the tests too
	$(PY) -m mypy

contracts: dev ## part of check: do imports point one way?
	.venv/bin/lint-imports

image: dev ## part of check: build the wheel and rehearse the image: a fresh environment, an unprivileged user, the image's own command
	$(KEPT) $(PY) -m pytest -m image $$(grep -rl --include='*.py' 'mark[.]image' tests)

e2e-slack: dev ## part of check: the whole program against a Slack that we did not write (brought by npm; pictures in .cache/e2e-slack)
	@.ci/e2e-slack

e2e-teams: dev ## part of check: the whole program against a Teams that we did not write (brought by npm; pictures in .cache/e2e-teams)
	@.ci/e2e-teams

# What only reads the code; meanwhile the tests are compiled once for all who will run them. mypy alone takes longer than the rest.
still: dev
	@MAKE="$(MAKE)" .ci/side-by-side types compiled format-check lint contracts

compiled: dev
	@mkdir -p .cache
	@$(KEPT) $(PY) -m compileall -q -j 2 bot prompts scheduler adapters
	@$(KEPT) $(PY) -m pytest -q --collect-only >.cache/collected || { tail -n 40 .cache/collected; false; }

outside: dev
	@MAKE="$(MAKE)" .ci/side-by-side image e2e-slack e2e-teams

format: dev ## put the code in order: format, and the lint faults that mend themselves
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: dev ## run the benchmarks and write docs/benchmarks.md
	$(PY) -m tests.benchmarks

torture: dev ## kill the real process hundreds of times, on SQLite and PostgreSQL (GOLDEN_THREAD_TEST_KILLS=500 for more)
	$(PY) -m pytest tests/torture -m torture

lock: ## write both lock files anew from pyproject.toml
	@.ci/lock

dev:
	@.ci/environment dev

clean: ## remove everything that was made, but not var/ (the demonstration's data)
	rm -rf .venv .cache dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
