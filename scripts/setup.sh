#!/usr/bin/env bash
# Makes a fresh Debian (12 or newer, root, Python 3.11 or newer) able to run or to test Concilia.
# Every step looks first whether its result is there already, so that running it again costs about a second.
#
#   scripts/setup.sh            what `concilia up` and `concilia demo` need
#   scripts/setup.sh --tests    that, and what the tests need (Chromium, PostgreSQL)
#
# CONCILIA_ASTERISK_ROOT      where Asterisk is unpacked (default /var/cache/concilia/asterisk-root)
# CONCILIA_ASTERISK_SUITE     the Debian suite it is taken from (default forky)
# CONCILIA_APT_RELAX_DATES=1  accept a mirror whose index has expired (tried by itself when the mirror is refused for that)
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
TOP=$PWD
ASTERISK_ROOT=${CONCILIA_ASTERISK_ROOT:-/var/cache/concilia/asterisk-root}
ASTERISK_SUITE=${CONCILIA_ASTERISK_SUITE:-forky}
FOR_TESTS=no
[ "${1:-}" = "--tests" ] && FOR_TESTS=yes
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
mkdir -p var
LOG=$TOP/var/setup.log
STARTED=$SECONDS

say() { printf '\033[36m▸\033[0m %s\n' "$*"; }
die() { printf '\033[31m✗\033[0m %s\n' "$*" >&2; exit 1; }

# One at a time: two `make` in one tree would trample on each other's .venv.
exec 9>"var/setup.lock"
flock --nonblock 9 || { say "outra preparação está em curso; esperando por ela"; flock 9; }
: >"$LOG"

# quiet MESSAGE COMMAND…: run it with its output in the log; on failure say MESSAGE and the log's telling line.
quiet() {
  local message=$1 before telling; shift
  before=$(wc -c <"$LOG")
  if ! "$@" >>"$LOG" 2>&1; then
    if tail -c +$((before + 1)) "$LOG" | grep -qi "no space left"; then die "disco cheio: libere espaço e tente de novo"; fi
    telling=$(tail -c +$((before + 1)) "$LOG" | grep -aiE "error|could not|unable|failed|cannot|^E:" | grep -v "complete log" | head -n 1 || true)
    die "$message${telling:+ (${telling:0:160})}; detalhes em var/setup.log"
  fi
}

need_root() { [ "$(id -u)" = 0 ] || die "$1 — rode como root, ou use Docker: cp .env.example .env && docker compose up"; }

need_space() { # PATH MEGABYTES
  local dir=$1 free
  while [ ! -d "$dir" ]; do dir=$(dirname "$dir"); done
  free=$(df --output=avail -m "$dir" | tail -n 1)
  [ "$free" -ge "$2" ] || die "disco cheio: $dir tem ${free// /} MB livres e são precisos $2 MB"
}

# ---------------------------------------------------------------- system packages

apt_get() { # waits for another apt, tries the network again
  local try
  for try in 1 2 3 4 5; do
    apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold "$@" && return 0
    tail -n 5 "$LOG" | grep -q "Could not get lock" || [ "$try" -lt 2 ] || return 1
    sleep $((try * 2))
  done
  return 1
}

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

wanted_packages() {
  printf '%s\n' ca-certificates tzdata mosquitto espeak-ng rhvoice rhvoice-brazilian-portuguese util-linux
  "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || printf '%s\n' python3-venv
  asterisk_ready || printf '%s\n' mmdebstrap
  if [ "$FOR_TESTS" = yes ]; then printf '%s\n' chromium postgresql fonts-dejavu-core sox; fi
}

# Packages start their services when installed; Concilia runs its own, so nothing may be left running or enabled.
install_packages() {
  local guard=no service fresh=()
  for service in mosquitto postgresql; do
    case " $* " in *" $service "*) fresh+=("$service") ;; esac
  done
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    guard=yes
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  quiet "não consegui instalar: $*; a rede ou o espelho do apt não respondeu" apt_get install --no-install-recommends "$@"
  if [ "$guard" = yes ]; then rm -f /usr/sbin/policy-rc.d; trap - EXIT; fi
  for service in "${fresh[@]}"; do update-rc.d "$service" disable >>"$LOG" 2>&1 || true; done
}

system_packages() {
  local missing=() package
  command -v dpkg-query >/dev/null || die "este sistema não é Debian: use Docker (cp .env.example .env && docker compose up)"
  while read -r package; do installed "$package" || missing+=("$package"); done < <(wanted_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  need_root "faltam pacotes do sistema (${missing[*]})"
  need_space / 1500
  say "pacotes do sistema: ${missing[*]}"
  "$PYTHON" scripts/apt_sources.py non-free >"var/non-free.sources" 2>>"$LOG" || die "não achei o espelho do Debian nas fontes do apt"
  # Only the voice lives in non-free; a machine that has it already keeps its sources as they are.
  if [ -s var/non-free.sources ] && [[ " ${missing[*]} " == *" rhvoice"* ]]; then
    cp var/non-free.sources /etc/apt/sources.list.d/concilia-non-free.sources
  fi
  local relax=()
  if [ "${CONCILIA_APT_RELAX_DATES:-0}" = 1 ]; then relax=(-o "Acquire::Check-Valid-Until=false"); fi
  quiet "o espelho do apt não respondeu" apt_get "${relax[@]}" update
  install_packages "${missing[@]}"
}

# ---------------------------------------------------------------- Python

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.14; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v "$candidate"; return; fi
  done
  return 1
}

stamp_of() { cat "$@" 2>/dev/null | sha256sum | cut -d' ' -f1; }

