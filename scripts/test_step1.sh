#!/usr/bin/env bash
# Step 1: health, exact paths and methods, startup errors, graceful shutdown.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_step 1

ask "Health" GET /health
expect_status 200 "A monitor checks this path without a token."
expect_body '{"status":"healthy"}' "The body is JSON with the status and nothing else."
expect_header Content-Type application/json "The media type is JSON."
expect_header X-Content-Type-Options nosniff "Browsers must not guess another media type."

ask "HEAD" HEAD /health
expect_status 200 "HEAD returns the status and headers of GET, without the body (RFC 9110 section 9.3.2)."

ask "The root" GET /
expect_text 'MCP Auth, Step by Step' "Someone who opens the server in a browser reads what it is."

ask "An unknown path" GET /nothing
expect_status 404 "No resource exists at this path."
expect_text '"error":"not_found"' "Errors are JSON with a code for programs and a sentence for people."

for path in /health/ /HEALTH //health '/health;x' /%68ealth /x/../health; do
  ask "Another spelling of /health" GET "$path"
  expect_status 404 "Paths are compared byte by byte, so another spelling cannot bypass a filter."
done

ask "An unsupported method" DELETE /health
expect_status 405 "The path exists, but it does not support DELETE."
expect_header Allow "GET, HEAD" "A 405 must say which methods would work (RFC 9110 section 15.5.6)."

ask "A method override" POST /health -H 'X-HTTP-Method-Override: GET'
expect_status 400 "A header must not change the method after a filter has checked it."

# run_jar [NAME=VALUE …]: runs the server with these settings; keeps its output and its exit code
run_jar() {
  code=0
  output="$(env "$@" "$JAVA" -jar "$TMP/server.jar" 2>&1)" || code=$?
  echo "  < $output"
}

printf '\n%sA second server on the same port%s\n' "$BOLD" "$PLAIN"
run_jar MCP_PORT="$PORT"
expect_equal 1 "$code" "A server that cannot start exits with 1."
case "$output" in
  *"Cannot start: Port "*"Address already in use"*) pass "The log says that the port is in use." ;;
  *) fail "expected a line that says that the port is in use. The log must say why the server cannot start." ;;
esac

printf '\n%sAn invalid setting%s\n' "$BOLD" "$PLAIN"
run_jar MCP_PORT=http
expect_equal 1 "$code" "A server with an invalid setting does not start."
case "$output" in
  *"Cannot start: MCP_PORT"*'"http"'*) pass "The log names the setting and quotes its value." ;;
  *) fail "expected a line that names MCP_PORT and quotes \"http\". The operator must learn what to change." ;;
esac

printf '\n%sShutdown%s\n' "$BOLD" "$PLAIN"
stop_server
expect_equal 0 "$SERVER_EXIT" "After SIGTERM, the server shuts down and exits with 0."
case "$(cat "$TMP/server.log")" in
  *"waiting up to 5 s for in-flight requests"*) pass "In-flight requests may finish." ;;
  *) fail "expected a line about in-flight requests. A shutdown must not interrupt them at once." ;;
esac

summary
