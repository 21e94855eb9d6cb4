#!/usr/bin/env bash
# Runs the agent; builds it first if its sources have changed. scripts/agent.sh --help lists the options.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build agent >&2 </dev/null
rm -rf "$TMP"
# Messages name the script with which to sign in.
exec "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "-Dmcp.command=$(printf %q "$(dirname "$0")/mcp.sh")" \
  -jar "$ROOT/agent/target/agent.jar" "$@"
