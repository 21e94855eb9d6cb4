#!/usr/bin/env bash
# Step 10: event streams.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

own_keys

start_step 10
alice="Authorization: Bearer $(token issue --username alice --scopes mcp:read,mcp:tools)"
both='Accept: application/json, text/event-stream'
reverse='{"name":"reverse","arguments":{"text":"stressed"},"_meta":{"progressToken":"p-1"}}'

legacy "alice reverses a text, and asks for progress; this takes five seconds" tools/call "$reverse" -H "$alice" -H "$both"
expect_header Content-Type text/event-stream "The response is an event stream, because the server has something to report."
expect_text '"progressToken":"p-1","progress":10,"total":10' "Each report names the token of the request."
expect_text '"reversed":"desserts"' "The last event is the response."

legacy "the same for a client that accepts no event stream" tools/call "$reverse" -H "$alice" -H 'Accept: application/json'
expect_header Content-Type application/json "Without text/event-stream in Accept, there is one JSON object."
expect_no_text notifications/progress "One JSON object has no place for progress."

legacy "alice asks for log messages" logging/setLevel '{"level":"debug"}' -H "$alice"
expect_text '"result":{}' "The level counts for all later calls of this user and client."
legacy "alice reverses a text again" tools/call "$reverse" -H "$alice" -H "$both"
expect_text '"method":"notifications/message"' "The tool logs for its client, on the stream of the call."

legacy "a progress token must be a string or an integer" tools/call \
  '{"name":"reverse","arguments":{"text":"a"},"_meta":{"progressToken":1.5}}' -H "$alice" -H "$both"
expect_text -32602 "The request is rejected before the tool runs."

ask "a stream without a token" GET /mcp -H 'Accept: text/event-stream'
expect_status 401 "Listening requires a token, as every request does."

ask "a stream for a client of 2026-07-28" GET /mcp -H "$alice" -H 'Accept: text/event-stream' \
  -H 'MCP-Protocol-Version: 2026-07-28'
expect_status 405 "These clients listen with subscriptions/listen."

ask "HEAD opens no stream" HEAD /mcp -H "$alice"
expect_status 405 "A stream would never end."

# listen NAME [CURL OPTION …]: opens a stream in the background, until stop_listening
listen() {
  local name="$1"
  shift
  curl -q -sS -N --noproxy '*' --max-time 60 "$URL/mcp" -H "$alice" "$@" >"$TMP/$name" &
  LISTENERS="${LISTENERS:-} $!"
  for _ in $(seq 1 100); do
    [ ! -s "$TMP/$name" ] || return 0
    sleep 0.1
  done
  return 0 # the check that follows fails
}

printf '\n%sTwo clients listen, and then the server stops%s\n' "$BOLD" "$PLAIN"
listen modern -H "$both" -H 'Content-Type: application/json' -H 'MCP-Protocol-Version: 2026-07-28' \
  -H 'Mcp-Method: subscriptions/listen' \
  -d '{"jsonrpc":"2.0","id":7,"method":"subscriptions/listen","params":{'"$META"',"notifications":{"toolsListChanged":true}}}'
listen legacy -H 'Accept: text/event-stream'
stop_server
for listener in $LISTENERS; do
  wait "$listener" || true
done
BODY="$(cat "$TMP/modern")"
expect_text 'notifications/subscriptions/acknowledged' "The first event says what the server will tell."
expect_text '"id":7,"result"' "The last event is the response to the request that opened the stream."
BODY="$(cat "$TMP/legacy")"
expect_text ':' "The legacy stream began with a comment."
expect_equal 0 "$SERVER_EXIT" "The server did not wait for the listeners, and stopped normally."

summary
