#!/usr/bin/env bash
# Builds a step and runs its server until you press Ctrl+C.
set -euo pipefail

usage="Usage: scripts/run_step.sh N    (N is the number of a step; the settings, such as MCP_PORT, come from the environment)"
case "${1:-}" in
  -h | --help) echo "$usage" && exit 0 ;;
  [1-9]) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

module="$(module_of "$1")"
build "$module"

# From step 5 on a server needs keys, from step 6 on its callers need tokens. Not if the keys are somebody else's.
if [ -z "${MCP_JWKS_URL:-}${MCP_PUBLIC_KEY:-}" ]; then
  if [ "$1" -ge 5 ]; then
    "$ROOT/scripts/token.sh" keys generate
  fi
  if [ "$1" -ge 6 ]; then
    echo "Tokens to try it with, valid for an hour:"
    echo
    "$ROOT/scripts/token.sh" demo
    echo
  fi
fi

cp "$ROOT/$module/target/$module.jar" "$TMP/server.jar" # a build must not change a jar that runs
"$JAVA" -jar "$TMP/server.jar" &
SERVER_PID=$!
wait "$SERVER_PID"
