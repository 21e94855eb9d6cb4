#!/usr/bin/env bash
# Tests step 8 with Keycloak as the authorization server, from signing in to a key rotation; step 13, which asks Keycloak about
# tokens; and the course's authorization server, whose users sign in with Keycloak.
# The exit code is 3 if Keycloak cannot be downloaded, so nothing was tested. Needs curl 7.79 or later.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"
# shellcheck source=scripts/client.sh
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"

need curl
export MCP_PUBLIC_URL=http://localhost:9000 # the realm issues tokens for this URL, whatever the port of the server is
export NO_PROXY=localhost,127.0.0.1         # for the printed command, which this script runs unchanged
unset MCP_ISSUER MCP_JWKS_URL MCP_PUBLIC_KEY MCP_AUDIENCE MCP_CLIENT_IDS
export MCP_KEYS_DIR="$DEFAULT_KEYS" # with MCP_ISSUER set, start_step does not pass the default folder to the server

KEYCLOAK_PID=""
CALLERS=""
clean_up() {
  trap '' INT TERM # a second Ctrl+C must not interrupt the cleanup
  stop_servers
  # shellcheck disable=SC2086  # a list of words
  kill $CALLERS $KEYCLOAK_PID 2>/dev/null || true
  wait
  unlock
  rm -rf "$TMP"
}
trap clean_up EXIT

# free_port: prints a port on which no server listens
free_port() {
  local port code
  while true; do
    port=$((20000 + RANDOM % 10000))
    code=0
    curl -q -s --noproxy '*' -o "$TMP/body" "http://localhost:$port" || code=$?
    [ "$code" -ne 7 ] || break
  done
  echo "$port"
}

# Run the script that learners run, so that its output is tested as well.
keycloak_log="$TMP/keycloak.log"
keycloak_port="$(free_port)"
echo "${DIM}Starting Keycloak on port $keycloak_port; the first start takes some minutes …${PLAIN}"
KEYCLOAK_PORT="$keycloak_port" "$ROOT/scripts/run_keycloak.sh" >"$keycloak_log" 2>&1 &
KEYCLOAK_PID=$!
until grep -q '^curl ' "$keycloak_log"; do
  if ! kill -0 "$KEYCLOAK_PID" 2>/dev/null; then
    code=0
    wait "$KEYCLOAK_PID" || code=$?
    cat "$keycloak_log" >&2
    if [ "$code" -eq 3 ]; then
      printf '\n%s\n' "SKIPPED: NOTHING WAS TESTED WITH KEYCLOAK, because it cannot be downloaded." >&2
      exit 3
    fi
    die "Keycloak did not start; its output is above."
  fi
  sleep 0.5
done
echo "${DIM}Keycloak started in $SECONDS seconds.${PLAIN}"

settings="$(sed -n 's|^\(MCP_ISSUER=.*\) scripts/run_step.sh 8$|\1|p' "$keycloak_log")"
echo "${DIM}Step 8 with $settings${PLAIN}"
eval "export $settings"
start_step 8
keycloak="http://localhost:$keycloak_port"
openid="$MCP_ISSUER/protocol/openid-connect"

printf '\n%sThe start log of step 8%s\n' "$BOLD" "$PLAIN"
keys_from="$(sed -n 's/.* INFO  \(Keys: .*\)/\1/p' "$TMP/server.log")"
echo "  $keys_from"
case "$keys_from" in
  *metadata*"$MCP_ISSUER"*) pass "MCP_ISSUER is enough: the metadata of the issuer tells step 8 where the keys are." ;;
  *) fail "expected that the metadata of $MCP_ISSUER tells step 8 where the keys are." ;;
esac

# member NAME: prints the text of a member of the JSON object in BODY
member() { printf '%s' "$BODY" | sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }

