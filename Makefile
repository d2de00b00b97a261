# A menu: every line calls the command line `wenxuan` in .venv, which the first one makes.
# BOOK=slug narrows what works on publications to content/slug. Works with GNU Make 3.81.

.DEFAULT_GOAL := all
.PHONY: all help pdf print epub preflight booklet dist lint fix import new doctor test check test-readers bench bench-epub bench-compose bench-typography bench-proof check-code torture clean
.DELETE_ON_ERROR:

BOOKS := $(if $(BOOK),"content/$(BOOK)",content/*/)
# Homebrew's libraries lie where the loader of macOS does not look by itself.
LOADER := $(if $(filter Darwin,$(shell uname -s)),DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib)
WENXUAN := $(LOADER) .venv/bin/wenxuan
# The two variables pin what is installed and what builds it, for every version of pip.
PIP := PIP_CONSTRAINT=requirements.lock PIP_BUILD_CONSTRAINT=requirements.lock \
	PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install --quiet

all: .venv/.press ## PDF, print PDF and EPUB of every publication 全部汇编的三种版本
	@$(WENXUAN) build $(BOOKS)

help: ## this list 本列表
	@echo "make [target] [BOOK=slug]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile

pdf: .venv/.press ## the PDF to read 阅读用 PDF
	@$(WENXUAN) build --edition screen $(BOOKS)

print: .venv/.press ## the PDF for the printer 印刷用 PDF
	@$(WENXUAN) build --edition print $(BOOKS)

epub: .venv/.press ## the EPUB for e-readers 电子书 EPUB
	@$(WENXUAN) build --edition epub $(BOOKS)

preflight: .venv/.press ## judge the print files: build/*/preflight.html 印前检查
	@$(WENXUAN) preflight $(BOOKS)

booklet: .venv/.press ## the print pages laid on A4 sheets 拼版样书
	@$(WENXUAN) impose $(BOOKS)

dist: .venv/.press ## build, and pack what the printer gets 打包交付印厂
	@$(WENXUAN) build $(BOOKS) && $(WENXUAN) dist $(BOOKS)

lint: .venv/.press ## check the sources, build nothing 只检查稿件
	@$(WENXUAN) lint $(BOOKS)

fix: .venv/.press ## mend marks and spaces in the sources 改正标点与空格
	@$(WENXUAN) lint --fix $(BOOKS)

import: .venv/.press ## make import FILE=… BOOK=slug 导入网页、Word、文本
	@$(if $(and $(FILE),$(BOOK)),if [ -e "$(FILE)" ]; then $(WENXUAN) import "$(FILE)" --into "content/$(BOOK)"; else $(WENXUAN) import $(FILE) --into "content/$(BOOK)"; fi,echo "make import FILE=... BOOK=slug" >&2; exit 2)

new: .venv/.press ## begin a publication: make new BOOK=slug 新建汇编
	@$(if $(BOOK),$(WENXUAN) new "content/$(BOOK)",echo "make new BOOK=slug" >&2; exit 2)

doctor: .venv/.press ## what is installed, what is missing 检查安装
	@$(WENXUAN) doctor

test: .venv/.dev ## the whole test suite 全部测试
	@$(LOADER) .venv/bin/python -m pytest -n auto --dist loadfile

check: .venv/.press ## check the finished EPUBs and print files 检查成品
	@$(WENXUAN) check $(BOOKS)

test-readers: .venv/.dev ## the EPUBs in reading systems 阅读器实测
	@sh tests/readers/install.sh
	@$(LOADER) .venv/bin/python -m pytest tests/readers

bench: .venv/.dev ## the press beside others: docs/benchmarks.md (QUICK=1: a trial) 排版测速
	@$(LOADER) .venv/bin/python tools/bench.py $(if $(QUICK),--quick,--write docs/benchmarks.md)

bench-epub: .venv/.dev ## a thousand articles beside Pandoc 千篇电子书测速
	@$(LOADER) .venv/bin/python tools/bench_epub.py

bench-compose: .venv/.dev ## CPU beside plain WeasyPrint 排版测速
	@$(LOADER) .venv/bin/python tools/bench_compose.py

bench-typography: .venv/.dev ## the same text by other engines 与其他引擎比排版
	@$(LOADER) .venv/bin/python tools/bench_typography.py $(if $(HELD_OUT),--held-out "$(HELD_OUT)")

torture: .venv/.dev ## try every promise of docs/security.md (QUICK=1: a tenth) 破坏性试验
	@$(LOADER) .venv/bin/python tools/torture.py $(if $(QUICK),--quick)

bench-proof: .venv/.dev ## what the proof costs a cold build 校样测速
	@$(LOADER) .venv/bin/python tools/bench_proof.py

check-code: .venv/.dev ## ruff and mypy 检查代码
	@.venv/bin/ruff check src tests tools
	@.venv/bin/mypy

clean: ## delete build/ 删除 build/
	@if [ -x .venv/bin/wenxuan ]; then $(WENXUAN) clean $(if $(BOOK),--book "$(BOOK)"); \
	else rm -rf "build$(if $(BOOK),/$(notdir $(BOOK)))"; fi

# --- installation: each step leaves a stamp, so that it is done once --------------------------

.venv/.made: tools/system_packages.sh
	@sh tools/system_packages.sh press
	@.venv/bin/python -c 'import pip' 2>/dev/null || \
		{ echo "making .venv" && "$$(sh tools/system_packages.sh python)" -m venv --clear .venv; }
	@touch $@

.venv/.press: .venv/.made pyproject.toml requirements.lock
	@echo "installing the press"
	@$(PIP) --editable .
	@touch $@

.venv/.dev: .venv/.press
	@sh tools/system_packages.sh tests
	@echo "installing the development dependencies"
	@$(PIP) --editable '.[dev]'
	@touch $@
