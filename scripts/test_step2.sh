#!/usr/bin/env bash
# Step 2: JSON-RPC, both eras of MCP, rejected messages, protection against foreign web pages.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

start_step 2
ping='{"jsonrpc":"2.0","id":1,"method":"ping"}'

# Legacy: a handshake, then requests

legacy "initialize negotiates the version" initialize \
  '{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"script","version":"1"}}'
expect_status 200 "Versions up to 2025-11-25 start with this handshake."
expect_text '"protocolVersion":"2025-11-25"' "The server supports the requested version, so it accepts it."
expect_text '"serverInfo":{"name":' "The server sends its name and version."
expect_equal "" "$(header Mcp-Session-Id)" "The server creates no session: it keeps no state between requests."

legacy "initialize with an unsupported version" initialize '{"protocolVersion":"2099-01-01"}'
expect_text '"protocolVersion":"2025-11-25"' "The server offers the latest version that it supports."

legacy "initialize without a version" initialize '{}'
expect_text '"code":-32602' "The method exists, but its params are invalid: -32602."

post "ping" "$ping"
expect_body '{"jsonrpc":"2.0","id":1,"result":{}}' "The result of ping is an empty object; the response has the id of the request."

post "A very large id" '{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"ping"}'
expect_text '"id":123456789012345678901234567890,' "The server echoes the id exactly, although no number type of Java fits."

post "A notification" '{"jsonrpc":"2.0","method":"notifications/initialized"}'
expect_status 202 "A message without an id is a notification. The server accepts it and sends no JSON-RPC response."
expect_body "" "The body is empty."

# Modern: every request carries its metadata

modern "server/discover" server/discover '{}'
expect_status 200 "2026-07-28 has no handshake; this method describes the server."
expect_text '"supportedVersions":["2026-07-28"]' "The list has the versions that work without a handshake."
expect_text '"resultType":"complete"' "Modern results have a type."
expect_text '"ttlMs":' "The client may cache this result for a while."

modern "ping in a modern version" ping '{}'
expect_status 404 "2026-07-28 has no ping. Modern clients also see that in the HTTP status."
expect_text '"code":-32601' "The JSON-RPC error is -32601."

legacy "An unknown method in a legacy version" no/such/method '{}'
expect_status 200 "To legacy clients, a 404 would mean that no MCP server exists."
expect_text '"code":-32601' "The JSON-RPC error is the same."

ask "A modern request without metadata" POST /mcp -H 'Content-Type: application/json' \
  -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: server/discover' \
  -d '{"jsonrpc":"2.0","id":1,"method":"server/discover"}'
expect_status 400 "Without a handshake, each request must carry its version and the client's capabilities."
expect_text '"code":-32602' "The params lack the metadata."

ask "A header that contradicts the body" POST /mcp -H 'Content-Type: application/json' \
  -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/list' \
  -d '{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{'"$META"'}}'
expect_status 400 "A proxy reads the header, the server reads the body; both must see the same method."
expect_text '"code":-32020' "The error for a header that does not match the body is -32020."

modern "A duplicate header" server/discover '{}' -H 'Mcp-Method: server/discover'
expect_status 400 "One reader uses the first header, another the last."
expect_text '"code":-32020' "The server rejects a duplicate header even if both values are equal."

ask "An unsupported modern version" POST /mcp -H 'Content-Type: application/json' \
  -H 'MCP-Protocol-Version: 2099-01-01' -H 'Mcp-Method: server/discover' \
  -d '{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{'"${META/2026-07-28/2099-01-01}"'}}'
expect_status 400 "The server does not support this version."
expect_text '"supported":["2026-07-28"],"requested":"2099-01-01"' "The error lists the supported versions."

# Invalid messages

post "Invalid JSON" '{"jsonrpc":'
expect_status 400 "The server cannot parse the body."
expect_text '"code":-32700' "This is a parse error."
expect_no_text '"id"' "The server could not read an id, so the response has none."

post "Duplicate member names" '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}'
expect_text '"code":-32700' "Two parsers could use different values, so the server uses neither."
expect_text 'two members with the same name' "The message names the cause."

post "A batch" "[$ping]"
expect_status 400 "2025-06-18 removed batches; this server supports them in no version."
expect_text '"code":-32600' "The body is JSON, but not a request."

nested="$(printf '[%.0s' $(seq 1 5000))"
post "5000 brackets" "$nested"
expect_text '"code":-32700' "Without a limit on nesting, a short request could overflow the stack."

ask "Another media type" POST /mcp -H 'Content-Type: text/plain' -d "$ping"
expect_status 415 "A web page may send text/plain to any server without a CORS preflight."

head -c 1048577 /dev/zero | tr '\0' ' ' >"$TMP/large"
ask "A body of more than one mebibyte" POST /mcp -H 'Content-Type: application/json' --data-binary @"$TMP/large"
expect_status 413 "Without a limit on bodies, a single request could use all the memory."

ask "GET" GET /mcp
expect_status 405 "This server has no event streams."
expect_header Allow POST "A 405 must say which methods would work."
expect_text 'MCP clients send JSON-RPC messages here' "Someone who opens the endpoint in a browser reads what it is."

# Web pages

post "A page on this machine" "$ping" -H 'Origin: http://localhost:6274'
expect_status 200 "The MCP Inspector runs in such a page."

for origin in http://evil.example http://localhost.evil.example null; do
  post "A foreign page" "$ping" -H "Origin: $origin"
  expect_status 403 "A foreign page must not use a server on your machine. The server compares the whole host name."
  expect_no_text MCP_ "The response does not name settings; the log does."
done

post "A foreign host name that resolves to this machine" "$ping" -H 'Host: rebound.example'
expect_status 403 "This is DNS rebinding: the request reached 127.0.0.1 by a foreign host name."

printf '\n%sThe log%s\n' "$BOLD" "$PLAIN"
grep WARN "$TMP/server.log" | tail -n 4 | sed 's/^/  < /'
case "$(cat "$TMP/server.log")" in
  *"Host [rebound.example]; MCP_ALLOWED_HOSTS can allow it"*) pass "The operator reads the cause and the setting that changes it." ;;
  *) fail "expected a line about rebound.example. The log must show why the server rejects requests." ;;
esac

post "After all these requests" "$ping"
expect_status 200 "No request may stop the server."

summary
