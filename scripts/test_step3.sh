#!/usr/bin/env bash
# Step 3: the lists of tools and prompts.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

start_step 3

modern "Capabilities" server/discover '{}'
expect_text '"capabilities":{"tools":{},"prompts":{}}' "A client reads the capabilities before it lists tools or prompts."
expect_no_text listChanged "The server sends no notifications, so it must not declare them."

modern "Tools" tools/list '{}'
expect_status 200 "The list has one page."
expect_text '"tools":[{"name":"echo"' "The order is always the same, because clients cache the list: echo is the first tool."
expect_text '"name":"get_time"' "get_time is the second tool."
expect_text '"maxLength":10000' "The schema of the arguments tells the model what it may send."
expect_text '"outputSchema":' "The schema of the result tells the client what it will receive."
expect_text '"readOnlyHint":true' "Hints describe the effects of a call."
expect_text '"cacheScope":"public"' "The list is the same for all callers, so a cache may share it."

legacy "Tools for legacy clients" tools/list '{}'
expect_text '"tools":[{"name":"echo"' "The definitions are the same in every version."
expect_no_text resultType "The shape of the result differs: legacy results have no resultType."

modern "Prompts" prompts/list '{}'
expect_text '"prompts":[{"name":"greeting"' "The first prompt is greeting."
expect_text '"name":"help"' "The second prompt is help."
expect_text '"required":true' "The client asks the user for the required arguments first."

modern "An unknown cursor" tools/list '{"cursor":"page2"}'
expect_text '"code":-32602' "The list has one page, so the server returns no cursor, and every cursor is unknown."

modern "A tool call" tools/call '{"name":"echo","arguments":{"message":"hi"}}' -H 'Mcp-Name: echo'
expect_status 404 "Step 4 adds tools/call."

summary
