#!/usr/bin/env bash
# Step 8 with Keycloak: do they understand each other, all the way from signing in to a change of keys?
# Exit code 3 says that Keycloak could not be fetched, so that nothing was tested. The pages need curl 7.79 or later.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/mcp.sh
source "$(dirname "${BASH_SOURCE[0]}")/mcp.sh"

need curl
export MCP_PUBLIC_URL=http://localhost:9000 # tokens are for this name, whatever port we get
export NO_PROXY=localhost,127.0.0.1         # for the command that we run as it is printed

KEYCLOAK_PID=""
CALLERS=""
clean_up() {
  trap '' INT TERM # a second Ctrl+C must not leave things behind
  stop_server
  # shellcheck disable=SC2086  # words on purpose
  kill $CALLERS $KEYCLOAK_PID 2>/dev/null || true
  wait
  unlock
  rm -rf "$TMP"
}
trap clean_up EXIT

# free_port: one that refuses connections
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

# The script that learners run, so that what it prints is tested as well
keycloak_log="$TMP/keycloak.log"
keycloak_port="$(free_port)"
echo "${DIM}Starting Keycloak on port $keycloak_port; the first time takes some minutes …${PLAIN}"
KEYCLOAK_PORT="$keycloak_port" "$ROOT/scripts/run_keycloak.sh" >"$keycloak_log" 2>&1 &
KEYCLOAK_PID=$!
until grep -q '^curl ' "$keycloak_log"; do
  if ! kill -0 "$KEYCLOAK_PID" 2>/dev/null; then
    code=0
    wait "$KEYCLOAK_PID" || code=$?
    cat "$keycloak_log" >&2
    if [ "$code" -eq 3 ]; then
      printf '\n%s\n' "SKIPPED: NOTHING WAS TESTED WITH KEYCLOAK, because it could not be fetched." >&2
      exit 3
    fi
    die "Keycloak did not start; what was said is above."
  fi
  sleep 0.5
done
echo "${DIM}It took $SECONDS seconds.${PLAIN}"

settings="$(sed -n 's|^\(MCP_ISSUER=.*\) scripts/run_step.sh 8$|\1|p' "$keycloak_log")"
echo "${DIM}Step 8 with $settings${PLAIN}"
eval "export $settings"
start_step 8
step8="$URL"
keycloak="http://localhost:$keycloak_port"
openid="$MCP_ISSUER/protocol/openid-connect"

# member NAME: the text that BODY, in JSON, has under this name
member() { printf '%s' "$BODY" | sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }

