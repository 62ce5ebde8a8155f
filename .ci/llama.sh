#!/bin/sh
# Build llama.cpp into a virtual environment that lacks it, so that it runs wherever it is copied. $1: its Python.
# Takes minutes the first time; what was built is kept in the user's cache for the next one.
set -eu
cd "$(dirname "$0")/.."
python=$1
options="-DLLAMA_BUILD_TOOLS=OFF -DLLAVA_BUILD=OFF"
kernels=libggml-cpu
if [ "$(uname -m)" = x86_64 ]; then
    # Kernels for each generation of processors; engine/llm/llama.py has ggml take the best that runs.
    options="$options -DGGML_NATIVE=OFF -DGGML_BACKEND_DL=ON -DGGML_CPU_ALL_VARIANTS=ON"
    kernels=libggml-cpu-haswell
fi
# Every library once, all in one folder, where they find each other.
options="$options -DCMAKE_PLATFORM_NO_VERSIONED_SONAME=ON -DCMAKE_INSTALL_BINDIR=llama_cpp/lib -DCMAKE_INSTALL_RPATH='\$ORIGIN'"

libraries() {
    "$python" -c 'import importlib.util as u; print(u.find_spec("llama_cpp").submodule_search_locations[0] + "/lib")' 2>/dev/null
}
if ls "$(libraries)/$kernels."* >/dev/null 2>&1; then
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
echo "Building llama.cpp (minutes, once)"
built=${XDG_CACHE_HOME:-$HOME/.cache}/veritag/llama-$(cksum <.ci/llama.sh | cut -d' ' -f1)
pip() { "$python" -m pip "$@" --quiet --disable-pip-version-check; }
# Not from pip's cache, where one may lie that was built in another way.
CMAKE_ARGS="$options" CMAKE_BUILD_PARALLEL_LEVEL=$(getconf _NPROCESSORS_ONLN) \
    SKBUILD_WHEEL_LICENSE_FILES="LICENSE.md;vendor/llama.cpp/LICENSE" \
    pip wheel --no-cache-dir --no-deps --find-links "$built" --wheel-dir "$built" "$(grep -o 'llama-cpp-python==[0-9.]*' pyproject.toml)"
pip uninstall --yes llama-cpp-python
pip install --find-links "$built" -e ".[llm]"
# llama.cpp crashes at the first computation of its kernels with AMX; such a processor then takes the next best.
rm -f "$(libraries)/libggml-cpu-sapphirerapids.so"
