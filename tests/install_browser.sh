#!/bin/sh
# Makes sure that the browser tests can run: a Chromium (the system's, else from the system's packages, else, on
# Ubuntu, whose package is a snap, the build that Playwright offers) and a library that Playwright's driver needs.
# Debian's chromium-headless-shell is the same engine without a window's worth of work: a quarter faster in all tests.
set -eu

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo"
fi

has_chromium() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

has_driver() {
    .venv/bin/python -m playwright --version >/dev/null 2>&1
}

install() {
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null
}

has_driver || install libatomic1
has_chromium || install chromium-headless-shell || install chromium || true
has_chromium || .venv/bin/python -m playwright install --with-deps chromium