# sign_in CLIENT USER SCOPES [CURL OPTION …]: sets TOKEN to an access token. The password of alice is alice123, and so on.
sign_in() {
  local client="$1" user="$2" scopes="$3"
  shift 3
  BODY="$(curl -q -sS --noproxy '*' --max-time 30 "$openid/token" -d grant_type=password -d "client_id=$client" \
    -d "username=$user" -d "password=${user#mcp-}123" ${scopes:+--data-urlencode "scope=$scopes"} "$@")"
  TOKEN="$(member access_token)"
  [ -n "$TOKEN" ] || fail "expected a token for $user, got $BODY"
}

# at_keycloak TITLE METHOD URL [CURL OPTION …]: like ask, but sends the request to Keycloak
at_keycloak() {
  local title="$1" method="$2" path="${3#"$keycloak"}" other="$URL"
  shift 3
  URL="$keycloak"
  ask "$title" "$method" "$path" "$@"
  URL="$other"
}

# browse URL [CURL OPTION …]: requests a page as a browser does, with cookies; sets BODY
browse() {
  local url="$1"
  case "$url" in /*) url="$keycloak$url" ;; esac
  shift
  echo "  > ${url:0:150}"
  STATUS="$(curl -q -sS --noproxy '*' --max-time 30 -b "$TMP/cookies" -c "$TMP/cookies" -D "$TMP/headers" -o "$TMP/body" \
    -w '%{http_code}' "$@" "$url")" || true
  BODY="$(cat "$TMP/body")"
  echo "  < $STATUS $(heading)"
}

# heading: prints the heading of the page in BODY
heading() { printf '%s' "$BODY" | tr -s '\n ' ' ' | sed -n 's/<!--[^>]*>//g; s/.*<h1[^>]*> *\([^<]*\)<.*/\1/p'; }

# form: prints the URL to which the form in BODY is sent
form() { printf '%s' "$BODY" | sed -n 's/.*<form .*action="\([^"]*\)".*/\1/p' | sed 's/&amp;/\&/g'; }

printf '\n%sGet a token with the command that scripts/run_keycloak.sh prints%s\n' "$BOLD" "$PLAIN"
command="$(grep '^curl ' "$keycloak_log")"
echo "  \$ $command"
BODY="$(eval "$command" 2>"$TMP/curl.log")" || true
admin="$(member access_token)"
sign_in mcp-test-client mcp-admin openid
id_token="$(member id_token)"

legacy "mcp-admin lists the tools" tools/list '{}' -H "Authorization: Bearer $admin"
fetched=$SECONDS
expect_status 200 "Step 8 has fetched the keys of Keycloak, and the signature, iss and aud are correct."
expect_text audit_log "The roles claim contains admin, so the audit log is listed."

sign_in mcp-test-client alice "mcp:read mcp:tools"
alice="$TOKEN"
sign_in mcp-test-client bob "mcp:read mcp:prompts"
bob="$TOKEN"
sign_in mcp-test-client guest "mcp:read mcp:tools mcp:prompts" # all scopes, so that only the role denies requests
guest="$TOKEN"

printf '\n%sCheck the server from outside, with tokens of Keycloak%s\n' "$BOLD" "$PLAIN"
MCP_TOKEN="$alice" MCP_INSUFFICIENT_TOKEN="$bob" "$ROOT/scripts/check_auth.sh" "$URL/mcp" >"$TMP/check" 2>&1 || true
found="$(sed -n 's/^ *FAIL *\([^ ]*\) .*/\1/p' "$TMP/check" | tr '\n' ' ')"
sed -n 's/^/  /; /FAIL/p; /[Gg]rade/p' "$TMP/check"
case "$URL" in
  "$MCP_PUBLIC_URL") expect_equal "" "$found" "check_auth.sh finds nothing." ;;
  *) expect_equal "challenge-url-works resource-equals-url " "$found" \
    "check_auth.sh only finds that the server of this test is not at its public URL, for which Keycloak issues tokens." ;;
esac

