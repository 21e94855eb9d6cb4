#!/usr/bin/env bash
# Step 7: does a client that knows only the server's URL find its way in?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/mcp.sh
source "$(dirname "${BASH_SOURCE[0]}")/mcp.sh"

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

MCP_ISSUER=https://idp.example/realms/mcp start_step 7
ask "With an issuer elsewhere" GET /.well-known/oauth-authorization-server
expect_status 302 "Older clients ask this server for the issuer's metadata; it sends them on."
expect_header Location https://idp.example/.well-known/oauth-authorization-server/realms/mcp \
  "The well-known part goes between host and path (RFC 8414 section 3.1)."

summary
