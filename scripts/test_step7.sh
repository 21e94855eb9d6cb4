#!/usr/bin/env bash
# Step 7: OAuth metadata, challenges, CORS, a sign-in from the first 401 to the first result, and the log.
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
document="$MCP_PUBLIC_URL/.well-known/oauth-protected-resource/mcp"

start_auth_server
export MCP_ISSUER="$AUTH_URL"
start_step 7

# expect_log TEXT WHY: the log of the step contains TEXT, or will within five seconds
expect_log() {
  local found=""
  for _ in $(seq 1 50); do
    found="$(grep -F -- "$1" "$TMP/server.log" || true)"
    [ -z "$found" ] || break
    sleep 0.1
  done
  if [ -n "$found" ]; then
    echo "  log: $found"
    pass "$2"
  else
    fail "expected '$1' in the log. $2"
  fi
}

title "The start log"
expect_log "The authorization server $AUTH_URL is running" "The operator knows that clients can sign in."

legacy "A request without a token" tools/list '{}'
expect_status 401 "The request has no token."
expect_header WWW-Authenticate "Bearer realm=\"mcp\", resource_metadata=\"$document\", scope=\"mcp:read\"" \
  "The challenge names the metadata and the scope to ask for (RFC 9728 section 5.1)."

legacy "An invalid token" tools/list '{}' -H 'Authorization: Bearer abc'
expect_status 401 "abc is not a JWT."
case "$(header WWW-Authenticate)" in
  *'error="invalid_token"'*"resource_metadata=\"$document\""*) pass "Every 401 points to the metadata." ;;
  *) fail "expected resource_metadata in the challenge. Without it, the client does not know where to sign in." ;;
esac

for path in /.well-known/oauth-protected-resource/mcp /.well-known/oauth-protected-resource; do
  ask "The protected resource metadata" GET "$path"
  expect_status 200 "Public documents need no token."
  expect_text '"resource":"http://localhost:9000/mcp"' "Clients compare this URL with the URL that they called."
  expect_text "\"authorization_servers\":[\"$AUTH_URL\"]" "The document names the authorization server."
  expect_no_text offline_access "Whether to ask for a refresh token is the client's choice."
done

ask "A spoofed host name" GET /.well-known/oauth-protected-resource/mcp \
  -H 'Host: evil.example' -H 'X-Forwarded-Host: evil.example'
expect_no_text evil "URLs come from the settings, never from a request."

ask "A preflight request" OPTIONS /mcp -H 'Origin: http://localhost:6274' \
  -H 'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: authorization'
expect_status 204 "Browsers send no token with a preflight, so the server must not require one."
expect_header Access-Control-Allow-Origin http://localhost:6274 "Pages from this machine may call the server."

legacy "A page sends a request without a token" tools/list '{}' -H 'Origin: http://localhost:6274'
case "$(header Access-Control-Expose-Headers)" in
  *WWW-Authenticate*) pass "The page may read the challenge." ;;
  *) fail "expected WWW-Authenticate to be exposed. Otherwise the browser hides the challenge from the page." ;;
esac

ask "A preflight from a foreign origin" OPTIONS /mcp -H 'Origin: http://evil.example' -H 'Access-Control-Request-Method: POST'
expect_status 403 "The guard of step 2 runs first."

ask "Any page reads the public documents" GET /.well-known/jwks.json -H 'Origin: https://anywhere.example'
expect_header Access-Control-Allow-Origin '*' "Public documents allow every origin."

ask "Health" GET /health
expect_text "\"protected_resource\":\"$document\"" "People find the documents here."

legacy "A client with a token" initialize '{"protocolVersion":"2025-11-25"}' \
  -H "Authorization: Bearer $(token issue --username alice --scopes mcp:read)"
expect_text "$document" "The result also names the metadata."

ask "The authorization server metadata, at the MCP server" GET /.well-known/oauth-authorization-server
expect_status 302 "Clients of 2025-03-26 look here; the MCP server redirects them to the issuer."
expect_header Location "$AUTH_URL/.well-known/oauth-authorization-server" "The issuer publishes the document itself."

URL="$AUTH_URL" ask "The authorization server metadata" GET /.well-known/oauth-authorization-server
expect_text "\"issuer\":\"$AUTH_URL\"" "The issuer is exactly the URL that the MCP server named (RFC 8414)."
expect_text '"code_challenge_methods_supported":["S256"]' "The server requires PKCE. Without this member, clients must not continue."
expect_text '"authorization_response_iss_parameter_supported":true' "Its authorization responses name the issuer (RFC 9207)."

