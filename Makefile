# Every target sets up what it needs; the first run takes minutes, the next ones a second.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-pacing build lock clean
PYTEST := .venv/bin/pytest

help: ## este texto
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

demo: ## prepara a máquina e roda tudo com uma carteira fictícia, até Ctrl-C
	@scripts/setup.sh
	@.venv/bin/concilia demo

test: ## prepara a máquina e prova tudo: estilo, tipos, camadas, testes com Asterisk, broker, bancos e navegador
	@scripts/setup.sh --tests
	@scripts/test.sh

check: ## o laço curto, menos de um minuto: estilo, tipos, camadas, testes de unidade e contratos rápidos
	@scripts/setup.sh
	@scripts/test.sh --fast

bench: ## mede e escreve docs/benchmarks.md
	@scripts/setup.sh --tests
	@.venv/bin/python -m bench

bench-pacing: ## 20 agentes-robô contra o mesmo dia simulado; MINUTES=20
	@scripts/setup.sh --tests
	@.venv/bin/python -m bench pacing

build: ## prepara a máquina e constrói as telas
	@scripts/setup.sh

lock: ## refaz requirements.lock a partir do pyproject.toml
	@scripts/lock.sh

clean: ## apaga o que foi construído (não o ambiente nem os dados em var/)
	rm -rf web/static web/node_modules/.stamp .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv/*' -not -path './web/node_modules/*' -prune -exec rm -rf {} +
