#!/bin/sh
# All tests, offscreen, with the user's folders in a temporary place. $1: the Python to use.
set -eu
cd "$(dirname "$0")/.."
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
VERITAG_HOME=$home QT_QPA_PLATFORM=offscreen "$1" -m pytest -q
