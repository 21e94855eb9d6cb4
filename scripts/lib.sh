# shellcheck shell=bash
# Functions that the scripts share. Source this file; do not run it. It works with the bash of Linux and macOS and needs curl,
# a JDK and Maven.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
TMP="$(mktemp -d "${TMPDIR:-/tmp}/mcpauth.XXXXXX")"
# The scripts share a folder of keys, whatever the current directory is.
DEFAULT_KEYS="$ROOT/keys"
export MCP_KEYS_DIR="${MCP_KEYS_DIR:-$DEFAULT_KEYS}"

# The Java that Maven also uses
JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"

SERVER_PID=""
AUTH_PID=""
PASSED=0
FAILED=0

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  BOLD=$'\033[1m' DIM=$'\033[2m' GREEN=$'\033[32m' RED=$'\033[31m' PLAIN=$'\033[0m'
else
  BOLD="" DIM="" GREEN="" RED="" PLAIN=""
fi

# On every exit, stop the servers that this script started.
trap 'trap "" INT TERM; stop_servers; unlock; rm -rf "$TMP"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

die() {
  echo "$*" >&2
  exit 2
}

# need COMMAND: fails if COMMAND is not on the PATH
need() {
  command -v "$1" >/dev/null 2>&1 || die "This script needs $1, but $1 is not on the PATH."
}

# module_of N: the folder of a step, such as step1-health
module_of() {
  local found
  found="$(ls -d "$ROOT/step$1-"*/ 2>/dev/null)" || die "Step $1 does not exist."
  basename "$found"
}

# is_stale MODULE: the runnable jar is missing, or is older than the sources
is_stale() {
  local jar="$ROOT/$1/target/$1.jar"
  [ ! -f "$jar" ] || [ -n "$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml "$ROOT"/*/src/main -newer "$jar")" ]
}

# build MODULE: builds the runnable jar, unless it is newer than the sources of all modules
build() {
  need "$JAVA"
  need mvn
  if is_stale "$1"; then
    lock # another script may be building it already
    if is_stale "$1"; then
      echo "${DIM}Building $1 (half a minute; the first build also downloads libraries, which takes a few minutes)${PLAIN}"
      if ! mvn -B -ntp -f "$ROOT/pom.xml" -pl "$1" -am package -DskipTests -Dspotless.check.skip=true 2>&1 |
        tee "$TMP/build.log" | sed -n 's/^\[INFO\] Building \(.*\) 1\.0\.0 *\(\[[0-9/]*\]\)$/  \2 \1/p'; then
        cat "$TMP/build.log" >&2
        die "The build of $1 failed; the output of Maven is above."
      fi
      touch "$ROOT/$1/target/$1.jar" # Maven does not update the time of an unchanged jar
    fi
    unlock
  fi
}

