#!/usr/bin/env bash
# The token tool: scripts/token.sh --help says what it can do. Builds it first, if something has changed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build token-tool >&2 </dev/null
rm -rf "$TMP"
exec "$JAVA" -jar "$ROOT/token-tool/target/token-tool.jar" "$@"
