#!/usr/bin/env bash
# Locks every dependency, with hashes, for every platform: all of them for a developer's machine and the tests, and of
# these versions only what runs for the images. uv is installed aside, so that it is no dependency of ours.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check uv
lock() {
  "$tools/bin/uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --no-header --quiet "$@"
}
lock --all-extras -o requirements.lock ${UPGRADE:+--upgrade}
lock --constraints requirements.lock -o docker/requirements.lock
