#!/usr/bin/env bash
# Measures MCP servers side by side, under the same requests with access tokens, and writes RESULTS.md. Linux only. It starts the
# servers itself, connects only to this machine, and stops every process that it started.
set -euo pipefail

BENCH="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ROOT="$(dirname "$BENCH")"

ALL=(step8 step6 step4 bare bare-jwt constant java-sdk quarkus typescript-1 typescript-2 fastmcp)

usage() {
  cat <<EOF
Usage: bench/run.sh [OPTION …]

  --short           one round of one second each: shows that everything works, and measures nothing
  --only NAME,…     only these servers: ${ALL[*]}
  --rounds N        rounds (BENCH_ROUNDS, default 5)
  --seconds N       seconds of each measurement with 16 connections (BENCH_SECONDS, default 4);
                    with 1 connection, a second less
  --warmup N        seconds of load for each server before the first round (BENCH_WARMUP, default 24)
  --starts N        cold starts of each server (BENCH_STARTS, default 5)
  --verify          also time "mvn verify" of the project
  --offline         run Maven offline
  --output FILE     write the report here. Default: RESULTS.md after a full run, else a temporary file

The ports start at BENCH_PORT (default 9400). Exit codes: 0 measured, 1 a server failed a check or a request, 2 the run was not
possible. A missed target is in the report, and is no failure.
EOF
}

die() {
  echo "$*" >&2
  exit 2
}

# --- Options -------------------------------------------------------------------------------------------------------------------

rounds="${BENCH_ROUNDS:-5}"
seconds="${BENCH_SECONDS:-4}"
warmup="${BENCH_WARMUP:-24}"
starts="${BENCH_STARTS:-5}"
first_port="${BENCH_PORT:-9400}"
servers=("${ALL[@]}")
output=""
verify=""
maven=(mvn -B -ntp -q)

while [ "$#" -gt 0 ]; do
  case "$1" in
    -h | --help) usage && exit 0 ;;
    --short) rounds=1 seconds=1 warmup=2 starts=1 ;;
    --verify) verify=yes ;;
    --offline) maven+=(-o) ;;
    --only | --rounds | --seconds | --warmup | --starts | --output)
      [ "$#" -gt 1 ] || die "$1 needs a value. Try bench/run.sh --help"
      case "$1" in
        --only) IFS=, read -r -a servers <<<"$2" ;;
        --rounds) rounds="$2" ;;
        --seconds) seconds="$2" ;;
        --warmup) warmup="$2" ;;
        --starts) starts="$2" ;;
        --output) output="$2" ;;
      esac
      shift
      ;;
    *) die "Unknown option $1. Try bench/run.sh --help" ;;
  esac
  shift
done

for number in "$rounds" "$seconds" "$warmup" "$starts" "$first_port"; do
  [[ "$number" =~ ^[1-9][0-9]{0,4}$ ]] || die "Rounds, seconds, starts and the port must be whole numbers from 1, not \"$number\""
done
[ "${#servers[@]}" -gt 0 ] || die "--only needs the name of a server"
for name in "${servers[@]}"; do
  [[ " ${ALL[*]} " == *" $name "* ]] || die "There is no server \"$name\"; the servers are ${ALL[*]}"
done

# A run with fewer servers or shorter measurements must not replace the results of a full run.
if [ -z "$output" ] && [ "${#servers[@]}" -ge "${#ALL[@]}" ] && [ "$rounds" -ge 5 ] && [ "$warmup" -ge 10 ] &&
  [ "$seconds" -ge 2 ] && [ "$starts" -ge 3 ]; then
  output="$BENCH/RESULTS.md"
fi

# --- Clean-up ------------------------------------------------------------------------------------------------------------------

TMP="$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")"
declare -A pid=() # the process of each server that runs
load_pid=""       # wrk

# stop NAME: stops a server; kills it if it has not stopped after ten seconds
stop() {
  local process="${pid[$1]:-}"
  [ -n "$process" ] || return 0
  unset "pid[$1]"
  kill "$process" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$process" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$process" 2>/dev/null || true
  wait "$process" 2>/dev/null || true
}

