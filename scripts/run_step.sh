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
case "${MCP_PORT:-}" in
  *[!0]* | "") ;;
  *) die "run_step.sh needs a port that is known beforehand, and MCP_PORT=0 picks any: the tokens and the lines for clients name it." ;;
esac
build "$module"

# From step 5 on a server needs keys, from step 6 on its callers need tokens. Not if somebody else signs them.
if [ "$1" -ge 5 ] && [ -z "${MCP_JWKS_URL:-}${MCP_PUBLIC_KEY:-}" ]; then
  "$ROOT/scripts/token.sh" keys generate
  if [ "$1" -ge 6 ]; then
    echo "Tokens to try it with, valid for an hour:"
    echo
    "$ROOT/scripts/token.sh" demo
    echo
  fi
  if [ "$1" -ge 8 ]; then
    cat <<'MAY'
alice may list everything and call tools; bob may list everything and get prompts; admin may do all that, and read the
audit log; with guest's token, a client can connect, and no more.

MAY
  fi
fi
if [ "$1" -ge 2 ]; then
  mcp="${MCP_PUBLIC_URL:-http://localhost:${MCP_PORT:-9000}}/mcp"
  how="" header="" headers=""
  if [ "$1" -eq 6 ]; then
    how=", with an access token in place of TOKEN"
    header=' --header "Authorization: Bearer TOKEN"'
    headers=', "headers": {"Authorization": "Bearer TOKEN"}'
  elif [ "$1" -ge 7 ] && [ -z "${MCP_ISSUER:-}${MCP_JWKS_URL:-}${MCP_PUBLIC_KEY:-}" ]; then
    how=", and sign in by themselves"
  fi
  cat <<CLIENTS
Clients connect to $mcp$how:
  MCP Inspector       npx @modelcontextprotocol/inspector --transport http --server-url $mcp$header
  Visual Studio Code  in .vscode/mcp.json: {"servers": {"mcp-auth": {"type": "http", "url": "$mcp"$headers}}}
  Claude Code         claude mcp add --transport http mcp-auth $mcp$header

CLIENTS
fi

cp "$ROOT/$module/target/$module.jar" "$TMP/server.jar" # a build must not change a jar that runs
"$JAVA" -jar "$TMP/server.jar" &
SERVER_PID=$!
wait "$SERVER_PID"
