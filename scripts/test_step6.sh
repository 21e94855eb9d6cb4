#!/usr/bin/env bash
# Step 6: requests with and without a valid token, and every attack of the token tool.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

own_keys
start_step 6
alice="$(token issue --username alice --scopes mcp:read,mcp:tools)"

# logged TEXT WHY: the server has logged TEXT
logged() {
  case "$(cat "$TMP/server.log")" in
    *"$1"*) pass "$2" ;;
    *) fail "expected '$1' in the log. $2" ;;
  esac
}

legacy "No token" tools/list '{}'
expect_status 401 "The server does not know who is calling."
expect_header WWW-Authenticate 'Bearer realm="mcp"' "The challenge asks for a bearer token (RFC 6750)."
expect_header Cache-Control no-store "A cache must not return this response to another caller."

legacy "A valid token" tools/list '{}' -H "Authorization: Bearer $alice"
expect_status 200 "The server accepts the token."
expect_text '"name":"echo"' "The methods are those of step 4."

legacy "A valid token without any scope" tools/list '{}' \
  -H "Authorization: Bearer $(token issue --username guest --scopes "")"
expect_status 200 "The server authenticates the caller. Step 8 checks scopes."

legacy "A token in the URL" tools/list '{}' -G --data-urlencode "access_token=$alice" -X POST
expect_status 401 "URLs end up in logs and histories, so the server ignores tokens in them."

legacy "Two tokens" tools/list '{}' -H "Authorization: Bearer $alice" -H "Authorization: Bearer $alice"
expect_status 400 "It is not clear which token the client means."
expect_text '"error":"invalid_request"' "The request is malformed; the tokens may be valid."

legacy "A foreign web page, without a token" tools/list '{}' -H 'Origin: http://evil.example'
expect_status 403 "The check of step 2 comes first."

ask "GET, without a token" GET /mcp
expect_status 405 "A method that the path does not support needs no token."

ask "Health, without a token" GET /health
expect_status 200 "The health endpoint stays public."

legacy "A token of another issuer" tools/list '{}' \
  -H "Authorization: Bearer $(token issue --username alice --scopes mcp:read --issuer https://idp.example)"
expect_status 401 "The server trusts one issuer."
expect_no_text "idp.example" "The response does not quote the token."
logged "The token is from another issuer (expected http://localhost:9001, found https://idp.example)" \
  "The log shows the operator which issuer the server expects, and which one it found."

printf '\n%sAttacks%s\n' "$BOLD" "$PLAIN"
printf '  %-22s %-7s %s\n' attack status "error_description"
token attack --all >"$TMP/attacks"
while read -r name forged; do
  code="$(curl -q -sS --noproxy '*' -o /dev/null -D "$TMP/headers" -w '%{http_code}' "$URL/mcp" -H 'Content-Type: application/json' \
    -H "Authorization: Bearer $forged" -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}')"
  challenge="$(header WWW-Authenticate)"
  printf '  %-22s %-7s %s\n' "$name" "$code" "${challenge#*error_description=}"
  case "$code $challenge" in
    '401 '*'error="invalid_token"'*) PASSED=$((PASSED + 1)) ;;
    *) fail "$name must be rejected with 401 and invalid_token; scripts/token.sh attack --list says why." ;;
  esac
done <"$TMP/attacks"
expect_equal 15 "$(wc -l <"$TMP/attacks" | tr -d ' ')" "These are all attacks of the token tool."

summary
