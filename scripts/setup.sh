#!/usr/bin/env bash
# Make the virtual environment: setup.sh PYTHON VENV LOCK. Only packages whose hashes the lock names get in.
set -euo pipefail
python=$1 venv=$2 lock=$3

fail() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

command -v "$python" >/dev/null || fail "$python was not found; install Python 3.11 or newer, or say: make PYTHON=/path/to/python setup"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$python" --version) is too old; Python 3.11 or newer is needed: make PYTHON=/path/to/python setup"

# Debian ships Python without ensurepip, and venv cannot make an environment without it.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo 'setup: installing python3-venv'
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null
    fi
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python has no venv module; on Debian or Ubuntu: sudo apt-get install python3-venv"
fi

# An environment whose interpreter has gone (the folder was moved, Python was upgraded) is made anew.
options=()
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || options+=(--clear)

echo "setup: installing the locked packages into $venv (a minute or two the first time)"
"$python" -m venv "${options[@]}" "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