# sign_in CLIENT USER SCOPES [CURL OPTION …]: an access token in TOKEN. The password of alice is alice123, and so on.
sign_in() {
  local client="$1" user="$2" scopes="$3"
  shift 3
  BODY="$(curl -q -sS --noproxy '*' --max-time 30 "$openid/token" -d grant_type=password -d "client_id=$client" \
    -d "username=$user" -d "password=${user#mcp-}123" ${scopes:+--data-urlencode "scope=$scopes"} "$@")"
  TOKEN="$(member access_token)"
  [ -n "$TOKEN" ] || fail "expected a token for $user, got $BODY"
}

# at_keycloak TITLE METHOD URL [CURL OPTION …]: like ask
at_keycloak() {
  local title="$1" method="$2" path="${3#"$keycloak"}"
  shift 3
  URL="$keycloak"
  ask "$title" "$method" "$path" "$@"
  URL="$step8"
}

# browse URL [CURL OPTION …]: as a browser does it, with cookies; the page is in BODY
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

# heading: of the page
heading() { printf '%s' "$BODY" | tr -s '\n ' ' ' | sed -n 's/<!--[^>]*>//g; s/.*<h1[^>]*> *\([^<]*\)<.*/\1/p'; }

# form: where the form on the page is sent to
form() { printf '%s' "$BODY" | sed -n 's/.*<form .*action="\([^"]*\)".*/\1/p' | sed 's/&amp;/\&/g'; }

printf '\n%sA token, by the command that scripts/run_keycloak.sh prints%s\n' "$BOLD" "$PLAIN"
command="$(grep '^curl ' "$keycloak_log")"
echo "  \$ $command"
BODY="$(eval "$command" 2>"$TMP/curl.log")" || true
admin="$(member access_token)"
sign_in mcp-test-client mcp-admin openid
id_token="$(member id_token)"

legacy "mcp-admin lists the tools" tools/list '{}' -H "Authorization: Bearer $admin"
fetched=$SECONDS
expect_status 200 "Keycloak signed, step 8 fetched the keys from MCP_JWKS_URL, and iss and aud are what it was told."
expect_text audit_log "The claim roles says that she is an admin."

sign_in mcp-test-client alice "mcp:read mcp:tools"
alice="$TOKEN"
sign_in mcp-test-client bob "mcp:read mcp:prompts"
bob="$TOKEN"
sign_in mcp-test-client guest "mcp:read mcp:tools mcp:prompts"
guest="$TOKEN"

printf '\n%sWho may do what%s: ok, the scope that is missing, or the role (guest has all scopes here)\n' "$BOLD" "$PLAIN"
printf '  %-24s %-12s %-12s %-12s %s\n' method alice bob mcp-admin guest
row() { # LABEL METHOD PARAMS, then what alice, bob, mcp-admin and guest are to get
  local got="" user
  for user in "$alice" "$bob" "$admin" "$guest"; do
    got="$got$(outcome "$user" "$2" "$3") "
  done
  # shellcheck disable=SC2086  # words on purpose
  printf '  %-24s %-12s %-12s %-12s %s\n' "$1" $got
  expect_equal "$4 $5 $6 $7" "${got% }" "$1 is as with the course's own tokens."
}
row initialize initialize '{"protocolVersion":"2025-11-25"}' ok ok ok ok
row tools/list tools/list '{}' ok ok ok ok
row prompts/list prompts/list '{}' ok ok ok ok
row "tools/call echo" tools/call '{"name":"echo","arguments":{"message":"hi"}}' ok mcp:tools ok role
row "prompts/get help" prompts/get '{"name":"help"}' mcp:prompts ok ok role
row "tools/call audit_log" tools/call '{"name":"audit_log"}' role mcp:tools ok role

sign_in other-app mcp-admin openid
legacy "The same admin, by way of another application" tools/list '{}' -H "Authorization: Bearer $TOKEN"
expect_status 401 "Issuer, signature and user are right; but the token was not made for this server."
expect_text "The token is for another server" "It has no audience."

sign_in mcp-test-client alice "" -d resource=http://localhost:9000/mcp
legacy "alice's client asks for no scope, but names the server as resource" tools/list '{}' -H "Authorization: Bearer $TOKEN"
expect_status 401 "Keycloak takes no notice of resource. The scopes bring the audience along: ask for one of them."

sign_in mcp-test-client alice mcp:tools
legacy "alice's client asks for mcp:tools alone" tools/call '{"name":"echo","arguments":{"message":"hi"}}' \
  -H "Authorization: Bearer $TOKEN"
expect_text access_denied "The roles come with mcp:read only. Who has none is a guest, and guests call no tools."

legacy "An ID token" tools/list '{}' -H "Authorization: Bearer $id_token"
expect_status 401 "It tells the client who signed in; its audience is the client. It opens nothing."

ask "Where is the authorization server?" GET /.well-known/oauth-protected-resource/mcp
expect_text "\"authorization_servers\":[\"$MCP_ISSUER\"]" "Clients are told Keycloak's issuer, and go on from there."

ask "An older client asks step 8 itself" GET /.well-known/oauth-authorization-server
expect_status 302 "Step 8 does not answer for Keycloak; it sends the client there."
metadata="$keycloak/.well-known/oauth-authorization-server/realms/mcp-realm"
expect_header Location "$metadata" "The well-known part goes between host and path (RFC 8414 section 3.1)."
at_keycloak "It follows" GET "$(header Location)"
expect_status 200 "Keycloak has the document there."
expect_text "\"issuer\":\"$MCP_ISSUER\"" "It is for exactly the issuer that was asked for, or a client must not use it."
expect_text '"S256"' "An MCP client goes on only if PKCE is offered."

at_keycloak "A device without a browser asks for a code (RFC 8628)" POST "$openid/auth/device" \
  -d client_id=mcp-test-client -d 'scope=openid mcp:read mcp:tools'
expect_status 200 "Anybody may ask; nothing is allowed yet."
device_code="$(member device_code)"
page="$(member verification_uri_complete)"
interval="$(printf '%s' "$BODY" | sed -n 's/.*"interval":\([0-9]*\).*/\1/p')"
poll() {
  at_keycloak "$1" POST "$openid/token" -d grant_type=urn:ietf:params:oauth:grant-type:device_code \
    -d client_id=mcp-test-client -d "device_code=$device_code"
}
poll "The device looks whether it has been allowed"
expect_text authorization_pending "Its user has not been there yet."

printf '\n%sIts user opens the page on a phone, signs in, and allows it%s\n' "$BOLD" "$PLAIN"
browse "$page" -L
browse "$(form)" -L -d username=alice -d password=alice123
expect_text "Call tools" "The page says what the device will be able to do."
browse "$(form)" -L -d "code=$(printf '%s' "$BODY" | sed -n 's/.*name="code" value="\([^"]*\)".*/\1/p')" -d accept=Yes
expect_status 200 "That is all she has to do."
sleep "${interval:-5}" # who looks more often is told to slow down
poll "The device looks again"
expect_status 200 "Here is its token."
legacy "The device calls a tool" tools/call '{"name":"echo","arguments":{"message":"I am in"}}' \
  -H "Authorization: Bearer $(member access_token)"
expect_text '"text":"I am in"' "Step 8 cannot tell how its user signed in, and need not."

# The example of RFC 7636 appendix B. A real client invents a verifier each time.
verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
callback=http://127.0.0.1:43210/callback

# authorize [CURL OPTION …]: alice's browser is sent to Keycloak; CODE is what comes back
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

printf '\n%salice signs in with a browser; her client has no code challenge%s\n' "$BOLD" "$PLAIN"
authorize
expect_text error=invalid_request "Without PKCE a stolen code would be a token. The realm does not allow it."

printf '\n%sWith a code challenge (PKCE, S256)%s\n' "$BOLD" "$PLAIN"
authorize -d code_challenge_method=S256 -d "code_challenge=$challenge"
expect_text "$callback?" "The browser is sent back to the client, on whatever port that listens."
expect_text state=af0ifjsldkj "The client sees that this answers its own question."
expect_text "iss=http%3A%2F%2Flocalhost%3A$keycloak_port%2Frealms%2Fmcp-realm" "It sees who answers, too (RFC 9207)."
redeem "Somebody has stolen the code, but not the verifier" "x$verifier"
expect_status 400 "The code alone is worth nothing."

printf '\n%sOnce more, without a thief%s\n' "$BOLD" "$PLAIN"
authorize -d code_challenge_method=S256 -d "code_challenge=$challenge"
redeem "The client fetches its token" "$verifier"
expect_status 200 "Code and verifier belong together."
legacy "The client calls a tool" tools/call '{"name":"echo","arguments":{"message":"I am in"}}' \
  -H "Authorization: Bearer $(member access_token)"
expect_text '"text":"I am in"' "alice may, and has allowed this client to."

# call_on FILE: asks a hundred times in about ten seconds, with the header in FILE as it is then, and notes each status
call_on() {
  local i
  for i in $(seq 100); do
    curl -q -s --noproxy '*' --max-time 10 -o /dev/null -w '%{http_code}\n' "$URL/mcp" -H "@$1" \
      -H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","id":'"$i"',"method":"tools/list"}' >>"$1.log" || true
    sleep 0.1
  done
}

# Step 6 fetches keys once in ten seconds at most. Whoever comes with a new key's token sooner than that is refused.
while [ $((SECONDS - fetched)) -le 10 ]; do sleep 1; done

printf '\n%sKeycloak gets another key, while two clients go on calling%s\n' "$BOLD" "$PLAIN"
sign_in mcp-test-client alice "mcp:read mcp:tools"
old="$TOKEN"
echo "Authorization: Bearer $old" >"$TMP/old"
echo "Authorization: Bearer $old" >"$TMP/newest"
call_on "$TMP/old" &
CALLERS=$!
call_on "$TMP/newest" &
CALLERS="$CALLERS $!"
sleep 2

# No password and no token of an administrator on a command line, which others could see
BODY="$(curl -q -sS --noproxy '*' "$keycloak/realms/master/protocol/openid-connect/token" -d grant_type=password \
  -d client_id=admin-cli -d username=admin \
  --data-urlencode "password@$(sed -n 's/.* the password is in //p' "$keycloak_log")")"
echo "Authorization: Bearer $(member access_token)" >"$TMP/admin"
at_keycloak "An administrator adds a key that goes before the others" POST /admin/realms/mcp-realm/components \
  -H "@$TMP/admin" -H 'Content-Type: application/json' -d '{"name":"next","providerId":"rsa-generated",
    "providerType":"org.keycloak.keys.KeyProvider","config":{"algorithm":["RS256"],"priority":["200"]}}'
expect_status 201 "Keycloak has made it, and signs with it from now on."
sign_in mcp-test-client alice "mcp:read mcp:tools"
echo "Authorization: Bearer $TOKEN" >"$TMP/next"
mv "$TMP/next" "$TMP/newest"
# shellcheck disable=SC2086  # words on purpose
wait $CALLERS
CALLERS=""

if [ "${TOKEN%%.*}" != "${old%%.*}" ]; then pass "The header of a new token names the new key."; else
  fail "expected the new token to name another key. Nothing has been rotated."
fi
at_keycloak "Which keys does Keycloak publish?" GET "$MCP_JWKS_URL"
expect_equal 2 "$(printf '%s' "$BODY" | grep -o '"use":"sig"' | wc -l | tr -d ' ')" \
  "The old one is still there, for the tokens that are still out."
cat "$TMP/old.log" "$TMP/newest.log" >"$TMP/all.log"
echo "  $(sort "$TMP/all.log" | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/\1 answers with status \2/')"
expect_equal "200 200" "$(grep -c . "$TMP/all.log") $(grep -c '^200$' "$TMP/all.log")" \
  "Of 200 calls, with old and new tokens, none failed; nobody restarted anything."

summary