# projects COMMAND N ARGUMENT …: runs the program that writes steps as projects of their own
projects() {
  if [ ! -d "$TMP/projects" ]; then
    need "${JAVA}c"
    mkdir "$TMP/projects"
    "${JAVA}c" -encoding UTF-8 -d "$TMP/projects" "$ROOT"/scripts/projects/*.java ||
      die "scripts/projects does not compile. It needs JDK 17 or later."
  fi
  "$JAVA" -cp "$TMP/projects" Projects "$ROOT" "$@"
}

# One build at a time: the two commands of a pipe may both need to build.
LOCK="$ROOT/.build.lock"
LOCKED=""
lock() {
  local tries=0
  [ -z "$LOCKED" ] || return 0
  until mkdir "$LOCK" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 1500 ] || die "Another build has held $LOCK for five minutes. If no build is running, delete it."
    sleep 0.2
  done
  LOCKED=yes
}
unlock() {
  if [ -n "$LOCKED" ]; then
    rmdir "$LOCK"
    LOCKED=""
  fi
}

# run_server STEP JAR: becomes a step, with the settings that it reads; start it with &. Settings that it does not read would
# cause warnings.
run_server() {
  unset MCP_SERVICE_SECRET MCP_PRACTICE_AUTH_ANYWHERE MCP_UPSTREAM MCP_UPSTREAM_ISSUER MCP_UPSTREAM_CLIENT_ID
  unset MCP_UPSTREAM_CLIENT_SECRET MCP_UPSTREAM_ALGORITHM MCP_UPSTREAM_ROLES MCP_GITHUB_URL
  [ "$1" -ge 12 ] || unset MCP_STATE_KEY
  if [ "$1" -lt 5 ]; then
    unset MCP_KEYS_DIR
  elif [ -n "${MCP_ISSUER:-}${MCP_JWKS_URL:-}${MCP_PUBLIC_KEY:-}" ] && [ "$MCP_KEYS_DIR" = "$DEFAULT_KEYS" ]; then
    unset MCP_KEYS_DIR # nobody has chosen this folder: the keys come from where the other setting says
  fi
  exec "$JAVA" -jar "$2"
}

# run_auth_server PORT JAR: becomes the practice authorization server of the MCP server that the settings describe; start it
# with &
run_auth_server() {
  export MCP_PORT="$1" MCP_AUDIENCE="${MCP_AUDIENCE:-$(public_url)/mcp}"
  unset MCP_HOST MCP_PUBLIC_URL MCP_ISSUER MCP_JWKS_URL MCP_PUBLIC_KEY MCP_CLIENT_IDS MCP_ALLOWED_HOSTS MCP_ALLOWED_ORIGINS
  exec "$JAVA" -jar "$2"
}

# public_url: the URL of the MCP server as clients see it
public_url() {
  echo "${MCP_PUBLIC_URL:-http://localhost:${MCP_PORT:-9000}}"
}

# await_port PID LOG: waits until a server listens; prints its port, or fails
await_port() {
  local port
  touch "$2"
  for _ in $(seq 1 300); do
    port="$(sed -n 's/.*Listening on .* port \([0-9]*\),.*/\1/p' "$2")"
    if [ -n "$port" ]; then
      echo "$port"
      return
    fi
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  return 1
}

# not_started LOG: ends the script with the output of a server that did not start
not_started() {
  cat "$1" >&2
  die "The server did not start; its output is above."
}

# token ARGUMENT …: runs the token tool
token() {
  "$ROOT/scripts/token.sh" "$@"
}

# own_keys: new keys for this script only, which are deleted at its end. Tokens contain the URL of the default port,
# even if the server uses another port.
own_keys() {
  export MCP_KEYS_DIR="$TMP/keys"
  export MCP_PUBLIC_URL=http://localhost:9000
  token keys generate >/dev/null
}

# start_step N: builds a step and starts it on a free port; sets PORT and URL. Settings come from the environment.
start_step() {
  local module
  need curl
  module="$(module_of "$1")"
  build "$module"
  cp "$ROOT/$module/target/$module.jar" "$TMP/server.jar" # a build must not replace the jar of a running server
  MCP_PORT=0 run_server "$1" "$TMP/server.jar" >"$TMP/server.log" 2>&1 &
  SERVER_PID=$!
  PORT="$(await_port "$SERVER_PID" "$TMP/server.log")" || not_started "$TMP/server.log"
  URL="http://localhost:$PORT"
  echo "${DIM}$module runs at $URL${PLAIN}"
}

# start_auth_server: builds the practice authorization server and starts it on a free port; sets AUTH_URL
# shellcheck disable=SC2034  # test_step7.sh uses it
start_auth_server() {
  build auth-server
  cp "$ROOT/auth-server/target/auth-server.jar" "$TMP/auth-server.jar"
  run_auth_server 0 "$TMP/auth-server.jar" >"$TMP/auth-server.log" 2>&1 &
  AUTH_PID=$!
  AUTH_URL="$(await_port "$AUTH_PID" "$TMP/auth-server.log")" || not_started "$TMP/auth-server.log"
  AUTH_URL="http://localhost:$AUTH_URL"
  echo "${DIM}auth-server runs at $AUTH_URL${PLAIN}"
}