printf '\n%sWhat each user may do%s: ok, the missing scope, or role if the user lacks a role\n' "$BOLD" "$PLAIN"
printf '  %-24s %-12s %-12s %-12s %s\n' method alice bob mcp-admin guest
row() { # LABEL METHOD PARAMS, then the expected outcomes for alice, bob, mcp-admin and guest
  local got="" user
  for user in "$alice" "$bob" "$admin" "$guest"; do
    got="$got$(outcome "$user" "$2" "$3") "
  done
  # shellcheck disable=SC2086  # a list of words
  printf '  %-24s %-12s %-12s %-12s %s\n' "$1" $got
  expect_equal "$4 $5 $6 $7" "${got% }" "$1 has the same outcome as with the tokens of the course."
}
row initialize initialize '{"protocolVersion":"2025-11-25"}' ok ok ok ok
row tools/list tools/list '{}' ok ok ok ok
row prompts/list prompts/list '{}' ok ok ok ok
row "tools/call echo" tools/call '{"name":"echo","arguments":{"message":"hi"}}' ok mcp:tools ok role
row "prompts/get help" prompts/get '{"name":"help"}' mcp:prompts ok ok role
row "tools/call audit_log" tools/call '{"name":"audit_log"}' role mcp:tools ok role

sign_in other-app mcp-admin openid
legacy "The same admin signs in to another application" tools/list '{}' -H "Authorization: Bearer $TOKEN"
expect_status 401 "Issuer, signature and user are correct, but the token was not issued for this server."
expect_text "The token is for another server" "The token has no aud claim."

sign_in mcp-test-client alice "" -d resource=http://localhost:9000/mcp
legacy "alice's client requests no scope, but names the server as the resource" tools/list '{}' -H "Authorization: Bearer $TOKEN"
expect_status 401 "Keycloak ignores the resource parameter. The mcp: scopes add the audience, so request one of them."

sign_in mcp-test-client alice mcp:tools
legacy "alice's client requests only mcp:tools" tools/call '{"name":"echo","arguments":{"message":"hi"}}' \
  -H "Authorization: Bearer $TOKEN"
expect_text access_denied "Only mcp:read adds the roles. Users without a role are guests, and guests may not call tools."

legacy "An ID token" tools/list '{}' -H "Authorization: Bearer $id_token"
expect_status 401 "An ID token tells the client who signed in. Its audience is the client, so it gives no access to the server."

ask "The client asks for the authorization server" GET /.well-known/oauth-protected-resource/mcp
expect_text "\"authorization_servers\":[\"$MCP_ISSUER\"]" "The document names the issuer Keycloak, where clients continue."

ask "An older client requests the metadata from step 8" GET /.well-known/oauth-authorization-server
expect_status 302 "Step 8 redirects the client to Keycloak, which publishes the document."
metadata="$keycloak/.well-known/oauth-authorization-server/realms/mcp-realm"
expect_header Location "$metadata" "The well-known part is inserted between host and path (RFC 8414 section 3.1)."
at_keycloak "The client follows the redirect" GET "$(header Location)"
expect_status 200 "Keycloak publishes the document at this URL."
expect_text "\"issuer\":\"$MCP_ISSUER\"" "The issuer is identical to the one that the client looked up (RFC 8414 section 3.3)."
expect_text '"S256"' "MCP clients refuse an authorization server without PKCE."

at_keycloak "A device without a browser requests a code (RFC 8628)" POST "$openid/auth/device" \
  -d client_id=mcp-test-client -d 'scope=openid mcp:read mcp:tools'
expect_status 200 "The code gives no access until a user approves it."
device_code="$(member device_code)"
page="$(member verification_uri_complete)"
interval="$(printf '%s' "$BODY" | sed -n 's/.*"interval":\([0-9]*\).*/\1/p')"
poll() {
  at_keycloak "$1" POST "$openid/token" -d grant_type=urn:ietf:params:oauth:grant-type:device_code \
    -d client_id=mcp-test-client -d "device_code=$device_code"
}
poll "The device polls the token endpoint"
expect_text authorization_pending "The user has not approved the device yet."

