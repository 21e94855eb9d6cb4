#!/usr/bin/env bash
# Step 7: does a client that knows only the server's URL find its way in?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/mcp.sh
source "$(dirname "${BASH_SOURCE[0]}")/mcp.sh"
# shellcheck source=scripts/oauth.sh
source "$(dirname "${BASH_SOURCE[0]}")/oauth.sh"

token() { "$ROOT/scripts/token.sh" "$@"; }
export MCP_KEYS_DIR="$TMP/keys" # keys of our own, gone at the end
export MCP_PUBLIC_URL=http://localhost:9000 # what clients see, whatever port we get
document="$MCP_PUBLIC_URL/.well-known/oauth-protected-resource/mcp"

token keys generate >/dev/null
start_step 7

legacy "A client knocks" tools/list '{}'
expect_status 401 "It has no token."
expect_header WWW-Authenticate "Bearer realm=\"mcp\", resource_metadata=\"$document\", scope=\"mcp:read\"" \
  "The challenge says where to read on, and what to ask for (RFC 9728 section 5.1)."

legacy "With a bad token" tools/list '{}' -H 'Authorization: Bearer abc'
expect_status 401 "That is no token."
case "$(header WWW-Authenticate)" in
  *'error="invalid_token"'*"resource_metadata=\"$document\""*) pass "Every refusal points to the document." ;;
  *) fail "expected resource_metadata in the challenge. Without it, the client does not know where to sign in." ;;
esac

for path in /.well-known/oauth-protected-resource/mcp /.well-known/oauth-protected-resource; do
  ask "It follows the pointer, or looks at the root" GET "$path"
  expect_status 200 "Public documents need no token."
  expect_text '"resource":"http://localhost:9000/mcp"' "This is exactly the URL that the client knows, or it must not go on."
  expect_text '"authorization_servers":["http://localhost:9000"]' "Here is who gives out tokens."
  expect_no_text offline_access "Nobody is invited to stay signed in for ever."
done

ask "Somebody says that we are somebody else" GET /.well-known/oauth-protected-resource/mcp \
  -H 'Host: evil.example' -H 'X-Forwarded-Host: evil.example'
expect_no_text evil "URLs come from the settings, never from a request."

ask "A page asks whether it may call (preflight)" OPTIONS /mcp -H 'Origin: http://localhost:6274' \
  -H 'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: authorization'
expect_status 204 "A preflight never has a token, so none is asked for."
expect_header Access-Control-Allow-Origin http://localhost:6274 "The page is from this machine."

legacy "A page is refused" tools/list '{}' -H 'Origin: http://localhost:6274'
case "$(header Access-Control-Expose-Headers)" in
  *WWW-Authenticate*) pass "The page may read the challenge." ;;
  *) fail "expected WWW-Authenticate to be exposed. Otherwise a browser hides the challenge from the page." ;;
esac

ask "A page from elsewhere asks" OPTIONS /mcp -H 'Origin: http://evil.example' -H 'Access-Control-Request-Method: POST'
expect_status 403 "The guard of step 2 comes first."

ask "Any page reads the public documents" GET /.well-known/jwks.json -H 'Origin: https://anywhere.example'
expect_header Access-Control-Allow-Origin '*' "They are for everybody."

ask "Health" GET /health
expect_text "\"protected_resource\":\"$document\"" "People find the documents here."

legacy "A client that is in" initialize '{"protocolVersion":"2025-11-25"}' \
  -H "Authorization: Bearer $(token issue --username alice --scopes mcp:read)"
expect_text "$document" "It is told as well."
stop_server

unset MCP_PUBLIC_URL
start_step 7 # now clients see the port that we got, so that they can sign in

ask "The client reads on: who gives out tokens, and how" GET /.well-known/oauth-authorization-server
expect_text "\"issuer\":\"$URL\"" "The issuer is this server, to practise with (RFC 8414)."
expect_text '"code_challenge_methods_supported":["S256"]' "It insists on PKCE; without this line, a client must not go on."
expect_text '"authorization_response_iss_parameter_supported":true' "Its answers say whose they are (RFC 9207)."

printf '\n%s%s%s\n' "$BOLD" "alice signs in, and lets the client read" "$PLAIN"
back="$(allow alice mcp:read)"
echo "  < ${back%%code=*}code=…"
case "$back" in
  "$CALLBACK?"*) pass "The browser goes back to the client." ;;
  *) fail "expected a redirect to $CALLBACK." ;;
esac
case "$back" in
  *state=42*) pass "With the client's state, so that it knows its own request." ;;
  *) fail "expected state=42. Without it, anybody could send the user here with a code of their own." ;;
esac
case "$back" in
  *"iss=$(printf '%s' "$URL" | sed 's/:/%3A/g; s/\//%2F/g')"*) pass "With the issuer, so that it asks the right server for the token." ;;
  *) fail "expected iss. Without it, a client of several servers can be made to mix them up." ;;
esac
code="$(code_of "$back")"
tokens="$(redeem "$code")"
legacy "The client knocks again" tools/list '{}' -H "Authorization: Bearer $(echo "$tokens" | json access_token)"
expect_status 200 "It is in, and began with nothing but a URL."

printf '\n%s%s%s\n' "$BOLD" "Somebody else has seen the code, and tries it" "$PLAIN"
expect_equal invalid_grant "$(redeem "$code" | json error)" "A code works once."
expect_equal invalid_grant "$(refresh "$(echo "$tokens" | json refresh_token)" | json error)" \
  "A code that comes twice has been stolen, so what it gave is revoked as well."

# refused WHY SCOPES NAME=VALUE ERROR: the answer to a bad authorization request goes back to the client
refused() {
  local sent
  printf '\n%s%s%s\n' "$BOLD" "An authorization request with ${3:-nothing}" "$PLAIN"
  sent="$(send -o /dev/null -w '%{redirect_url}' "$URL/authorize?$(authorization "$2" "$3")")"
  expect_equal "$4" "$(echo "$sent" | sed -n 's/.*[?&]error=\([^&]*\).*/\1/p')" "$1"
}
refused "Without PKCE, whoever sees the code can use it." mcp:read code_challenge= invalid_request
refused "In plain, the challenge is the secret." mcp:read code_challenge_method=plain invalid_request
refused "Tokens are for this server, and no other (RFC 8707)." mcp:read resource=https://other.example/mcp invalid_target
refused "There is nothing like that here." email scope=email invalid_scope

ask "A redirect URI of somebody else" GET "/authorize?$(authorization mcp:read redirect_uri=https://evil.example/callback)"
expect_status 400 "Who sent the user here may be anybody, so the user stays here."
expect_header Location "" "Nobody is redirected to a place that the client did not register."
stop_server

MCP_ISSUER=https://idp.example/realms/mcp start_step 7
ask "With an issuer elsewhere" GET /.well-known/oauth-authorization-server
expect_status 302 "Older clients ask this server for the issuer's metadata; it sends them on."
expect_header Location https://idp.example/.well-known/oauth-authorization-server/realms/mcp \
  "The well-known part goes between host and path (RFC 8414 section 3.1)."

summary
