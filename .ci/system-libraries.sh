#!/bin/sh
# Install the system libraries and fonts that Qt's windows need, or name them to a user who may not.
# $1: the Python of the virtual environment.
set -eu
python=$1

packages_missing() {
    plugins=$("$python" -c 'import pathlib, PySide6; print(pathlib.Path(PySide6.__path__[0]) / "Qt")')
    {
        ldd "$plugins/plugins/platforms/libqxcb.so" "$plugins/plugins/platforms/libqoffscreen.so" \
            "$plugins"/lib/libQt6Widgets.so.6 "$plugins"/lib/libQt6Gui.so.6 2>/dev/null || true
    } | awk '/not found/ {print $1}' | sort -u | while read -r library; do
        case $library in
            libEGL.so*) echo libegl1 ;;
            libGL.so* | libGLX.so* | libOpenGL.so*) echo libgl1 libopengl0 ;;
            libxkbcommon-x11.so*) echo libxkbcommon-x11-0 ;;
            libxkbcommon.so*) echo libxkbcommon0 ;;
            libdbus-1.so*) echo libdbus-1-3 ;;
            libfontconfig.so*) echo libfontconfig1 ;;
            libfreetype.so*) echo libfreetype6 ;;
            libX11-xcb.so*) echo libx11-xcb1 ;;
            libX11.so*) echo libx11-6 ;;
            libxcb-cursor.so*) echo libxcb-cursor0 ;;
            libxcb-icccm.so*) echo libxcb-icccm4 ;;
            libxcb-image.so*) echo libxcb-image0 ;;
            libxcb-keysyms.so*) echo libxcb-keysyms1 ;;
            libxcb-randr.so*) echo libxcb-randr0 ;;
            libxcb-render-util.so*) echo libxcb-render-util0 ;;
            libxcb-render.so*) echo libxcb-render0 ;;
            libxcb-shape.so*) echo libxcb-shape0 ;;
            libxcb-shm.so*) echo libxcb-shm0 ;;
            libxcb-sync.so*) echo libxcb-sync1 ;;
            libxcb-util.so*) echo libxcb-util1 ;;
            libxcb-xfixes.so*) echo libxcb-xfixes0 ;;
            libxcb-xinerama.so*) echo libxcb-xinerama0 ;;
            libxcb-xkb.so*) echo libxcb-xkb1 ;;
            libxcb.so*) echo libxcb1 ;;
            libgthread-2.0.so* | libglib-2.0.so*) echo libglib2.0-0 ;;
            *) echo "the package with $library" ;;
        esac
    done | tr ' ' '\n' | sort -u
    # A font with Chinese characters.
    if ! fc-list :lang=zh 2>/dev/null | grep -q .; then
        echo fonts-noto-cjk
        command -v fc-list >/dev/null 2>&1 || echo fontconfig
    fi
}

missing=$(packages_missing | tr '\n' ' ')
[ -n "${missing% }" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing system packages: $missing"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The desktop needs system packages that only an administrator can install:" >&2
    echo "    apt-get install $missing" >&2
fi
