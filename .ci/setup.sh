#!/bin/sh
# Make the virtual environment $1 and install the program with what its tests need, and with the extras $2 if given.
set -eu
venv=$1
more=${2:+,$2}
cd "$(dirname "$0")/.."

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

if ! [ -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "Veritag needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv" >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ]; then
            apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
        else
            echo "Python's venv module is missing. Ask for the package python3-venv, then run this again." >&2
            exit 1
        fi
    fi
    echo "Making $venv with $($python --version)"
    "$python" -m venv "$venv"
fi

# onnxruntime and onnxruntime-gpu install the same files: never both.
extra=cpu
if "$venv/bin/python" -m pip show -q onnxruntime-gpu 2>/dev/null; then
    extra=gpu
fi
echo "Installing Veritag and what it needs into $venv"
install() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e ".[$extra,dev$more]"; }
install || { echo "Trying once more"; install; }
