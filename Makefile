# `make run` and `make test` do everything a fresh Debian machine needs; `make help` lists the rest.

VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready
LLAMA := $(VENV)/.llama
export QT_LOGGING_RULES ?= qt.qpa.*=false

.DEFAULT_GOAL := help
.PHONY: help run llama test lint types contracts unit airgap train-test format translations bundle bundle-check bench clean system

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(READY) system ## set up, then the desktop on the samples (without a display: a table and out/entities.*)
	@sh .ci/run-program.sh

llama: $(LLAMA) ## build llama.cpp for the second opinion of a language model (minutes, once)

test: $(READY) $(LLAMA) system lint types contracts unit airgap ## set up, then linters, types, contracts and all tests

$(READY): pyproject.toml .ci/setup.sh
	@sh .ci/setup.sh $(VENV)
	@touch $@

$(LLAMA): $(READY) .ci/llama.sh
	@sh .ci/llama.sh $(PYTHON)
	@touch $@

system: $(READY)
	@sh .ci/system-libraries.sh $(PYTHON)

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(READY)
	$(VENV)/bin/mypy

contracts: $(READY)
	$(VENV)/bin/lint-imports

unit: $(READY)
	@sh .ci/tests.sh $(PYTHON)

airgap: $(READY)
	@sh .ci/airgap.sh $(VENV)/bin/veritag

train-test: ## install the training extra beside the rest and run the tests of training
	@sh .ci/setup.sh .venv-train train
	@sh .ci/llama.sh .venv-train/bin/python
	QT_QPA_PLATFORM=offscreen .venv-train/bin/python -m pytest -q tests/engine/training tests/engine/evaluation tests/app/test_train.py tests/app/test_teaching.py

format: $(READY) ## reformat the code
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

translations: $(READY) ## collect the strings of the desktop and compile the Chinese ones
	$(PYTHON) -m app.translations.update

bundle: $(READY) $(LLAMA) ## freeze the desktop and the command line into dist/veritag
	$(VENV)/bin/pyinstaller --noconfirm --log-level WARN build.spec

bundle-check: bundle ## run what was frozen, without a network and without Python on the path
	@sh .ci/bundle-check.sh dist/veritag resources/samples

bench: $(READY) ## measure speed, memory, start time and the document view
	$(PYTHON) benchmarks/throughput.py
	$(PYTHON) benchmarks/start_time.py
	QT_QPA_PLATFORM=offscreen $(PYTHON) benchmarks/document_view.py

clean: ## remove what was installed and built
	rm -rf $(VENV) .venv-train build dist out