printf '\n%sThe user opens the page on a phone, signs in, and allows access%s\n' "$BOLD" "$PLAIN"
browse "$page" -L
browse "$(form)" -L -d username=alice -d password=alice123
expect_text "Call tools" "The page lists what the device will be able to do."
browse "$(form)" -L -d "code=$(printf '%s' "$BODY" | sed -n 's/.*name="code" value="\([^"]*\)".*/\1/p')" -d accept=Yes
expect_status 200 "The user is done."
sleep "${interval:-5}" # a device that polls more often gets the error slow_down
poll "The device polls again"
case "$BODY" in
  *slow_down*) # Keycloak counts the interval in its own way; a device waits five seconds longer then
    sleep $((${interval:-5} + 5))
    poll "The device polls more slowly"
    ;;
esac
expect_status 200 "The response contains the access token."
legacy "The device calls a tool" tools/call '{"name":"echo","arguments":{"message":"signed in"}}' \
  -H "Authorization: Bearer $(member access_token)"
expect_text '"text":"signed in"' "Step 8 accepts the token; how the user signed in makes no difference."

# The example of RFC 7636 appendix B. A real client creates a new verifier for each authorization request.
verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
callback=http://127.0.0.1:43210/callback

# authorize [CURL OPTION …]: alice's browser opens the authorization request. Sets BODY to the redirect, CODE to its code.
authorize() {
  rm -f "$TMP/cookies"
  browse "$openid/auth" -G -d response_type=code -d client_id=mcp-test-client --data-urlencode "redirect_uri=$callback" \
    --data-urlencode 'scope=openid mcp:read mcp:tools' -d state=af0ifjsldkj --data-urlencode resource=http://localhost:9000/mcp "$@"
  if [ "$STATUS" = 200 ]; then
    browse "$(form)" -d username=alice -d password=alice123
  fi
  BODY="$(header Location)"
  echo "  < Location: ${BODY:0:200}"
  CODE="$(printf '%s' "$BODY" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')"
}
redeem() { # TITLE VERIFIER
  at_keycloak "$1" POST "$openid/token" -d grant_type=authorization_code -d client_id=mcp-test-client \
    --data-urlencode "redirect_uri=$callback" -d "code=$CODE" -d "code_verifier=$2" \
    --data-urlencode resource=http://localhost:9000/mcp
}

printf '\n%sA client sends an authorization request without a code challenge%s\n' "$BOLD" "$PLAIN"
authorize
expect_text error=invalid_request "Without PKCE, anyone who steals the code could exchange it for a token. The realm requires PKCE."

printf '\n%salice signs in; the client sends a code challenge (PKCE, S256)%s\n' "$BOLD" "$PLAIN"
authorize -d code_challenge_method=S256 -d "code_challenge=$challenge"
expect_text "$callback?" "Keycloak redirects the browser to the client; the port may be any port."
expect_text state=af0ifjsldkj "The state matches the client's request."
expect_text "iss=http%3A%2F%2Flocalhost%3A$keycloak_port%2Frealms%2Fmcp-realm" "The response names the issuer (RFC 9207)."
redeem "An attacker has stolen the code, but not the verifier" "x$verifier"
expect_status 400 "The code is useless without the verifier."

printf '\n%salice signs in again, and no code is stolen%s\n' "$BOLD" "$PLAIN"
authorize -d code_challenge_method=S256 -d "code_challenge=$challenge"
redeem "The client exchanges the code" "$verifier"
expect_status 200 "The verifier matches the code challenge."
legacy "The client calls a tool" tools/call '{"name":"echo","arguments":{"message":"signed in"}}' \
  -H "Authorization: Bearer $(member access_token)"
expect_text '"text":"signed in"' "alice may call tools, and has allowed this client to."

# call_repeatedly FILE: sends 100 requests in about ten seconds, each with the current header in FILE; logs each status
call_repeatedly() {
  local i
  for i in $(seq 100); do
    curl -q -s --noproxy '*' --max-time 10 -o /dev/null -w '%{http_code}\n' "$URL/mcp" -H "@$1" \
      -H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","id":'"$i"',"method":"tools/list"}' >>"$1.log" || true
    sleep 0.1
  done
}

# The server fetches keys at most once every ten seconds. Until then, it rejects tokens that are signed with a new key.
while [ $((SECONDS - fetched)) -le 10 ]; do sleep 1; done

printf '\n%sAn administrator rotates the key of Keycloak while two clients send requests%s\n' "$BOLD" "$PLAIN"
sign_in mcp-test-client alice "mcp:read mcp:tools"
old="$TOKEN"
echo "Authorization: Bearer $old" >"$TMP/old"
echo "Authorization: Bearer $old" >"$TMP/newest"
call_repeatedly "$TMP/old" &
CALLERS=$!
call_repeatedly "$TMP/newest" &
CALLERS="$CALLERS $!"
sleep 2

# Passwords and tokens of administrators are read from files, because other users can read command lines.
BODY="$(curl -q -sS --noproxy '*' "$keycloak/realms/master/protocol/openid-connect/token" -d grant_type=password \
  -d client_id=admin-cli -d username=admin \
  --data-urlencode "password@$(sed -n 's/.* the password is in //p' "$keycloak_log")")"
echo "Authorization: Bearer $(member access_token)" >"$TMP/admin"
at_keycloak "The administrator adds a key with a higher priority" POST /admin/realms/mcp-realm/components \
  -H "@$TMP/admin" -H 'Content-Type: application/json' -d '{"name":"next","providerId":"rsa-generated",
    "providerType":"org.keycloak.keys.KeyProvider","config":{"algorithm":["RS256"],"priority":["200"]}}'
