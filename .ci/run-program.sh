#!/bin/sh
# The desktop on the sample documents; without a display the same analysis as a table and files.
set -eu
cd "$(dirname "$0")/.."
if [ -n "${WAYLAND_DISPLAY:-}" ] || { [ -n "${DISPLAY:-}" ] && .venv/bin/python - <<'PY'; }
import sys
from ctypes import CDLL, c_char_p, c_void_p
try:
    x11 = CDLL("libxcb.so.1")
except OSError:
    sys.exit(1)
x11.xcb_connect.restype = c_void_p
x11.xcb_connect.argtypes = [c_char_p, c_void_p]
x11.xcb_connection_has_error.argtypes = [c_void_p]
sys.exit(x11.xcb_connection_has_error(x11.xcb_connect(None, None)) != 0)
PY
then
    exec .venv/bin/veritag gui resources/samples
fi
echo "There is no display: analysing the sample documents here instead of opening the desktop."
mkdir -p out
.venv/bin/veritag analyze resources/samples --json out/entities.json --csv out/entities.csv
echo "Written: out/entities.csv and out/entities.json"
