#!/usr/bin/env bash
# Prints a token for check_auth.sh --mint: a valid token for alice, or an attack of the token tool.
set -euo pipefail

token="$(dirname "${BASH_SOURCE[0]}")/token.sh"
case "${1:-}" in
  valid) exec "$token" issue --username alice --scopes mcp:read,mcp:tools ;;
  "" | -*) echo "Usage: scripts/mint.sh valid | ATTACK    (scripts/token.sh attack --list explains the attacks)" >&2 && exit 2 ;;
  *) exec "$token" attack "$1" ;;
esac