# shellcheck disable=SC2317  # the trap calls it
clean_up() {
  local name
  trap '' INT TERM
  [ -z "$load_pid" ] || kill "$load_pid" 2>/dev/null || true
  for name in "${!pid[@]}"; do
    kill "${pid[$name]}" 2>/dev/null || true # all at once, so that they stop at the same time
  done
  for name in "${!pid[@]}"; do
    stop "$name"
  done
  rm -rf "$TMP"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- The servers ---------------------------------------------------------------------------------------------------------------

ISSUER="http://localhost:9001"
PUBLIC_URL="http://localhost:9000"
AUDIENCE="$PUBLIC_URL/mcp"
JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
PYTHON="$BENCH/target/fastmcp/bin/python"

# wanted NAME …: one of these servers is to be measured
wanted() {
  local name
  for name in "$@"; do
    [[ " ${servers[*]} " != *" $name "* ]] || return 0
  done
  return 1
}

is_protected() { [[ "$1" != step4 && "$1" != bare && "$1" != constant ]]; }
has_scopes() { [[ "$1" == step8 || "$1" == quarkus || "$1" == typescript-* || "$1" == fastmcp ]]; }

# become NAME PORT: becomes a server; start it with &
become() {
  local java=("$JAVA" -Xmx64m -XX:+UseSerialGC -jar) name
  for name in $(compgen -e MCP_ || true); do
    unset "$name"
  done
  export BENCH_PORT="$2" BENCH_ISSUER="$ISSUER" BENCH_AUDIENCE="$AUDIENCE" BENCH_PUBLIC_KEY="$TMP/public.pem"
  case "$1" in
    step4) MCP_PORT="$2" MCP_PUBLIC_URL="$PUBLIC_URL" exec "${java[@]}" "$TMP/step4.jar" ;;
    step*)
      export MCP_PORT="$2" MCP_PUBLIC_URL="$PUBLIC_URL" MCP_ISSUER="$ISSUER" MCP_KEYS_DIR="$TMP/public"
      exec "${java[@]}" "$TMP/$1.jar"
      ;;
    bare) exec "${java[@]}" "$TMP/javalin.jar" bare ;;
    bare-jwt) exec "${java[@]}" "$TMP/javalin.jar" jwt ;;
    constant) exec "${java[@]}" "$TMP/javalin.jar" constant ;;
    java-sdk) exec "${java[@]}" "$TMP/java-sdk.jar" ;;
    quarkus)
      BENCH_PUBLIC_KEY_BASE64="$(grep -v -e ----- "$TMP/public.pem" | tr -d '\n')"
      export BENCH_PUBLIC_KEY_BASE64
      exec "${java[@]}" "$TMP/quarkus/quarkus-run.jar"
      ;;
    typescript-1) exec node "$BENCH/servers/typescript/sdk1.mjs" ;;
    typescript-2) exec node "$BENCH/servers/typescript/sdk2.mjs" ;;
    fastmcp) exec "$PYTHON" "$BENCH/servers/fastmcp/server.py" ;;
  esac
}

# start NAME PORT: starts a server, and waits for its first good response; sets STARTED_IN to milliseconds
start() {
  local name="$1" port="$2" began="${EPOCHREALTIME/[.,]/}" process
  become "$name" "$port" >"$TMP/$name.log" 2>&1 &
  process=$!
  pid[$name]="$process"
  until { true <>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null && ask "$port" "$(token 1)" && [ "$STATUS" = 200 ]; do
    kill -0 "$process" 2>/dev/null || not_started "$name"
    [ "$((${EPOCHREALTIME/[.,]/} - began))" -lt 60000000 ] || not_started "$name"
    sleep 0.01
  done
  STARTED_IN=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
}

not_started() {
  tail -n 50 "$TMP/$1.log" >&2
  die "$1 did not start; the end of its output is above."
}

# --- Requests ------------------------------------------------------------------------------------------------------------------

BODY='{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hello"}}}'

# token N: a valid token, from 1 to 1,000
token() {
  sed -n "$1p" "$TMP/tokens.txt"
}

# ask PORT [TOKEN]: calls the tool; sets STATUS, RESPONSE and SIZE, the bytes of the response with its headers
ask() {
  local header=() sizes head body
  [ -z "${2:-}" ] || header=(-H "Authorization: Bearer $2")
  sizes="$(curl -s -m 10 -o "$TMP/response" -w '%{http_code} %{size_header} %{size_download}' \
    -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
    -H 'MCP-Protocol-Version: 2025-11-25' "${header[@]}" -d "$BODY" "http://127.0.0.1:$1/mcp")" || true
  read -r STATUS head body <<<"$sizes"
  SIZE=$((head + body))
  RESPONSE="$(cat "$TMP/response" 2>/dev/null || true)"
}

