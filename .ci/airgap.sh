#!/bin/sh
# The main job inside a network namespace without interfaces. $1: the veritag command.
set -eu
cd "$(dirname "$0")/.."
if unshare -n true 2>/dev/null; then
    inside="unshare -n"
elif unshare -r -n true 2>/dev/null; then
    inside="unshare -r -n"
else
    echo "Not tried without a network: this user may not make a network namespace."
    exit 0
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
VERITAG_HOME=$out/home $inside "$1" analyze resources/samples --json "$out/entities.json" >/dev/null
"$(dirname "$1")/python" - "$out/entities.json" <<'PY'
import json, sys
documents = json.load(open(sys.argv[1], encoding="utf-8"))["documents"]
found = sum(len(document["entities"]) for document in documents)
assert documents and found, "nothing was found"
print(f"Without a network: {len(documents)} documents, {found} entities.")
PY
