# shellcheck shell=bash
# How a client and its user sign in, with nothing but curl. Sourced after lib.sh by the scripts of steps 7 and 8.

# The example of RFC 7636 appendix B. A real client makes a new verifier each time, and shows it to nobody.
VERIFIER=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
CHALLENGE=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
CALLBACK=http://localhost/callback

# send [CURL OPTION …]: what the server answers, without a word; the cookies of the browser are kept
send() {
  curl -q -sS --noproxy '*' --max-time 30 -b "$TMP/cookies" -c "$TMP/cookies" "$@"
}

# field NAME: the value of a hidden field in the page on standard input
field() {
  sed -n 's/.*name="'"$1"'" value="\([^"]*\)".*/\1/p'
}

# json NAME: the text of a member in the JSON on standard input
json() {
  sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'
}

# authorization SCOPES [NAME=VALUE …]: the query of an authorization request; what is given last wins
authorization() {
  local scopes="$1" parameter name query=""
  shift
  set -- response_type=code client_id=mcp-test-client "redirect_uri=$CALLBACK" state=42 "scope=$scopes" \
    "code_challenge=$CHALLENGE" code_challenge_method=S256 "resource=$URL/mcp" "$@"
  while [ $# -gt 0 ]; do
    parameter="$1" name="${1%%=*}"
    shift
    case " $* " in
      *" $name="*) continue ;; # it comes again
    esac
    [ "$parameter" = "$name=" ] || query="$query&$(printf '%s' "$parameter" | sed 's/:/%3A/g; s/\//%2F/g; s/ /+/g')"
  done
  echo "${query#&}"
}

# allow USER SCOPES: the user signs in and allows what the client asks for; prints the URL that the browser is sent to
allow() {
  local id scope choices=()
  id="$(send "$URL/authorize?$(authorization "$2")" | field id)"
  id="$(send "$URL/authorize/sign-in" -d "id=$id" -d "user=$1" | field id)"
  for scope in $2; do
    choices+=(--data-urlencode "scope=$scope")
  done
  send -o /dev/null -w '%{redirect_url}' "$URL/authorize/consent" -d "id=$id" -d decision=allow "${choices[@]}"
}

# redeem CODE [CURL OPTION …]: the client exchanges the code for tokens
redeem() {
  local code="$1"
  shift
  send "$URL/token" -d grant_type=authorization_code -d client_id=mcp-test-client -d "code=$code" \
    --data-urlencode "redirect_uri=$CALLBACK" -d "code_verifier=$VERIFIER" "$@"
}

# refresh TOKEN: the client exchanges its refresh token for new tokens
refresh() {
  send "$URL/token" -d grant_type=refresh_token -d client_id=mcp-test-client -d "refresh_token=$1"
}

# code_of URL: the code in it
code_of() {
  echo "$1" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p'
}
