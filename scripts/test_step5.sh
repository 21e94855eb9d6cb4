#!/usr/bin/env bash
# Step 5: does the server show its public keys, and follow them as they come and go?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

token() { "$ROOT/scripts/token.sh" "$@"; }
export MCP_KEYS_DIR="$TMP/keys" # keys of our own, gone at the end

printf '\n%sA server without a key%s\n' "$BOLD" "$PLAIN"
build step5-jwks
code=0
line="$(MCP_PORT=0 "$JAVA" -jar "$ROOT/step5-jwks/target/step5-jwks.jar" 2>&1)" || code=$?
echo "  < $line"
expect_equal 1 "$code" "A server that could verify nothing does not start."
case "$line" in
  *"scripts/token.sh keys generate"*) pass "It says which command makes a key." ;;
  *) fail "expected the command that makes a key. Who reads the line must know what to do." ;;
esac

first="$(token keys generate | sed 's/.* //')"
start_step 5

ask "The key set" GET /.well-known/jwks.json
expect_status 200 "Everybody may see public keys; no token is needed."
expect_header Content-Type application/json "It is JSON."
expect_header Cache-Control "public, max-age=300" "Whoever verifies tokens may keep it for five minutes."
expect_text "\"kid\":\"$first\"" "The name of a key is its thumbprint (RFC 7638)."
expect_text '"kty":"RSA","use":"sig","alg":"RS256"' "It says what the key is for: signatures with RS256."
expect_no_text '"d":' "The private exponent is not in it; this server never had it."

printf '\n%sRotating the key%s\n' "$BOLD" "$PLAIN"
second="$(token keys rotate | sed 's/.* //')"
echo "  $first is followed by $second"
ask "The key set after that, without a restart" GET /.well-known/jwks.json
expect_text "\"kid\":\"$second\"" "The new key is there at once."
expect_text "\"kid\":\"$first\"" "So is the old one: tokens that it has signed are still out."

rm "$MCP_KEYS_DIR/$first.public.pem"
ask "When the file of the old key is gone" GET /.well-known/jwks.json
expect_text "\"kid\":\"$second\"" "The other one is still there."
expect_no_text "$first" "So is the key. That is how tokens are revoked wholesale."

echo "not a key" >"$MCP_KEYS_DIR/broken.public.pem"
ask "A broken file" GET /.well-known/jwks.json
expect_status 200 "A mistake in one file must not take the others down."
expect_text "\"kid\":\"$second\"" "The good key is still there."
case "$(cat "$TMP/server.log")" in
  *"broken.public.pem is ignored"*) pass "The log says which file is ignored, and why." ;;
  *) fail "expected a line in the log about broken.public.pem. A mistake must not go unnoticed." ;;
esac

summary
