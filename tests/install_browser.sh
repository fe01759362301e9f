#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: the system's, else from the system's packages,
# else (Ubuntu, whose package is a snap) the build that Playwright offers.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then
        exit 0
    fi
done
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo"
fi
if $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium >/dev/null \
    && chromium --version >/dev/null 2>&1; then
    exit 0
fi
exec .venv/bin/python -m playwright install --with-deps chromium
