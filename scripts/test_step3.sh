#!/usr/bin/env bash
# Step 3: does the server tell which tools and prompts there are?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/mcp.sh
source "$(dirname "${BASH_SOURCE[0]}")/mcp.sh"

start_step 3

modern "Capabilities" server/discover '{}'
expect_text '"capabilities":{"tools":{},"prompts":{}}' "A client looks here before it asks for tools or prompts."
expect_no_text listChanged "The server never notifies anybody, so it must not claim that it does."

modern "Tools" tools/list '{}'
expect_status 200 "The list is one page."
expect_text '"tools":[{"name":"echo"' "echo is the first tool, at every call: clients may cache the list."
expect_text '"name":"get_time"' "get_time is the second."
expect_text '"maxLength":10000' "The schema of the arguments tells a model what it may send."
expect_text '"outputSchema":' "The schema of the result tells a client what it will get."
expect_text '"readOnlyHint":true' "Hints tell a person what the tool does to the world."
expect_text '"cacheScope":"public"' "The list is the same for everybody, so everybody may share it."

legacy "Tools, for legacy clients" tools/list '{}'
expect_text '"tools":[{"name":"echo"' "The definitions are the same in every version."
expect_no_text resultType "The shape around them is not: legacy results have no resultType."

modern "Prompts" prompts/list '{}'
expect_text '"prompts":[{"name":"greeting"' "greeting is the first prompt."
expect_text '"name":"help"' "help is the second."
expect_text '"required":true' "A client asks for the required arguments before it gets the prompt."

modern "A cursor that the server never handed out" tools/list '{"cursor":"page2"}'
expect_text '"code":-32602' "There is one page, so every cursor is unknown."

modern "No tool runs yet" tools/call '{"name":"echo","arguments":{"message":"hi"}}' -H 'Mcp-Name: echo'
expect_status 404 "tools/call comes with step 4."

summary
