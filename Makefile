# make demo   the site with the demo's registry, on http://localhost:8000/ (PORT=… for another port)
# make test   everything that must hold before a change is kept; see tests/run
# make bench  speed, as ratios within one run
# make soak   what hard use must leave whole: many writers at once, the site killed in mid-work, strange files; SOAK_SEED=…
# make format lay the code out as ruff wants it
# make lock   pin the dependencies of pyproject.toml anew, at their newest allowed versions

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
export SITE_NOTICE ?= Demo: inventeringen är från våren 2023. Personer, uppdrag, vakanser och granskningsdatum är påhittade.
BIN := .venv/bin
LOCK := $(BIN)/pip-compile --quiet --upgrade --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help demo test bench soak format lock

help:
	@sed -n 's/^# //p' Makefile

# A stamp is newer than the lock file it installed, so that a second run installs nothing.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 eller nyare behövs; välj med PYTHON=…" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/runtime.stamp: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test.stamp: tests/requirements.txt .venv/runtime.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

demo: .venv/runtime.stamp
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py demo --port "$(PORT)" --address "$${SITE_URL:-http://localhost:$(PORT)}/"
	@exec $(BIN)/gunicorn samverkan.wsgi --bind 127.0.0.1:$(PORT) --workers $(WORKERS) --timeout 120 --log-level warning

test: .venv/test.stamp
	@tests/run

bench: .venv/test.stamp
	@$(BIN)/python -m tests.benchmarks

soak: .venv/test.stamp
	@$(BIN)/python -m tests.soak

format: .venv/test.stamp
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

lock: .venv/test.stamp
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --extra test --constraint requirements.txt --output-file tests/requirements.txt pyproject.toml