failures=0
fail() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

# refused NAME PORT CASE STATUS TOKEN: the server refuses the request, with one of these statuses
refused() {
  ask "$2" "$5"
  [[ " $4 " == *" $STATUS "* ]] || fail "$1 responds $STATUS to a request with $3"
}

# check NAME PORT: the server returns the result to a valid token, and refuses all others
check() {
  local name="$1" port="$2" bad
  ask "$port" "$(token 1)"
  if [ "$STATUS" != 200 ] || [[ "$RESPONSE" != *'"content":[{'*'"text":"hello"'* ]] ||
    [[ "$RESPONSE" != *'"structuredContent":{"text":"hello"}'* ]] || [[ "$RESPONSE" == *'"isError":true'* ]]; then
    fail "$name does not return the result: $STATUS $RESPONSE"
  fi
  size[$name]="$SIZE"
  if is_protected "$name"; then
    refused "$name" "$port" "no token" 401 ""
    for bad in signature expired issuer audience; do
      refused "$name" "$port" "a bad token ($bad)" 401 "$(cat "$TMP/bad-$bad.txt")"
    done
  fi
  if has_scopes "$name"; then
    refused "$name" "$port" "a missing scope" "401 403" "$(cat "$TMP/no-scope.txt")"
  fi
}
declare -A size=() # the size of a good response

# --- Measuring -----------------------------------------------------------------------------------------------------------------

# In hundredths of a second: the CPU time of a process, that of the children of this script, and that of all processes
cpu_of() {
  local stat fields
  stat="$(<"/proc/$1/stat")"
  read -r -a fields <<<"${stat##*) }"
  CPU=$((fields[11] + fields[12]))
}
cpu_of_children() {
  local stat fields
  stat="$(<"/proc/$$/stat")"
  read -r -a fields <<<"${stat##*) }"
  CPU=$((fields[13] + fields[14]))
}
cpu_of_all() {
  local fields
  read -r -a fields </proc/stat
  CPU=$((fields[1] + fields[2] + fields[3] + fields[6] + fields[7] + fields[8]))
}

# load NAME CONNECTIONS TOKENS SECONDS: loads a server; sets RESULT to "requests microseconds p50 p99 bytes failed cpu others"
load() {
  local name="$1" server children all requests micros p50 p99 bytes errors off
  cpu_of "${pid[$name]}" && server="$CPU"
  cpu_of_children && children="$CPU"
  cpu_of_all && all="$CPU"
  wrk -t 1 -c "$2" -d "${4}s" -s "$BENCH/load.lua" "http://127.0.0.1:${port[$name]}/mcp" -- "$TMP/tokens.txt" "$3" \
    >"$TMP/wrk.out" 2>&1 &
  load_pid=$!
  wait "$load_pid" || die "wrk failed: $(cat "$TMP/wrk.out")"
  load_pid=""
  cpu_of_all && all=$((CPU - all))
  cpu_of_children && children=$((CPU - children))
  kill -0 "${pid[$name]}" 2>/dev/null || not_running "$name"
  cpu_of "${pid[$name]}" && server=$((CPU - server))
  read -r _ requests micros p50 p99 bytes errors < <(grep '^RESULT ' "$TMP/wrk.out") || die "wrk: $(cat "$TMP/wrk.out")"
  [ "$errors" = 0 ] || fail "$name: $errors of $requests requests failed ($2 connections, $3 tokens)"
  if [ "$requests" = 0 ]; then
    fail "$name responded to no request ($2 connections, $3 tokens)"
  else
    # An error in a response with status 200 would have another size. The framing of a chunked response is a few bytes.
    off=$((bytes / requests - size[$name]))
    [ "${off#-}" -le 16 ] || fail "$name: the responses under load are $off bytes longer than the checked response"
  fi
  RESULT="$requests $micros $p50 $p99 $bytes $errors $server $((all - server - children))"
}

not_running() {
  tail -n 50 "$TMP/$1.log" >&2
  die "$1 stopped under load; the end of its output is above."
}

# --- Building ------------------------------------------------------------------------------------------------------------------

say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }

[ "$(uname)" = Linux ] || die "The benchmark reads /proc, so it needs Linux."
if ! command -v wrk >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  say "Installing wrk"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wrk >&2
fi
needed=("$JAVA" mvn wrk curl)
! wanted typescript-1 typescript-2 || needed+=(node npm)
! wanted fastmcp || needed+=(python3)
for tool in "${needed[@]}"; do
  command -v "$tool" >/dev/null || die "The benchmark needs $tool, but $tool is not on the PATH."
