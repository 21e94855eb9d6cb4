#!/usr/bin/env bash
# Step 12: questions to the user, in the middle of a call.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

own_keys

start_step 12
admin="$(token issue --username admin --scopes mcp:read,mcp:tools)"
alice="$(token issue --username alice --scopes mcp:read,mcp:tools)"
bob="$(token issue --username bob --scopes mcp:read,mcp:tools)"
forms="${META/'"io.modelcontextprotocol/clientCapabilities":{}'/'"io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}'}"
consent='"inputResponses":{"confirm":{"action":"accept","content":{"share":true}}}'

# share TITLE TOKEN WHOM META [MEMBERS]: calls share_audit_log in 2026-07-28; MEMBERS begins with a comma
share() {
  ask "$1" POST /mcp -H 'Content-Type: application/json' -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/call' \
    -H 'Mcp-Name: share_audit_log' -H "Authorization: Bearer $2" \
    -d '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"share_audit_log","arguments":{"with":"'"$3"'"},'"$4${5:-}"'}}'
}

# question TITLE: the server asks admin whether to share with bob; sets state
question() {
  share "$1" "$admin" bob "$forms"
  state="$(printf '%s' "$BODY" | sed -n 's/.*"requestState":"\([^"]*\)".*/\1/p')"
}

share "alice may not share the audit log" "$alice" bob "$forms"
expect_status 403 "The server does not ask a caller who may not call the tool."

share "a client that cannot show a form" "$admin" bob "$META"
expect_status 400 "The tool needs a capability that the client has not declared."
expect_text -32021 "The error names the missing capability."

question "a client that can: the server asks"
expect_text '"resultType":"input_required"' "The call ends with a question."
expect_text 'with bob?' "The question says what will happen."

share "consent without a question" "$admin" bob "$forms" ",$consent"
expect_text '"resultType":"input_required"' "An answer counts only if it was asked for."

share "the answer for another user" "$admin" mallory "$forms" ",$consent,\"requestState\":\"$state\""
expect_text '"requestState\" is not valid' "The state is for this call only."

share "a state that was changed" "$admin" bob "$forms" ",$consent,\"requestState\":\"${state}A\""
expect_text '"requestState\" is not valid' "The server rejects a state that was changed."

question "the server asks again"
share "the user declines" "$admin" bob "$forms" ',"inputResponses":{"confirm":{"action":"decline"}},"requestState":"'"$state"'"'
expect_text '"shared":0' "Nothing was shared."

legacy "bob looks" tools/call '{"name":"shared_decisions"}' -H "Authorization: Bearer $bob"
expect_text '"decisions":[]' "No decisions were shared."

share "the same state with another answer" "$admin" bob "$forms" ",$consent,\"requestState\":\"$state\""
expect_text 'used before' "A question has one answer."

question "the server asks again"

share "the user agrees" "$admin" bob "$forms" ",$consent,\"requestState\":\"$state\""
expect_text '"resultType":"complete"' "The tool has now run to completion."

legacy "bob looks again" tools/call '{"name":"shared_decisions"}' -H "Authorization: Bearer $bob"
expect_text '"method":"tools/call"' "The result contains the decisions."

legacy "admin reads the audit log" tools/call '{"name":"audit_log","arguments":{"limit":5}}' -H "Authorization: Bearer $admin"
expect_text '"consent":"given"' "The audit log knows that admin has agreed."

legacy "a legacy client says in initialize what it can answer" initialize \
  '{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"script","version":"1"}}' \
  -H "Authorization: Bearer $admin"
session="$(header Mcp-Session-Id)"
if [ -n "$session" ]; then
  pass "The session id holds what the client can answer."
else
  fail "expected the header Mcp-Session-Id"
fi

legacy "the session of another user" ping '{}' -H "Authorization: Bearer $alice" -H "Mcp-Session-Id: $session"
expect_status 404 "A session is for one user."

ask "a session without a token" POST /mcp -H 'Content-Type: application/json' -H "Mcp-Session-Id: $session" \
  -d '{"jsonrpc":"2.0","id":1,"method":"ping"}'
expect_status 401 "A session id is no credential."

printf '\n%sThe question on the stream of the call, and the answer in a request of its own%s\n' "$BOLD" "$PLAIN"
curl -q -sS -N --noproxy '*' --max-time 60 "$URL/mcp" -H "Authorization: Bearer $admin" -H "Mcp-Session-Id: $session" \
  -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' -H 'MCP-Protocol-Version: 2025-11-25' \
  -d '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"share_audit_log","arguments":{"with":"carol"}}}' \
  >"$TMP/call" &
call=$!
for _ in $(seq 1 100); do
  [ ! -s "$TMP/call" ] || break
  sleep 0.1
done
id="$(sed -n 's/.*"id":"\(question-[^"]*\)".*/\1/p' "$TMP/call")"
post "admin answers" '{"jsonrpc":"2.0","id":"'"$id"'","result":{"action":"accept","content":{"share":true}}}' \
  -H "Authorization: Bearer $admin" -H "Mcp-Session-Id: $session" -H 'MCP-Protocol-Version: 2025-11-25'
expect_status 202 "The answer gets no response."
wait "$call" || true
BODY="$(cat "$TMP/call")"
expect_text elicitation/create "The stream began with the question."
expect_text '"id":1,"result"' "It ended with the response to the call."

summary
