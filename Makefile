# Every target works on a fresh clone: .venv is made from requirements.lock first.
# Only relative paths and `python -m`, so that a folder with spaces or Chinese characters is no obstacle.

PYTHON ?= python3
RUN := .venv/bin/python -m
READY := .venv/.ready
SUPERSET := .venv-superset/.ready
BROWSER := .venv-superset/.browser

# uv doesn't read what pip is told of mirrors and certificates: handed over in its words.
PIPS := eval "$$(sh scripts/uv-settings $$(test -x .venv/bin/pip && echo .venv/bin/python || echo $(PYTHON)))"

export PYTHONUTF8 = 1

.PHONY: help demo dashboards test test-dashboards lint lint-python lint-sql golden bench bench-scale bench-audit soak soak-watched fuzz images lock secrets setup clean
.DEFAULT_GOAL := help

help: ## say what each target does
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: $(READY) ## load the sample reports, build the marts and print a comparison
	$(RUN) etl demo

# A port in use or a warehouse without marts is told before Superset, which takes minutes to install.
dashboards: $(READY) ## Superset with the dashboards on 127.0.0.1:8088, after `make demo` or over a warehouse of yours (PORT=8088)
	@$(RUN) dashboards.serve --port $${PORT:-8088} --check
	@$(MAKE) --no-print-directory $(SUPERSET)
	$(RUN) dashboards.serve --port $${PORT:-8088}

test: $(READY) ## run the tests (ARGS="tests/reference -k region" for some of them)
	$(RUN) pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-dashboards: $(READY) $(SUPERSET) $(BROWSER) ## every chart in a headless Chromium, over the samples (GONGKAI_SCREENSHOTS=docs/images)
	GONGKAI_SUPERSET_PYTHON="$$PWD/.venv-superset/bin/python" $(RUN) pytest -m dashboards tests/dashboards $(ARGS)

lint: lint-python lint-sql ## check style, types, the order of the rooms and the dependencies (make --jobs=2 lint: both halves at once)

lint-python: $(READY)
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	.venv/bin/python -c 'from importlinter.cli import lint_imports_command as check; check()'
	$(RUN) deptry etl migrations models
	$(RUN) deptry . --ignore DEP002,DEP004

lint-sql: $(READY)
	$(RUN) etl.warehouse.project .cache/dbt
	$(RUN) sqlfluff lint --processes 0 dbt/models dbt/tests .cache/dbt/models/marts_zh

golden: $(READY) ## write all that the program makes of a set of reports into OUT, and compare it with the dump OLD if given
	$(RUN) scripts.golden write $(if $(OLD),--inputs "$(OLD)") "$(OUT)"
	$(if $(OLD),$(RUN) scripts.golden compare "$(OLD)" "$(OUT)")

bench: $(READY) ## measure what reading and writing take, beside bare COPY, pandas and (ARGS=--dlt) dlt
	$(RUN) benchmarks $(ARGS)

bench-scale: $(READY) ## one more report, and dashboards' queries, in warehouses of 100, 1,000 … reports (REPORTS=10000; 1000 by default)
	$(RUN) benchmarks.scale --reports $${REPORTS:-1000}

soak: $(READY) ## kill the loader a hundred times and the server twenty, load again each time, compare all rows (ARGS="--loader 10 --server 2")
	$(RUN) benchmarks.soak $(ARGS)

soak-watched: $(READY) ## give a watched folder no rest for half an hour, then compare all rows with an undisturbed load (ARGS="--minutes 5")
	$(RUN) benchmarks.soak_watched $(ARGS)

bench-audit: $(READY) ## change one printed thing of a report at a time and count what the audit notices (REPORTS="files or folders", ARGS="--changes 400")
	$(RUN) benchmarks.audit $$REPORTS $(ARGS)

fuzz: $(READY) ## the property tests with many more random reports (GONGKAI_FUZZ=5000)
	GONGKAI_FUZZ=$${GONGKAI_FUZZ:-5000} $(RUN) pytest --numprocesses auto --dist loadfile --no-loadscope-reorder tests/roundtrip tests/audit $(ARGS)

images: $(READY) ## say whether the images of the team's server are old, by the dates in scripts/images.yaml
	@$(RUN) scripts.images

secrets: ## write .env with random passwords for docker compose; one that is there stays
	@sh scripts/make-env

setup: $(READY) ## make .venv without doing anything else

lock: $(READY) ## write requirements.lock anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@$(PIPS); set -x; $(RUN) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--all-extras $(UPGRADE) --output-file requirements.lock pyproject.toml
	@$(PIPS); set -x; $(RUN) uv pip compile $(SUPERSET_LOCK) --output-file dashboards/superset/requirements.lock dashboards/superset/requirements.in
	@$(PIPS); set -x; $(RUN) uv pip compile $(SUPERSET_LOCK) --constraints dashboards/superset/requirements.lock \
		--output-file dashboards/superset/browser.lock dashboards/superset/browser.in

SUPERSET_LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header $(UPGRADE)

clean: ## remove .venv, caches and what the build made; databases under .gongkai stay
	rm -rf .venv .venv-superset .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build dist dbt/target dbt/logs

# The lock holds uv itself, so that `make lock` gives the same file on every machine.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "gongkai needs Python 3.11 or newer; name one: make PYTHON=python3.11 …" >&2; exit 1; }
	@test -x .venv/bin/python || if command -v uv >/dev/null 2>&1; then uv venv --quiet --python "$$(command -v $(PYTHON))" .venv; \
		else $(PYTHON) -m venv .venv || { echo "Python's venv module is missing: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }; fi
	@if command -v uv >/dev/null 2>&1; then uv=uv; else uv=".venv/bin/python -m uv"; \
		.venv/bin/python -m pip install --quiet --disable-pip-version-check "$$(sed -n 's/^\(uv==[0-9.]*\).*/\1/p' requirements.lock)"; fi; \
	$(PIPS); set -x; \
	$$uv pip install --quiet --python .venv/bin/python --no-deps --require-hashes -r requirements.lock && \
	$$uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
# Compiled once here, by all cores, and not by the first start of each command (or by every one, where Python may not write byte code).
	@.venv/bin/python -m compileall -q -j 0 .venv/lib/python3*/site-packages >/dev/null 2>&1 || true
	@touch $(READY)

# Superset has an environment of its own: its SQLAlchemy is older than ours. uv is in ours.
$(SUPERSET): dashboards/superset/requirements.lock | $(READY)
	@test -x .venv-superset/bin/python || $(RUN) uv venv --quiet --python .venv/bin/python .venv-superset
	@$(PIPS); set -x; $(RUN) uv pip install --quiet --python .venv-superset/bin/python --no-deps --require-hashes -r dashboards/superset/requirements.lock
	@touch $(SUPERSET)

$(BROWSER): dashboards/superset/browser.lock $(SUPERSET)
	@$(PIPS); set -x; $(RUN) uv pip install --quiet --python .venv-superset/bin/python --no-deps --require-hashes -r dashboards/superset/browser.lock
	@touch $(BROWSER)
