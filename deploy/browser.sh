#!/usr/bin/env bash
# Says whether the pages can be tested in a browser here: Node 20 or newer with npm, and
# Chromium, which deps.sh installs. Debian 12 has an older Node, so it is not installed
# from there.
set -euo pipefail

if ! command -v node >/dev/null || ! command -v npm >/dev/null || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "The pages are not tested in a browser: install Node 20 or newer with npm, then run make test-ui." >&2
  exit 1
fi
command -v chromium >/dev/null || { echo "The pages are not tested in a browser: Chromium is missing; run make deps." >&2; exit 1; }