expect_status 201 "Keycloak has created the key, and signs with it from now on."
sign_in mcp-test-client alice "mcp:read mcp:tools"
echo "Authorization: Bearer $TOKEN" >"$TMP/next"
mv "$TMP/next" "$TMP/newest"
# shellcheck disable=SC2086  # a list of words
wait $CALLERS
CALLERS=""

if [ "${TOKEN%%.*}" != "${old%%.*}" ]; then pass "The kid of a new token is that of the new key."; else
  fail "expected the new token to have another kid. The key was not rotated."
fi
at_keycloak "The key set of Keycloak" GET "$openid/certs"
expect_equal 2 "$(printf '%s' "$BODY" | grep -o '"use":"sig"' | wc -l | tr -d ' ')" \
  "Keycloak still publishes the old key, because unexpired tokens are signed with it."
cat "$TMP/old.log" "$TMP/newest.log" >"$TMP/all.log"
echo "  $(sort "$TMP/all.log" | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/\1 responses with status \2/')"
expect_equal "200 200" "$(grep -c . "$TMP/all.log") $(grep -c '^200$' "$TMP/all.log")" \
  "All 200 requests succeeded, with old and new tokens and without a restart."

# The MCP client of this course. It compares the name of the server with the URL that it calls, so this server has its own URL
# as its name; Keycloak ignores "resource", so the audience of the tokens stays what the realm says.
open_page() { # URL: alice's browser, which goes where Keycloak sends it
  rm -f "$TMP/cookies"
  browse "$1" -L
  [ -z "$(form)" ] || browse "$(form)" -L -d username=alice -d password=alice123
}
enter_code() {
  rm -f "$TMP/cookies"
  browse "$MCP_ISSUER/device?user_code=$1" -L
  browse "$(form)" -L -d username=alice -d password=alice123
  browse "$(form)" -L -d "code=$(printf '%s' "$BODY" | sed -n 's/.*name="code" value="\([^"]*\)".*/\1/p')" -d accept=Yes
}
credentials() { # NAME: a member of the file of credentials
  sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' "$MCP_CLIENT_HOME"/*.json
}

"$ROOT/scripts/mcp.sh" --version >/dev/null # builds the client
client_port="$(free_port)"
MCP_PORT="$client_port" MCP_PUBLIC_URL="http://localhost:$client_port" MCP_AUDIENCE=http://localhost:9000/mcp \
  run_server 8 "$TMP/server.jar" >"$TMP/client-server.log" 2>&1 &
CALLERS=$!
await_port "$CALLERS" "$TMP/client-server.log" >/dev/null || not_started "$TMP/client-server.log"
mcp="http://localhost:$client_port/mcp"

printf '\n%sThe MCP client signs in with a browser%s\n' "$BOLD" "$PLAIN"
client login "$mcp" --browser none
expect_code 3 "The realm does not let clients register themselves, so the client needs an ID."
expect_err --client-id "The message names the option."
signing_in login "$mcp" --client-id mcp-test-client
expect_err "This client may not ask for offline_access" \
  "Keycloak lists the scope, but not for this client, and refused it at once; the client asked again without it."
expect_code 0 "The client found the metadata, compared the issuer and the iss of the response, and exchanged the code."
expect_out "user     alice" "The token names the user."
expect_out "client   mcp-test-client (pre-registered)" "The client keeps its ID for the next sign-in."
expect_no_token

printf '\n%sThe client calls a tool%s\n' "$BOLD" "$PLAIN"
client tools "$mcp" --no-input
expect_out "echo  " "The second command needs no sign-in."
signing_in call "$mcp" echo message=hello
expect_equal hello "$OUT" "Step 8 asked for mcp:tools, alice signed in again, and the same call succeeded."
client call "$mcp" echo message=again --no-input
expect_equal again "$OUT" "The new token has all scopes."

printf '\n%sThe access token expires%s (the file of credentials says so)\n' "$BOLD" "$PLAIN"
first="$(credentials refresh_token)"
file="$(ls "$MCP_CLIENT_HOME"/*.json)"
sed 's/"expires_at":"[^"]*"/"expires_at":"2020-01-01T00:00:00Z"/' "$file" >"$TMP/expired"
cat "$TMP/expired" >"$file"
client call "$mcp" echo message=refreshed --no-input
expect_equal refreshed "$OUT" "The client refreshed the token without a browser."
second="$(credentials refresh_token)"
if [ -n "$first" ] && [ -n "$second" ] && [ "$first" != "$second" ]; then
  pass "Keycloak issued a new refresh token, and the client stored it."
else
  fail "expected another refresh token in $file."
fi

printf '\n%salice signs out%s\n' "$BOLD" "$PLAIN"
client logout "$mcp"
expect_out "its tokens are revoked" "The client told Keycloak (RFC 7009)."
BODY="$(curl -q -sS --noproxy '*' --max-time 30 "$openid/token" -d grant_type=refresh_token -d client_id=mcp-test-client \
  --data-urlencode "refresh_token=$second")"
expect_text invalid_grant "Keycloak does not accept the refresh token any more."
client whoami "$mcp"
expect_code 3 "No credentials are left."

printf '\n%salice signs in without a browser on this machine%s\n' "$BOLD" "$PLAIN"
on_device login "$mcp" --client-id mcp-test-client --scope "mcp:read mcp:tools"
expect_code 0 "alice typed the code elsewhere; the client polled until Keycloak issued the token."
client call "$mcp" echo message=hello --no-input
expect_equal hello "$OUT" "The token of the device flow has the scopes."
kill "$CALLERS"
wait "$CALLERS" || true
CALLERS=""

# Step 13: opaque tokens. It does not read the tokens of Keycloak, but asks about them.
stop_server
export MCP_VERIFICATION=introspection MCP_INTROSPECTION_URL="$openid/token/introspect" MCP_INTROSPECTION_REQUIRE_ISS=true
export MCP_INTROSPECTION_CLIENT_ID=http://localhost:9000/mcp MCP_INTROSPECTION_CLIENT_SECRET=mcp-introspection123
printf '\n%sStep 13 with introspection (RFC 7662) at %s%s\n' "$BOLD" "$MCP_INTROSPECTION_URL" "$PLAIN"
start_step 13
sign_in mcp-test-client alice "mcp:read mcp:tools"
alice="$TOKEN"
legacy "alice calls a tool" tools/call '{"name":"whoami"}' -H "Authorization: Bearer $alice"
expect_status 200 "Keycloak says that the token is active; issuer, audience, scope and role are in its response."
expect_text '"username":"alice"' "Keycloak says whose token it is."
legacy "alice reads the audit log" tools/call '{"name":"audit_log"}' -H "Authorization: Bearer $alice"
expect_status 403 "The response of Keycloak also has the roles, and alice is not an admin."
sign_in other-app mcp-admin openid
legacy "A token of another application" tools/list '{}' -H "Authorization: Bearer $TOKEN"
expect_status 401 "The token is active, but it was not issued for this server."
sign_in mcp-test-client alice "mcp:read mcp:tools"
at_keycloak "alice's client revokes a token" POST "$openid/revoke" -d client_id=mcp-test-client -d "token=$TOKEN"
expect_status 200 "Keycloak has revoked the token (RFC 7009)."
legacy "A thief uses the revoked token" tools/list '{}' -H "Authorization: Bearer $TOKEN"
expect_status 401 "The signature is still valid, but Keycloak says that the token is not active."

# The authorization server of the course: users sign in with Keycloak, and clients get tokens of the course.
stop_server
subject="$(printf '%s' "$alice" | token inspect - | sed -n 's/^ *sub  *//p')"
unset MCP_VERIFICATION MCP_INTROSPECTION_URL MCP_INTROSPECTION_REQUIRE_ISS
unset MCP_INTROSPECTION_CLIENT_ID MCP_INTROSPECTION_CLIENT_SECRET
export MCP_UPSTREAM=oidc MCP_UPSTREAM_ISSUER="$MCP_ISSUER" MCP_UPSTREAM_ROLES="$subject=user"
export MCP_UPSTREAM_CLIENT_ID=mcp-server MCP_UPSTREAM_CLIENT_SECRET=mcp-server123
export MCP_KEYS_DIR="$TMP/keys"
printf '\n%sThe authorization server of the course: users sign in with Keycloak%s\n' "$BOLD" "$PLAIN"
start_auth_server
export MCP_ISSUER="$AUTH_URL" MCP_JWKS_URL="$AUTH_URL/.well-known/jwks.json"
start_step 8

# sign_in_at_keycloak USER: USER's browser, from the authorization request of a client to the redirect to this client
sign_in_at_keycloak() {
  printf '\n%s%s signs in%s\n' "$BOLD" "$1" "$PLAIN"
  rm -f "$TMP/cookies"
  browse "$AUTH_URL/authorize" -G -d response_type=code -d client_id=mcp-test-client --data-urlencode "redirect_uri=$callback" \
    -d scope=mcp:tools -d state=af0ifjsldkj -d code_challenge_method=S256 -d "code_challenge=$challenge"
  expect_text "After this page, you sign in with localhost:$keycloak_port" "The user is asked about the client first, and learns which provider comes next."
  browse "$AUTH_URL/authorize/consent" -d decision=allow -d scope=mcp:tools \
    -d "id=$(printf '%s' "$BODY" | sed -n 's/.*name="id" value="\([^"]*\)".*/\1/p')"
  browse "$(header Location)"
  browse "$(form)" -d "username=$1" -d "password=${1}123"
  browse "$(header Location)"
  BODY="$(header Location)"
  echo "  < Location: ${BODY:0:200}"
}

sign_in_at_keycloak alice
expect_text "$callback?code=" "Keycloak has said who the user is, and the client gets a code of the course's server."
code="$(printf '%s' "$BODY" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')"
BODY="$(curl -q -sS --noproxy '*' --max-time 30 "$AUTH_URL/token" -d grant_type=authorization_code -d client_id=mcp-test-client \
  --data-urlencode "redirect_uri=$callback" -d "code=$code" -d "code_verifier=$verifier")"
TOKEN="$(member access_token)"
expect_equal "$AUTH_URL" "$(printf '%s' "$TOKEN" | token inspect - | sed -n 's/^ *iss  *//p')" \
  "The token is one of the course's server, not of Keycloak."
legacy "The client calls a tool" tools/call '{"name":"echo","arguments":{"message":"signed in"}}' -H "Authorization: Bearer $TOKEN"
expect_text '"text":"signed in"' "Step 8 accepts the token, and alice has the role that MCP_UPSTREAM_ROLES gives her."
sign_in_at_keycloak bob
expect_text "error=access_denied" "bob has an account at Keycloak, but MCP_UPSTREAM_ROLES does not list him."

summary
