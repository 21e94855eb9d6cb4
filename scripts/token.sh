#!/usr/bin/env bash
# The token tool: scripts/token.sh --help says what it can do. Builds it first, if something has changed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

jar="$ROOT/token-tool/target/token-tool.jar"
is_stale() {
  [ ! -f "$jar" ] || [ -n "$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml "$ROOT"/*/src/main -newer "$jar")" ]
}
if is_stale; then
  lock # the other side of a pipe may be building it already
  if is_stale; then
    build token-tool >&2 </dev/null
  fi
  unlock
fi
rm -rf "$TMP"
exec "$JAVA" -jar "$jar" "$@"
