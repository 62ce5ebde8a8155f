#!/bin/sh
# Build llama.cpp for this machine into a virtual environment that lacks it. $1: its Python. Takes minutes the first time.
set -eu
cd "$(dirname "$0")/.."
python=$1
if "$python" -c 'import llama_cpp' 2>/dev/null; then
    exit 0
fi
if ! command -v c++ >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq g++ >/dev/null
    else
        echo "Building llama.cpp needs a C++ compiler. On Debian: apt-get install g++" >&2
        exit 1
    fi
fi
# Everything this processor has but AMX, which llama.cpp crashes on at the first computation.
arguments="-DLLAMA_BUILD_TOOLS=OFF -DLLAVA_BUILD=OFF"
if [ "$(uname -m)" = x86_64 ]; then
    flags="-march=native -mno-amx-tile -mno-amx-int8 -mno-amx-bf16"
    arguments="$arguments -DGGML_NATIVE=OFF -DCMAKE_C_FLAGS='$flags' -DCMAKE_CXX_FLAGS='$flags'"
fi
echo "Building llama.cpp (minutes, once)"
CMAKE_ARGS="$arguments" CMAKE_BUILD_PARALLEL_LEVEL=$(getconf _NPROCESSORS_ONLN) \
    "$python" -m pip install --quiet --disable-pip-version-check -e ".[llm]"
