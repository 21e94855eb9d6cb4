#!/usr/bin/env bash
# Builds a step and runs it until you press Ctrl+C. From step 7 on, the practice authorization server runs beside it.
set -euo pipefail

usage="Usage: scripts/run_step.sh N    (N is the number of a step; settings such as MCP_PORT come from the environment)

From step 7 on, AUTH_PORT is the port of the practice authorization server (default: 9001)."
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
auth_port="${AUTH_PORT:-9001}"
if ! [[ "$auth_port" =~ ^[1-9][0-9]{0,4}$ ]] || [ "$auth_port" -gt 65535 ]; then
  die "AUTH_PORT must be a whole number from 1 to 65535, not \"$auth_port\""
fi

# The practice authorization server issues the tokens, unless the settings name another issuer or other keys.
practice=""
if [ "$step" -ge 7 ] && [ "${MCP_ISSUER:-http://localhost:$auth_port}" = "http://localhost:$auth_port" ] &&
  [ -z "${MCP_JWKS_URL:-}${MCP_PUBLIC_KEY:-}" ]; then
  practice=yes
  if (exec 3<>"/dev/tcp/127.0.0.1/$auth_port") 2>/dev/null; then
    die "Port $auth_port, which the practice authorization server needs, is not free. Stop the program that uses it, maybe another step," \
      "or set AUTH_PORT to a free port."
  fi
  [ "$auth_port" = 9001 ] || export MCP_ISSUER="http://localhost:$auth_port" # the token tool reads it, too
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

# await_start NAME PID LOG: waits until a server listens, or ends the script; the log, which is on the screen, may name the cause
await_start() {
  if ! await_port "$2" "$3" >/dev/null; then
    grep -q 'Cannot start: ' "$3" || echo "$1 did not start." >&2
    [ "$2" != "${AUTH_PID:-}" ] || echo "In run_step.sh, AUTH_PORT is the port of the authorization server." >&2
    exit 2
  fi
}

# The servers must run before the lines that use them are printed.
if [ -n "$practice" ]; then
  cp "$ROOT/auth-server/target/auth-server.jar" "$TMP/auth-server.jar" # a build must not replace the jar of a running server
  run_auth_server "$auth_port" "$TMP/auth-server.jar" > >(trap '' INT; marked auth-server | tee "$TMP/auth-server.log") 2>&1 &
  AUTH_PID=$!
  await_start "The practice authorization server" "$AUTH_PID" "$TMP/auth-server.log"
  echo
fi
cp "$ROOT/$module/target/$module.jar" "$TMP/server.jar"
run_server "$step" "$TMP/server.jar" > >(trap '' INT; exec tee "$TMP/server.log") 2>&1 &
SERVER_PID=$!
await_start "The MCP server" "$SERVER_PID" "$TMP/server.log"
if [ -n "$practice" ]; then # the MCP server logs at once whether the other server runs: wait for this line, so that it comes first
  for _ in $(seq 1 50); do
    grep -q 'The authorization server ' "$TMP/server.log" && break
    sleep 0.1
  done
fi

if [ -n "$local_keys" ] && [ "$step" -ge 6 ]; then
  echo
  echo "Tokens to try it with, valid for an hour:"
  echo
  "$ROOT/scripts/token.sh" demo
  settings="" # those that the token tool must have, too
  for name in MCP_PORT MCP_PUBLIC_URL MCP_AUDIENCE MCP_ISSUER; do
    [ -z "${!name:-}" ] || settings="$settings $name=${!name}"
  done
  if [ -n "$settings" ]; then
    echo
    echo "Before you use scripts/token.sh in another terminal: export$settings"
  fi
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
