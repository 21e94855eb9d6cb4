#!/usr/bin/env bash
# Serves the web client until you press Ctrl+C; builds it first if its sources have changed.
set -euo pipefail

usage="Usage: scripts/web_client.sh [SERVER [ISSUER]]

SERVER  the URL of an MCP server (default: MCP_SERVER, else http://localhost:9000/mcp)
ISSUER  the authorization server of this MCP server (default: MCP_ISSUER, else http://localhost:9001)

MCP_PORT is the port of the page (default: 9002), MCP_CLIENT_ID its client ID, if it has one."
case "${1:-}" in
  -h | --help) echo "$usage" && exit 0 ;;
  -*) echo "$usage" >&2 && exit 2 ;;
esac
[ "$#" -le 2 ] || { echo "$usage" >&2 && exit 2; }

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ -z "${1:-}" ] || export MCP_SERVER="$1"
[ -z "${2:-}" ] || export MCP_ISSUER="$2"
build web-client
cp "$ROOT/web-client/target/web-client.jar" "$TMP/web-client.jar" # a build must not replace the jar of a running server
"$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$TMP/web-client.jar" >"$TMP/web-client.log" 2>&1 &
SERVER_PID=$!
port="$(await_port "$SERVER_PID" "$TMP/web-client.log")" || not_started "$TMP/web-client.log"
cat "$TMP/web-client.log"
echo
echo "Open http://localhost:$port in a browser. Press Ctrl+C to stop."
wait "$SERVER_PID"
