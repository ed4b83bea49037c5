# make report   from a fresh clone to the published reports
# make test     lint, types and the fast tests          make test-slow   the tests that take long
# make lint     lint and types alone, which a commit asks for too where pre-commit is installed
# make coverage what both suites cover, line by line and branch by branch
# make lab      JupyterLab on the notebooks             make bench       what a run costs, beside its floor
# make bench-reading  what reading returns costs, beside calamine and openpyxl
# make gallery  the README's pictures again             make lock        requirements.lock again, from pyproject.toml
# make bench-measures   what the measures of a round cost, up to 144,000 returns
# make bench-rendering  what ten pages and a hundred cost to render, beside Quarto where it is found
# make bench-protect   what protecting a month costs beside the months published before it

PYTHON ?= python3
SAMPLES = 2012-11-all-cases 2017-07 2017-08 2017-09 2017-11 2017-12
export UV_COMPILE_BYTECODE = 1
export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV

# $(call install,FOLDER,WHAT): an environment in FOLDER with WHAT, at the versions of the lock and nothing more.
# uv comes from PATH; where there is none it is fetched into the environment itself.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "caseaudit needs Python 3.11 or newer as $(PYTHON); name another with: make PYTHON=python3.12"; exit 1; }
	@if command -v uv >/dev/null 2>&1; then \
	  UV=uv; test -x $(1)/bin/python || uv venv --quiet --python "$$(command -v $(PYTHON))" $(1); \
	else \
	  UV=$(1)/bin/uv; \
	  test -x $(1)/bin/pip || $(PYTHON) -m venv $(1) || { echo "Python's venv module is missing; on Debian install python3-venv."; exit 1; }; \
	  test -x $(1)/bin/uv || $(1)/bin/pip install --quiet --disable-pip-version-check uv || \
	    { echo "uv could not be fetched from PyPI. Check the network, or install uv and run make again."; exit 1; }; \
	fi; \
	$$UV pip install --quiet --python $(1)/bin/python --constraint requirements.lock --editable '$(2)'
	@touch $@
endef

.PHONY: report lint test test-slow lab bench bench-reading bench-measures bench-protect bench-rendering gallery theme lock clean

report: .venv/run.stamp
	.venv/bin/caseaudit batch --publish --note "Made again from the synthetic samples" $(SAMPLES)

lint: .venv/test.stamp
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/nb-clean check --remove-empty-cells --preserve-cell-metadata-field tags notebooks
	.venv/bin/mypy

test: lint
	.venv/bin/pytest -n 2 -m "not slow"

test-slow: .venv/test.stamp
	.venv/bin/pytest -n 2 -m slow

coverage: .venv/test.stamp
	mkdir -p reports/build/coverage
	.venv/bin/pytest -n 2 --cov --cov-report=term --cov-report=html:reports/build/coverage

lab: .venv-lab/lab.stamp
	.venv-lab/bin/jupyter lab notebooks

bench: .venv/test.stamp
	.venv/bin/python -m tests.benchmarks.running

bench-reading: .venv/test.stamp
	.venv/bin/python -m tests.benchmarks.reading

bench-measures: .venv/run.stamp .venv/test.stamp
	.venv/bin/caseaudit run 2012-11-all-cases --edition internal --formats html --quiet
	.venv/bin/python -m tests.benchmarks.measuring

bench-protect: .venv/test.stamp
	.venv/bin/python -m tests.benchmarks.protecting

bench-rendering: .venv/test.stamp
	.venv/bin/python -m tests.benchmarks.rendering

gallery: .venv/test.stamp
	.venv/bin/python -m tests.browser.gallery

theme: .venv/run.stamp
	.venv/bin/python -m pipeline.render.reference reports/theme

lock:
	uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

clean:
	rm -rf .venv .venv-lab data/processed/*/ reports/build reports/internal reports/published

.venv/run.stamp: pyproject.toml requirements.lock
	$(call install,.venv,.)

.venv/test.stamp: pyproject.toml requirements.lock
	$(call install,.venv,.[test])

.venv-lab/lab.stamp: pyproject.toml requirements.lock
	$(call install,.venv-lab,.[lab])