done

# build POM [OPTION …]: packages what the POM describes
build() {
  "${maven[@]}" -f "$1" package -DskipTests -Dspotless.check.skip=true "${@:2}" >"$TMP/build.log" 2>&1 ||
    { cat "$TMP/build.log" >&2 && die "The build failed; the output of Maven is above."; }
}

say "Building"
build "$ROOT/pom.xml" -pl step4-dispatch,step6-jwt-middleware,step8-scopes,token-tool -am
# Copies, because a build must not replace the jar of a running server
cp "$ROOT/step4-dispatch/target/step4-dispatch.jar" "$TMP/step4.jar"
cp "$ROOT/step6-jwt-middleware/target/step6-jwt-middleware.jar" "$TMP/step6.jar"
cp "$ROOT/step8-scopes/target/step8-scopes.jar" "$TMP/step8.jar"
if wanted bare bare-jwt constant; then
  build "$BENCH/servers/javalin/pom.xml"
  cp "$BENCH/servers/javalin/target/bench-javalin.jar" "$TMP/javalin.jar"
fi
if wanted java-sdk; then
  build "$BENCH/servers/java-sdk/pom.xml"
  cp "$BENCH/servers/java-sdk/target/bench-java-sdk.jar" "$TMP/java-sdk.jar"
fi
if wanted quarkus; then
  build "$BENCH/servers/quarkus/pom.xml"
  cp -r "$BENCH/servers/quarkus/target/quarkus-app" "$TMP/quarkus"
fi
if wanted typescript-1 typescript-2; then
  (
    cd "$BENCH/servers/typescript"
    [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund >&2
  ) || die "The packages of the TypeScript servers cannot be installed."
fi
if wanted fastmcp; then
  requirements="$BENCH/servers/fastmcp/requirements.txt"
  if ! cmp -s "$requirements" "$BENCH/target/fastmcp/requirements.txt"; then
    rm -rf "$BENCH/target/fastmcp"
    { python3 -m venv "$BENCH/target/fastmcp" && "$PYTHON" -m pip install -q --disable-pip-version-check -r "$requirements"; } >&2 ||
      die "The packages of FastMCP cannot be installed."
    cp "$requirements" "$BENCH/target/fastmcp/requirements.txt"
  fi
fi

"$JAVA" -cp "$ROOT/token-tool/target/token-tool.jar" "$BENCH/tools/Tokens.java" "$TMP" "$ISSUER" "$AUDIENCE"
mkdir "$TMP/public"
cp "$TMP"/keys/*.public.pem "$TMP/public"

declare -A port=()
for name in "${servers[@]}"; do
  port[$name]=$((first_port + ${#port[@]}))
  if { true <>"/dev/tcp/127.0.0.1/${port[$name]}"; } 2>/dev/null; then
    die "Port ${port[$name]} is not free. Stop the program that uses it, or set BENCH_PORT."
  fi
done

# version FILE NAME: the value of a property in a POM, or the version of a package in package.json or requirements.txt
version() {
  sed -nE "s#^ *<$2>([^<]*)<.*#\1#p; s#^ *\"$2\": \"([^\"]*)\".*#\1#p; s#^$2==(.*)#\1#p" "$1" | head -n 1
}

# describe NAME: what the report calls a server
describe() {
  local typescript="$BENCH/servers/typescript/package.json"
  case "$1" in
    step*) echo "step ${1#step} of this course" ;;
    bare) echo "bare Javalin and Jackson, no auth" ;;
    bare-jwt) echo "bare Javalin and Jackson, java-jwt" ;;
    constant) echo "Javalin, constant bytes, no auth" ;;
    java-sdk) echo "Java SDK $(version "$ROOT/pom.xml" mcp-sdk.version), java-jwt" ;;
    quarkus) echo "Quarkus MCP server $(version "$BENCH/servers/quarkus/pom.xml" quarkus-mcp-server.version), OIDC" ;;
    typescript-1) echo "TypeScript SDK $(version "$typescript" @modelcontextprotocol/sdk), jose" ;;
    typescript-2) echo "TypeScript SDK $(version "$typescript" @modelcontextprotocol/server), jose" ;;
    fastmcp) echo "FastMCP $(version "$BENCH/servers/fastmcp/requirements.txt" fastmcp), JWTVerifier" ;;
  esac
}

{
  for name in "${servers[@]}"; do
    printf '%s\t%s\n' "$name" "$(describe "$name")"
  done
} >"$TMP/servers.tsv"
{
  printf 'Date\t%s\n' "$(date -u '+%Y-%m-%d %H:%M UTC')"
  printf 'Commit\t%s\n' "$(git -C "$ROOT" describe --always --dirty 2>/dev/null || echo unknown)"
  printf 'Processor\t%s, %s cores\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)"
  printf 'Memory\t%s MB\n' "$(awk '/^MemTotal/ { printf "%d", $2 * 1024 / 1000000 }' /proc/meminfo)"
  printf 'Kernel\t%s\n' "$(uname -sr)"
  printf 'Load average at the start\t%s\n' "$(cut -d ' ' -f 1 /proc/loadavg)"
  printf 'Java\t%s\n' "$("$JAVA" -version 2>&1 | sed -n 2p)"
  ! wanted typescript-1 typescript-2 || printf 'Node.js\t%s\n' "$(node --version)"
  ! wanted fastmcp || printf 'Python\t%s\n' "$("$PYTHON" --version)"
  printf 'Load generator\t%s\n' "$(wrk --version 2>&1 | sed -n '1s/ Copyright.*//p')"
  printf 'Javalin, Jetty, Jackson, java-jwt\t%s, %s, %s, %s\n' "$(version "$ROOT/pom.xml" javalin.version)" \
    "$(version "$ROOT/pom.xml" jetty.version)" "$(version "$ROOT/pom.xml" jackson.version)" \
    "$(version "$ROOT/pom.xml" java-jwt.version)"
  printf 'Run\t%s rounds of %s s, warm-up of %s s, %s cold starts\n' "$rounds" "$seconds" "$warmup" "$starts"
} >"$TMP/machine.tsv"

