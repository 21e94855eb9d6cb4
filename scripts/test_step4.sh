#!/usr/bin/env bash
# Step 4: calls of tools, prompts, and invalid arguments.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

start_step 4

modern "echo" tools/call '{"name":"echo","arguments":{"message":"hi","repeat_count":2}}' -H 'Mcp-Name: echo'
expect_status 200 "The server has run the tool."
expect_text '"content":[{"type":"text","text":"hihi"}]' "The model reads the text."
expect_text '"structuredContent":{"text":"hihi"}' "Programs read the structured content, which matches the output schema."
expect_text '"isError":false' "The call succeeded."

legacy "echo for legacy clients" tools/call '{"name":"echo","arguments":{"message":"hi"}}'
expect_text '"text":"hi"' "The default of repeat_count is 1."

legacy "get_time" tools/call '{"name":"get_time","arguments":{"timezone":"Europe/Paris"}}'
expect_text '"timezone":"Europe/Paris"' "The result has the time zone."

legacy "An unknown time zone" tools/call '{"name":"get_time","arguments":{"timezone":"Mars/Phobos"}}'
expect_status 200 "The request is valid, and the server has run the tool."
expect_text '"isError":true' "The tool failed, so the result has isError."
expect_text 'Mars/Phobos' "The text quotes the name, so that the model can correct it."

legacy "Invalid arguments" tools/call '{"name":"echo","arguments":{"message":"","repeat_count":11,"x":1}}'
expect_text '"isError":true' "The model can fix the arguments, so this is also a tool result."
expect_text '\"message\"' "The text names each invalid argument: message,"
expect_text '\"repeat_count\"' "repeat_count,"
expect_text '\"x\"' "and x, which the schema does not define."

legacy "An unknown tool" tools/call '{"name":"rm_rf"}'
expect_text '"code":-32602' "Without a tool there is no tool result, so this is a JSON-RPC error."

modern "A header that names another tool" tools/call '{"name":"echo","arguments":{"message":"hi"}}' -H 'Mcp-Name: get_time'
expect_status 400 "A proxy may allow the request because the header says get_time; the server must not run echo."
expect_text '"code":-32020' "The server rejects a header that does not match the body."

modern "A prompt" prompts/get '{"name":"greeting","arguments":{"name":"Alice","style":"formal"}}' -H 'Mcp-Name: greeting'
expect_text '"messages":[{"role":"user"' "A prompt consists of messages for the model."
expect_text 'formal' "The message reflects the style."
expect_text 'Alice' "The message contains the name."

legacy "A prompt without its required argument" prompts/get '{"name":"greeting"}'
expect_text '"code":-32602' "People fill in the arguments of a prompt, so the client can ask them again."
expect_text '\"name\"' "The error names the missing argument."

legacy "An unknown style" prompts/get '{"name":"greeting","arguments":{"name":"Alice","style":"rude"}}'
expect_text 'friendly, formal or casual' "The error lists the valid styles."

summary
