#!/usr/bin/env bash
# Checks any MCP server from outside; builds the program first if its sources have changed. scripts/check_auth.sh --help lists the
# options.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build server-check >&2 </dev/null
rm -rf "$TMP"
exec "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$ROOT/server-check/target/server-check.jar" "$@"
