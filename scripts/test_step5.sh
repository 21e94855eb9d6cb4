#!/usr/bin/env bash
# Step 5: the key set, key rotation without a restart, unusable keys.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export MCP_KEYS_DIR="$TMP/keys" # a folder for this test only; it is deleted at the end

printf '\n%sA server without a key%s\n' "$BOLD" "$PLAIN"
build step5-jwks
code=0
line="$(MCP_PORT=0 "$JAVA" -jar "$ROOT/step5-jwks/target/step5-jwks.jar" 2>&1)" || code=$?
echo "  < $line"
expect_equal 1 "$code" "A server that could not verify any token does not start."
case "$line" in
  *"scripts/token.sh keys generate"*) pass "The message says which command creates a key pair." ;;
  *) fail "expected the command that creates a key pair. A message names the way out." ;;
esac

first="$(token keys generate | sed 's/.* //')"
start_step 5

ask "The key set" GET /.well-known/jwks.json
expect_status 200 "Public keys are not secret, so this needs no token."
expect_header Content-Type application/json "The media type is JSON."
expect_header Cache-Control "public, max-age=300" "Clients may cache the key set for five minutes."
expect_text "\"kid\":\"$first\"" "The id of a key is its thumbprint (RFC 7638)."
expect_text '"kty":"RSA","use":"sig","alg":"RS256"' "The key is for signatures with RS256."
expect_no_text '"d":' "The key set has no private exponent, because the server does not know it."

printf '\n%sKey rotation%s\n' "$BOLD" "$PLAIN"
second="$(token keys rotate | sed 's/.* //')"
echo "  $second replaces $first"
ask "The key set after the rotation, without a restart" GET /.well-known/jwks.json
expect_text "\"kid\":\"$second\"" "The server publishes the new key at once."
expect_text "\"kid\":\"$first\"" "It still publishes the old key, which verifies tokens that have not expired yet."

rm "$MCP_KEYS_DIR/$first.public.pem"
ask "The key set after the old key is deleted" GET /.well-known/jwks.json
expect_text "\"kid\":\"$second\"" "The server still publishes the new key."
expect_no_text "$first" "It no longer publishes the old key. This revokes all tokens of the key at once."

echo "not a key" >"$MCP_KEYS_DIR/broken.public.pem"
ask "The key set with an unusable file in the folder" GET /.well-known/jwks.json
expect_status 200 "A mistake in one file must not affect the other keys."
expect_text "\"kid\":\"$second\"" "The server still publishes the usable key."
case "$(cat "$TMP/server.log")" in
  *"Ignoring broken.public.pem: "*) pass "The log says which file the server ignores, and why." ;;
  *) fail "expected a line in the log about broken.public.pem. The operator must notice the mistake." ;;
esac

summary
