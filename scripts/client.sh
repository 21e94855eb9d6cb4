# shellcheck shell=bash
# Functions that run the MCP client as a person does. Source this file after lib.sh. The script that sources it defines
# open_page URL, which signs in with a browser, and enter_code CODE, which types the code of a device.

export MCP_CLIENT_HOME="$TMP/client"      # temporary credentials
unset MCP_TOKEN MCP_CLIENT_SECRET BROWSER # what the user has set must not decide

# client COMMAND …: runs the client; sets OUT, ERR and CODE
client() {
  start_client "$@"
  end_client
}

# signing_in COMMAND …: the same; meanwhile, the user opens the pages that the client prints
signing_in() {
  local seen="" page
  start_client "$@" --browser none
  while kill -0 "$CLIENT_PID" 2>/dev/null; do
    page="$(sed -n 's/^ *\(http.*[?&]code_challenge=.*\)$/\1/p' "$TMP/err" | tail -n 1)"
    if [ "$page" != "$seen" ]; then # the client may have to ask twice
      seen="$page"
      open_page "$page"
    fi
    sleep 0.1
  done
  end_client
}

# on_device COMMAND …: the same; meanwhile, the user types the code that the client prints
on_device() {
  local code
  start_client "$@" --device
  code="$(printed 's/^ *\([A-Z]\{4\}-[A-Z]\{4\}\)$/\1/p')"
  echo "  < the code is $code"
  enter_code "$code"
  end_client
}

start_client() {
  echo "  > mcp $*"
  : >"$TMP/err"
  "$ROOT/scripts/mcp.sh" "$@" </dev/null >"$TMP/out" 2>"$TMP/err" &
  CLIENT_PID=$!
}

end_client() {
  CODE=0
  wait "$CLIENT_PID" || CODE=$?
  shown
}

# shown: sets OUT and ERR to what the client has printed, and prints the former
shown() {
  OUT="$(cat "$TMP/out")"
  ERR="$(cat "$TMP/err")"
  printf '%s\n' "$OUT" | sed 's/^/  < /'
}

# printed EXPRESSION: waits until the client has printed a message that an expression of sed selects; prints the selection
printed() {
  local text=""
  for _ in $(seq 1 300); do
    text="$(sed -n "$1" "$TMP/err")"
    [ -z "$text" ] || break
    sleep 0.1
  done
  echo "$text"
}

expect_code() { expect_equal "$1" "$CODE" "$2"; }

# expect_out TEXT WHY, expect_err TEXT WHY: the client has printed TEXT
expect_out() {
  case "$OUT" in
    *"$1"*) pass "$2" ;;
    *) fail "expected '$1' in the output. $2 $ERR" ;;
  esac
}
expect_err() {
  case "$ERR" in
    *"$1"*) pass "$2" ;;
    *) fail "expected '$1' in the messages, got: $ERR. $2" ;;
  esac
}
expect_no_token() {
  case "$OUT$ERR" in
    *eyJ*) fail "expected no token in the output." ;;
    *) pass "The client never prints a token." ;;
  esac
}
