#!/usr/bin/env bash
# Step 13: opaque tokens, which only their provider can verify.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

# The provider of the lesson, on a free port
"$JAVA" "$ROOT/step13-identity-providers/src/test/java/dev/mcpauth/providers/FakeProvider.java" 0 >"$TMP/provider.log" 2>&1 &
AUTH_PID=$! # lib.sh ends it
for _ in $(seq 1 300); do
  provider="$(sed -n 's/^A provider of opaque tokens at //p' "$TMP/provider.log")"
  [ -z "$provider" ] || break
  kill -0 "$AUTH_PID" 2>/dev/null || die "The provider did not start: $(cat "$TMP/provider.log")"
  sleep 0.1
done
echo "${DIM}The provider runs at $provider${PLAIN}"

calls() { curl -q -sS --noproxy '*' "$provider/calls"; }

export MCP_PUBLIC_URL=http://localhost:9000 # the URL as clients see it, although the port is another
export MCP_VERIFICATION=introspection
export MCP_ISSUER="$provider"
export MCP_INTROSPECTION_URL="$provider/introspect"
export MCP_INTROSPECTION_CLIENT_ID='mcp server'
export MCP_INTROSPECTION_CLIENT_SECRET='s3cret:+/%'
start_step 13

legacy "alice, with an opaque token" tools/call '{"name":"whoami"}' -H 'Authorization: Bearer opaque-alice'
expect_status 200 "The provider says that the token is active."
expect_text '"subject":"id-alice"' "The provider says whose token it is."

before="$(calls)"
for _ in 1 2 3 4 5; do
  curl -q -sS --noproxy '*' -o /dev/null "$URL/mcp" -H 'Authorization: Bearer opaque-alice' \
    -H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"ping"}'
done
expect_equal "$before" "$(calls)" "The provider is not asked about the same token again within 30 seconds."

legacy "A token that the provider does not know" ping '{}' -H 'Authorization: Bearer opaque-invented'
expect_status 401 "The token is not active."
expect_text '"error":"invalid_token"' "The client must get a new token."

legacy "An active token for another server" ping '{}' -H 'Authorization: Bearer opaque-elsewhere'
expect_status 401 "Active does not mean that the token is for this server."
expect_text 'The token is for another server' "The server checks the audience itself."

for user in alice admin; do
  legacy "$user reads the audit log" tools/call '{"name":"audit_log","arguments":{"limit":1}}' -H "Authorization: Bearer opaque-$user"
  if [ "$user" = admin ]; then
    expect_status 200 "Roles come from the response of the provider."
  else
    expect_status 403 "The policy of step 8 applies, however the token was verified."
  fi
done

kill "$AUTH_PID"
wait "$AUTH_PID" || true
AUTH_PID=""
legacy "The provider is down, and the token is new" ping '{}' -H 'Authorization: Bearer opaque-new'
expect_status 503 "The provider has not said that the token is invalid."
expect_header Retry-After 10 "The client may try again, with the same token."
legacy "The provider is down, and the token is known" ping '{}' -H 'Authorization: Bearer opaque-alice'
expect_status 200 "What the provider has said counts for up to 30 seconds."

stop_server
unset MCP_INTROSPECTION_CLIENT_SECRET
MCP_PORT=0 run_server 13 "$TMP/server.jar" >"$TMP/incomplete.log" 2>&1 &
SERVER_PID=$!
if await_port "$SERVER_PID" "$TMP/incomplete.log" >/dev/null; then
  fail "The server must not start without the secret."
else
  pass "The server does not start without the secret."
fi
BODY="$(cat "$TMP/incomplete.log")"
expect_text 'MCP_INTROSPECTION_CLIENT_SECRET must be set' "The message names the setting."

summary
