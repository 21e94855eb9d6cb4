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

legacy "alice asks whether she may write" tools/call \
  '{"name":"extension","arguments":{"config":{"a":1},"data":[1,2,3],"action":"write"}}' -H "Authorization: Bearer $alice"
expect_text '"result":true' "Her role allows it."

legacy "admin reads the audit log" tools/call '{"name":"audit_log","arguments":{"limit":2}}' -H "Authorization: Bearer $admin"
expect_text '"sizes":{"config":1,"data":3}' "The audit log counts the arguments, and does not hold them."

legacy "admin asks for help" prompts/get '{"name":"help"}' -H "Authorization: Bearer $admin"
expect_text audit_log "The prompt names what this caller may use."

summary