# --- The run -------------------------------------------------------------------------------------------------------------------

: >"$TMP/starts.tsv"
for run in $(seq "$starts"); do
  say "Cold starts, run $run of $starts"
  for name in "${servers[@]}"; do
    start "$name" "${port[$name]}"
    printf '%s\t%s\n' "$name" "$STARTED_IN" >>"$TMP/starts.tsv"
    stop "$name"
  done
done

for name in "${servers[@]}"; do
  say "Start, checks and warm-up of $name"
  start "$name" "${port[$name]}"
  check "$name" "${port[$name]}"
  load "$name" 16 1 $((warmup - warmup / 2))
  load "$name" 16 1000 $(((warmup + 1) / 2))
done

: >"$TMP/load.tsv"
for round in $(seq "$rounds"); do
  say "Round $round of $rounds"
  for connections in 16 1; do
    for tokens in 1 1000; do
      for name in "${servers[@]}"; do
        # Without a verifier, it does not matter which token a request has.
        [ "$tokens" = 1 ] || is_protected "$name" || continue
        duration="$seconds"
        [ "$connections" = 16 ] || [ "$seconds" = 1 ] || duration=$((seconds - 1))
        load "$name" "$connections" "$tokens" "$duration"
        printf '%s %s %s %s %s\n' "$round" "$name" "$connections" "$tokens" "$RESULT" >>"$TMP/load.tsv"
      done
    done
  done
done

: >"$TMP/memory.tsv"
for name in "${servers[@]}"; do
  printf '%s\t%s\n' "$name" "$(awk '/^VmRSS/ { print $2 }' "/proc/${pid[$name]}/status")" >>"$TMP/memory.tsv"
  check "$name" "${port[$name]}"
done
for name in "${servers[@]}"; do
  stop "$name"
done

if [ -n "$verify" ]; then
  say "mvn verify"
  SECONDS=0
  "${maven[@]}" -f "$ROOT/pom.xml" verify >"$TMP/verify.log" 2>&1 || fail "mvn verify: $(tail -n 20 "$TMP/verify.log")"
  printf 'mvn verify\t%s\n' "$SECONDS" >"$TMP/verify.tsv"
fi

"$JAVA" "$BENCH/tools/Report.java" "$TMP" >"$TMP/report.md"
cat "$TMP/report.md"
if [ "$failures" -gt 0 ]; then
  echo "$failures checks failed, so the report was not saved." >&2
  exit 1
fi
[ -n "$output" ] || output="$(mktemp "${TMPDIR:-/tmp}/bench-results.XXXXXX")"
cp "$TMP/report.md" "$output"
say "The report is in $output"
