#!/bin/sh
# Try the frozen program $1 on the documents $2: moved to another folder, with an empty environment, without a network.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$1" "$work/程序"
cp -r "$2" "$work/文档"

offline=""
if unshare -n true 2>/dev/null; then
    offline="unshare -n"
elif unshare -r -n true 2>/dev/null; then
    offline="unshare -r -n"
else
    echo "This user may not make a network namespace: tried without one."
fi
frozen() {
    name=$1
    shift
    # shellcheck disable=SC2086
    $offline env -i HOME="$work" LANG=C.UTF-8 VERITAG_HOME="$work/home" QT_QPA_PLATFORM=offscreen "$work/程序/$name" "$@"
}

frozen veritag --version
frozen veritag doctor >"$work/doctor.txt" || { cat "$work/doctor.txt" && exit 1; }
frozen veritag analyze "$work/文档" --json "$work/frozen.json" --csv "$work/frozen.csv" >/dev/null
.venv/bin/veritag analyze "$work/文档" --json "$work/source.json" >/dev/null
# A language model asks (while its speed is measured) and reads in a process of its own.
.venv/bin/python .ci/tiny-opinion.py "$work"
frozen veritag llm install "$work/tiny.gguf" >"$work/install.txt" 2>&1
if grep "could not be measured" "$work/install.txt" >&2; then
    exit 1
fi
frozen veritag llm verify >/dev/null
frozen veritag analyze "$work/文档" --verifier "llama:$work/tiny" --json "$work/frozen-opinion.json" >/dev/null
VERITAG_HOME="$work/home" .venv/bin/veritag analyze "$work/文档" --verifier "llama:$work/tiny" \
    --json "$work/source-opinion.json" >/dev/null
.venv/bin/python - "$work" <<'PY'
import csv, json, sys
from pathlib import Path

work = Path(sys.argv[1])

def entities(name):
    documents = json.loads((work / name).read_text(encoding="utf-8"))["documents"]
    return [(document["path"], e["start"], e["end"], e["label"]) for document in documents for e in document["entities"]]

frozen = entities("frozen.json")
assert frozen and frozen == entities("source.json"), "the frozen program finds other entities"
rows = list(csv.DictReader((work / "frozen.csv").open(encoding="utf-8", newline="")))
assert len(rows) == len(frozen), "CSV and JSON differ"
print(f"The frozen command line finds the same {len(frozen)} entities.")

def read(name):
    documents = json.loads((work / name).read_text(encoding="utf-8"))["documents"]
    verdicts = [e["evidence"].get("verdict", {}) for document in documents for e in document["entities"]]
    return [verdict["reader"] for verdict in verdicts if "reader" in verdict]

words = list(zip(read("frozen-opinion.json"), read("source-opinion.json"), strict=True))
assert entities("frozen-opinion.json") == entities("source-opinion.json"), "with a second opinion it finds others"
assert words, "the language model read nothing"
assert all(abs(one[label] - other[label]) < 0.01 for one, other in words for label in other), "it reads otherwise"
print(f"Its language model says the same of {len(words)} entities.")
PY

# The desktop analyses what it is given and goes on until it is stopped.
set +e
# timeout must find the program itself, not the shell function.
$offline env -i HOME="$work" LANG=C.UTF-8 VERITAG_HOME="$work/home" QT_QPA_PLATFORM=offscreen \
    timeout 60 "$work/程序/veritag-desktop" "$work/文档" 2>"$work/desktop.txt" &
desktop=$!
set -e
found=0
for _ in $(seq 50); do
    sleep 1
    kill -0 $desktop 2>/dev/null || break
    for project in "$work"/home/data/*.veritag; do
        [ -e "$project" ] || continue
        frozen veritag export "$project" --format csv --out "$work/desktop.csv" >/dev/null 2>&1 || continue
        found=$(wc -l <"$work/desktop.csv")
    done
    [ "$found" -le 100 ] || break
done
if [ "$found" -le 100 ] || [ -s "$work/desktop.txt" ]; then
    echo "The frozen desktop did not analyse the documents ($found rows)." >&2
    cat "$work/desktop.txt" >&2
    exit 1
fi
kill $desktop 2>/dev/null || true
wait $desktop 2>/dev/null || true
echo "The frozen desktop starts and analyses the documents."
du -sh "$1" | awk '{print "Size: " $1}'