python_environment() {
  local stamp
  stamp=$(printf '%s %s' "$(stamp_of requirements.lock pyproject.toml)" "$TOP")
  [ -x .venv/bin/concilia ] && [ "$(cat .venv/.concilia-stamp 2>/dev/null)" = "$stamp" ] && return 0
  need_space "$TOP" 1500
  say "ambiente Python (.venv), das versões travadas em requirements.lock"
  [ -x .venv/bin/python ] || quiet "não consegui criar o ambiente Python" "$PYTHON" -m venv .venv
  quiet "o índice de pacotes Python não respondeu" \
    .venv/bin/python -m pip install --disable-pip-version-check --no-input --retries 3 --require-hashes -r requirements.lock
  quiet "não consegui instalar a própria Concilia" \
    .venv/bin/python -m pip install --disable-pip-version-check --no-input --no-build-isolation --no-deps -e .
  printf '%s' "$stamp" >.venv/.concilia-stamp
}

# ---------------------------------------------------------------- Asterisk

major_version() { sed -nE 's/^Asterisk (GIT-)?([0-9]+).*/\2/p' | head -n 1; }

asterisk_ready() {
  local version
  if command -v asterisk >/dev/null; then
    version=$(asterisk -V 2>/dev/null | major_version)
    [ "${version:-0}" -ge 18 ] && return 0
    [ -x "$ASTERISK_ROOT/usr/sbin/asterisk" ] || say "o Asterisk ${version:-?} instalado é antigo demais (preciso do 18 ou mais novo): vou usar um próprio"
  fi
  [ -x "$ASTERISK_ROOT/usr/sbin/asterisk" ]
}

unpack_asterisk() { # SOURCE-LINE TARGET [aptopt…]
  local line=$1 target=$2; shift 2
  mmdebstrap --variant=minbase --components=main --include=asterisk,asterisk-modules,asterisk-config "$@" \
    "$ASTERISK_SUITE" "$target" "$line"
}

asterisk_root() {
  local line fresh relax=() option
  asterisk_ready && return 0
  need_root "falta o Asterisk"
  need_space "$(dirname "$ASTERISK_ROOT")" 1200
  say "Asterisk 22, do Debian $ASTERISK_SUITE, em $ASTERISK_ROOT (uns 30 s)"
  mkdir -p "$(dirname "$ASTERISK_ROOT")"
  line=$("$PYTHON" scripts/apt_sources.py suite "$ASTERISK_SUITE") || die "não achei o espelho do Debian nas fontes do apt"
  fresh=$(mktemp -d "$ASTERISK_ROOT.XXXXXX")
  # shellcheck disable=SC2064 - the name is wanted as it is now
  trap "rm -rf --one-file-system '$fresh'" EXIT
  while read -r option; do relax+=("--aptopt=$option"); done < <(apt-config dump | grep -E '^Acquire::https?::?(Proxy|CaInfo|Verify)' || true)
  [ "${CONCILIA_APT_RELAX_DATES:-0}" = 1 ] && relax+=('--aptopt=Acquire::Check-Valid-Until "false"')
  if ! unpack_asterisk "$line" "$fresh" "${relax[@]}" >>"$LOG" 2>&1; then
    grep -qiE "expired|not valid" "$LOG" || quiet "o espelho do Debian não entregou o Asterisk" false
    say "o índice do espelho venceu: sigo sem conferir a validade"
    rm -rf --one-file-system "$fresh"; mkdir "$fresh"
    quiet "o espelho do Debian não entregou o Asterisk" \
      unpack_asterisk "$line" "$fresh" "${relax[@]}" '--aptopt=Acquire::Check-Valid-Until "false"' '--aptopt=Acquire::Check-Date "false"'
  fi
  # Without its own name in hosts each call would block for seconds on looking it up.
  printf '127.0.0.1 localhost %s\n' "$(hostname)" >"$fresh/etc/hosts"
  chmod 755 "$fresh"
  rm -rf --one-file-system "$ASTERISK_ROOT"
  mv "$fresh" "$ASTERISK_ROOT"
  trap - EXIT
  chroot "$ASTERISK_ROOT" asterisk -V >>"$LOG" 2>&1 || die "o Asterisk de $ASTERISK_ROOT não roda (detalhes em var/setup.log)"
}

# ---------------------------------------------------------------- screens

web_build() {
  local modules sources
  [ -f web/package-lock.json ] || return 0
  modules=$(stamp_of web/package-lock.json)
  sources=$(find web -type f -not -path 'web/node_modules/*' -not -path 'web/static/*' -not -name '*.pyc' -print0 | sort -z | xargs -0 cat | sha256sum | cut -d' ' -f1)
  [ -f web/static/.stamp ] && [ "$(cat web/static/.stamp)" = "$sources" ] && [ "$FOR_TESTS" = no -o -d web/node_modules ] && return 0
  if [ "$(cat web/node_modules/.stamp 2>/dev/null)" != "$modules" ]; then
    say "pacotes das telas (npm ci)"
    (cd web && PATH="$TOP/.venv/bin:$PATH" quiet "o registro npm não respondeu" npm ci --no-audit --no-fund)
    printf '%s' "$modules" >web/node_modules/.stamp
  fi
  say "telas (vite build)"
  (cd web && PATH="$TOP/.venv/bin:$PATH" quiet "as telas não foram construídas" npm run build)
  printf '%s' "$sources" >web/static/.stamp
}

PYTHON=$(find_python) || die "preciso do Python 3.11 ou mais novo"
system_packages
python_environment
asterisk_root
web_build
if [ $((SECONDS - STARTED)) -gt 3 ]; then say "pronto em $((SECONDS - STARTED)) s"; fi
