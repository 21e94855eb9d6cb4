#!/usr/bin/env bash
# Step 8: scopes and roles, the audit log, step-up authorization, the device flow, and refresh tokens.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"
# shellcheck source=scripts/oauth.sh
source "$(dirname "${BASH_SOURCE[0]}")/oauth.sh"

title() { printf '\n%s%s%s\n' "$BOLD" "$1" "$PLAIN"; }
export MCP_KEYS_DIR="$TMP/keys"             # temporary keys, which both servers share
export MCP_PUBLIC_URL=http://localhost:9000 # the URL as clients see it, although the port is another

start_auth_server
export MCP_ISSUER="$AUTH_URL"
start_step 8
alice="$(token issue --username alice --scopes mcp:read,mcp:tools)"
bob="$(token issue --username bob --scopes mcp:read,mcp:prompts)"
admin="$(token issue --username admin --scopes mcp:read,mcp:tools,mcp:prompts)"
guest="$(token issue --username guest --scopes "")"

printf '\n%sWho may do what%s: ok, the missing scope, or role if the role is missing\n' "$BOLD" "$PLAIN"
printf '  %-24s %-12s %-12s %-12s %s\n' method alice bob admin guest
row() { # LABEL METHOD PARAMS, then the expected outcomes for alice, bob, admin and guest
  local got="" user
  for user in "$alice" "$bob" "$admin" "$guest"; do
    got="$got$(outcome "$user" "$2" "$3") "
  done
  # shellcheck disable=SC2086  # words on purpose
  printf '  %-24s %-12s %-12s %-12s %s\n' "$1" $got
  expect_equal "$4 $5 $6 $7" "${got% }" "$1 matches the table in the README."
}
row initialize initialize '{"protocolVersion":"2025-11-25"}' ok ok ok ok
row tools/list tools/list '{}' ok ok ok mcp:read
row prompts/list prompts/list '{}' ok ok ok mcp:read
row "tools/call echo" tools/call '{"name":"echo","arguments":{"message":"hi"}}' ok mcp:tools ok mcp:tools
row "prompts/get help" prompts/get '{"name":"help"}' mcp:prompts ok ok mcp:prompts
row "tools/call audit_log" tools/call '{"name":"audit_log"}' role mcp:tools ok mcp:tools

legacy "bob calls a tool" tools/call '{"name":"echo","arguments":{"message":"hi"}}' -H "Authorization: Bearer $bob"
expect_status 403 "bob is authenticated, but his token lacks the scope mcp:tools."
case "$(header WWW-Authenticate)" in
  *'error="insufficient_scope"'*'scope="mcp:tools"'*resource_metadata=*)
    pass "The challenge names the scope to ask for, so a client can step up." ;;
  *) fail "expected insufficient_scope and mcp:tools in the challenge. Without them, a client cannot step up." ;;
esac

legacy "bob calls the tool with that scope" tools/call '{"name":"echo","arguments":{"message":"hi"}}' \
  -H "Authorization: Bearer $(token issue --username bob --scopes mcp:read,mcp:prompts,mcp:tools)"
expect_status 200 "The scope in the challenge was sufficient."

legacy "alice reads the audit log" tools/call '{"name":"audit_log"}' -H "Authorization: Bearer $alice"
expect_status 403 "The audit log requires the role admin."
case "$(header WWW-Authenticate)" in
  *insufficient_scope* | *scope=*) fail "expected no scope in the challenge. A client would ask for more scopes again and again." ;;
  *) pass "The challenge names no scope, because no scope would help." ;;
esac

legacy "alice lists the tools" tools/list '{}' -H "Authorization: Bearer $alice"
expect_no_text audit_log "The list omits a tool whose own rule does not allow alice."

legacy "bob calls an unknown tool" tools/call '{"name":"no_such_tool"}' -H "Authorization: Bearer $bob"
expect_status 403 "Callers without mcp:tools do not learn which tools exist."

legacy "alice calls an unknown tool" tools/call '{"name":"no_such_tool"}' -H "Authorization: Bearer $alice"
expect_text '"code":-32602' "alice may call tools, but this tool does not exist."

legacy "An expired token that also lacks the scope" tools/call '{"name":"echo"}' \
  -H "Authorization: Bearer $(token issue --username bob --scopes mcp:read --expires -5m)"
expect_status 401 "The server checks the token first. A new token may have the scope."

legacy "admin reads the audit log" tools/call '{"name":"audit_log","arguments":{"limit":3}}' -H "Authorization: Bearer $admin"
expect_text '"subject":"alice"' "The audit log has the decisions about other callers."

hello='{"name":"echo","arguments":{"message":"hi"}}'

legacy "A client that alice lets only read calls a tool" tools/call "$hello" \
  -H "Authorization: Bearer $(redeem "$(code_of "$(allow alice mcp:read)")" | json access_token)"
expect_status 403 "alice has allowed only mcp:read."
more="$(header WWW-Authenticate | sed -n 's/.* scope="\([^"]*\)".*/\1/p')"

legacy "The client asks alice for both scopes and calls again" tools/call "$hello" \
  -H "Authorization: Bearer $(redeem "$(code_of "$(allow alice "mcp:read $more")")" | json access_token)"
expect_status 200 "The step-up took one 403 and one consent; then the same call succeeds."

legacy "guest allows every scope, and the client calls a tool" tools/call "$hello" \
  -H "Authorization: Bearer $(redeem "$(code_of "$(allow guest "mcp:read mcp:tools")")" | json access_token)"
expect_status 403 "Users cannot give a client rights that their role does not have."

device_token() {
  send "$AUTH_URL/token" -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d client_id=mcp-test-client -d "device_code=$1"
}

title "A device without a browser shows bob a code"
device="$(send "$AUTH_URL/device_authorization" -d client_id=mcp-test-client --data-urlencode 'scope=mcp:read mcp:prompts')"
user_code="$(echo "$device" | json user_code)"
device_code="$(echo "$device" | json device_code)"
echo "  < $user_code, for $(echo "$device" | json verification_uri)"
expect_equal authorization_pending "$(device_token "$device_code" | json error)" "The device polls until bob has decided."
id="$(send "$AUTH_URL/device" -d "user_code=$user_code" | field id)"
id="$(send "$AUTH_URL/authorize/sign-in" -d "id=$id" -d user=bob | field id)"
send -o /dev/null "$AUTH_URL/authorize/consent" -d "id=$id" -d decision=allow -d scope=mcp:prompts
legacy "bob has allowed mcp:prompts, and the device gets a prompt" prompts/get '{"name":"help"}' \
  -H "Authorization: Bearer $(device_token "$device_code" | json access_token)"
expect_status 200 "bob signed in with a browser elsewhere; the device received its token by polling (RFC 8628)."

title "A client refreshes its token"
first="$(redeem "$(code_of "$(allow alice mcp:read)")" | json refresh_token)"
second="$(refresh "$first" | json refresh_token)"
expect_equal yes "$([ -n "$second" ] && [ "$second" != "$first" ] && echo yes)" "Each refresh returns a new refresh token."
expect_equal invalid_grant "$(refresh "$first" | json error)" "A replay of the old refresh token is an error."
expect_equal invalid_grant "$(refresh "$second" | json error)" \
  "The server cannot tell the client from a thief, so it revokes the new refresh token, too."

summary
