#!/usr/bin/env bash
# The clients: the command line signs in to step 8 with a browser and without, steps up, calls in both eras, and signs out. The
# agent uses this sign-in, and the web client shows its page.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/oauth.sh
source "$(dirname "${BASH_SOURCE[0]}")/oauth.sh"
# shellcheck source=scripts/client.sh
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"

title() { printf '\n%s%s%s\n' "$BOLD" "$1" "$PLAIN"; }
export MCP_KEYS_DIR="$TMP/keys"          # temporary keys, which both servers share

# Each server needs the URL of the other one before it starts, so the step starts twice: the first time to find a free port.
"$ROOT/scripts/token.sh" keys generate >/dev/null
start_step 8 >/dev/null
stop_server
export MCP_PUBLIC_URL="$URL"
start_auth_server
export MCP_ISSUER="$AUTH_URL"
MCP_PORT="$PORT" run_server 8 "$TMP/server.jar" >"$TMP/server.log" 2>&1 &
SERVER_PID=$!
await_port "$SERVER_PID" "$TMP/server.log" >/dev/null || not_started "$TMP/server.log"
echo "${DIM}step8-scopes runs at $URL${PLAIN}"

# alice, with a browser that is made of curl: she allows everything that a client asks for.
decide() { # PAGE, the HTML of the page that asks who she is
  local page id scope choices=()
  id="$(echo "$1" | field id)"
  page="$(send "$AUTH_URL/authorize/sign-in" -d "id=$id" -d user=alice)"
  id="$(echo "$page" | field id)"
  for scope in $(echo "$page" | sed -n 's/.*value="\(mcp:[a-z]*\)".*/\1/p'); do
    choices+=(--data-urlencode "scope=$scope")
  done
  send -o /dev/null -w '%{redirect_url}' "$AUTH_URL/authorize/consent" -d "id=$id" -d decision=allow "${choices[@]}"
}
open_page() { # URL: signs in there, and goes where the browser is sent
  send -o /dev/null "$(decide "$(send "$1")")"
}
enter_code() {
  decide "$(send "$AUTH_URL/device" -d "user_code=$1")" >/dev/null
}

"$ROOT/scripts/mcp.sh" --version >/dev/null # builds the client

title "Without a sign-in"
client tools "$URL/mcp" --no-input
expect_code 3 "Exit code 3 tells a script that the user must sign in."
expect_err "Run: $ROOT/scripts/mcp.sh login $URL/mcp" "The message names a command that works as it is."

title "alice signs in with a browser"
signing_in login "$URL/mcp"
expect_code 0 "Discovery, registration, consent and the code exchange have worked."
expect_out "scopes   mcp:read" "The client asks for the scope of the challenge and nothing more."
expect_no_token
# shellcheck disable=SC2012  # names of our own
expect_equal "drwx------" "$(ls -ld "$MCP_CLIENT_HOME" | cut -c1-10)" "Only you can use the folder of credentials."
# shellcheck disable=SC2012
expect_equal "-rw-------" "$(ls -l "$MCP_CLIENT_HOME"/*.json | cut -c1-10)" "Only you can read the tokens."

title "The next commands use the stored credentials"
client tools "$URL/mcp" --no-input
expect_out "echo  " "The second command needs no sign-in."
client call "$URL/mcp" echo message=hello --no-input
expect_code 4 "mcp:read does not allow calls."
expect_err '--scope "mcp:read mcp:tools"' "The message names all scopes to sign in with."

title "The client steps up"
signing_in call "$URL/mcp" echo message=hello
expect_equal hello "$OUT" "alice allows the missing scope, and the same call succeeds."
for version in 2025-11-25 2026-07-28; do
  client call "$URL/mcp" echo message=hello --protocol "$version" --no-input
  expect_equal hello "$OUT" "The client speaks $version."
done
client call "$URL/mcp" get_time timezone=Nowhere/Nothing --no-input
expect_code 1 "Exit code 1 tells a script that the tool reported an error."

title "The agent acts for alice"
echo "  > agent"
CODE=0
env -u OPENAI_API_KEY -u OPENAI_BASE_URL -u MODEL "$ROOT/scripts/agent.sh" "$URL/mcp" </dev/null >"$TMP/out" 2>"$TMP/err" || CODE=$?
shown
expect_code 0 "Without a model, the agent runs a demo, with the tools that only read."
expect_out "DEMO" "The demo says that it is one."
expect_err "user     alice" "The agent shows as whom it acts."

title "A page is another client"
echo "  > scripts/web_client.sh $URL/mcp $AUTH_URL"
MCP_PORT=0 "$ROOT/scripts/web_client.sh" "$URL/mcp" "$AUTH_URL" >"$TMP/page.log" 2>&1 &
page=$!
port="$(await_port "$page" "$TMP/page.log")" || not_started "$TMP/page.log"
OUT="$(curl -q -sS --noproxy '*' -D - "http://localhost:$port/callback?code=x" | tr -d '\r')"
kill "$page"
wait "$page" || true
expect_out "connect-src 'self' $URL $AUTH_URL;" "The browser lets the page call these two servers, and no other."
expect_out '<script type="module" src="/main.js">' "The redirect URI leads to the page."

title "alice signs out"
client logout "$URL/mcp"
expect_out "its tokens are revoked" "The authorization server learns that the refresh token must not work any more."
client whoami "$URL/mcp"
expect_code 3 "No credentials are left."

title "alice signs in without a browser on this machine"
on_device login "$URL/mcp"
expect_code 0 "alice typed the code on another device; the client received its token by polling (RFC 8628)."

summary
