#!/usr/bin/env bash
# Step 2: does the server speak JSON-RPC and both eras of MCP, and does it keep web pages away?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/mcp.sh
source "$(dirname "${BASH_SOURCE[0]}")/mcp.sh"

start_step 2
ping='{"jsonrpc":"2.0","id":1,"method":"ping"}'

# Legacy: a handshake, then requests

legacy "initialize agrees on a version" initialize \
  '{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"script","version":"1"}}'
expect_status 200 "The handshake of the versions up to 2025-11-25."
expect_text '"protocolVersion":"2025-11-25"' "A version that the server speaks is agreed to."
expect_text '"serverInfo":{"name":' "The server says who it is."
expect_equal "" "$(header Mcp-Session-Id)" "There is no session: each request stands for itself."

legacy "initialize with a version of the future" initialize '{"protocolVersion":"2099-01-01"}'
expect_text '"protocolVersion":"2025-11-25"' "Asked for a version that it does not speak, the server offers its latest one."

legacy "initialize without a version" initialize '{}'
expect_text '"code":-32602' "The method exists, but its params do not fit: -32602."

post "ping" "$ping"
expect_body '{"jsonrpc":"2.0","id":1,"result":{}}' "The answer to a ping is an empty object, and the id comes back."

post "An id that no double can hold" '{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"ping"}'
expect_text '"id":123456789012345678901234567890,' "The id comes back exactly as it was sent."

post "A notification" '{"jsonrpc":"2.0","method":"notifications/initialized"}'
expect_status 202 "A message without an id is a notification: accepted, and not answered."
expect_body "" "So the body is empty."

# Modern: every request carries its metadata

modern "server/discover" server/discover '{}'
expect_status 200 "2026-07-28 has no handshake; who wants to know asks."
expect_text '"supportedVersions":["2026-07-28"]' "These are the versions that work without a handshake."
expect_text '"resultType":"complete"' "A modern result says that it is complete."
expect_text '"ttlMs":' "It also says for how long it may be cached."

modern "ping does not exist any more" ping '{}'
expect_status 404 "Modern clients are told by the HTTP status, too, that a method does not exist."
expect_text '"code":-32601' "In JSON-RPC that is -32601."

legacy "For legacy clients, the same is not an HTTP error" no/such/method '{}'
expect_status 200 "Only JSON-RPC says no."
expect_text '"code":-32601' "And it says -32601."

ask "A modern request without metadata" POST /mcp -H 'Content-Type: application/json' \
  -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: server/discover' \
  -d '{"jsonrpc":"2.0","id":1,"method":"server/discover"}'
expect_status 400 "Without a handshake, each request must say which version it speaks and what its client can do."
expect_text '"code":-32602' "What is missing is in the params."

ask "A header that says something else than the body" POST /mcp -H 'Content-Type: application/json' \
  -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/list' \
  -d '{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{'"$META"'}}'
expect_status 400 "A proxy goes by the header, the server by the body; they must not be told different things."
expect_text '"code":-32020' "Headers that contradict the body are -32020."

modern "A header that stands there twice" server/discover '{}' -H 'Mcp-Method: server/discover'
expect_status 400 "One reader takes the first, another the last."
expect_text '"code":-32020' "So twice is once too often, even if both say the same."

ask "A version of the future" POST /mcp -H 'Content-Type: application/json' \
  -H 'MCP-Protocol-Version: 2099-01-01' -H 'Mcp-Method: server/discover' \
  -d '{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{'"${META/2026-07-28/2099-01-01}"'}}'
expect_status 400 "The server does not speak it."
expect_text '"supported":["2026-07-28"],"requested":"2099-01-01"' "The client learns what it could speak instead."

# What is not a request

post "Not JSON" '{"jsonrpc":'
expect_status 400 "What cannot be read cannot be answered."
expect_text '"code":-32700' "That is a parse error."
expect_no_text '"id"' "No id could be read, so there is none in the answer."

post "Two members of one name" '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}'
expect_text '"code":-32700' "Two readers could each believe another one, so nobody should."

post "A batch" "[$ping]"
expect_status 400 "Batches are gone since 2025-06-18, and this server does without them in all versions."
expect_text '"code":-32600' "It is JSON, but not a request."

nested="$(printf '[%.0s' $(seq 1 5000))"
post "5000 brackets" "$nested"
expect_text '"code":-32700' "Nesting has a limit, or a short request could exhaust the stack."

ask "A body of another type" POST /mcp -H 'Content-Type: text/plain' -d "$ping"
expect_status 415 "text/plain is what a web page may send to any server without asking."

head -c 1048577 /dev/zero | tr '\0' ' ' >"$TMP/large"
ask "More than a mebibyte" POST /mcp -H 'Content-Type: application/json' --data-binary @"$TMP/large"
expect_status 413 "A body has a limit, or one request could take all the memory."

ask "GET" GET /mcp
expect_status 405 "There are no event streams here."
expect_header Allow POST "A 405 must say which method would work."

# Web pages

post "A page from this machine" "$ping" -H 'Origin: http://localhost:6274'
expect_status 200 "The Inspector runs in such a page."

for origin in http://evil.example http://localhost.evil.example null; do
  post "A page from elsewhere" "$ping" -H "Origin: $origin"
  expect_status 403 "A page in your browser must not use a server on your machine; the whole name counts, not its beginning."
done

post "A name that somebody else pointed at this machine" "$ping" -H 'Host: rebound.example'
expect_status 403 "This is DNS rebinding: the request came to 127.0.0.1, but was meant for another name."

post "Still well after all that" "$ping"
expect_status 200 "No request must bring the server down."

summary
