# What a person types. Each target does its whole setup; nothing has to be installed by hand but Python 3.11 and git.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

.PHONY: help demo test check torture mutate pictures bench prepare prepare-dev fmt

help:
	@echo 'make demo    设好并打开一个有数据的演示系统：http://127.0.0.1:8000'
	@echo 'make check   检查代码、类型、依赖方向，跑不用数据库的快的测试（两分钟以内）'
	@echo 'make test    跑全部测试：SQLite、PostgreSQL、真的Chromium'
	@echo 'make torture 跑测试里最长的那些：每个写入点都杀一次进程，几个小时'
	@echo 'make mutate  逐个拆掉守卫，看测试会不会发现'
	@echo 'make bench   测量接收文件和答复询问的速度，和别的程序并排比较（ROWS=1000000 HELD=5000000 PARTS=intake,sqlite,questions,spark）'
	@echo 'make pictures 重新拍README里的图'

prepare:
	@scripts/prepare run

prepare-dev:
	@scripts/prepare dev

demo: prepare
	@exec .venv/bin/chengxin demo

check: prepare-dev
	@scripts/check

test: prepare-dev
	@scripts/test

torture: prepare-dev
	@scripts/torture

mutate: prepare-dev
	@$(PYTHON) scripts/mutate.py

pictures: prepare-dev
	@$(PYTHON) scripts/take_pictures.py

bench: prepare-dev
	@scripts/bench $(if $(ROWS),--rows $(ROWS)) $(if $(HELD),--held $(HELD)) $(if $(QUESTIONS),--questions $(QUESTIONS)) $(if $(PARTS),--parts $(PARTS))

fmt: prepare-dev
	@$(PYTHON) -m ruff check --fix src tests scripts bench clients
	@$(PYTHON) -m ruff format src tests scripts bench clients
