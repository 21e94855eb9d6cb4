#!/usr/bin/env bash
# Step 9: tools and prompts that know their caller.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

own_keys

start_step 9
alice="$(token issue --username alice --scopes mcp:read,mcp:tools)"
admin="$(token issue --username admin --scopes mcp:read,mcp:tools,mcp:prompts)"

legacy "alice asks who she is" tools/call '{"name":"whoami"}' -H "Authorization: Bearer $alice"
expect_text '"username":"alice"' "The tool found the caller in the exchange."
expect_text 'dev.mcpauth/caller' "The result names its caller."
expect_no_text "${alice##*.}" "The result does not hold the signature of the token."

legacy "alice is greeted" tools/call '{"name":"greet"}' -H "Authorization: Bearer $alice"
expect_text 'Hello, alice!' "The name comes from the token, and not from an argument."

legacy "admin asks for help" prompts/get '{"name":"help"}' -H "Authorization: Bearer $admin"
expect_text audit_log "The prompt names what this caller may use."

summary
