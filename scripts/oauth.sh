# shellcheck shell=bash
# A client and its user sign in to the practice authorization server, with curl alone. Source this file after lib.sh. The
# functions need AUTH_URL, which start_auth_server sets.

# The example of RFC 7636 appendix B. A real client creates a new verifier for each sign-in and keeps it secret.
VERIFIER=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
CHALLENGE=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
CALLBACK=http://localhost/callback

# send [CURL OPTION …]: sends a request with the cookies of the browser; prints only the response
send() {
  curl -q -sS --noproxy '*' --max-time 30 -b "$TMP/cookies" -c "$TMP/cookies" "$@"
}

# field NAME: the value of a hidden field in the HTML on standard input
field() {
  sed -n 's/.*name="'"$1"'" value="\([^"]*\)".*/\1/p'
}

# json NAME: the value of a string member in the JSON on standard input
json() {
  sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'
}

# encode TEXT: TEXT as a value in a query; encodes only the characters that these scripts use
encode() {
  printf '%s' "$1" | sed 's/:/%3A/g; s/\//%2F/g; s/ /+/g'
}

# authorization SCOPES [NAME=VALUE …]: the query of an authorization request; NAME=VALUE overrides a parameter, NAME= omits it
authorization() {
  local scopes="$1" parameter name query=""
  shift
  set -- response_type=code client_id=mcp-test-client "redirect_uri=$CALLBACK" state=42 "scope=$scopes" \
    "code_challenge=$CHALLENGE" code_challenge_method=S256 "resource=$(public_url)/mcp" "$@"
  while [ $# -gt 0 ]; do
    parameter="$1" name="${1%%=*}"
    shift
    case " $* " in
      *" $name="*) continue ;; # a later argument overrides this parameter
    esac
    [ "$parameter" = "$name=" ] || query="$query&$(encode "$parameter")"
  done
  echo "${query#&}"
}

# allow USER SCOPES: the user signs in and allows these scopes; prints the URL to which the browser is redirected
allow() {
  local id scope choices=()
  id="$(send "$AUTH_URL/authorize?$(authorization "$2")" | field id)"
  id="$(send "$AUTH_URL/authorize/sign-in" -d "id=$id" -d "user=$1" | field id)"
  for scope in $2; do
    choices+=(--data-urlencode "scope=$scope")
  done
  send -o /dev/null -w '%{redirect_url}' "$AUTH_URL/authorize/consent" -d "id=$id" -d decision=allow "${choices[@]}"
}

# redeem CODE [CURL OPTION …]: the client exchanges the authorization code for tokens
redeem() {
  local code="$1"
  shift
  send "$AUTH_URL/token" -d grant_type=authorization_code -d client_id=mcp-test-client -d "code=$code" \
    --data-urlencode "redirect_uri=$CALLBACK" -d "code_verifier=$VERIFIER" "$@"
}

# refresh TOKEN: the client exchanges its refresh token for new tokens
refresh() {
  send "$AUTH_URL/token" -d grant_type=refresh_token -d client_id=mcp-test-client -d "refresh_token=$1"
}

# code_of URL: the authorization code in a redirect
code_of() {
  echo "$1" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p'
}
