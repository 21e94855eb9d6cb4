#!/usr/bin/env bash
# Builds a step and runs it until you press Ctrl+C. From step 7 on, the practice authorization server runs beside it.
set -euo pipefail

usage="Usage: scripts/run_step.sh N    (N is the number of a step; settings such as MCP_PORT come from the environment)"
case "${1:-}" in
  -h | --help) echo "$usage" && exit 0 ;;
  [1-9] | [1-9][0-9]) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

step="$1"
module="$(module_of "$step")"
case "${MCP_PORT:-}" in
  *[!0]* | "") ;;
  *) die "run_step.sh needs a fixed port, because the tokens contain it. Set MCP_PORT to a number other than 0." ;;
esac
mcp="$(public_url)/mcp"

# The practice authorization server issues the tokens, unless the settings name another issuer or other keys.
practice=""
if [ "$step" -ge 7 ] && [ "${MCP_ISSUER:-http://localhost:9001}" = http://localhost:9001 ] &&
  [ -z "${MCP_JWKS_URL:-}${MCP_PUBLIC_KEY:-}" ]; then
  practice=yes
elif [ "$step" -ge 7 ]; then
  echo "The settings name another issuer or other keys, so the practice authorization server is not started."
fi

build "$module"
[ -z "$practice" ] || build auth-server

# From step 5 on, the server needs keys. From step 6 on, callers need tokens.
local_keys=""
if [ "$step" -ge 5 ] && [ -z "${MCP_JWKS_URL:-}${MCP_PUBLIC_KEY:-}" ]; then
  if [ -z "${MCP_ISSUER:-}" ] || [ -n "$practice" ] || [ "$MCP_KEYS_DIR" != "$DEFAULT_KEYS" ]; then
    local_keys=yes
    "$ROOT/scripts/token.sh" keys generate
  fi
fi

# marked NAME: copies lines, and says that they are of this server; those without a name are of the step
marked() {
  local line
  while IFS= read -r line; do
    printf '%s: %s\n' "$1" "$line"
  done
}

# The servers must run before the lines that use them are printed.
if [ -n "$practice" ]; then
  cp "$ROOT/auth-server/target/auth-server.jar" "$TMP/auth-server.jar" # a build must not replace the jar of a running server
  run_auth_server 9001 "$TMP/auth-server.jar" > >(trap '' INT; marked auth-server | tee "$TMP/auth-server.log") 2>&1 &
  AUTH_PID=$!
  await_port "$AUTH_PID" "$TMP/auth-server.log" >/dev/null ||
    die "The practice authorization server did not start. It needs port 9001."
  echo
fi
cp "$ROOT/$module/target/$module.jar" "$TMP/server.jar"
run_server "$step" "$TMP/server.jar" > >(trap '' INT; exec tee "$TMP/server.log") 2>&1 &
SERVER_PID=$!
await_port "$SERVER_PID" "$TMP/server.log" >/dev/null || die "The MCP server did not start."

if [ -n "$local_keys" ] && [ "$step" -ge 6 ]; then
  echo
  echo "Tokens to try it with, valid for an hour:"
  echo
  "$ROOT/scripts/token.sh" demo
  if [ "$step" -ge 8 ]; then
    cat <<'MAY'

alice may call tools, bob may get prompts, and admin may do both and read the audit log. All three may list the tools and
prompts. A client with guest's token can connect, but has no scope for anything else.
MAY
  fi
fi
if [ "$step" -ge 2 ]; then
  authorization="" how="" header="" headers=""
  whose=""
  if [ "$step" -ge 6 ] && [ -n "$local_keys" ]; then
    whose=", with a token for alice"
    authorization=" -H 'Authorization: Bearer $("$ROOT/scripts/token.sh" issue --username alice --scopes mcp:read,mcp:tools)'"
  elif [ "$step" -ge 6 ]; then
    whose=", with an access token of your authorization server in place of TOKEN"
    authorization=" -H 'Authorization: Bearer TOKEN'"
  fi
  ours="scripts/mcp.sh tools $mcp" # a method of step 3
  call='{"jsonrpc":"2.0","id":1,"method":"ping"}'
  [ "$step" -lt 3 ] || call='{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
  [ "$step" -lt 4 ] ||
    call='{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hello"}}}'
  if [ "$step" -eq 6 ]; then
    how=", with an access token in place of TOKEN"
    header=' --header "Authorization: Bearer TOKEN"'
    headers=', "headers": {"Authorization": "Bearer TOKEN"}'
    ours="$ours --token TOKEN"
  elif [ "$step" -ge 7 ]; then
    ours="scripts/mcp.sh login $mcp   (--device shows a code instead of opening a browser)"
    [ -z "$practice" ] || how=", and sign in with a browser"
  fi
  cat <<CLIENTS

A request to try$whose:

curl -s $mcp$authorization -H 'Content-Type: application/json' -d '$call'

Clients connect to $mcp$how:
CLIENTS
  [ "$step" -lt 3 ] || echo "  Course client       $ours"
  cat <<CLIENTS
  MCP Inspector       npx @modelcontextprotocol/inspector@2.12.0 --transport http --server-url $mcp$header
  Visual Studio Code  in .vscode/mcp.json: {"servers": {"mcp-auth": {"type": "http", "url": "$mcp"$headers}}}
  Claude Code         claude mcp add --transport http mcp-auth $mcp$header
CLIENTS
fi
echo
echo "Press Ctrl+C to stop."
wait "$SERVER_PID"
