#!/usr/bin/env bash
# Makes .venv with convanim in it: .setup.sh REQUIREMENT, where REQUIREMENT is . or .[dev].
# Installs system packages only where something is missing, and says what it does.
set -euo pipefail
cd "$(dirname "$0")"
requirement=${1:-.}

# Where somebody looks on, pip shows how far it is.
quiet=-q
[ ! -t 2 ] || quiet=

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "installing system packages needs root: run as root or install sudo, or run: $*"
    fi
}

# The first Python of at least 3.11, or the one named in PYTHON.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is needed; name one with PYTHON=/path/to/python make ..."
}

# On Linux pycairo and ManimPango are compiled, so they need a compiler, headers and pkg-config.
missing_on_linux() {
    local python=$1 headers
    command -v gcc >/dev/null || echo gcc
    command -v pkg-config >/dev/null || echo pkg-config
    pkg-config --exists cairo 2>/dev/null || echo cairo
    pkg-config --exists pangocairo 2>/dev/null || echo pango
    headers=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
    [ -e "$headers/Python.h" ] || echo python-headers
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo venv
}

install_system_packages() {
    local python=$1 missing
    missing=$(missing_on_linux "$python" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    say "Installing system packages (missing: ${missing% })"
    if command -v apt-get >/dev/null; then
        as_root apt-get update -q
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
            gcc pkg-config libcairo2-dev libpango1.0-dev python3-dev python3-venv
    elif command -v dnf >/dev/null; then
        as_root dnf install -qy gcc pkgconf-pkg-config cairo-devel pango-devel python3-devel
    elif command -v pacman >/dev/null; then
        as_root pacman -S --needed --noconfirm gcc pkgconf cairo pango python
    elif command -v zypper >/dev/null; then
        as_root zypper -n install gcc pkgconf cairo-devel pango-devel python3-devel
    else
        fail "missing: ${missing% }; install a C compiler, pkg-config, and the headers of Cairo, Pango and Python"
    fi
    # What a package manager brings is for its own Python; another one must bring its headers along.
    missing=$(missing_on_linux "$python" | tr '\n' ' ')
    [ -z "$missing" ] || say "Still missing: ${missing% }. Trying anyway."
}

install_torch() {
    local pip=$1
    "$pip" show -q torch 2>/dev/null && return
    say "Installing torch, which takes a minute or several"
    # This version is often already at hand as a small build without GPU support; any other does as well.
    "$pip" install $quiet torch==2.13.0 2>/dev/null || "$pip" install $quiet torch
}

python=$(find_python)
[ "$(uname)" != Linux ] || install_system_packages "$python"
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "Creating .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
install_torch .venv/bin/pip
say "Installing convanim and what it draws with"
.venv/bin/pip install $quiet -e "$requirement"
.venv/bin/python -m convanim doctor >/dev/null || .venv/bin/python -m convanim doctor
