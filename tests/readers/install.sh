#!/bin/sh
# What the tests with reading systems need: Debian packages, npm packages beside this file, kobofix.
# Run from the root of the project; says what it cannot install and goes on, and the tests skip it.
set -u

has() { command -v "$1" >/dev/null 2>&1; }

missing=""
has node && has npm || missing="$missing nodejs npm"
has chromium || missing="$missing chromium"
has calibre-debug || missing="$missing calibre"
has pandoc || missing="$missing pandoc"
has java || missing="$missing default-jre-headless"

if [ -n "$missing" ]; then
    if has apt-get && [ "$(id -u)" = 0 ]; then
        echo "installing$missing"
        # shellcheck disable=SC2086 -- a list of packages
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2 \
            || echo "not installed:$missing" >&2
    else
        echo "please install:$missing" >&2
    fi
fi

if has npm; then
    PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix tests/readers --ignore-scripts \
        --no-package-lock --no-audit --no-fund --loglevel=error || echo "npm packages missing" >&2
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check kobofix==1.0.0 \
    || echo "kobofix missing" >&2