title "alice signs in and lets the client read"
back="$(allow alice mcp:read)"
echo "  < ${back%%code=*}code=…"
case "$back" in
  "$CALLBACK?"*) pass "The browser returns to the client." ;;
  *) fail "expected a redirect to $CALLBACK." ;;
esac
case "$back" in
  *state=42*) pass "The redirect has the client's state, so the client knows that the response belongs to its request." ;;
  *) fail "expected state=42. Without it, an attacker could send the user here with another code." ;;
esac
case "$back" in
  *"iss=$(encode "$AUTH_URL")"*) pass "The redirect names the issuer, so the client redeems the code at the right server." ;;
  *) fail "expected iss. Without it, a client of several authorization servers can be made to mix them up." ;;
esac
code="$(code_of "$back")"
tokens="$(redeem "$code")"
legacy "The client calls again, with its token" tools/list '{}' -H "Authorization: Bearer $(echo "$tokens" | json access_token)"
expect_status 200 "The client started with nothing but the URL of the MCP server."

title "The code is replayed"
expect_equal invalid_grant "$(redeem "$code" | json error)" "An authorization code works once."
expect_equal invalid_grant "$(refresh "$(echo "$tokens" | json refresh_token)" | json error)" \
  "The code may have been stolen, so the tokens from its first use are revoked."

# expect_error WHY SCOPES NAME=VALUE ERROR: the client receives the error of an invalid authorization request
expect_error() {
  local sent
  title "An authorization request with $3"
  sent="$(send -o /dev/null -w '%{redirect_url}' "$AUTH_URL/authorize?$(authorization "$2" "$3")")"
  expect_equal "$4" "$(echo "$sent" | sed -n 's/.*[?&]error=\([^&]*\).*/\1/p')" "$1"
}
expect_error "Without PKCE, a stolen code could be redeemed by anyone." mcp:read code_challenge= invalid_request
expect_error "With plain, the challenge is the verifier itself." mcp:read code_challenge_method=plain invalid_request
expect_error "The server issues tokens for one MCP server (RFC 8707)." mcp:read resource=https://other.example/mcp invalid_target
expect_error "The server does not have this scope." email scope=email invalid_scope

URL="$AUTH_URL" ask "An unregistered redirect URI" GET "/authorize?$(authorization mcp:read redirect_uri=https://evil.example/callback)"
expect_status 400 "The server shows an error page, because an attacker may have sent the user here."
expect_header Location "" "The server never redirects to a URI that the client did not register."

# expect_rejected TITLE LOG WHY [OPTION …]: the step rejects a token that is issued with these options, and logs why
expect_rejected() {
  local title="$1" log="$2" why="$3"
  shift 3
  legacy "$title" tools/list '{}' -H "Authorization: Bearer $(token issue --username alice --scopes mcp:read "$@")"
  expect_status 401 "The client learns only which check failed."
  expect_no_text other.example "The response does not quote the token."
  expect_log "$log" "$why"
}
expect_rejected "An expired token" "Rejected a token: The token has expired (expected after 20" \
  "The log has the time of the server and of the token." --expires -5m
expect_log ", found 20" "If the two times are close, compare the clocks."
expect_rejected "A token for another server" \
  "The token is for another server (expected $MCP_PUBLIC_URL/mcp, found [https://other.example/mcp])" \
  "The log has the audience of the server and of the token." --audience https://other.example/mcp
expect_rejected "A token from another issuer" \
  "The token is from another issuer (expected $AUTH_URL, found https://other.example)" \
  "The log has the trusted issuer and the issuer of the token." --issuer https://other.example

stop_servers
start_step 7 # with the same issuer, which is stopped now
title "The authorization server is stopped"
expect_log "The authorization server $AUTH_URL does not publish its metadata" "The operator knows why clients cannot sign in."
stop_server

MCP_ISSUER=https://idp.example/realms/mcp start_step 7
ask "An issuer with a path" GET /.well-known/oauth-authorization-server
expect_status 302 "The MCP server redirects clients to the issuer."
expect_header Location https://idp.example/.well-known/oauth-authorization-server/realms/mcp \
  "The well-known part goes between host and path (RFC 8414 section 3.1)."

summary
