#!/usr/bin/env bash
# Measures what idle listeners cost step 10, and how fast it stops while they listen. Linux only. It connects only to this machine,
# and stops what it started. Exit codes: 0 the targets are met, 1 one was missed, 2 the run was not possible.
set -euo pipefail

usage="Usage: bench/listeners.sh [NUMBER]    (NUMBER of listeners, at most 1000, which is the default)"
case "${1:-1000}" in
  -h | --help) echo "$usage" && exit 0 ;;
  [1-9] | [1-9][0-9] | [1-9][0-9][0-9] | 1000) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"

module="$(module_of 10)"
build "$module"
build token-tool
"$JAVA" -cp "$ROOT/token-tool/target/token-tool.jar" "$ROOT/bench/tools/Tokens.java" "$TMP" http://localhost:9001 http://localhost:9000/mcp
"$JAVA" "$ROOT/bench/tools/Listeners.java" "$ROOT/$module/target/$module.jar" "$TMP/keys" "$TMP/tokens.txt" "${1:-1000}"
