#!/bin/sh
# What the press needs from the operating system.
#
#   system_packages.sh press    Python >= 3.11 with venv, Pango, HarfBuzz; status 1 when one stays missing
#   system_packages.sh tests    programs that some tests call; those tests skip where one is missing
#   system_packages.sh python   print the Python that .venv is made with
#
# Missing packages are installed with apt (as root or with a sudo that asks nothing) or brew; where
# that may not be, the one command to run is printed.
set -eu

PATH="$PATH:/opt/homebrew/bin:/usr/local/bin:/opt/local/bin"
export PATH

has() { command -v "$1" >/dev/null 2>&1; }

# A Python for which all wheels of the lock exist; a newer one only when there is no other.
find_python() {
    for limit in 14 99; do
        for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
            if "$name" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $limit))" \
                >/dev/null 2>&1; then
                command -v "$name"
                return 0
            fi
        done
    done
    return 1
}

# 3.12 for /usr/bin/python3.12
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

makes_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Whether the dynamic linker finds a library, asked of the Python that will load it.
loads() { "$1" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$2" >/dev/null 2>&1; }

# --- Debian and Ubuntu ---------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n env ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} "$@"
    fi
}

may_install() { [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" >&2; }

# Packages of a Python >= 3.11: the distribution's own, or the newest beside it.
apt_python() {
    own=$(apt-cache show python3 2>/dev/null | sed -n 's/^Version: 3\.\([0-9]*\).*/\1/p' | head -n 1)
    if [ "${own:-0}" -ge 11 ]; then
        echo python3 python3-venv
        return
    fi
    for minor in 14 13 12 11; do
        if apt-cache show "python3.$minor-venv" >/dev/null 2>&1; then
            echo "python3.$minor" "python3.$minor-venv"
            return
        fi
    done
    echo python3 python3-venv
}

apt_missing() {
    libraries="libpango-1.0.so.0:libpango-1.0-0 libpangoft2-1.0.so.0:libpangoft2-1.0-0"
    libraries="$libraries libharfbuzz-subset.so.0:libharfbuzz-subset0"
    python=$(find_python) || python=""
    if [ -z "$python" ]; then
        apt_python
    elif ! makes_venv "$python"; then
        echo "python$(version_of "$python")-venv"
    fi
    for pair in $libraries; do
        if [ -z "$python" ] || ! loads "$python" "${pair%%:*}"; then
            echo "${pair#*:}"
        fi
    done
}

apt_tests() {
    has pdftoppm || echo poppler-utils
    has qpdf || echo qpdf
    has mutool || echo mupdf-tools
    has gs || echo ghostscript
    ls /usr/lib/*/libzbar.so.0 >/dev/null 2>&1 || echo libzbar0
    has javac || echo default-jdk-headless
    [ -e /usr/share/java/jaxb-api.jar ] || echo libjaxb-java
}

# --- macOS -----------------------------------------------------------------------------------

brew_missing() {
    prefix=$(brew --prefix)
    python=$(find_python) && makes_venv "$python" || echo python
    [ -e "$prefix/lib/libpango-1.0.dylib" ] || echo pango
    [ -e "$prefix/lib/libharfbuzz-subset.0.dylib" ] || echo harfbuzz
}

brew_tests() {
    has pdftoppm || echo poppler
    has qpdf || echo qpdf
    has mutool || echo mupdf-tools
    has gs || echo ghostscript
    [ -e "$(brew --prefix)/lib/libzbar.dylib" ] || echo zbar
    has javac || echo openjdk
}

# --- what is asked ---------------------------------------------------------------------------

words() { tr '\n' ' ' | sed 's/ *$//'; }

# Install the packages that a listing names; print the command where that may not be.
install() {
    kind=$1 missing=$("$1_$2" | words)
    [ -n "$missing" ] || return 0
    echo "system packages wanted: $missing" >&2
    if [ "$kind" = brew ]; then
        # shellcheck disable=SC2086 -- a list of formulas
        brew install $missing >&2
        return
    fi
    if may_install; then
        # The lists of a bare machine are empty: what is missing may have another name after this.
        if apt update && missing=$("$1_$2" | words) && apt install -y --no-install-recommends $missing; then
            return 0
        fi
    fi
    printf '\nPlease run this once, then make again / 请先运行一次，然后再 make：\n\n' >&2
    printf '    sudo apt-get update && sudo apt-get install -y %s\n\n' "$missing" >&2
    return 1
}

elsewhere() {
    python=$(find_python) && makes_venv "$python" && loads "$python" libpango-1.0.so.0 &&
        loads "$python" libpangoft2-1.0.so.0 && loads "$python" libharfbuzz-subset.so.0 && return 0
    if [ "$(uname -s)" = Darwin ]; then
        echo "Please install Homebrew, then run / 请先装 Homebrew，再运行：brew install python pango harfbuzz" >&2
    else
        echo "Please install Python >= 3.11 with venv, Pango and HarfBuzz with its subset library," >&2
        echo "then make again / 请安装 Python >= 3.11（含 venv）、Pango、HarfBuzz（含 subset 库），然后再 make" >&2
    fi
    return 1
}

case "${1:-}" in
python)
    find_python || { echo "no Python >= 3.11 / 没有 3.11 以上的 Python" >&2; exit 1; }
    ;;
press)
    if [ "$(uname -s)" = Darwin ] && has brew; then
        install brew missing
    elif has apt-get; then
        install apt missing
    else
        elsewhere
    fi
    ;;
tests)
    if [ "$(uname -s)" = Darwin ] && has brew; then
        install brew tests
    elif has apt-get; then
        install apt tests
    fi || echo "going on without them: the tests that need them are skipped, with the reason" >&2
    ;;
*)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
