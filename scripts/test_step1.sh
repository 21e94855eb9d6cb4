#!/usr/bin/env bash
# Step 1: is the server well, strict about paths and methods, and does it stop and fail gracefully?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_step 1

ask "The server is well" GET /health
expect_status 200 "Whatever watches the server asks here, without a token."
expect_body '{"status":"healthy"}' "The answer is JSON, and nothing but the status."
expect_header Content-Type application/json "The type says that it is JSON."
expect_header X-Content-Type-Options nosniff "Browsers must take the type at its word."

ask "HEAD is GET without the body" HEAD /health
expect_status 200 "What GET answers, HEAD answers too (RFC 9110 section 9.3.2)."

ask "An unknown path" GET /nothing
expect_status 404 "There is nothing there."
expect_text '"error":"not_found"' "Errors are JSON with a code for programs and a sentence for people."

for path in /health/ /HEALTH //health '/health;x' /%68ealth /x/../health; do
  ask "Another spelling of /health" GET "$path"
  expect_status 404 "A path is compared byte by byte: a filter on one spelling must not be walked around with another."
done

ask "A method that this path does not answer" DELETE /health
expect_status 405 "The path exists, the method does not."
expect_header Allow "GET, HEAD" "A 405 must say which methods would work (RFC 9110 section 15.5.6)."

ask "A method in disguise" POST /health -H 'X-HTTP-Method-Override: GET'
expect_status 400 "A request is what its first line says; a header must not turn it into another one."

printf '\n%sA second server on the same port%s\n' "$BOLD" "$PLAIN"
code=0
line="$(MCP_PORT="$PORT" "$JAVA" -jar "$ROOT/step1-health/target/step1-health.jar" 2>&1)" || code=$?
echo "  < $line"
expect_equal 1 "$code" "A server that cannot start exits with 1."
case "$line" in
  *"cannot start"*"in use"*) pass "One line says why." ;;
  *) fail "expected a line that says that the port is in use. A start that fails must say why." ;;
esac

printf '\n%sA bad setting%s\n' "$BOLD" "$PLAIN"
code=0
line="$(MCP_PORT=http "$JAVA" -jar "$ROOT/step1-health/target/step1-health.jar" 2>&1)" || code=$?
echo "  < $line"
expect_equal 1 "$code" "A server with a bad setting does not start."
case "$line" in
  *MCP_PORT*'"http"'*) pass "The line names the setting and quotes its value." ;;
  *) fail "expected a line that names MCP_PORT and quotes \"http\". Who reads it must know what to change." ;;
esac

printf '\n%sStopping the server%s\n' "$BOLD" "$PLAIN"
stop_server
expect_equal 0 "$SERVER_EXIT" "Told to stop (SIGTERM), it stops and exits with 0."

summary
