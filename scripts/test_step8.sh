#!/usr/bin/env bash
# Step 8: may each caller do what they may, and no more?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/mcp.sh
source "$(dirname "${BASH_SOURCE[0]}")/mcp.sh"
# shellcheck source=scripts/oauth.sh
source "$(dirname "${BASH_SOURCE[0]}")/oauth.sh"

token() { "$ROOT/scripts/token.sh" "$@"; }
export MCP_KEYS_DIR="$TMP/keys" # keys of our own, gone at the end
export MCP_PUBLIC_URL=http://localhost:9000 # tokens are for this name, whatever port we get

token keys generate >/dev/null
start_step 8
alice="$(token issue --username alice --scopes mcp:read,mcp:tools)"
bob="$(token issue --username bob --scopes mcp:read,mcp:prompts)"
admin="$(token issue --username admin --scopes mcp:read,mcp:tools,mcp:prompts)"
guest="$(token issue --username guest --scopes "")"

printf '\n%sWho may do what%s: ok, the scope that is missing, or the role\n' "$BOLD" "$PLAIN"
printf '  %-24s %-12s %-12s %-12s %s\n' method alice bob admin guest
row() { # LABEL METHOD PARAMS, then what alice, bob, admin and guest are to get
  local got="" user
  for user in "$alice" "$bob" "$admin" "$guest"; do
    got="$got$(outcome "$user" "$2" "$3") "
  done
  # shellcheck disable=SC2086  # words on purpose
  printf '  %-24s %-12s %-12s %-12s %s\n' "$1" $got
  expect_equal "$4 $5 $6 $7" "${got% }" "$1 is as the table in the README says."
}
row initialize initialize '{"protocolVersion":"2025-11-25"}' ok ok ok ok
row tools/list tools/list '{}' ok ok ok mcp:read
row prompts/list prompts/list '{}' ok ok ok mcp:read
row "tools/call echo" tools/call '{"name":"echo","arguments":{"message":"hi"}}' ok mcp:tools ok mcp:tools
row "prompts/get help" prompts/get '{"name":"help"}' mcp:prompts ok ok mcp:prompts
row "tools/call audit_log" tools/call '{"name":"audit_log"}' role mcp:tools ok mcp:tools

legacy "bob calls a tool" tools/call '{"name":"echo","arguments":{"message":"hi"}}' -H "Authorization: Bearer $bob"
expect_status 403 "The server knows bob, but his token is not for tools."
case "$(header WWW-Authenticate)" in
  *'error="insufficient_scope"'*'scope="mcp:tools"'*resource_metadata=*)
    pass "The challenge names the scope to ask for, so a client can step up." ;;
  *) fail "expected insufficient_scope and mcp:tools in the challenge. Without them, a client is stuck." ;;
esac

legacy "The same with the scope that was named" tools/call '{"name":"echo","arguments":{"message":"hi"}}' \
  -H "Authorization: Bearer $(token issue --username bob --scopes mcp:read,mcp:prompts,mcp:tools)"
expect_status 200 "One step was enough."

legacy "alice reads the audit log" tools/call '{"name":"audit_log"}' -H "Authorization: Bearer $alice"
expect_status 403 "It takes an admin."
case "$(header WWW-Authenticate)" in
  *insufficient_scope* | *scope=*) fail "expected no scope in the challenge. A client would ask for more, again and again." ;;
  *) pass "The challenge asks for nothing, because no scope would help." ;;
esac

legacy "alice lists the tools" tools/list '{}' -H "Authorization: Bearer $alice"
expect_no_text audit_log "What she can never call, she is not shown."

legacy "A tool that does not exist, for bob" tools/call '{"name":"no_such_tool"}' -H "Authorization: Bearer $bob"
expect_status 403 "Who may not call tools does not learn which exist."

legacy "A tool that does not exist, for alice" tools/call '{"name":"no_such_tool"}' -H "Authorization: Bearer $alice"
expect_text '"code":-32602' "She may call tools, and there is no such."

legacy "An expired token without the scope" tools/call '{"name":"echo"}' \
  -H "Authorization: Bearer $(token issue --username bob --scopes mcp:read --expires -5m)"
expect_status 401 "The token comes first: with a new one, the scope may be there."

legacy "admin reads the audit log" tools/call '{"name":"audit_log","arguments":{"limit":3}}' -H "Authorization: Bearer $admin"
expect_text '"subject":"alice"' "Every decision is on record."
stop_server

unset MCP_PUBLIC_URL
start_step 8 # now clients see the port that we got, so that they can sign in
hello='{"name":"echo","arguments":{"message":"hi"}}'

legacy "A client that alice lets read calls a tool" tools/call "$hello" \
  -H "Authorization: Bearer $(redeem "$(code_of "$(allow alice mcp:read)")" | json access_token)"
expect_status 403 "Reading is all that alice has allowed."
more="$(header WWW-Authenticate | sed -n 's/.* scope="\([^"]*\)".*/\1/p')"

legacy "It asks alice for what it has and what it lacks, and calls again" tools/call "$hello" \
  -H "Authorization: Bearer $(redeem "$(code_of "$(allow alice "mcp:read $more")")" | json access_token)"
expect_status 200 "That is the step-up: one refusal, one question, and the same call passes."

legacy "guest allows everything, and the client calls a tool" tools/call "$hello" \
  -H "Authorization: Bearer $(redeem "$(code_of "$(allow guest "mcp:read mcp:tools")")" | json access_token)"
expect_status 403 "A user cannot give away what they may not do themselves."

device_token() {
  send "$URL/token" -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d client_id=mcp-test-client -d "device_code=$1"
}

printf '\n%s%s%s\n' "$BOLD" "A device without a browser shows bob a code" "$PLAIN"
device="$(send "$URL/device_authorization" -d client_id=mcp-test-client --data-urlencode 'scope=mcp:read mcp:prompts')"
user_code="$(echo "$device" | json user_code)"
device_code="$(echo "$device" | json device_code)"
echo "  < $user_code, to be typed at $(echo "$device" | json verification_uri)"
expect_equal authorization_pending "$(device_token "$device_code" | json error)" "The device has to wait until bob has decided."
id="$(send "$URL/device" -d "user_code=$user_code" | field id)"
id="$(send "$URL/authorize/sign-in" -d "id=$id" -d user=bob | field id)"
send -o /dev/null "$URL/authorize/consent" -d "id=$id" -d decision=allow -d scope=mcp:prompts
legacy "bob has allowed the prompts, and the device gets one" prompts/get '{"name":"help"}' \
  -H "Authorization: Bearer $(device_token "$device_code" | json access_token)"
expect_status 200 "bob decided in a browser elsewhere; the device only asked again (RFC 8628)."

printf '\n%s%s%s\n' "$BOLD" "A client refreshes its token" "$PLAIN"
first="$(redeem "$(code_of "$(allow alice mcp:read)")" | json refresh_token)"
second="$(refresh "$first" | json refresh_token)"
expect_equal yes "$([ -n "$second" ] && [ "$second" != "$first" ] && echo yes)" "It gets another refresh token each time."
expect_equal invalid_grant "$(refresh "$first" | json error)" "The old one comes again: somebody has a copy."
expect_equal invalid_grant "$(refresh "$second" | json error)" "Nobody can say who, so the new one is revoked as well."

summary