# stop_server: sends SIGTERM to the step, waits, and sets SERVER_EXIT to the exit code
# shellcheck disable=SC2034  # test_step1.sh uses it
stop_server() {
  SERVER_EXIT=0
  if [ -n "$SERVER_PID" ]; then
    kill "$SERVER_PID" 2>/dev/null || true
    wait "$SERVER_PID" || SERVER_EXIT=$?
    SERVER_PID=""
  fi
}

# stop_servers: stops the step and the practice authorization server
stop_servers() {
  stop_server
  if [ -n "$AUTH_PID" ]; then
    kill "$AUTH_PID" 2>/dev/null || true
    wait "$AUTH_PID" || true
    AUTH_PID=""
  fi
}

# ask TITLE METHOD PATH [CURL OPTION …]: sends a request, prints it, and sets STATUS, BODY and the file of headers
ask() {
  local title="$1" method="$2" path="$3"
  shift 3
  printf '\n%s%s%s\n' "$BOLD" "$title" "$PLAIN"
  echo "  > $method $path"
  local option=""
  for argument in "$@"; do
    case "$option" in
      -H) echo "  > ${argument:0:100}" ;;
      -d | --data-binary) echo "  > ${argument:0:500}" ;;
    esac
    option="$argument"
  done
  local verb=(-X "$method")
  [ "$method" = HEAD ] && verb=(--head)
  rm -f "$TMP/headers" "$TMP/body"
  : >"$TMP/headers"
  STATUS="$(curl -q -sS --noproxy '*' --max-time 30 --path-as-is "${verb[@]}" -D "$TMP/headers" -o "$TMP/body" -w '%{http_code}' \
    "$@" "$URL$path" 2>"$TMP/curl.log")" || true
  BODY=""
  [ -f "$TMP/body" ] && BODY="$(cat "$TMP/body")"
  echo "  < $STATUS ${BODY:0:400}"
  if [ "$STATUS" = 000 ]; then
    fail "expected a response, got none: $(cat "$TMP/curl.log")"
  fi
}

pass() {
  PASSED=$((PASSED + 1))
  echo "  ${GREEN}ok${PLAIN}    $1"
}

fail() {
  FAILED=$((FAILED + 1))
  echo "  ${RED}FAIL${PLAIN}  $1"
}

# The last argument, WHY, is a sentence that explains the expectation; a learner reads it when the check fails.

# expect_status STATUS WHY
expect_status() {
  if [ "$STATUS" = "$1" ]; then pass "$1: $2"; else fail "expected status $1, got $STATUS. $2"; fi
}

# expect_body TEXT WHY: the body equals TEXT
expect_body() {
  if [ "$BODY" = "$1" ]; then pass "$2"; else fail "expected the body to be exactly '$1'. $2"; fi
}

# expect_text TEXT WHY: the body contains TEXT
expect_text() {
  case "$BODY" in
    *"$1"*) pass "$2" ;;
    *) fail "expected '$1' in the body. $2" ;;
  esac
}

# expect_no_text TEXT WHY: the body does not contain TEXT
expect_no_text() {
  case "$BODY" in
    *"$1"*) fail "expected no '$1' in the body. $2" ;;
    *) pass "$2" ;;
  esac
}

# header NAME: prints the values of a response header
header() {
  tr -d '\r' <"$TMP/headers" | awk -v name="$1" -F': ' 'tolower($1) == tolower(name) { print substr($0, length($1) + 3) }'
}

# expect_header NAME VALUE WHY
expect_header() {
  local value
  value="$(header "$1")"
  echo "  < $1: $value"
  if [ "$value" = "$2" ]; then pass "$3"; else fail "expected the header $1 to be '$2'. $3"; fi
}

# expect_equal EXPECTED ACTUAL WHY
expect_equal() {
  if [ "$1" = "$2" ]; then pass "$3"; else fail "expected '$1', got '$2'. $3"; fi
}

# summary: prints the last line of a test script, and returns its exit code
summary() {
  printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
  [ "$FAILED" -eq 0 ]
}
