#!/usr/bin/env bash
# Runs every check, goes on after a failure, and ends with one table and one line that sums up all tests.
#
#   scripts/test.sh          everything
#   scripts/test.sh --fast   style, types, layers, unit and contract tests without outside servers
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
BIN=.venv/bin
REPORTS=var/test-reports
FAST=no
[ "${1:-}" = "--fast" ] && FAST=yes
rm -rf "$REPORTS"
mkdir -p "$REPORTS"
: >"$REPORTS/steps"

step() { # NAME COMMAND…
  local name=$1 began=$SECONDS code; shift
  printf '\n\033[1m== %s\033[0m\n' "$name"
  "$@"
  code=$?
  printf '%s\t%s\t%s\n' "$name" "$code" $((SECONDS - began)) >>"$REPORTS/steps"
}

tests() { # TIER PYTEST-ARGUMENTS…
  local tier=$1; shift
  [ -d "tests/$tier" ] || return 0
  step "$tier" "$BIN/pytest" "tests/$tier" --junitxml "$REPORTS/$tier.xml" "$@"
}

# The rules that protect debtors are tested by their own tests alone, in every branch.
domain() {
  step "domain" env COVERAGE_FILE="$REPORTS/coverage" "$BIN/pytest" tests/unit/domain --junitxml "$REPORTS/domain.xml" \
    -n 2 --cov=domain --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered
  tests unit -n 2 --ignore tests/unit/domain
}

step "ruff" "$BIN/ruff" check .
step "ruff format" "$BIN/ruff" format --check .
step "mypy" "$BIN/mypy"
step "import-linter" "$BIN/lint-imports"
if [ "$FAST" = yes ]; then
  domain
  tests contract -n 2 -m "not postgres and not broker and not asterisk"
else
  domain
  tests contract -n 2
  # From here on real servers share two cores with the clock that the tests read: one test at a time.
  tests integration
  # On virtual time, so that they may compete for the processor.
  tests simulation -n 2
  # Calls mostly wait for people and prompts, so two lines of them fit; a file's tests share what it started.
  tests acceptance -n 2 --dist loadfile
  tests browser
  if [ -f web/package.json ]; then step "web" env PATH="$PWD/$BIN:$PATH" npm --prefix web test; fi
fi
"$BIN/python" scripts/test_summary.py "$REPORTS"
