#!/usr/bin/env bash
# Locks every dependency, with hashes, for every platform; uv is installed aside, so that it is no dependency of ours.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check uv
"$tools/bin/uv" pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --quiet -o requirements.lock "$@"
