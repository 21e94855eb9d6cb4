#!/usr/bin/env bash
# Checks step 8 with check_auth.sh, as docs/check-your-server.md shows it: every check that can run passes.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export MCP_KEYS_DIR="$TMP/keys" # temporary keys, which both servers share

start_auth_server
export MCP_ISSUER="$AUTH_URL"
start_step 8
export MCP_AUDIENCE="$URL/mcp"
MCP_TOKEN="$(token issue --username alice --scopes mcp:read,mcp:tools,mcp:prompts)"
MCP_INSUFFICIENT_TOKEN="$(token issue --username alice --scopes mcp:read)"

code=0
"$ROOT/scripts/check_auth.sh" "$URL/mcp" >"$TMP/report" || code=$?
expect_equal 0 "$code" "Without a token, no check fails."
expect_equal "  skip  ping-answered: needs --token" "$(grep ping-answered "$TMP/report")" "The report names what skipped checks need."

export MCP_TOKEN MCP_INSUFFICIENT_TOKEN
code=0
"$ROOT/scripts/check_auth.sh" "$URL/mcp" --mint "$ROOT/scripts/mint.sh" >"$TMP/report" || code=$?
cat "$TMP/report"
expect_equal 0 "$code" "With all options, no check fails."
expect_equal "" "$(grep '^  skip' "$TMP/report" || true)" "With all options, no check is skipped."
summary
