#!/usr/bin/env bash
# Attacks step 8 and the practice authorization server, and measures how normal requests fare meanwhile: slow clients, floods,
# expensive input, broken keys, signals. It starts the servers itself and connects only to this machine. The full form takes at
# most 10 minutes, the short form at most 3.
# Exit codes: 1 if a server gave a wrong response, lost a request, ran out of memory or died; 3 if only time limits were exceeded.
set -euo pipefail

usage="Usage: scripts/torture.sh [--short]"
case "$#${1:-}" in
  1-h | 1--help) echo "$usage" && exit 0 ;;
  0 | 1--short) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

attack=""
# stop_attack: stops the attacks, and the servers if the attacks could not stop them
# shellcheck disable=SC2317  # the trap calls it
stop_attack() {
  local pid
  if [ -n "$attack" ]; then
    kill "$attack" 2>/dev/null || true
    wait "$attack" || true
    attack=""
    touch "$TMP/pids"
    while read -r pid; do
      kill -KILL "$pid" 2>/dev/null || true
    done <"$TMP/pids"
  fi
}
trap 'stop_attack; stop_servers; unlock; rm -rf "$TMP"' EXIT

module="$(module_of 8)"
build "$module"
build auth-server
cp "$ROOT/$module/target/$module.jar" "$TMP/server.jar" # a build must not replace the jar of a running server
cp "$ROOT/auth-server/target/auth-server.jar" "$TMP/auth-server.jar"

code=0
"$JAVA" "$ROOT/scripts/torture/Torture.java" "$TMP/server.jar" "$TMP/auth-server.jar" "$TMP" ${1+"$1"} &
attack=$!
wait "$attack" || code=$?
[ "$code" -gt 128 ] || attack="" # it has ended its servers
exit "$code"
