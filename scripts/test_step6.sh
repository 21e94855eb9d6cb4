#!/usr/bin/env bash
# Step 6: does the server let in whoever has a good token, and nobody else?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/mcp.sh
source "$(dirname "${BASH_SOURCE[0]}")/mcp.sh"

token() { "$ROOT/scripts/token.sh" "$@"; }
export MCP_KEYS_DIR="$TMP/keys" # keys of our own, gone at the end
export MCP_PUBLIC_URL=http://localhost:9000 # tokens are for this name, whatever port we get

token keys generate >/dev/null
start_step 6
alice="$(token issue --username alice --scopes mcp:read,mcp:tools)"

legacy "Without a token" tools/list '{}'
expect_status 401 "Who are you?"
expect_header WWW-Authenticate 'Bearer realm="mcp"' "The challenge says how to get in: with a bearer token (RFC 6750)."
expect_header Cache-Control no-store "What is answered to one caller must not be kept for another."

legacy "With alice's token" tools/list '{}' -H "Authorization: Bearer $alice"
expect_status 200 "A valid token opens the door."
expect_text '"name":"echo"' "The server is the same behind it."

legacy "With guest's token, which allows nothing" tools/list '{}' \
  -H "Authorization: Bearer $(token issue --username guest --scopes "")"
expect_status 200 "The server knows who is calling; what they may do comes with step 8."

legacy "A token in the URL" tools/list '{}' -G --data-urlencode "access_token=$alice" -X POST
expect_status 401 "URLs end up in logs and histories; a token in one is not looked at."

legacy "Two tokens" tools/list '{}' -H "Authorization: Bearer $alice" -H "Authorization: Bearer $alice"
expect_status 400 "It is not clear which one is meant."
expect_text '"error":"invalid_request"' "That is not a bad token, but a bad request."

legacy "A page from elsewhere, without a token" tools/list '{}' -H 'Origin: http://evil.example'
expect_status 403 "The guard of step 2 comes first."

ask "GET, without a token" GET /mcp
expect_status 405 "A method that does not exist needs no token to be refused."

ask "Health, without a token" GET /health
expect_status 200 "What is public stays public."

printf '\n%sForged tokens%s\n' "$BOLD" "$PLAIN"
printf '  %-22s %-7s %s\n' attack status "what the challenge says"
token attack --all >"$TMP/attacks"
while read -r name forged; do
  code="$(curl -q -sS --noproxy '*' -o /dev/null -D "$TMP/headers" -w '%{http_code}' "$URL/mcp" -H 'Content-Type: application/json' \
    -H "Authorization: Bearer $forged" -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}')"
  challenge="$(header WWW-Authenticate)"
  printf '  %-22s %-7s %s\n' "$name" "$code" "${challenge#*error_description=}"
  case "$code $challenge" in
    '401 '*'error="invalid_token"'*) PASSED=$((PASSED + 1)) ;;
    *) fail "$name must be refused with 401 and invalid_token; scripts/token.sh attack --list says why." ;;
  esac
done <"$TMP/attacks"
expect_equal 15 "$(wc -l <"$TMP/attacks" | tr -d ' ')" "These are all the attacks that the token tool knows."

summary
