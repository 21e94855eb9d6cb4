#!/usr/bin/env bash
# run_step.sh: the port of the practice authorization server, the order of the output, and servers that do not start.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export MCP_KEYS_DIR="$TMP/keys" # keys for this script only
unset MCP_ISSUER MCP_PUBLIC_URL MCP_AUDIENCE MCP_JWKS_URL MCP_PUBLIC_KEY

# run SETTING … N: runs a step that does not start; sets CODE and BODY to the exit code and the output
run() {
  printf '\n%s\n' "${BOLD}$*${PLAIN}"
  CODE=0
  BODY="$(env "${@:1:$#-1}" "$ROOT/scripts/run_step.sh" "${!#}" 2>&1)" || CODE=$?
  printf '%s\n' "$BODY" | sed 's/^/  < /'
}

# free_port: prints a port that nobody uses at the moment
free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# line TEXT: the number of the first line of BODY that contains TEXT, else 0
line() {
  printf '%s\n' "$BODY" | awk -v text="$1" 'index($0, text) { found = NR; exit } END { print found + 0 }'
}

run AUTH_PORT=70000 8
expect_equal 2 "$CODE" "The script ends before it starts anything."
expect_text 'AUTH_PORT must be a whole number from 1 to 65535, not "70000"' "The message names the setting and the value."

start_step 1
run AUTH_PORT="$PORT" 8
expect_equal 2 "$CODE" "A port that another program uses is an error."
expect_text "Port $PORT, which the practice authorization server needs, is not free." "The message names the port,"
expect_text "or set AUTH_PORT to a free port" "and the way out."
stop_server

run MCP_PORT=http 1
expect_equal 2 "$CODE" "The server does not start."
expect_text 'Cannot start: MCP_PORT must be a whole number from 0 to 65535, not "http"' "The log names the cause."
expect_no_text "did not start" "The script adds nothing to it."

auth="$(free_port)"
mcp="$(free_port)"
printf '\n%s\n' "${BOLD}AUTH_PORT=$auth MCP_PORT=$mcp 8${PLAIN}"
AUTH_PORT="$auth" MCP_PORT="$mcp" "$ROOT/scripts/run_step.sh" 8 >"$TMP/run.log" 2>&1 &
SERVER_PID=$!
for _ in $(seq 1 600); do
  grep -q '^Press Ctrl+C' "$TMP/run.log" && break
  sleep 0.1
done
BODY="$(cat "$TMP/run.log")"
expect_text "INFO  Accepted tokens: issuer http://localhost:$auth, audience http://localhost:$mcp/mcp" \
  "The MCP server trusts the authorization server at this port."
expect_text "export MCP_PORT=$mcp MCP_ISSUER=http://localhost:$auth" "The script says what the token tool needs in another terminal."
checked="$(line "The authorization server http://localhost:$auth ")"
tokens="$(line "Tokens to try it with")"
expect_equal yes "$([ "$checked" -gt 0 ] && [ "$checked" -lt "$tokens" ] && echo yes)" "The log comes before the tokens."
command="$(grep '^curl ' "$TMP/run.log")"
BODY="$(eval "$command")"
expect_text '"text":"hello"' "The server accepts the token in the request that the script prints."
URL="http://localhost:$auth"
ask "The metadata of the authorization server" GET /.well-known/oauth-authorization-server
expect_text "\"issuer\":\"http://localhost:$auth\"" "The authorization server runs at this port."
stop_server

summary
