# `make app` starts the workbench, `make test` runs the tests; both set up everything they need in .venv.
.PHONY: app dev test check demo clean

PYTHON ?= python3
BIN = .venv/bin
PORT ?= 8501
VOTEBOOK_HOME ?= .votebook
export VOTEBOOK_HOME

app: .venv/app demo
	@echo "Votebook: http://localhost:$(PORT)"
	$(BIN)/streamlit run app.py --server.port $(PORT)

# The same, for those who change the code: files are watched, errors are shown in the browser.
dev: .venv/app demo
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto --client.showErrorDetails full

demo: .venv/app
	@test -e $(VOTEBOOK_HOME)/datasets/demo/dataset.json || $(BIN)/python -m recsys datasets demo

# The browser mostly waits, so its tests and all others run side by side.
test: .venv/test
	@$(BIN)/python -m pytest tests/browser > .browser-tests.log 2>&1 & browser=$$!; \
	$(BIN)/python -m pytest --ignore=tests/browser; rest=$$?; \
	wait $$browser; browsed=$$?; cat .browser-tests.log; exit $$((rest | browsed))

check: .venv/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf .venv .pytest_cache .hypothesis .ruff_cache .mypy_cache

# Stamps: installed anew whenever the requirements change.
.venv/app: requirements.txt | .venv/bin/python
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

.venv/test: requirements.txt tests/requirements.txt | .venv/bin/python
	$(BIN)/pip install -q --disable-pip-version-check -r tests/requirements.txt
	touch $@ .venv/app

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Votebook needs Python 3.11 or newer; name one with: make app PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv
