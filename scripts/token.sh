#!/usr/bin/env bash
# Runs the token tool; builds it first if its sources have changed. scripts/token.sh --help lists the commands.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build token-tool >&2 </dev/null
rm -rf "$TMP"
exec "$JAVA" -jar "$ROOT/token-tool/target/token-tool.jar" "$@"
